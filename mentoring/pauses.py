"""Pauses: a pair rests while anybody wants it to, the coordinator or one of the two for themselves."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from mentoring.pairs import PairId, PairState
from mentoring.people import PersonId
from mentoring.refusals import Refusal
from mentoring.relay import ConsentMissing, PairNotActive


@dataclass(frozen=True, slots=True)
class Pause:
    """One wish that a pair may rest: of `person_id` for themselves, of the coordinator when that is None.

    `noted_by` is who noted it, as the audit names people; `ended_at` is None while it holds. Moments are aware, UTC.
    """

    id: int
    pair_id: PairId
    person_id: PersonId | None
    noted_by: str
    started_at: datetime
    ended_at: datetime | None


def is_for_a_time(why: Refusal) -> bool:
    """Return whether what keeps two people from talking may pass: a break, or a consent that was taken back.

    What was held before it began is then kept, to be decided again, instead of being refused.
    """
    return why == PairNotActive(PairState.PAUSED) or isinstance(why, ConsentMissing)


def may_rest(state: PairState) -> bool:
    """Return whether somebody may pause a pair in this state; one that rests may have a second reason to."""
    return state in (PairState.ACTIVE, PairState.PAUSED)


def goes_on(state: PairState, pauses: Collection[Pause]) -> bool:
    """Return whether a pair that rests talks again, now that these of its pauses are left."""
    return state is PairState.PAUSED and all(pause.ended_at is not None for pause in pauses)
