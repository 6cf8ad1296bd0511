"""The pair is told that somebody in the safeguarding role read its words, and when: a day later, in open hours.

Never where that could put somebody in danger: signs of grooming keep it back from the start, a lead can at any time,
and is reminded that it is kept. Whoever read is not named: it is the role that reads, and the record that knows.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.case_card import heading
from bot.case_circle import circle_of
from bot.speech import Button, Buttons, chat_of, say, words_of
from bot.words import Words, deferred
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseKind, EventKind
from mentoring.open_hours import NeverOpen
from mentoring.pairs import Pair, PairState
from mentoring.people import Person
from mentoring.programmes import Programme
from mentoring.safety import Stance
from storage import audit, cases, concerns, due, pairs, people, programmes, readings
from storage.hours import hours_of
from storage.outbox import Priority
from storage.readings import PAIR_TOLD, STILL_KEPT, Reading, Telling
from storage.tx import Tx

TOLD_AFTER, REMINDED_AFTER = timedelta(days=1), timedelta(days=7)

WHY_NOT = {
    "danger": deferred("It could put somebody in danger"),
    "harm": deferred("One of the two may be doing harm"),
    "authority": deferred("Police or social services asked for it"),
}
"""Why a pair is not told for now."""

_SIGNS = "signs"
_TRIES = 14


def note_reading(tx: Tx, case: Case, reader: Person, now: datetime) -> None:
    """Plan that the pair is told of a reading, and say so to who read, with the way to keep it back.

    Further readings before that are part of the same telling, and say nothing anew.
    """
    programme, pair = _whose(tx, case)
    if programme is None or pair is None or not programme.rules.tells_of_reading:
        return
    if readings.untold_of(tx, case.id) is not None:
        return
    signs = any(concern.verdict.stance is Stance.SIGNS for concern in concerns.of_case(tx, case.id))
    tell_at = _open_for_both(tx, pair, now + TOLD_AFTER)
    state = Telling.KEPT if signs else Telling.PLANNED
    reading = readings.add(tx, case.id, reader.id, state, reason=_SIGNS if signs else None, tell_at=tell_at, now=now)
    if signs:
        _note_kept(tx, case, audit.SYSTEM, _SIGNS, now)
        _remind_later(tx, reading, now)
    else:
        _wake(tx, reading, tell_at)
    text, buttons = telling_page(tx, case, words_of(reader), now)
    say(tx, chat_of(reader), text, now=now, buttons=buttons)


def telling_page(tx: Tx, case: Case, in_words: Words, now: datetime) -> tuple[str, Buttons]:
    """Return what is to become of telling the pair, and how that can be changed."""
    _ = in_words
    reading, name = readings.untold_of(tx, case.id), f"case:{case.id}.tell"
    programme = programmes.get(tx, case.programme_id)
    if reading is None or programme is None:
        return heading(case, _) + "\n" + _("The two have been told that messages were read."), ()
    if reading.state is Telling.KEPT:
        text = _("The two are not told that messages were read. I ask again in a week.")
        return f"{heading(case, _)}\n{text}", [[Button(_("Tell them now"), f"{name}.now")]]
    text = _(
        "The two read from me that somebody in the safeguarding role has read messages: {moment}. Could that put "
        "somebody in danger?",
        moment=_.moment(reading.tell_at, programme.zone, now),
    )
    return f"{heading(case, _)}\n{text}", [[Button(_("Don't tell them yet"), f"{name}.not")]]


def why_not_page(case: Case, in_words: Words) -> tuple[str, Buttons]:
    """Return the question why the pair is not to be told."""
    _ = in_words
    name = f"case:{case.id}.tell"
    rows: list[Sequence[Button]] = [[Button(_(label), f"{name}.not.{why}")] for why, label in WHY_NOT.items()]
    return f"{heading(case, _)}\n" + _("Why not yet? It is noted."), [*rows, [Button(_("‹ Back"), f"{name}.show")]]


def keep_back(tx: Tx, case: Case, by: Person, why: str, now: datetime) -> None:
    """Do not tell the pair for now, for one of the reasons of `WHY_NOT`, and be reminded of it."""
    reading = readings.untold_of(tx, case.id)
    if reading is None or why not in WHY_NOT:
        return
    readings.keep(tx, reading.id, why, by.id)
    _note_kept(tx, case, f"person:{by.id}", why, now)
    _remind_later(tx, reading, now)


def tell_after_all(tx: Tx, case: Case, now: datetime) -> None:
    """Tell the pair what was kept back: at once where both may be reached, else when they can be."""
    reading, (_, pair) = readings.untold_of(tx, case.id), _whose(tx, case)
    if reading is None or pair is None:
        return
    tell_at = _open_for_both(tx, pair, now)
    readings.plan(tx, reading.id, tell_at)
    _wake(tx, reading, tell_at)


def tell_pair(tx: Tx, reading: Reading, now: datetime) -> None:
    """Tell both of a pair that messages were read, when both may be reached; later when not, never when kept back."""
    case = cases.get(tx, reading.case_id)
    programme, pair = (None, None) if case is None else _whose(tx, case)
    if reading.state is not Telling.PLANNED:
        return
    if case is None or programme is None or pair is None:
        readings.end(tx, reading.id, Telling.DROPPED, now)
        return
    opens = max(reading.tell_at, _open_for_both(tx, pair, now))
    if opens > now:
        readings.plan(tx, reading.id, opens)
        _wake(tx, reading, opens)
        return
    for who in (pair.mentor_id, pair.mentee_id):
        person = people.get(tx, who)
        if person is not None and person.has_joined:
            text = told_text(reading.read_at, programme, words_of(person), now)
            say(tx, chat_of(person), text, now=now, priority=Priority.PROMPT)
    readings.end(tx, reading.id, Telling.TOLD, now)
    cases.append(tx, case.id, EventKind.PAIR_TOLD, actor=audit.SYSTEM, at=now, facts={"reading": int(reading.id)})


def remind(tx: Tx, reading: Reading, now: datetime) -> None:
    """Ask who kept it back, or read it, whether the pair can be told by now; once a week while it is kept."""
    case = cases.get(tx, reading.case_id)
    programme = None if case is None else programmes.get(tx, case.programme_id)
    if case is None or programme is None or reading.state is not Telling.KEPT:
        return
    circle = circle_of(tx, case, programme)
    first = [people.get(tx, who) for who in (reading.decided_by, reading.reader_id) if who in circle.people]
    asked = next((person for person in first if person is not None), None) or next(iter(circle.rank(0)), None)
    if asked is not None:
        text, buttons = telling_page(tx, case, words_of(asked), now)
        say(tx, chat_of(asked), text, now=now, buttons=buttons, priority=Priority.PROMPT)
    _remind_later(tx, reading, now)


def told_text(read_at: datetime, programme: Programme, in_words: Words, now: datetime) -> str:
    """Return what each of a pair reads."""
    _ = in_words
    return _(
        "I want to be open with you: somebody in the safeguarding role at your school has read some of your messages "
        "here ({moment}). They may do that only when somebody might not be safe, and it is noted. You have done "
        "nothing wrong. Do you want to ask something? /help",
        moment=_.moment(read_at, programme.zone, now),
    )


def _whose(tx: Tx, case: Case) -> tuple[Programme | None, Pair | None]:
    """Return the programme and the pair that are told of a case's readings; None where nobody is.

    What one of the two told the bot or the staff alone (an answer, a report, an entry) is not theirs both: the other
    one would learn from the telling that there was something to read.
    """
    is_theirs = any(concern.message_id is not None for concern in concerns.of_case(tx, case.id))
    is_told = is_theirs and case.pair_id is not None and case.kind is CaseKind.REAL
    pair = pairs.get(tx, case.pair_id) if is_told and case.pair_id is not None else None
    if pair is not None and pair.state is PairState.CLOSED:
        pair = None
    return programmes.get(tx, case.programme_id), pair


def _open_for_both(tx: Tx, pair: Pair, at: datetime) -> datetime:
    """Return the first moment from `at` on at which both may be reached; if there is none soon, one of theirs."""
    moment = at
    try:
        for _ in range(_TRIES):
            later = max(hours_of(tx, who, pair.id).reach.next_open(moment) for who in (pair.mentor_id, pair.mentee_id))
            if later == moment:
                return moment
            moment = later
    except NeverOpen:
        return at
    return moment


def _note_kept(tx: Tx, case: Case, actor: str, why: str, now: datetime) -> None:
    facts: dict[str, Fact] = {"why": why}
    cases.append(tx, case.id, EventKind.TELLING_KEPT, actor=actor, at=now, facts=facts)


def _wake(tx: Tx, reading: Reading, tell_at: datetime) -> None:
    occurrence = f"{PAIR_TOLD}:{reading.id}:{tell_at.timestamp():.0f}"
    due.add(tx, kind=PAIR_TOLD, subject=reading.id, occurrence=occurrence, due_at=tell_at)


def _remind_later(tx: Tx, reading: Reading, now: datetime) -> None:
    """Plan the reminder in a week; one that stands already is enough."""
    due_at = now + REMINDED_AFTER
    due.add(tx, kind=STILL_KEPT, subject=reading.id, occurrence=f"{STILL_KEPT}:{reading.id}", due_at=due_at)
