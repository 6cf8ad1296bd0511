"""The staff hear of their tasks: of urgent ones at once, of the others in the morning's digest."""

from datetime import datetime

from bot.speech import Room, say, staff_rooms
from bot.task_list import card, task_list
from mentoring.days_off import NO_DAYS_OFF, DaysOff
from mentoring.digests import is_wanted
from mentoring.people import ProgrammeId, Role
from mentoring.programmes import Programme
from mentoring.tasks import TaskId
from storage import digests, people, programmes, tasks
from storage.due import Due
from storage.hours import hours_of
from storage.outbox import Priority
from storage.tx import Tx


def send_digest(tx: Tx, due: Due, now: datetime) -> None:
    """Send a programme's digest, if this is a morning for one and there is anything to tell; and plan the next."""
    programme = programmes.get(tx, ProgrammeId(due.subject))
    if programme is None:
        return
    at = programme.rules.digest_at
    digests.plan(tx, programme.id, zone=programme.zone, at=at, now=now)
    if not is_wanted(programme.quiet_hours, at, now, _days_off(tx, programme)):
        return
    if not digests.begin(tx, programme.id, now.astimezone(programme.zone).date()):
        return
    for room in _rooms(tx, programme):
        shown = task_list(tx, programme, room.words, now)
        if shown is not None:
            say(tx, room.chat, shown.text, now=now, buttons=shown.buttons, priority=Priority.PROMPT)


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
