"""The digest's hour: one for each day, on the wall, whatever the clocks do; none at weekends, on holidays, at night."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.days_off import NO_DAYS_OFF, DaysOff
from mentoring.digests import is_wanted, next_digest
from mentoring.quiet_hours import QuietBlock, quiet_hours
from mentoring.school_calendar import CalendarEntry, CalendarKind
from tests.mentoring.zones import ZONES

SOFIA = ZoneInfo("Europe/Sofia")
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
NIGHTS = quiet_hours(SOFIA, [QuietBlock(day, time(21), time(7)) for day in range(7)])
MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=SOFIA)


@given(
    st.sampled_from(ZONES),
    st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0, fold=0)),
    MOMENTS,
)
def test_there_is_one_digest_for_each_day_in_every_zone_and_through_every_clock_change(
    zone: ZoneInfo, at: time, after: datetime
):
    day, moment = next_digest(zone, at, after)
    following, following_moment = next_digest(zone, at, moment)

    assert after < moment <= after + timedelta(hours=26)
    assert moment.astimezone(zone).date() == day
    assert following == day + timedelta(days=1)
    assert moment < following_moment


@given(
    st.sampled_from(ZONES),
    MOMENTS,
)
def test_the_hour_is_that_on_the_wall(zone: ZoneInfo, after: datetime):
    _, moment = next_digest(zone, time(8), after)

    assert moment.astimezone(zone).time() == time(8)


def calendar(kind: CalendarKind) -> DaysOff:
    return DaysOff((CalendarEntry(date(2026, 3, 2), date(2026, 3, 6), kind, "", off=True),))


@pytest.mark.parametrize(
    ("now", "days_off", "wanted"),
    [
        (MONDAY, NO_DAYS_OFF, True),
        (MONDAY - timedelta(minutes=1), NO_DAYS_OFF, False),
        (MONDAY + timedelta(days=5), NO_DAYS_OFF, False),
        (MONDAY + timedelta(days=6), NO_DAYS_OFF, False),
        (MONDAY, calendar(CalendarKind.TERM_BREAK), False),
        (MONDAY, calendar(CalendarKind.HOLIDAY), False),
        (MONDAY, calendar(CalendarKind.EXAM), True),
        (MONDAY, calendar(CalendarKind.PLACEMENT), True),
        (MONDAY + timedelta(days=1), DaysOff(country="BG"), False),
        (MONDAY + timedelta(hours=9), NO_DAYS_OFF, True),
        (MONDAY + timedelta(hours=14), NO_DAYS_OFF, False),
    ],
    ids=[
        "on time",
        "too early",
        "Saturday",
        "Sunday",
        "term break",
        "holiday",
        "exams",
        "placement",
        "Liberation Day",
        "late, by day",
        "late, by night",
    ],
)
def test_when_a_digest_is_wanted(now: datetime, days_off: DaysOff, wanted: bool):
    assert is_wanted(NIGHTS, time(8), now, days_off) is wanted


def test_an_hour_within_quiet_time_is_the_coordinators_choice():
    assert is_wanted(NIGHTS, time(6), MONDAY.replace(hour=6), NO_DAYS_OFF)
