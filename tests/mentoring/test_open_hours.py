"""Open time can be counted, forwards and back, in any zone and over any clock change; nothing of it is lost."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentoring.citations import Source
from mentoring.days_off import DaysOff
from mentoring.open_hours import HORIZON, Closed, NeverOpen, OpenHours
from mentoring.quiet_hours import NaiveTime, QuietBlock, QuietHours, leaves_open_time, quiet_hours
from mentoring.school_calendar import CalendarEntry, CalendarKind
from tests.mentoring.zones import CLOCK_CHANGES, ZONES

SOFIA = ZoneInfo("Europe/Sofia")
EVERY_NIGHT = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))
NIGHTS = OpenHours(quiet_hours(SOFIA, EVERY_NIGHT))


def sofia(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SOFIA)


def exams(first: date, last: date) -> DaysOff:
    return DaysOff((CalendarEntry(first, last, CalendarKind.EXAM, "Exams", off=True),))


@pytest.mark.parametrize(
    ("at", "hours", "then"),
    [
        ("2026-03-06 16:00", 5, "2026-03-06 21:00"),  # the evening's last moment, not the next morning
        ("2026-03-06 16:00", 12, "2026-03-07 14:00"),
        ("2026-03-06 23:00", 1, "2026-03-07 08:00"),
        ("2026-03-28 16:00", 24, "2026-03-30 12:00"),  # over the night that is an hour shorter
        ("2026-10-24 16:00", 24, "2026-10-26 12:00"),  # and over the one that is an hour longer
        ("2026-03-06 16:00", 0, "2026-03-06 16:00"),
    ],
)
def test_so_many_open_hours_later(at: str, hours: int, then: str):
    assert NIGHTS.add(sofia(at), timedelta(hours=hours)) == sofia(then).astimezone(UTC)


def test_a_day_off_stops_the_count():
    hours = OpenHours(NIGHTS.quiet, days_off=exams(date(2026, 3, 7), date(2026, 3, 8)))
    assert hours.add(sofia("2026-03-06 16:00"), timedelta(hours=12)) == sofia("2026-03-09 14:00")


def test_a_night_that_begins_on_a_day_off_still_lasts_until_its_morning():
    hours = OpenHours(NIGHTS.quiet, days_off=exams(date(2026, 3, 7), date(2026, 3, 7)))
    assert hours.next_open(sofia("2026-03-07 12:00")) == sofia("2026-03-08 07:00")


def test_public_holidays_are_days_off():
    hours = OpenHours(QuietHours(SOFIA), days_off=DaysOff(country="BG"))
    assert hours.opening_after(sofia("2026-03-03 10:00")) == (
        sofia("2026-03-04 00:00"),
        Closed(
            sofia("2026-03-03 00:00").astimezone(UTC),
            sofia("2026-03-04 00:00").astimezone(UTC),
            Source.CALENDAR,
            "public_holiday",
            "Liberation Day",
        ),
    )


def test_somebody_who_is_away_without_an_end_never_opens_and_the_search_ends():
    at = sofia("2026-03-06 16:00").astimezone(UTC)
    hours = OpenHours(QuietHours(SOFIA), away=((at, datetime.max.replace(tzinfo=UTC)),))
    with pytest.raises(NeverOpen) as error:
        hours.next_open(at)
    assert error.value.searched_until == at + HORIZON
    assert hours.between(at, at + timedelta(days=50)) == timedelta(0)
    with pytest.raises(NeverOpen):
        hours.add(at, timedelta(seconds=1))


def test_the_agreement_adds_to_the_programmes_nights_and_is_named_where_it_decides():
    agreed = quiet_hours(SOFIA, [QuietBlock(day, time(20), time(8)) for day in range(7)])
    hours = OpenHours(NIGHTS.quiet, agreed)
    opens, closed = hours.opening_after(sofia("2026-03-06 22:00"))
    assert opens == sofia("2026-03-07 08:00")
    assert closed is not None
    assert (closed.source, closed.clause) == (Source.AGREEMENT, "messaging")
    assert hours.intervals(sofia("2026-03-07 00:00"), sofia("2026-03-08 00:00")) == [
        (sofia("2026-03-07 08:00"), sofia("2026-03-07 20:00"))
    ]


def test_an_agreement_that_allows_more_changes_nothing():
    agreed = quiet_hours(SOFIA, [QuietBlock(day, time(23), time(6)) for day in range(7)])
    at = sofia("2026-03-06 22:00")
    assert OpenHours(NIGHTS.quiet, agreed).opening_after(at) == NIGHTS.opening_after(at)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveTime):
        NIGHTS.is_open(datetime(2026, 3, 2, 21, 0))  # noqa: DTZ001


quarters = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
blocks = st.builds(QuietBlock, st.integers(0, 6), quarters, quarters)
weeks = st.lists(blocks, max_size=6).map(lambda found: tuple(sorted(found)))


@st.composite
def moments(draw: st.DrawFn, zone: ZoneInfo) -> datetime:
    """Any moment of 2026; every second one within two days of a clock change, where there is one."""
    if CLOCK_CHANGES[zone] and draw(st.booleans()):
        minutes = draw(st.integers(-2 * 24 * 60, 2 * 24 * 60))
        return draw(st.sampled_from(CLOCK_CHANGES[zone])) + timedelta(minutes=minutes)
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=draw(st.integers(0, 365 * 24 * 60 * 60)))


@st.composite
def open_hours(draw: st.DrawFn) -> OpenHours:
    zone = draw(st.sampled_from(ZONES))
    own, agreed = draw(weeks), draw(weeks)
    assume(leaves_open_time(own + agreed))
    first = draw(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
    away_from = draw(moments(zone))
    return OpenHours(
        QuietHours(zone, own),
        QuietHours(zone, agreed) if agreed else None,
        exams(first, first + timedelta(days=draw(st.integers(0, 10)))),
        away=((away_from, away_from + timedelta(minutes=draw(st.integers(0, 5000)))),),
    )


@st.composite
def hours_and_moments(draw: st.DrawFn) -> tuple[OpenHours, datetime, datetime]:
    hours = draw(open_hours())
    first, second = draw(moments(hours.zone)), draw(moments(hours.zone))
    return hours, min(first, second), min(max(first, second), min(first, second) + timedelta(days=40))


@given(hours_and_moments())
def test_what_opens_is_open_and_nothing_before_it_was(told: tuple[OpenHours, datetime, datetime]):
    hours, at, _ = told
    opens = hours.next_open(at)
    assert opens >= at
    assert hours.is_open(opens)
    assert (opens == at) == hours.is_open(at)
    assert not any(hours.is_open(at + (opens - at) * part / 16) for part in range(16) if opens > at)


@given(hours_and_moments(), st.integers(1, 100 * 60))
def test_adding_open_time_and_counting_it_are_inverse(told: tuple[OpenHours, datetime, datetime], minutes: int):
    hours, at, _ = told
    length = timedelta(minutes=minutes)
    then = hours.add(at, length)
    assert hours.between(at, then) == length
    assert hours.between(at, then - timedelta(seconds=1)) < length


@given(hours_and_moments())
def test_nothing_of_the_time_is_lost_or_counted_twice(told: tuple[OpenHours, datetime, datetime]):
    hours, start, end = told
    middle = start + (end - start) / 3
    assert hours.between(start, end) == hours.between(start, middle) + hours.between(middle, end)
    assert hours.between(start, end) <= end - start
    assert hours.add(start, hours.between(start, end)) <= end


@given(hours_and_moments())
def test_intervals_are_apart_and_hold_exactly_what_is_open(told: tuple[OpenHours, datetime, datetime]):
    hours, start, end = told
    found = hours.intervals(start, end)
    assert all(begin < stop for begin, stop in found)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(found))
    assert all(start <= begin and stop <= end for begin, stop in found)
    assert sum((stop - begin for begin, stop in found), timedelta(0)) == hours.between(start, end)
    for begin, stop in found:
        assert hours.is_open(begin)
        assert hours.is_open(stop - timedelta(seconds=1))
        assert stop == end or not hours.is_open(stop)


@given(hours_and_moments())
def test_what_is_closed_has_a_reason_and_what_is_open_has_none(told: tuple[OpenHours, datetime, datetime]):
    hours, start, end = told
    closings = list(hours.closings(start, end))
    for part in range(20 if start < end else 0):
        at = start + (end - start) * part / 20
        assert any(closed.starts <= at < closed.ends for closed in closings) != hours.is_open(at)


@given(hours_and_moments())
def test_who_writes_first_is_never_released_later(told: tuple[OpenHours, datetime, datetime]):
    hours, first, second = told
    assert hours.next_open(first) <= hours.next_open(second)


@given(hours_and_moments())
def test_more_quiet_never_opens_earlier(told: tuple[OpenHours, datetime, datetime]):
    hours, at, _ = told
    alone = OpenHours(hours.quiet, days_off=hours.days_off, away=hours.away)
    assert alone.next_open(at) <= hours.next_open(at)
