"""Quiet hours mean a person's evening and night, in any zone, also when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentoring.quiet_hours import (
    NaiveTime,
    NoOpenTime,
    OverlappingBlocks,
    QuietBlock,
    QuietHours,
    quiet_hours,
)

SOFIA = ZoneInfo("Europe/Sofia")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Sofia",
        "Europe/Istanbul",
        "Europe/Madrid",
        "America/New_York",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "America/St_Johns",
        "Africa/Casablanca",
        "UTC",
    )
]
EVERY_NIGHT = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))


def sofia(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SOFIA)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-03-02 20:59", "2026-03-02 20:59"),
        ("2026-03-02 21:00", "2026-03-03 07:00"),
        ("2026-03-03 00:30", "2026-03-03 07:00"),
        ("2026-03-03 06:59", "2026-03-03 07:00"),
        ("2026-03-03 07:00", "2026-03-03 07:00"),
        ("2026-03-28 23:00", "2026-03-29 07:00"),  # the night that is an hour shorter
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # the night that is an hour longer
    ],
)
def test_the_night_ends_at_seven_on_the_wall(at: str, opens: str):
    assert quiet_hours(SOFIA, EVERY_NIGHT).next_open(sofia(at)) == sofia(opens).astimezone(UTC)


def test_the_nights_of_the_clock_changes_have_nine_and_eleven_hours():
    hours = quiet_hours(SOFIA, EVERY_NIGHT)
    shorter, longer = sofia("2026-03-28 21:00"), sofia("2026-10-24 21:00")
    assert hours.next_open(shorter) - shorter.astimezone(UTC) == timedelta(hours=9)
    assert hours.next_open(longer) - longer.astimezone(UTC) == timedelta(hours=11)


def test_each_weekday_has_its_own():
    hours = quiet_hours(SOFIA, [QuietBlock(4, time(23), time(9)), QuietBlock(6, time(20), time(7))])
    assert hours.next_open(sofia("2026-03-06 23:30")) == sofia("2026-03-07 09:00").astimezone(UTC)  # Friday night
    assert hours.next_open(sofia("2026-03-07 23:30")) == sofia("2026-03-07 23:30").astimezone(UTC)  # Saturday night
    assert hours.next_open(sofia("2026-03-08 23:30")) == sofia("2026-03-09 07:00").astimezone(UTC)  # Sunday night


def test_blocks_that_touch_are_one():
    hours = quiet_hours(SOFIA, [QuietBlock(0, time(8), time(12)), QuietBlock(0, time(12), time(14))])
    assert hours.next_open(sofia("2026-03-02 09:00")) == sofia("2026-03-02 14:00").astimezone(UTC)


def test_a_whole_day_can_be_quiet():
    hours = quiet_hours(SOFIA, [QuietBlock(6, time(0), time(0))])
    assert hours.next_open(sofia("2026-03-08 10:00")) == sofia("2026-03-09 00:00").astimezone(UTC)


def test_without_quiet_hours_it_is_always_open():
    at = sofia("2026-03-02 03:00")
    assert quiet_hours(SOFIA, []).next_open(at) == at.astimezone(UTC)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveTime):
        quiet_hours(SOFIA, EVERY_NIGHT).next_open(datetime(2026, 3, 2, 21, 0))  # noqa: DTZ001


@pytest.mark.parametrize(
    "blocks",
    [
        [QuietBlock(0, time(20), time(23)), QuietBlock(0, time(22), time(23, 30))],
        [QuietBlock(0, time(21), time(7)), QuietBlock(1, time(6), time(8))],
        [QuietBlock(6, time(21), time(7)), QuietBlock(0, time(6), time(8))],  # over the end of the week
        [QuietBlock(0, time(21), time(7)), QuietBlock(0, time(21), time(6))],
    ],
)
def test_overlapping_blocks_are_named(blocks: list[QuietBlock]):
    with pytest.raises(OverlappingBlocks) as error:
        quiet_hours(SOFIA, blocks)
    assert {error.value.first, error.value.second} == set(blocks)


def test_a_week_without_open_time_is_refused():
    with pytest.raises(NoOpenTime):
        quiet_hours(SOFIA, [QuietBlock(day, time(0), time(0)) for day in range(7)])


minutes = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
blocks = st.builds(QuietBlock, st.integers(0, 6), minutes, minutes)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def weeks(draw: st.DrawFn) -> QuietHours:
    chosen = draw(st.lists(blocks, max_size=6))
    try:
        return quiet_hours(draw(st.sampled_from(ZONES)), chosen)
    except (OverlappingBlocks, NoOpenTime):
        assume(False)
        raise


@given(weeks(), moments)
def test_what_opens_is_open_and_nothing_before_it_was(hours: QuietHours, at: datetime):
    opens = hours.next_open(at)
    assert opens >= at
    assert not hours.is_quiet(opens)
    assert (opens == at) == (not hours.is_quiet(at))
    assert all(hours.is_quiet(at + (opens - at) * part / 8) for part in range(8) if opens > at)


@given(weeks(), moments)
def test_quiet_means_that_the_wall_clock_lies_in_a_block(hours: QuietHours, at: datetime):
    """Away from clock changes the rule is just what a person reads off the wall."""
    local = at.astimezone(hours.zone)
    day_before, day_after = at - timedelta(days=2), at + timedelta(days=2)
    assume(day_before.astimezone(hours.zone).utcoffset() == day_after.astimezone(hours.zone).utcoffset())
    assume(local.utcoffset() == day_after.astimezone(hours.zone).utcoffset())
    wall, weekday = local.time(), local.weekday()
    in_block = any(
        (block.weekday == weekday and block.starts <= wall and (wall < block.ends or block.ends <= block.starts))
        or (block.weekday == (weekday - 1) % 7 and block.ends <= block.starts and wall < block.ends)
        for block in hours.blocks
    )
    assert hours.is_quiet(at) == in_block


@given(weeks(), moments, moments)
def test_who_writes_first_is_never_released_later(hours: QuietHours, first: datetime, second: datetime):
    first, second = min(first, second), max(first, second)
    assert hours.next_open(first) <= hours.next_open(second)
