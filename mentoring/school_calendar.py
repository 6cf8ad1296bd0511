"""A school's calendar: terms, holidays, exam weeks and work placements, each a span of whole local days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

CalendarEntryId = NewType("CalendarEntryId", int)

LONGEST_SPAN_DAYS = 366
"""A single entry longer than this is a slip of the pen: nothing at a school lasts more than a year."""


class CalendarKind(StrEnum):
    """What a span of the calendar is."""

    TERM = "term"
    HOLIDAY = "holiday"
    TERM_BREAK = "term_break"
    EXAM = "exam"
    PLACEMENT = "placement"

    @property
    def usually_off(self) -> bool:
        """Whether clocks rest in such a span unless the coordinator says otherwise: in all but a term."""
        return self is not CalendarKind.TERM


@dataclass(frozen=True, slots=True, order=True)
class CalendarEntry:
    """One span of the calendar, both days included. While it lasts every clock rests when it is `off`."""

    first_day: date
    last_day: date
    kind: CalendarKind
    name: str
    off: bool


@dataclass(frozen=True, slots=True)
class WrongSpan:
    """A span cannot be so; `why` is `ends_before_it_starts` or `too_long`."""

    why: str


def check_span(first_day: date, last_day: date) -> WrongSpan | None:
    """Return what is wrong with a span's days, or None."""
    if last_day < first_day:
        return WrongSpan("ends_before_it_starts")
    if (last_day - first_day).days >= LONGEST_SPAN_DAYS:
        return WrongSpan("too_long")
    return None
