"""Closing a case: how it ended, whether the concern was real, and who must agree."""

from dataclasses import dataclass
from enum import StrEnum

from mentoring.cases import Case
from mentoring.people import PersonId
from mentoring.safeguarding.findings import Severity


class Outcome(StrEnum):
    """How a case ended."""

    SUPPORTED = "supported"
    FAMILY = "family"
    REFERRED = "referred"
    NOTHING = "nothing"


class Verdict(StrEnum):
    """What the concern was: real, real but lower than it was taken for, or none at all."""

    REAL = "real"
    LOWER = "lower"
    FALSE = "false"


class Reason(StrEnum):
    """Why something was taken for a concern, or for a graver one, that was none."""

    IDIOM = "idiom"
    LESSON = "lesson"
    WORKSHOP = "workshop"
    GAME = "game"
    QUOTE = "quote"
    NAME = "name"
    NUMBER = "number"
    LANGUAGE = "language"


class ReferredTo(StrEnum):
    """To whom a case was referred."""

    SOCIAL_SERVICES = "social"
    POLICE = "police"
    HEALTH = "health"
    COUNSELLOR = "counsellor"


@dataclass(frozen=True, slots=True)
class Closing:
    """How a case is closed. `reason` is None for what was real, and only then."""

    outcome: Outcome
    verdict: Verdict
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if (self.verdict is Verdict.REAL) != (self.reason is None):
            raise ValueError("what was real needs no reason, everything else needs one")


def may_close(case: Case, by: PersonId, asked_by: PersonId | None) -> bool:
    """Return whether a case is closed by this person's word: a critical one only after somebody else's."""
    return case.severity < Severity.CRITICAL or (asked_by is not None and asked_by != by)
