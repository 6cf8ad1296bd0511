"""Open hours: when ordinary messages reach a person, or when their clocks run. Every deadline counts in them.

A week of quiet blocks in the person's zone, days off, and spans away are taken out of all time; what remains is open.
Everything is found day by day from the moment asked about, so nothing depends on how far away the answer is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import merge
from operator import attrgetter
from zoneinfo import ZoneInfo

from mentoring.citations import Source
from mentoring.days_off import NO_DAYS_OFF, DaysOff
from mentoring.quiet_hours import QuietHours
from mentoring.wall_time import day_of, in_utc, start_of

HORIZON = timedelta(days=400)
"""How far ahead open time is looked for: beyond the longest school year with its holidays."""

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Closed:
    """A span that is not open, in UTC, and why.

    `clause` says more: `quiet_hours`, `messaging` (the agreement's), a kind of day off, or `away`; `name` is that of a
    day off, else "".
    """

    starts: datetime
    ends: datetime
    source: Source
    clause: str
    name: str = ""


class NeverOpen(ValueError):
    """There is not enough open time before `searched_until` (aware, UTC)."""

    def __init__(self, searched_until: datetime) -> None:
        self.searched_until = searched_until
        super().__init__(f"not enough open time before {searched_until:%Y-%m-%d}")


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When something is open for a person: all time, less what closes it.

    `quiet` is the programme's week in the person's zone, `agreed` what the pair's agreement adds in the same zone (None
    for nothing): a minute that is quiet in either is quiet. `away` are UTC spans in which the person is not there; one
    without an end ends at `datetime.max` in UTC.
    """

    quiet: QuietHours
    agreed: QuietHours | None = None
    days_off: DaysOff = NO_DAYS_OFF
    away: tuple[tuple[datetime, datetime], ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The person's zone."""
        return self.quiet.zone

    def is_open(self, at: datetime) -> bool:
        """Return whether `at` (aware, in any zone) is open; the end of a closed span is."""
        moment = in_utc(at)
        today = day_of(moment, self.zone)
        return not (
            self.quiet.is_quiet(moment)
            or (self.agreed is not None and self.agreed.is_quiet(moment))
            or self.days_off.on(today) is not None
            or any(start <= moment < end for start, end in self.away)
        )

    def next_open(self, at: datetime) -> datetime:
        """Return the first open moment at or after `at` (aware), in UTC; `at` itself when it is open.

        Raises NeverOpen when there is none within the horizon, NaiveTime when `at` has no zone.
        """
        return self.opening_after(at)[0]

    def opening_after(self, at: datetime) -> tuple[datetime, Closed | None]:
        """Return the first open moment at or after `at`, and what keeps it closed until then; None when it is open.

        Of several that end together the agreement is named: it is what the two have signed.
        """
        moment = in_utc(at)
        if self.is_open(moment):
            return moment, None
        until, opens, last = moment + HORIZON, moment, None
        for closed in self.closings(moment, until):
            if closed.starts > opens:
                break
            if closed.ends > opens or (closed.ends == opens and closed.source is Source.AGREEMENT):
                opens, last = closed.ends, closed
        if opens >= until:
            raise NeverOpen(until)
        return opens, last

    def add(self, at: datetime, length: timedelta) -> datetime:
        """Return the first moment, in UTC, by which `length` of open time has passed since `at` (aware).

        That may be the very moment of closing: what is due "after 12 open hours" is due when the evening ends, not on
        the next morning. `at` itself when `length` is zero or less. Raises NeverOpen when the horizon comes first.
        """
        moment = in_utc(at)
        left = length
        if left <= _NOTHING:
            return moment
        for start, end in self._open_parts(moment, moment + HORIZON):
            if end - start >= left:
                return start + left
            left -= end - start
        raise NeverOpen(moment + HORIZON)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much of the span from `start` to `end` (aware) is open; zero when `end` is not later."""
        return sum((stop - begin for begin, stop in self._open_parts(in_utc(start), in_utc(end))), _NOTHING)

    def intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the open spans from `start` to `end` (aware), in UTC, in order; no two overlap or touch."""
        found: list[tuple[datetime, datetime]] = []
        for begin, stop in self._open_parts(in_utc(start), in_utc(end)):
            if found and found[-1][1] == begin:
                found[-1] = found[-1][0], stop
            else:
                found.append((begin, stop))
        return found

    def closings(self, start: datetime, end: datetime) -> Iterator[Closed]:
        """Yield what closes any time from `start` to `end` (aware), by its beginning; these spans may overlap.

        A day off is a span for each day; a span is whole, also where it reaches beyond `start` or `end`.
        """
        begin = in_utc(start)
        return (closed for closed in self._closings(begin, in_utc(end)) if closed.starts < closed.ends > begin)

    def _closings(self, begin: datetime, stop: datetime) -> Iterator[Closed]:
        """Yield all that closes from the day before `begin` to `stop`, and an empty span at each local midnight."""
        away = (Closed(a, b, Source.PERSON, "away") for a, b in sorted(self.away))
        for closed in merge(self._closed_by_days(begin, stop), away, key=attrgetter("starts")):
            if closed.starts >= stop:
                return
            yield closed

    def _closed_by_days(self, begin: datetime, stop: datetime) -> Iterator[Closed]:
        day = day_of(begin, self.zone) - _DAY  # a night that began yesterday may still last
        midnight = start_of(day, self.zone)
        while midnight < stop:
            next_midnight = start_of(day + _DAY, self.zone)
            off = self.days_off.on(day)
            if off is None:
                yield Closed(midnight, midnight, Source.CALENDAR, "")
            else:
                yield Closed(midnight, next_midnight, Source.CALENDAR, off.kind, off.name)
            closed = [Closed(*span, Source.PROGRAMME, "quiet_hours") for span in self.quiet.spans_of(day)]
            if self.agreed is not None:
                closed += [Closed(*span, Source.AGREEMENT, "messaging") for span in self.agreed.spans_of(day)]
                closed.sort(key=attrgetter("starts"))
            yield from closed
            day, midnight = day + _DAY, next_midnight

    def _open_parts(self, begin: datetime, stop: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is open from `begin` to `stop` in order, cut at each local midnight.

        Cut, so that an answer that is near is found without looking at the days after it.
        """
        open_from = begin
        for closed in self._closings(begin, stop):
            if closed.starts > open_from:
                yield open_from, closed.starts
                open_from = closed.starts
            open_from = max(open_from, closed.ends)
        if open_from < stop:
            yield open_from, stop
