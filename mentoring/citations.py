"""What a decision rests on: the source of a rule, its clause, and the version that was in force."""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where a rule comes from: programme, agreement, calendar, the pair's state, a person, or their safety."""

    PROGRAMME = "programme"
    AGREEMENT = "agreement"
    CALENDAR = "calendar"
    PAIR = "pair"
    PERSON = "person"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Citation:
    """One rule as it was cited: its source, its clause, and the version of the source; None where it has none.

    The programme's and its calendar's version is that of the programme's rules; the agreement's is its own.
    """

    source: Source
    clause: str
    version: int | None = None
