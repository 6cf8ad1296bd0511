"""The staff hear of their tasks: of urgent ones at once, of the others in the morning's digest."""

from datetime import datetime

from bot.cover import A_DAY, cover_lines
from bot.school_days import school_days_of
from bot.speech import Room, say, staff_rooms
from bot.task_list import card, task_list
from bot.weekly_digest import weekly_text
from mentoring.days_off import NO_DAYS_OFF, DaysOff
from mentoring.digests import begins_week, is_wanted
from mentoring.people import ProgrammeId, Role
from mentoring.programmes import Programme
from mentoring.tasks import TaskId
from storage import digests, drills, people, programmes, tasks
from storage.due import Due
from storage.hours import hours_of
from storage.outbox import Priority, Purpose
from storage.tx import Tx


def send_digest(tx: Tx, due: Due, now: datetime) -> None:
    """Send a programme's digest, if this is a morning for one and there is anything to tell; and plan the next."""
    programme = programmes.get(tx, ProgrammeId(due.subject))
    if programme is None:
        return
    at = programme.rules.digest_at
    digests.plan(tx, programme.id, zone=programme.zone, at=at, now=now)
    drills.plan(tx, programme, now)
    if not is_wanted(programme.quiet_hours, at, now, _days_off(tx, programme)):
        return
    today, last = now.astimezone(programme.zone).date(), digests.last_day(tx, programme.id)
    if not digests.begin(tx, programme.id, today):
        return
    # Until the digest after this one, the next school morning's, and a day more.
    ahead = school_days_of(tx, programme).next_morning(now) + A_DAY
    for room in _rooms(tx, programme):
        shown = task_list(tx, programme, room.words, now)
        if shown is not None:
            say(
                tx,
                room.chat,
                shown.text,
                now=now,
                buttons=shown.buttons,
                priority=Priority.PROMPT,
                purpose=Purpose.PROMPT,
            )
        if begins_week(today, last):
            text = weekly_text(tx, programme, room.words, now)
        else:
            text = "\n".join(cover_lines(tx, programme, room.words, now, ahead))
        if text:
            say(tx, room.chat, text, now=now, priority=Priority.PROMPT)


def tell_urgent_task(tx: Tx, due: Due, now: datetime) -> None:
    """Tell the staff of an urgent task, whatever the hour; of one that they know, or that is done, nothing."""
    task = tasks.get(tx, TaskId(due.subject))
    programme = None if task is None else programmes.get(tx, task.programme_id)
    if task is None or programme is None or not tasks.note_told(tx, task.id, now):
        return
    for room in _rooms(tx, programme):
        shown = card(tx, programme, task, room.words, now)
        say(tx, room.chat, shown.text, now=now, buttons=shown.buttons)


def _rooms(tx: Tx, programme: Programme) -> list[Room]:
    """Tasks are the coordinators' own; where there is none, whoever is there of the staff sees them."""
    return staff_rooms(tx, programme, only=Role.COORDINATOR) or staff_rooms(tx, programme)


def _days_off(tx: Tx, programme: Programme) -> DaysOff:
    staff = people.staff_of(tx, programme.id)
    return hours_of(tx, staff[0].id).answering.days_off if staff else NO_DAYS_OFF
