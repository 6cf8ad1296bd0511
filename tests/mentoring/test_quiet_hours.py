"""Quiet hours mean a person's evening and night, in any zone, also when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentoring.open_hours import OpenHours
from mentoring.quiet_hours import (
    NaiveTime,
    NoOpenTime,
    OverlappingBlocks,
    QuietBlock,
    QuietHours,
    leaves_open_time,
    open_blocks,
    quiet_hours,
)
from tests.mentoring.zones import CLOCK_CHANGES, ZONES

SOFIA = ZoneInfo("Europe/Sofia")
EVERY_NIGHT = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))


def week(*blocks: QuietBlock) -> OpenHours:
    return OpenHours(quiet_hours(SOFIA, blocks))


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
    assert OpenHours(quiet_hours(SOFIA, EVERY_NIGHT)).next_open(sofia(at)) == sofia(opens).astimezone(UTC)


def test_the_nights_of_the_clock_changes_have_nine_and_eleven_hours():
    hours = OpenHours(quiet_hours(SOFIA, EVERY_NIGHT))
    shorter, longer = sofia("2026-03-28 21:00"), sofia("2026-10-24 21:00")
    assert hours.next_open(shorter) - shorter.astimezone(UTC) == timedelta(hours=9)
    assert hours.next_open(longer) - longer.astimezone(UTC) == timedelta(hours=11)


def test_each_weekday_has_its_own():
    hours = week(QuietBlock(4, time(23), time(9)), QuietBlock(6, time(20), time(7)))
    assert hours.next_open(sofia("2026-03-06 23:30")) == sofia("2026-03-07 09:00").astimezone(UTC)  # Friday night
    assert hours.next_open(sofia("2026-03-07 23:30")) == sofia("2026-03-07 23:30").astimezone(UTC)  # Saturday night
    assert hours.next_open(sofia("2026-03-08 23:30")) == sofia("2026-03-09 07:00").astimezone(UTC)  # Sunday night


def test_blocks_that_touch_are_one():
    hours = week(QuietBlock(0, time(8), time(12)), QuietBlock(0, time(12), time(14)))
    assert hours.next_open(sofia("2026-03-02 09:00")) == sofia("2026-03-02 14:00").astimezone(UTC)


def test_a_whole_day_can_be_quiet():
    hours = week(QuietBlock(6, time(0), time(0)))
    assert hours.next_open(sofia("2026-03-08 10:00")) == sofia("2026-03-09 00:00").astimezone(UTC)


def test_without_quiet_hours_it_is_always_open():
    at = sofia("2026-03-02 03:00")
    assert week().next_open(at) == at.astimezone(UTC)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(NaiveTime):
        OpenHours(quiet_hours(SOFIA, EVERY_NIGHT)).next_open(datetime(2026, 3, 2, 21, 0))  # noqa: DTZ001


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


def reads_quiet(blocks: tuple[QuietBlock, ...], local: datetime) -> bool:
    """What a person reads off the wall."""
    wall, weekday = local.time(), local.weekday()
    return any(
        (block.weekday == weekday and block.starts <= wall and (wall < block.ends or block.ends <= block.starts))
        or (block.weekday == (weekday - 1) % 7 and block.ends <= block.starts and wall < block.ends)
        for block in blocks
    )


@given(weeks(), moments)
def test_quiet_means_that_the_wall_clock_lies_in_a_block(hours: QuietHours, at: datetime):
    """Exactly so on days without a clock change."""
    local = at.astimezone(hours.zone)
    near = [at + timedelta(days=days) for days in (-2, 2)]
    assume(all(moment.astimezone(hours.zone).utcoffset() == local.utcoffset() for moment in near))
    assert hours.is_quiet(at) == reads_quiet(hours.blocks, local)


@given(weeks(), st.data())
def test_where_the_clocks_change_it_is_quiet_at_least_when_the_wall_clock_says_so(
    hours: QuietHours, data: st.DataObject
):
    """An hour that comes twice is part of one night: from the first time it starts until the last that it ends."""
    changes = CLOCK_CHANGES[hours.zone]
    assume(changes)
    at = data.draw(st.sampled_from(changes)) + timedelta(minutes=data.draw(st.integers(-180, 180)))
    assert hours.is_quiet(at) or not reads_quiet(hours.blocks, at.astimezone(hours.zone))


@pytest.mark.parametrize(
    ("zone", "block", "starts", "ends"),
    [
        # 03:00 becomes 04:00 at 01:00 UTC on Sunday 29 March
        ("Europe/Sofia", "23:00-03:30", "2026-03-28T21:00", "2026-03-29T01:00"),
        ("Europe/Sofia", "23:00-04:00", "2026-03-28T21:00", "2026-03-29T01:00"),
        # 04:00 becomes 03:00 at 01:00 UTC on Sunday 25 October
        ("Europe/Sofia", "23:00-03:30", "2026-10-24T20:00", "2026-10-25T01:30"),
        ("Europe/Sofia", "23:00-03:00", "2026-10-24T20:00", "2026-10-25T00:00"),
        ("Europe/Sofia", "23:00-04:00", "2026-10-24T20:00", "2026-10-25T02:00"),
        # midnight becomes 01:00, so that the Friday begins there
        ("Africa/Cairo", "22:00-00:00", "2026-04-23T20:00", "2026-04-23T22:00"),
        # 01:00 becomes midnight again
        ("America/Havana", "22:00-00:00", "2026-11-01T02:00", "2026-11-01T04:00"),
        # 02:00 becomes 01:30
        ("Australia/Lord_Howe", "22:00-01:45", "2026-04-04T11:00", "2026-04-04T15:15"),
    ],
)
def test_one_night_over_a_clock_change(zone: str, block: str, starts: str, ends: str):
    begin, end = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (starts, ends))
    first, last = (time.fromisoformat(text) for text in block.split("-"))
    day = begin.astimezone(ZoneInfo(zone)).date()
    spans = quiet_hours(ZoneInfo(zone), [QuietBlock(day.weekday(), first, last)]).spans_of(day)
    assert spans == ((begin, end),)


def test_a_block_inside_the_hour_that_is_skipped_never_comes():
    hours = quiet_hours(SOFIA, [QuietBlock(6, time(3, 15), time(3, 45))])
    assert hours.spans_of(sofia("2026-03-29 00:00").date()) == ()
    assert len(hours.spans_of(sofia("2026-03-22 00:00").date())) == 1


@pytest.mark.parametrize(
    ("blocks", "open_time"),
    [
        ([], True),
        ([QuietBlock(day, time(0), time(0)) for day in range(7)], False),
        ([QuietBlock(day, time(0), time(0)) for day in range(6)], True),
        ([QuietBlock(day, time(8), time(20)) for day in range(7)] * 2, True),
        (
            [QuietBlock(day, at, end) for day in range(7) for at, end in ((time(8), time(21)), (time(20), time(8)))],
            False,
        ),
        ([QuietBlock(6, time(12), time(12)), *(QuietBlock(day, time(12), time(12)) for day in range(6))], False),
    ],
)
def test_whether_a_week_of_several_sources_leaves_open_time(blocks: list[QuietBlock], open_time: bool):
    assert leaves_open_time(blocks) == open_time


@pytest.mark.parametrize(
    ("quiet", "left_open"),
    [
        ([], [QuietBlock(day, time(0), time(0)) for day in range(7)]),
        (EVERY_NIGHT, [QuietBlock(day, time(7), time(21)) for day in range(7)]),
        (
            [*EVERY_NIGHT, *(QuietBlock(day, time(20), time(8)) for day in range(7))],
            [QuietBlock(day, time(8), time(20)) for day in range(7)],
        ),
        (
            [QuietBlock(4, time(22), time(9))],
            [
                *(QuietBlock(day, time(0), time(0)) for day in range(4)),
                QuietBlock(4, time(0), time(22)),
                QuietBlock(5, time(9), time(0)),
                QuietBlock(6, time(0), time(0)),
            ],
        ),
        (
            [QuietBlock(day, time(2), time(14)) for day in range(7)],
            [QuietBlock(d, time(14), time(2)) for d in range(7)],
        ),
        ([QuietBlock(day, time(0), time(0)) for day in range(7)], []),
    ],
)
def test_what_a_week_leaves_open(quiet: list[QuietBlock], left_open: list[QuietBlock]):
    assert open_blocks(quiet) == left_open
