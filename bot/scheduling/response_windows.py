"""The moments of a response window: shown to the one who waits, a nudge before the end, a reminder at it, a task.

Each looks at the window and the calendar as they are now. What comes too early, because an absence or a day off was
entered meanwhile, plans itself anew; what no longer applies does nothing. Nobody is written to in their quiet hours.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.speech import chat_of, say, words_of
from bot.windows import RESPONSE_WINDOW, WINDOW_SHOWN, let_go_button, plan
from bot.words import deferred
from mentoring.people import Person
from mentoring.relay import Talk, may_talk
from mentoring.tasks import TaskKind
from mentoring.windows import Window, WindowId, WindowState, deadline, lapses_at, nudge_at, opens_by
from storage import due as due_rows
from storage import hours, messages, pairs, programmes, tasks, windows
from storage.due import Due
from storage.outbox import Priority, Purpose
from storage.tx import Tx

_HOUR = timedelta(hours=1)
_MOST_COUNTED = 100  # lapses in a row; more would tell nobody more


def show_window(tx: Tx, due: Due, now: datetime) -> None:
    """Tell whoever waits, once and without a sound, until when an answer usually comes; and plan the nudge."""
    found = _running(tx, due)
    if found is None:
        return
    window, talk = found
    if window.nudged_at is None:
        plan(tx, window)
    until = deadline(window, hours.hours_of(tx, window.person_id, window.pair_id).answering)
    if until is None or until <= now:
        return
    waiting = hours.hours_of(tx, window.waiting_id, window.pair_id)
    opens = opens_by(waiting.reach, now)
    if opens is None:
        return
    if opens > now:
        due_rows.add(
            tx, kind=WINDOW_SHOWN, subject=window.id, occurrence=f"{WINDOW_SHOWN}:{window.id}:later", due_at=opens
        )
        return
    if windows.note_shown(tx, window.id, now):
        _ = words_of(talk.sender)
        # A minute would promise more than anybody knows.
        moment = _.moment(_full_hour_from(until, waiting.reach.zone), waiting.reach.zone, now)
        text = _("{name} usually answers by {moment}.", name=talk.recipient.display_name, moment=moment)
        say(
            tx,
            chat_of(talk.sender),
            text,
            now=now,
            quietly=True,
            about=window.message_id,
            priority=Priority.PROMPT,
            purpose=Purpose.PROMPT,
        )


def go_on_with_window(tx: Tx, due: Due, now: datetime) -> None:
    """Nudge whoever is to answer; or, when they have been nudged, let the window lapse and remind them once more."""
    found = _running(tx, due)
    if found is None:
        return
    window, talk = found
    answering = hours.hours_of(tx, window.person_id, window.pair_id).answering
    nudging = window.nudged_at is None
    moment = nudge_at(window, answering) if nudging else lapses_at(window, answering)
    if moment is None:
        return  # away without an end: whoever notes the end plans the rest
    if moment > now or not answering.is_open(now):
        # Too early, or so late that it is quiet again: the machine may have been off.
        later = opens_by(answering, max(moment, now))
        if later is not None:
            _plan_at(tx, window, later)
    elif nudging:
        _nudge(tx, window, talk, now)
    else:
        _lapse(tx, window, talk, now)


def _nudge(tx: Tx, window: Window, talk: Talk, now: datetime) -> None:
    if windows.note_nudged(tx, window.id, now):
        sentence = deferred("This one from {name} has no answer yet. A few words are enough.")
        _prompt(tx, window, talk, sentence, now)
        nudged = windows.get(tx, window.id)
        assert nudged is not None
        plan(tx, nudged)


def _lapse(tx: Tx, window: Window, talk: Talk, now: datetime) -> None:
    if not windows.note_lapsed(tx, window.id, now):
        return
    sentence = deferred("{name} would still be glad of a word from you. Late is fine, and so is short.")
    _prompt(tx, window, talk, sentence, now)
    programme = programmes.get(tx, talk.pair.programme_id)
    assert programme is not None
    enough = programme.rules.lapses_before_task
    if windows.lapses_in_a_row(tx, window.pair_id, window.person_id, enough) >= enough:
        tasks.open_task(
            tx,
            programme=programme.id,
            kind=TaskKind.REPLY_LAPSED,
            pair=window.pair_id,
            person=window.person_id,
            facts={"lapses": windows.lapses_in_a_row(tx, window.pair_id, window.person_id, _MOST_COUNTED)},
            now=now,
        )


def _prompt(tx: Tx, window: Window, talk: Talk, sentence: str, now: datetime) -> None:
    """Remind whoever is to answer, under the message in question, with a way to say that it needs none."""
    person: Person = talk.recipient
    if person.bot_id is None or person.chat_id is None:
        return
    there = messages.places_in(tx, window.message_id, person.bot_id, person.chat_id)
    _ = words_of(person)
    say(
        tx,
        chat_of(person),
        _(sentence, name=talk.sender.display_name),
        now=now,
        answers=there[0] if there else None,
        buttons=let_go_button(window, _),
        about=window.message_id,
        priority=Priority.PROMPT,
        purpose=Purpose.PROMPT,
    )


def _running(tx: Tx, due: Due) -> tuple[Window, Talk] | None:
    """Return the window of a due row and its pair's talk, from the side of whoever waits; None when it is over."""
    window = windows.get(tx, WindowId(due.subject))
    if window is None or window.state is not WindowState.OPEN:
        return None
    talk = pairs.talk_in(tx, window.waiting_id, window.pair_id)
    return None if talk is None or may_talk(talk) is not None else (window, talk)


def _plan_at(tx: Tx, window: Window, moment: datetime) -> None:
    occurrence = f"{RESPONSE_WINDOW}:{window.id}:{moment.timestamp():.3f}"
    due_rows.add(tx, kind=RESPONSE_WINDOW, subject=window.id, occurrence=occurrence, due_at=moment)


def _full_hour_from(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    over = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at + _HOUR - over if over else at
