"""Quiet hours: the daily local spans in which a person receives nothing ordinary.

Written as wall time, because they mean a person's evening and night; decided in UTC, because that is what passes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MINUTES_IN_DAY = 24 * 60
_MINUTES_IN_WEEK = 7 * _MINUTES_IN_DAY


class NaiveTime(ValueError):
    """A moment was given without its zone, so nobody can say when it is."""

    def __init__(self) -> None:
        super().__init__("a moment needs a time zone")


@dataclass(frozen=True, slots=True, order=True)
class QuietBlock:
    """One quiet span, starting on `weekday` (0 is Monday) at `starts`, until the next `ends`.

    `ends` is on the same day when later than `starts`, on the following day otherwise. Equal means a whole day.
    """

    weekday: int
    starts: time
    ends: time

    @property
    def minutes(self) -> int:
        """Length in wall minutes, 1 to 1440."""
        length = (_minute(self.ends) - _minute(self.starts)) % _MINUTES_IN_DAY
        return length or _MINUTES_IN_DAY


class OverlappingBlocks(ValueError):
    """Two quiet blocks of one week cover the same minute, so the week does not say what was meant."""

    def __init__(self, first: QuietBlock, second: QuietBlock) -> None:
        self.first, self.second = first, second
        super().__init__(f"{_spoken(first)} overlaps {_spoken(second)}")


class NoOpenTime(ValueError):
    """The quiet blocks cover the whole week, so nothing could ever be delivered."""

    def __init__(self) -> None:
        super().__init__("quiet hours leave no open time in the week")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A week of quiet blocks in a zone. No blocks means always open. Build it with `quiet_hours`, which checks them."""

    zone: ZoneInfo
    blocks: tuple[QuietBlock, ...] = ()

    def is_quiet(self, at: datetime) -> bool:
        """Return whether `at` (aware, in any zone) lies inside a block; a block's end itself is open."""
        return any(start <= at < end for start, end in self._spans_near(at))

    def next_open(self, at: datetime) -> datetime:
        """Return the first moment at or after `at` outside these quiet hours, in UTC.

        `at` is aware, in any zone; returned as is (in UTC) when already outside. Blocks that touch count as one.
        Raises NaiveTime when `at` has no zone.
        """
        if at.tzinfo is None:
            raise NaiveTime
        moment = at.astimezone(UTC)
        while True:
            end = max((end for start, end in self._spans_near(moment) if start <= moment < end), default=moment)
            if end == moment:
                return moment
            moment = end

    def _spans_near(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield, in UTC, the blocks that could hold `at`: those starting on its local day or on the one before."""
        if at.tzinfo is None:
            raise NaiveTime
        if not self.blocks:
            return
        today = at.astimezone(self.zone).date()
        for day in (today - timedelta(days=1), today):
            for block in self.blocks:
                if block.weekday == day.weekday():
                    yield self._span(block, day)

    def _span(self, block: QuietBlock, day: date) -> tuple[datetime, datetime]:
        last_day = day if block.ends > block.starts else day + timedelta(days=1)
        start = _to_utc(datetime.combine(day, block.starts), self.zone)
        end = _to_utc(datetime.combine(last_day, block.ends), self.zone)
        # A block that lies wholly inside the hour that a clock change skips comes out empty, never backwards.
        return start, max(start, end)


def quiet_hours(zone: ZoneInfo, blocks: Iterable[QuietBlock]) -> QuietHours:
    """Return the checked week: blocks sorted by start.

    Raises OverlappingBlocks when two cover the same minute (also over the end of the week), NoOpenTime when together
    they leave nothing open.
    """
    ordered = tuple(sorted(blocks))
    for index, block in enumerate(ordered):
        following = ordered[(index + 1) % len(ordered)]
        gap = (_week_minute(following) - _week_minute(block)) % _MINUTES_IN_WEEK
        if following is not block and gap < block.minutes:
            raise OverlappingBlocks(block, following)
    if sum(block.minutes for block in ordered) >= _MINUTES_IN_WEEK:
        raise NoOpenTime
    return QuietHours(zone, ordered)


def _to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC moment of a wall time.

    A wall time that a clock change skips is read with the offset before it (02:30 becomes 03:30, PEP 495); one
    that comes twice is the first, except that nothing here depends on which: the span just moves by that hour.
    """
    return wall.replace(tzinfo=zone).astimezone(UTC)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _week_minute(block: QuietBlock) -> int:
    return block.weekday * _MINUTES_IN_DAY + _minute(block.starts)


def _spoken(block: QuietBlock) -> str:
    return f"{DAY_NAMES[block.weekday]} {block.starts:%H:%M}–{block.ends:%H:%M}"
