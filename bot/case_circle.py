"""Who of the staff may hear of a case and work it. Decided here for every alert, call, press and name that is said.

Nobody hears of a case that they are part of, that names them, or in which a relative or tutee of theirs is. A
case about somebody who works at the school is for the head alone; about the head, for who is called last.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from mentoring.cases import Case, CaseState
from mentoring.people import Person, PersonId, Role
from mentoring.programmes import Programme
from storage import alerts, cases, duty, people, programmes
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Circle:
    """Those who may hear of a case, in ranks: a later one is told when nobody of an earlier one can be.

    `uses_group`: the staff group may show it, because nobody is in it who must not hear of it.
    """

    ranks: tuple[tuple[Person, ...], ...]
    uses_group: bool

    @property
    def people(self) -> frozenset[PersonId]:
        """Everybody in it."""
        return frozenset(person.id for rank in self.ranks for person in rank)

    def rank(self, number: int) -> tuple[Person, ...]:
        """Return the `number`-th rank (0 is the first), or the last one where there are fewer; empty without any."""
        return self.ranks[min(number, len(self.ranks) - 1)] if self.ranks else ()


def circle_of(tx: Tx, case: Case, programme: Programme) -> Circle:
    """Return who may hear of a case, of those of the staff who have joined; without ranks when there is nobody."""
    away = duty.in_conflict(tx, case)
    everybody = people.staff_of(tx, programme.id)
    if all(person.id in away for person in everybody):
        away -= duty.named_in(tx, case)  # to be named is no reason for nobody to hear of it
    staff = tuple(person for person in everybody if person.id not in away)
    leads = tuple(person for person in staff if person.role is Role.SAFEGUARDING_LEAD)
    if case.is_about_staff:
        rota = duty.rota_of(tx, programme.id, programme.zone)
        named = [] if rota is None else [rota.head, rota.on_call]
        last = tuple((person,) for who in dict.fromkeys(named) for person in staff if person.id == who)
        return Circle(last or _filled([leads or staff]), uses_group=False)
    return Circle(_filled([leads, staff]), uses_group=len(staff) == len(everybody))


def may_work(tx: Tx, person: Person, case: Case, programme: Programme) -> bool:
    """Return whether somebody may work a case: a safeguarding lead, or one of the staff who was called about it.

    A case of the queue is the coordinators' own, too.
    """
    if not person.has_joined or person.id not in circle_of(tx, case, programme).people:
        return False
    if person.role is Role.SAFEGUARDING_LEAD or case.is_about_staff:
        return True
    if person.role is Role.COORDINATOR and not case.severity.pages:
        return True
    called = {(alert.bot_id, alert.chat_id) for alert in alerts.of_case(tx, case.id)}
    return (person.bot_id, person.chat_id) in called


def workable(tx: Tx, person: Person, *, states: Collection[CaseState], limit: int) -> list[Case]:
    """Return the first `limit` cases of somebody's programme in one of `states`, but for those not theirs to work."""
    programme = programmes.get(tx, person.programme_id)
    if programme is None:
        return []
    found = cases.page(tx, programme.id, states=states, limit=limit)
    return [case for case in found if may_work(tx, person, case, programme)]


def _filled(ranks: Iterable[tuple[Person, ...]]) -> tuple[tuple[Person, ...], ...]:
    return tuple(rank for rank in ranks if rank)
