"""Calling: who is on duty hears of a case in their own chat, then who comes next, until somebody says they have it.

The staff group shows the case from the start (`bot/alerts.py`); a call is a card more, in somebody's own chat, with the
same fate: retried, told elsewhere when it cannot arrive, and in the record.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from bot.alerts import call, is_in_reach
from bot.helplines import helplines_of
from bot.safety_words import call_text
from bot.speech import chat_of, say, words_of
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseId, EventKind
from mentoring.ladder import LADDERS, Rung, called_on
from mentoring.people import Person, Role
from mentoring.programmes import Programme
from storage import audit, cases, duty, ladders, people, programmes
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
    rungs = LADDERS[standing.severity]
    number = standing.rung
    while number < len(rungs) and standing.begun_at + rungs[number].after <= now:
        _call_on(tx, case, programme, number, rungs, now)
        number += 1
    ladders.climb(tx, case_id, number)
    following = ladders.of_case(tx, case_id)
    if following is not None and number < len(rungs):
        ladders.wake(tx, following, following.begun_at + rungs[number].after)


def _call_on(tx: Tx, case: Case, programme: Programme, number: int, rungs: Sequence[Rung], now: datetime) -> None:
    # On the first rung who was told before has just been told that it is graver.
    wanted = _on_rung(tx, case, programme, number, rungs, now)
    called = [person for person in wanted if call(tx, case, person, now, again=number > 0)]
    facts: dict[str, Fact] = {"rung": number + 1, "people": [int(person.id) for person in called]}
    cases.append(tx, case.id, EventKind.CALLED, actor=audit.SYSTEM, at=now, facts=facts)
    if rungs[number].is_last:
        for person in called:
            _tell_to_act(tx, person, programme, now)
    if not called and number > 0:
        log.critical("Nobody is left to call about a case", extra={"action": "ladder.nobody", "case": case.id})


def _on_rung(
    tx: Tx, case: Case, programme: Programme, number: int, rungs: Sequence[Rung], now: datetime
) -> list[Person]:
    """Return who is called on a rung: by the rota, or, in a school that has none, by what they are."""
    away = duty.in_conflict(tx, case)
    staff = {person.id: person for person in people.staff_of(tx, programme.id)}
    rota = duty.rota_of(tx, programme.id, programme.zone)
    if rota is None:
        return [person for person in staff.values() if person.id not in away and person.role in _WITHOUT_ROTA[number]]
    out_of_reach = {who for who in rota.everybody if who not in staff or not is_in_reach(tx, staff[who])}
    return [staff[who] for who in called_on(rungs, number, rota, rota.posts(now), away | out_of_reach)]


def _tell_to_act(tx: Tx, person: Person, programme: Programme, now: datetime) -> None:
    """Tell who is called last that nobody else will come: they act by the school's sheet, with the numbers of it."""
    _ = words_of(person)
    text = _("Nobody has taken this case. Please act now by your school's sheet; in danger, call for help at once.")
    text += "\n\n" + call_text(helplines_of(programme.rules), _)
    say(tx, chat_of(person), text, now=now, priority=Priority.ALERT)
