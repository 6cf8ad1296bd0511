"""Quiet hours: the daily local spans in which a person receives nothing ordinary.

Written as wall time, because they mean a person's evening and night; decided in UTC, because that is what passes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from mentoring.wall_time import NaiveTime, day_of, in_utc, span_end, span_start

__all__ = [
    "DAY_NAMES",
    "NaiveTime",
    "NoOpenTime",
    "OverlappingBlocks",
    "QuietBlock",
    "QuietHours",
    "Span",
    "leaves_open_time",
    "open_blocks",
    "quiet_hours",
]

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Span = tuple[datetime, datetime]
"""From one moment (UTC) up to another, which is not part of it any more."""

_MINUTES_IN_DAY = 24 * 60
_MINUTES_IN_WEEK = 7 * _MINUTES_IN_DAY
_DAYS_REMEMBERED = 16


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
    """A week of quiet blocks in a zone. No blocks means always open.

    Build it with `quiet_hours`, which checks what one coordinator wrote. Blocks from several sources may overlap: a
    minute that is quiet in any of them is quiet.
    """

    zone: ZoneInfo
    blocks: tuple[QuietBlock, ...] = ()
    _found: dict[date, tuple[Span, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_quiet(self, at: datetime) -> bool:
        """Return whether `at` (aware, in any zone) lies inside a block; a block's end itself is open."""
        moment = in_utc(at)
        today = day_of(moment, self.zone)
        near = (*self.spans_of(today - timedelta(days=1)), *self.spans_of(today))
        return any(start <= moment < end for start, end in near)

    def spans_of(self, day: date) -> tuple[Span, ...]:
        """Return the blocks that start on a local day as spans in UTC, the earliest first; none of them is empty.

        A block that lies wholly inside the hour that a clock change skips never comes.
        """
        # Every message asks about the same two days, and a zone's rules cost more to consult than a dict.
        spans = self._found.get(day)
        if spans is None:
            if len(self._found) >= _DAYS_REMEMBERED:
                self._found.clear()
            weekday = day.weekday()
            blocks = (self._span(block, day) for block in self.blocks if block.weekday == weekday)
            spans = self._found[day] = tuple(sorted(span for span in blocks if span[0] < span[1]))
        return spans

    def _span(self, block: QuietBlock, day: date) -> Span:
        last_day = day if block.ends > block.starts else day + timedelta(days=1)
        return span_start(day, block.starts, self.zone), span_end(last_day, block.ends, self.zone)


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


def leaves_open_time(blocks: Iterable[QuietBlock]) -> bool:
    """Return whether at least a minute of the week is in none of these blocks, which may overlap."""
    return _quiet_minutes(blocks).bit_count() < _MINUTES_IN_WEEK


def open_blocks(blocks: Iterable[QuietBlock]) -> list[QuietBlock]:
    """Return what a week of quiet blocks, which may overlap, leaves open: in the same form, by their starts.

    What stays open for more than a day is cut at midnight. A day that is open as a whole is 00:00–00:00.
    """
    quiet = _quiet_minutes(blocks)
    is_open = [not quiet >> minute & 1 for minute in range(_MINUTES_IN_WEEK)]
    if all(is_open):
        return [QuietBlock(day, time.min, time.min) for day in range(7)]
    found: list[QuietBlock] = []
    for start in range(_MINUTES_IN_WEEK):
        if is_open[start] and not is_open[start - 1]:
            end = next(
                minute for minute in range(start, 2 * _MINUTES_IN_WEEK) if not is_open[minute % _MINUTES_IN_WEEK]
            )
            cuts = range((start // _MINUTES_IN_DAY + 1) * _MINUTES_IN_DAY, end, _MINUTES_IN_DAY)
            edges = [start, *(cuts if end - start > _MINUTES_IN_DAY else ()), end]
            found += [_week_block(first, last) for first, last in pairwise(edges)]
    return sorted(found)


def _week_block(start: int, end: int) -> QuietBlock:
    day, minute = divmod(start % _MINUTES_IN_WEEK, _MINUTES_IN_DAY)
    hours, minutes = divmod(end % _MINUTES_IN_DAY, 60)
    return QuietBlock(day, time(*divmod(minute, 60)), time(hours, minutes))


def _quiet_minutes(blocks: Iterable[QuietBlock]) -> int:
    """Return the week with a bit set for each of its minutes that is in a block."""
    covered = 0
    for block in blocks:
        for start, end in _week_spans(block):
            covered |= (1 << end) - (1 << start)
    return covered


def _week_spans(block: QuietBlock) -> Iterator[tuple[int, int]]:
    """Yield the minutes of the week that a block covers: two spans when it goes over the end of the week."""
    start = _week_minute(block)
    end = start + block.minutes
    yield start, min(end, _MINUTES_IN_WEEK)
    if end > _MINUTES_IN_WEEK:
        yield 0, end - _MINUTES_IN_WEEK


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _week_minute(block: QuietBlock) -> int:
    return block.weekday * _MINUTES_IN_DAY + _minute(block.starts)


def _spoken(block: QuietBlock) -> str:
    return f"{DAY_NAMES[block.weekday]} {block.starts:%H:%M}–{block.ends:%H:%M}"
