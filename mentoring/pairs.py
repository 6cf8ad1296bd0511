"""A pair: one mentor and one mentee, and the states it goes through."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.people import Person, PersonId, ProgrammeId, Role
from mentoring.refusals import Refusal

PairId = NewType("PairId", int)


class PairState(StrEnum):
    """Where a pair stands: proposed → negotiating → active ⇄ paused → closing → closed."""

    PROPOSED = "proposed"
    NEGOTIATING = "negotiating"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSING = "closing"
    CLOSED = "closed"


OPEN_STATES = frozenset(PairState) - {PairState.CLOSED}
"""A pair in one of these is still somebody's pair."""

# Who may go where. A paused pair may be closed without being resumed: people do move away while on a break.
TRANSITIONS: dict[PairState, frozenset[PairState]] = {
    PairState.PROPOSED: frozenset({PairState.NEGOTIATING, PairState.ACTIVE, PairState.CLOSED}),
    PairState.NEGOTIATING: frozenset({PairState.ACTIVE, PairState.CLOSED}),
    PairState.ACTIVE: frozenset({PairState.PAUSED, PairState.CLOSING, PairState.CLOSED}),
    PairState.PAUSED: frozenset({PairState.ACTIVE, PairState.CLOSING, PairState.CLOSED}),
    PairState.CLOSING: frozenset({PairState.ACTIVE, PairState.CLOSED}),
    PairState.CLOSED: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """One mentor and one mentee in one programme. `state_since` is aware, UTC."""

    id: PairId
    programme_id: ProgrammeId
    mentor_id: PersonId
    mentee_id: PersonId
    state: PairState
    state_since: datetime


@dataclass(frozen=True, slots=True)
class CannotMove(Refusal):
    """A pair cannot go from the state it is in to the one asked for."""

    pair: PairId
    state: PairState
    wanted: PairState


@dataclass(frozen=True, slots=True)
class NotAPair(Refusal):
    """These two people cannot be a pair; `why` is one of `same_person`, `wrong_role`, `other_programme`."""

    why: str


def move(pair: Pair, wanted: PairState) -> PairState | CannotMove:
    """Return `wanted` when the pair may go there, else the refusal. Staying where it is counts as allowed.

    Doing the same thing twice (a double click, a repeated request) must not be an error.
    """
    if pair.state is wanted or wanted in TRANSITIONS[pair.state]:
        return wanted
    return CannotMove(pair.id, pair.state, wanted)


def propose(mentor: Person, mentee: Person) -> NotAPair | None:
    """Return why these two cannot be a pair, or None when they can."""
    if mentor.id == mentee.id:
        return NotAPair("same_person")
    if mentor.programme_id != mentee.programme_id:
        return NotAPair("other_programme")
    if mentor.role is not Role.MENTOR or mentee.role is not Role.MENTEE:
        return NotAPair("wrong_role")
    return None
