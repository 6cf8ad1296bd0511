"""The duty rota: who of the staff is called, hour by hour of a week, and which hours nobody is.

Hours are wall time where the school is; who is on duty is decided in UTC. Source: specification, safeguarding, 6.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from operator import itemgetter
from zoneinfo import ZoneInfo

from mentoring.people import PersonId
from mentoring.wall_time import day_of, in_utc, span_end, span_start

_DAY = 24 * 60
_WEEK = 7 * _DAY


class Post(StrEnum):
    """What somebody is called as: the named person of an hour, their deputy, the head, the programme's on-call."""

    LEAD = "lead"
    DEPUTY = "deputy"
    HEAD = "head"
    ON_CALL = "on_call"


@dataclass(frozen=True, slots=True)
class DutySpan:
    """Hours of one person and their deputy: from `starts` on `weekday` (0 is Monday) until the next `ends`.

    `ends` is on the following day unless it is later than `starts`; equal means a whole day.
    """

    weekday: int
    starts: time
    ends: time
    lead: PersonId
    deputy: PersonId | None = None

    @property
    def minutes(self) -> int:
        """Length in wall minutes, 1 to 1440."""
        return (_minute(self.ends) - _minute(self.starts)) % _DAY or _DAY


class Missing(StrEnum):
    """What a rota lacks before a school may rely on it."""

    HOURS = "hours"
    DEPUTIES = "deputies"
    HEAD = "head"
    ON_CALL = "on_call"


class SpansOverlap(ValueError):
    """Two spans of a rota cover the same minute, so it does not say who is called."""

    def __init__(self, first: DutySpan, second: DutySpan) -> None:
        self.first, self.second = first, second
        super().__init__("two spans of a rota cover the same minute")


@dataclass(frozen=True, slots=True)
class Rota:
    """Who is called in a programme. Build it with `rota`, which checks the spans.

    `admits_gaps`: the school knows that nobody is called in the hours that no span covers, and young people are told.
    """

    zone: ZoneInfo
    spans: tuple[DutySpan, ...] = ()
    head: PersonId | None = None
    on_call: PersonId | None = None
    admits_gaps: bool = False

    def on_duty(self, at: datetime) -> DutySpan | None:
        """Return the span that `at` (aware, in any zone) lies in, None in a gap.

        In the hour that comes twice when clocks are put back two spans may hold; the one that began last counts.
        """
        moment = in_utc(at)
        today = day_of(moment, self.zone)
        running = [
            (start, span)
            for start, end, span in self._between(today - timedelta(days=1), today)
            if start <= moment < end
        ]
        return max(running, key=itemgetter(0))[1] if running else None

    def posts(self, at: datetime) -> Mapping[Post, PersonId]:
        """Return who holds which post at a moment; a post that nobody holds is left out."""
        span = self.on_duty(at)
        holders = {
            Post.LEAD: None if span is None else span.lead,
            Post.DEPUTY: None if span is None else span.deputy,
            Post.HEAD: self.head,
            Post.ON_CALL: self.on_call,
        }
        return {post: person for post, person in holders.items() if person is not None}

    def gaps(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """Return when nobody is on duty between two moments, in UTC, the earliest first."""
        found, free_from, end_of_all = [], in_utc(since), in_utc(until)
        first, last = day_of(free_from, self.zone) - timedelta(days=1), day_of(end_of_all, self.zone)
        for start, end, _span in sorted(self._between(first, last), key=itemgetter(0)):
            if start >= end_of_all:
                break
            if start > free_from:
                found.append((free_from, start))
            free_from = max(free_from, end)
        if free_from < end_of_all:
            found.append((free_from, end_of_all))
        return found

    @property
    def everybody(self) -> tuple[PersonId, ...]:
        """Return all who are ever called, each once, those of the hours before head and on-call."""
        people = [person for span in self.spans for person in (span.lead, span.deputy)]
        return tuple(dict.fromkeys(person for person in (*people, self.head, self.on_call) if person is not None))

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Return what it lacks; empty when the school may rely on it. Gaps lack nothing where they are admitted."""
        lacks = {
            Missing.HOURS: not self.spans or not (self.admits_gaps or _covered(self.spans) == _WEEK),
            Missing.DEPUTIES: any(span.deputy is None for span in self.spans),
            Missing.HEAD: self.head is None,
            Missing.ON_CALL: self.on_call is None,
        }
        return tuple(what for what, is_lacking in lacks.items() if is_lacking)

    def _between(self, first: date, last: date) -> Iterator[tuple[datetime, datetime, DutySpan]]:
        """Yield the spans that start on a day from `first` to `last`, each with its start and end in UTC."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            for span in self.spans:
                if span.weekday == day.weekday():
                    last_day = day if span.ends > span.starts else day + timedelta(days=1)
                    start, end = span_start(day, span.starts, self.zone), span_end(last_day, span.ends, self.zone)
                    if start < end:  # one that lies wholly in the hour that a clock change skips never comes
                        yield start, end, span


def rota(
    zone: ZoneInfo,
    spans: Iterable[DutySpan],
    *,
    head: PersonId | None = None,
    on_call: PersonId | None = None,
    admits_gaps: bool = False,
) -> Rota:
    """Return the checked rota, its spans by their starts.

    Raises SpansOverlap when two cover the same minute, also over the end of the week.
    """
    ordered = tuple(sorted(spans, key=_week_minute))
    for index, span in enumerate(ordered):
        following = ordered[(index + 1) % len(ordered)]
        until_next = (_week_minute(following) - _week_minute(span)) % _WEEK
        if following is not span and until_next < span.minutes:
            raise SpansOverlap(span, following)
    return Rota(zone, ordered, head, on_call, admits_gaps)


def _covered(spans: Sequence[DutySpan]) -> int:
    """Return how many minutes of the week are covered; spans of a rota never overlap."""
    return sum(span.minutes for span in spans)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _week_minute(span: DutySpan) -> int:
    return span.weekday * _DAY + _minute(span.starts)
