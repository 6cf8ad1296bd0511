"""The queue of the day: coordinators the same school day, the lead the next school morning, the head after 48 hours.

What comes within the same half hour is told at its end, unless the school is not at work then.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mentoring.days_off import DaysOff
from mentoring.queue import SchoolDays, moments
from mentoring.quiet_hours import QuietBlock, quiet_hours
from mentoring.school_calendar import CalendarEntry, CalendarKind

SOFIA = ZoneInfo("Europe/Sofia")
NIGHTS = quiet_hours(SOFIA, tuple(QuietBlock(day, time(21), time(7)) for day in range(7)))
BREAK = CalendarEntry(date(2026, 3, 9), date(2026, 3, 13), CalendarKind.TERM_BREAK, "Break", off=True)
SCHOOL = SchoolDays(NIGHTS, time(8), DaysOff())
WITH_BREAK = SchoolDays(NIGHTS, time(8), DaysOff((BREAK,)))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SOFIA)


@pytest.mark.parametrize(
    ("school", "opened", "expected"),
    [
        (SCHOOL, at(2, 10), (at(2, 10), at(3, 8), at(4, 10))),
        (SCHOOL, at(2, 10, 1), (at(2, 10, 30), at(3, 8), at(4, 10, 30))),
        (SCHOOL, at(2, 10, 30), (at(2, 10, 30), at(3, 8), at(4, 10, 30))),
        (SCHOOL, at(2, 20, 45), (at(2, 20, 45), at(3, 8), at(4, 20, 45))),
        (SCHOOL, at(2, 23), (at(3, 8), at(4, 8), at(5, 8))),
        (SCHOOL, at(6, 16), (at(6, 16), at(9, 8), at(10, 8))),
        (SCHOOL, at(7, 12), (at(9, 8), at(10, 8), at(11, 8))),
        (WITH_BREAK, at(6, 16), (at(6, 16), at(16, 8), at(17, 8))),
        (WITH_BREAK, at(5, 16), (at(5, 16), at(6, 8), at(16, 8))),
    ],
)
def test_who_hears_of_it_when(school: SchoolDays, opened: datetime, expected: tuple[datetime, ...]):
    assert moments(opened, school) == expected
