"""Drills: a case that is only practised. When an unannounced one comes, and how fast it was taken."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import NewType
from zoneinfo import ZoneInfo

from mentoring.cases import CaseId
from mentoring.duty import Rota
from mentoring.people import PersonId, ProgrammeId
from mentoring.safeguarding.findings import Severity
from mentoring.wall_time import day_of, start_of

DrillId = NewType("DrillId", int)

SEVERITY = Severity.CRITICAL
"""What is practised is the fastest ladder."""

LASTS = timedelta(minutes=30)
"""When nobody has taken it by then, it has shown what it could: ten minutes after the last call."""

_FIRST_DAY = date(2024, 1, 1)
_STEP = timedelta(minutes=1)


class DrillCause(StrEnum):
    """Who began a drill: a person in the chat, somebody at the console, or the schedule, which tells nobody."""

    PERSON = "person"
    CONSOLE = "console"
    SCHEDULE = "schedule"


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill. `case_id` is None until it has begun to call; `taken_at` when nobody has taken it (yet).

    `begun_by` is None when nobody of the staff did. Moments are aware, UTC.
    """

    id: DrillId
    programme_id: ProgrammeId
    cause: DrillCause
    begun_by: PersonId | None
    begun_at: datetime
    case_id: CaseId | None
    taken_by: PersonId | None
    taken_at: datetime | None
    ended_at: datetime | None

    @property
    def seconds(self) -> int | None:
        """How long it took until somebody had it; None when nobody has."""
        return None if self.taken_at is None else round((self.taken_at - self.begun_at).total_seconds())


def span_of(every_days: int, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime]:
    """Return the span of `every_days` days around `at` (aware) in which one unannounced drill comes, in UTC."""
    days = (day_of(at, zone) - _FIRST_DAY).days
    first = _FIRST_DAY + timedelta(days=days - days % every_days)
    return start_of(first, zone), start_of(first + timedelta(days=every_days), zone)


def moment_in(start: datetime, end: datetime, rota: Rota, *, at_any_hour: bool, seed: str) -> datetime | None:
    """Return the moment of the drill in a span (UTC): any minute alike, always the same one for the same `seed`.

    Only minutes in which somebody is on duty, unless `at_any_hour`; None when there is none.
    """
    parts = [(start, end)] if at_any_hour else _covered(start, end, rota)
    minutes = sum((stop - begin) // _STEP for begin, stop in parts)
    if minutes == 0:
        return None
    told = f"{seed}:{start.astimezone(UTC):%Y-%m-%d %H:%M}"
    place = int.from_bytes(sha256(told.encode()).digest()[:8]) % minutes
    for begin, stop in parts:
        length = (stop - begin) // _STEP
        if place < length:
            return begin + place * _STEP
        place -= length
    return None


def next_drill(after: datetime, every_days: int, rota: Rota, *, at_any_hour: bool, seed: str) -> datetime | None:
    """Return the first moment of a drill later than `after` (aware), of this span or the next; None when none is."""
    start, end = span_of(every_days, rota.zone, after)
    for span in ((start, end), span_of(every_days, rota.zone, end)):
        moment = moment_in(*span, rota, at_any_hour=at_any_hour, seed=seed)
        if moment is not None and moment > after:
            return moment
    return None


def _covered(start: datetime, end: datetime, rota: Rota) -> list[tuple[datetime, datetime]]:
    """Return when somebody is on duty between two moments, in UTC."""
    parts, free_from = [], start
    for gap_start, gap_end in [*rota.gaps(start, end), (end, end)]:
        if gap_start > free_from:
            parts.append((free_from, gap_start))
        free_from = max(free_from, gap_end)
    return parts
