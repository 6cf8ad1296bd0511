"""Absences: times in which nobody expects an answer of somebody. Why, and where they are, is nobody's business."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentoring.people import PersonId
from mentoring.refusals import Refusal
from mentoring.wall_time import start_of

LONGEST = timedelta(days=184)
"""Half a year: whoever is away longer is no longer in the programme, or has mistyped the year."""

_FRIDAY, _DAYS_IN_WEEK = 4, 7


class AbsenceKind(StrEnum):
    """`away` is "not now", `ill` what a coordinator notes of somebody ill. The partner is told the same of both."""

    AWAY = "away"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Absence:
    """One time away: from `starts_at`, until `ends_at` (None: nobody knows yet) or `ended_at`, when it ended early.

    `noted_by` is who noted it, as the audit names people. Moments are aware, UTC.
    """

    id: int
    person_id: PersonId
    kind: AbsenceKind
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    noted_by: str

    @property
    def over_at(self) -> datetime | None:
        """When it is over, or was; None while nobody knows."""
        return self.ends_at if self.ended_at is None else self.ended_at

    def is_over(self, now: datetime) -> bool:
        """Return whether it is over at `now`; one that has not begun is not."""
        return self.over_at is not None and self.over_at <= now

    def holds(self, now: datetime) -> bool:
        """Return whether the person is away at `now`."""
        return self.starts_at <= now and not self.is_over(now)


@dataclass(frozen=True, slots=True)
class DayIsOver(Refusal):
    """One cannot be away until a day that has begun already."""

    day: date


@dataclass(frozen=True, slots=True)
class TooFarAway(Refusal):
    """That is longer than anybody is away."""

    day: date


def back_on(day: date, zone: ZoneInfo, now: datetime) -> datetime | DayIsOver | TooFarAway:
    """Return when somebody is back who is away until `day`: as that day begins where they are (UTC).

    "Until Friday" means that they are there on Friday; whoever is asked is always told the day, so nobody guesses.
    """
    begins = start_of(day, zone)
    if begins <= now:
        return DayIsOver(day)
    if begins - now > LONGEST:
        return TooFarAway(day)
    return begins


def first_choices(today: date) -> list[date]:
    """Return the three days to offer: tomorrow, Friday (Monday, when that is today or tomorrow), in a week."""
    to_friday = (_FRIDAY - today.weekday()) % _DAYS_IN_WEEK
    middle = to_friday if to_friday > 1 else (-today.weekday()) % _DAYS_IN_WEEK
    return [today + timedelta(days=days) for days in (1, middle, _DAYS_IN_WEEK)]


def more_choices(today: date) -> list[date]:
    """Return the days of the next two weeks, to choose one from."""
    return [today + timedelta(days=days) for days in range(1, 2 * _DAYS_IN_WEEK + 1)]
