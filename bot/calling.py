"""Calling: who is on duty hears of a case in their own chat, then who comes next, until somebody says they have it.

The staff group shows the case from the start (`bot/alerts.py`); a call is a card more, in somebody's own chat, with the
same fate: retried, told elsewhere when it cannot arrive, and in the record. What is only medium climbs in school time,
and whoever it is told hears of all of it that has come together, in one message.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.alerts import call, is_in_reach
from bot.case_circle import circle_of
from bot.helplines import helplines_of
from bot.safety_words import call_text
from bot.school_days import school_days_of
from bot.speech import chat_of, say, words_of
from mentoring import queue
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseId, CaseKind, EventKind
from mentoring.duty import Post, Rota
from mentoring.ladder import LADDERS, called_on
from mentoring.people import Person, PersonId, Role
from mentoring.programmes import Programme
from mentoring.safeguarding import Severity
from storage import audit, cases, duty, ladders, people, programmes
from storage.ladders import Climb
from storage.outbox import Priority
from storage.tx import Tx

log = logging.getLogger(__name__)

_LEADS, _ALL = (Role.SAFEGUARDING_LEAD,), (Role.SAFEGUARDING_LEAD, Role.COORDINATOR)
_WITHOUT_ROTA = ((), _LEADS, _ALL, _ALL)
"""Who is called on each rung where there is no rota: the staff group, or else the leads, know from the start."""


def climb(tx: Tx, case_id: CaseId, now: datetime) -> None:
    """Call on every rung of a case's ladder that is due by now, and plan the next. Does nothing once somebody has it.

    After a time in which nothing ran, what was missed is called at once: it is late already.
    """
    case, standing = cases.get(tx, case_id), ladders.of_case(tx, case_id)
    programme = None if case is None else programmes.get(tx, case.programme_id)
    if case is None or programme is None or standing is None:
        return
    if standing.severity.pages:
        moments = [standing.begun_at + rung.after for rung in LADDERS[standing.severity]]
        for number in _reached(tx, standing, moments, now):
            _call_on(tx, case, programme, number, standing, now)
    else:
        _go_round(tx, programme, now)


def _reached(tx: Tx, standing: Climb, moments: Sequence[datetime], now: datetime) -> range:
    """Let a case climb to where it is now and plan its next rung; return the rungs that are to be called for that."""
    number = standing.rung
    while number < len(moments) and moments[number] <= now:
        number += 1
    ladders.climb(tx, standing.case_id, number)
    if number < len(moments):
        ladders.wake(tx, replace(standing, rung=number), moments[number])
    return range(standing.rung, number)


def _go_round(tx: Tx, programme: Programme, now: datetime) -> None:
    """Tell of all that is due in a programme's queue: on each rung, each person of everything in one message."""
    school = school_days_of(tx, programme)
    rounds: dict[tuple[bool, PersonId], tuple[Person, list[Case]]] = {}
    for standing in ladders.standing_in(tx, programme.id, Severity.MEDIUM):
        case = cases.get(tx, standing.case_id)
        assert case is not None
        for number in _reached(tx, standing, queue.moments(standing.begun_at, school), now):
            wanted = _on_rung(tx, case, programme, number, standing, now)
            called = [person for person in wanted if is_in_reach(tx, person)]
            _note_called(tx, case, number, called, now)
            for person in called:
                rounds.setdefault((_is_again(case, number, standing), person.id), (person, []))[1].append(case)
    for (again, _who), (person, called_about) in rounds.items():
        call(tx, called_about, person, now, again=again, aloud=again)  # the queue's first message wakes nobody


def _is_again(case: Case, number: int, standing: Climb) -> bool:
    """Return whether those who were told before are told once more.

    Not on the first rung: they have just been told that it is graver. But who was told before it turned out to be
    about one of the staff hears now that it is theirs.
    """
    return number > 0 or (case.is_about_staff and case.opened_at < standing.begun_at)


def _note_called(tx: Tx, case: Case, number: int, called: Sequence[Person], now: datetime) -> None:
    facts: dict[str, Fact] = {"rung": number + 1, "people": [int(person.id) for person in called]}
    cases.append(tx, case.id, EventKind.CALLED, actor=audit.SYSTEM, at=now, facts=facts)
    if not called and number > 0:
        log.critical("Nobody is left to call about a case", extra={"action": "ladder.nobody", "case": case.id})


def _call_on(tx: Tx, case: Case, programme: Programme, number: int, standing: Climb, now: datetime) -> None:
    wanted = _on_rung(tx, case, programme, number, standing, now)
    again = _is_again(case, number, standing)
    called = [person for person in wanted if call(tx, [case], person, now, again=again)]
    _note_called(tx, case, number, called, now)
    if LADDERS[standing.severity][number].is_last and case.kind is CaseKind.REAL:
        for person in called:
            _tell_to_act(tx, person, programme, now)


def _on_rung(tx: Tx, case: Case, programme: Programme, number: int, standing: Climb, now: datetime) -> Sequence[Person]:
    """Return who is called on a rung: by the rota, or, in a school that has none, by what they are."""
    circle = circle_of(tx, case, programme)
    may_hear = circle.people
    staff = {person.id: person for person in people.staff_of(tx, programme.id)}
    near = {who: person for who, person in staff.items() if who in may_hear and is_in_reach(tx, person)}
    rota = duty.rota_of(tx, programme.id, programme.zone)
    if not standing.severity.pages:
        return circle.rank(number) if case.is_about_staff else _in_queue(number, rota, near, now)
    if rota is None:
        # Who cannot be reached is left to `call`, which says so.
        return [staff[who] for who in may_hear if case.is_about_staff or staff[who].role in _WITHOUT_ROTA[number]]
    away = set(rota.everybody) - near.keys()
    called = called_on(LADDERS[standing.severity], number, rota, rota.posts(now), away)
    # Where the rota has nobody left who may hear of it, somebody else must.
    return [near[who] for who in called] or list(near.values())


def _in_queue(number: int, rota: Rota | None, near: Mapping[PersonId, Person], now: datetime) -> Sequence[Person]:
    """Return who hears of a case of the queue: coordinators, then the lead, then the head; else whoever may."""
    of_role = {role: [person for person in near.values() if person.role is role] for role in _ALL}
    posts = {} if rota is None else rota.posts(now)
    wanted: Sequence[Sequence[Person]] = (
        of_role[Role.COORDINATOR],
        _holding(posts, near, Post.LEAD, Post.DEPUTY)[:1] or of_role[Role.SAFEGUARDING_LEAD],
        _holding(posts, near, Post.HEAD, Post.ON_CALL)[:1],
    )
    return wanted[number] or list(near.values())


def _holding(posts: Mapping[Post, PersonId], near: Mapping[PersonId, Person], *wanted: Post) -> list[Person]:
    return [near[posts[post]] for post in wanted if post in posts and posts[post] in near]


def _tell_to_act(tx: Tx, person: Person, programme: Programme, now: datetime) -> None:
    """Tell who is called last that nobody else will come: they act by the school's sheet, with the numbers of it."""
    _ = words_of(person)
    text = _("Nobody has taken this case. Please act now by your school's sheet; in danger, call for help at once.")
    text += "\n\n" + call_text(helplines_of(programme.rules), _)
    say(tx, chat_of(person), text, now=now, priority=Priority.ALERT)
