"""Days off: a school's holidays, exams and placements, and the public holidays of where it is. Whole local days."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentoring.public_holidays import public_holidays
from mentoring.school_calendar import CalendarEntry


class OffKind(StrEnum):
    """Why a day is off: what the school's calendar says, or a public holiday."""

    HOLIDAY = "holiday"
    TERM_BREAK = "term_break"
    EXAM = "exam"
    PLACEMENT = "placement"
    TERM = "term"
    PUBLIC_HOLIDAY = "public_holiday"


@dataclass(frozen=True, slots=True)
class DayOff:
    """Why one day is off: the kind, and the name that the calendar or the country gives it."""

    kind: OffKind
    name: str


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A programme's days off. `entries` are those of its calendar that are off, sorted by their first day.

    `country` and `subdivision` (ISO 3166) are whose public holidays count; None for none.
    """

    entries: tuple[CalendarEntry, ...] = ()
    country: str | None = None
    subdivision: str | None = None

    def on(self, day: date) -> DayOff | None:
        """Return why a local day is off, or None when it is not. The school's own calendar is asked first."""
        for entry in self.entries:
            if entry.first_day > day:
                break
            if day <= entry.last_day:
                return DayOff(OffKind(entry.kind), entry.name)
        if self.country is None:
            return None
        name = public_holidays(self.country, self.subdivision, day.year).get(day)
        return None if name is None else DayOff(OffKind.PUBLIC_HOLIDAY, name)


NO_DAYS_OFF = DaysOff()
