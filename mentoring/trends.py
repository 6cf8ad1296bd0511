"""Trends: how scores move over time, of one person, of the two of a pair beside each other, and of a whole programme.

What is shown of a programme is about groups. A group of fewer than SMALLEST_GROUP people is never shown, and no group
is shown from which, with the others, one too small could be worked out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from mentoring.people import PersonId, Role
from mentoring.schedules import Rhythm
from mentoring.wall_time import day_of

SMALLEST_GROUP = 5
"""People. Below it a mean tells too much about each."""

STEADY_WITHIN = 0.5
"""Points by which a score may differ from what came before it and still be called steady."""

_COMPARED_WITH = 3
_DAYS_IN_WEEK = 7

K = TypeVar("K")


class Direction(StrEnum):
    """Where a score is going: its newest value against the mean of up to three before it."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer counts: whose, of which question, and when its check-in was planned for (aware, UTC).

    `version` is the id of the version of the questionnaire that it was asked with: what it promised holds for it.
    """

    person: PersonId
    role: Role
    question: str
    at: datetime
    value: float
    version: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """The scores of one question, the oldest first; never empty."""

    question: str
    scores: tuple[Score, ...]

    @property
    def latest(self) -> float:
        """The newest value."""
        return self.scores[-1].value

    @property
    def mean(self) -> float:
        """The mean of all."""
        return sum(score.value for score in self.scores) / len(self.scores)

    @property
    def direction(self) -> Direction | None:
        """Where it is going; None with one score alone."""
        before = [score.value for score in self.scores[-_COMPARED_WITH - 1 : -1]]
        if not before:
            return None
        change = self.latest - sum(before) / len(before)
        if abs(change) <= STEADY_WITHIN:
            return Direction.STEADY
        return Direction.RISING if change > 0 else Direction.FALLING


@dataclass(frozen=True, slots=True)
class Group:
    """What some people scored: the people, how many scores there are, and their sum."""

    people: frozenset[PersonId]
    count: int
    total: float

    @property
    def mean(self) -> float:
        """The mean of the scores."""
        return self.total / self.count


@dataclass(frozen=True, slots=True)
class PeriodTrend:
    """What a programme's people scored on one question in one period, which begins on `first_day`.

    `everybody` is the group of all, `by_role` those of each role; None where it may not be shown.
    """

    first_day: date
    everybody: Group | None
    by_role: Mapping[Role, Group | None]


@dataclass(frozen=True, slots=True)
class ProgrammeTrend:
    """A question's periods, the oldest first, and `shown`: all of those that may be shown, taken together (or None).

    What is taken together are shown groups only. So nobody can take the periods away from a whole and be left with one
    that is hidden, however often, and whenever, they ask.
    """

    question: str
    periods: tuple[PeriodTrend, ...]
    shown: Group | None


@dataclass(frozen=True, slots=True)
class TakingPart:
    """How many of the check-ins that ended in a period were handed in; None where too few people were asked."""

    first_day: date
    people: int | None
    asked: int | None
    handed_in: int | None


def lines(scores: Iterable[Score]) -> list[Line]:
    """Return the scores of one person by question, in the order in which the questions come up first."""
    found: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        found[score.question].append(score)
    return [Line(question, tuple(sorted(each, key=lambda score: score.at))) for question, each in found.items()]


def programme_trends(scores: Iterable[Score], rhythm: Rhythm, zone: ZoneInfo) -> list[ProgrammeTrend]:
    """Return how a programme's people scored each question: by week for what is asked weekly, else by month.

    Each questionnaire has one kind of period only: with both, weeks could be taken away from their month.
    """
    found: dict[str, dict[date, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for score in scores:
        found[score.question][_first_day(day_of(score.at, zone), rhythm)].append(score)
    return [_trend(question, periods) for question, periods in found.items()]


def taking_part(ended: Iterable[tuple[PersonId, datetime, bool]], rhythm: Rhythm, zone: ZoneInfo) -> list[TakingPart]:
    """Return by period, the oldest first, how many check-ins were handed in of those that ended.

    `ended` says of each who was asked, for when it was planned, and whether they handed it in.
    """
    found: dict[date, list[tuple[PersonId, bool]]] = defaultdict(list)
    for person, at, is_handed_in in ended:
        found[_first_day(day_of(at, zone), rhythm)].append((person, is_handed_in))
    parts = []
    for first_day, each in sorted(found.items()):
        people = len({person for person, _ in each})
        if people < SMALLEST_GROUP:
            parts.append(TakingPart(first_day, None, None, None))
        else:
            parts.append(TakingPart(first_day, people, len(each), sum(handed_in for _, handed_in in each)))
    return parts


def without_small_groups(parts: Mapping[K, Group]) -> dict[K, Group | None]:
    """Return parts of a whole that is shown with them, without (None) those that must not be known.

    Beside those too small, the next smallest are hidden, until those hidden hold enough people together: what is left
    when the shown parts are taken from the whole is then such a group itself, and of two parts at least.
    """
    hidden = {name for name, group in parts.items() if len(group.people) < SMALLEST_GROUP}
    left = sorted(
        (name for name in parts if name not in hidden), key=lambda name: len(parts[name].people), reverse=True
    )
    while hidden and left and (len(hidden) == 1 or len(_all_people(parts, hidden)) < SMALLEST_GROUP):
        hidden.add(left.pop())
    return {name: None if name in hidden else group for name, group in parts.items()}


def group_of(scores: Sequence[Score]) -> Group:
    """Return the group of those who gave these scores."""
    return Group(frozenset(score.person for score in scores), len(scores), sum(score.value for score in scores))


def _trend(question: str, periods: Mapping[date, Sequence[Score]]) -> ProgrammeTrend:
    shown = tuple(_period(day, periods[day]) for day in sorted(periods))
    whole = [period.everybody for period in shown if period.everybody is not None]
    together = Group(
        frozenset[PersonId]().union(*(group.people for group in whole)),
        sum(group.count for group in whole),
        sum(group.total for group in whole),
    )
    return ProgrammeTrend(question, shown, together if whole else None)


def _period(first_day: date, scores: Sequence[Score]) -> PeriodTrend:
    everybody = group_of(scores)
    roles = sorted({score.role for score in scores})
    parts = {role: group_of([score for score in scores if score.role is role]) for role in roles}
    if len(everybody.people) < SMALLEST_GROUP:
        return PeriodTrend(first_day, None, dict.fromkeys(roles))
    return PeriodTrend(first_day, everybody, without_small_groups(parts))


def _all_people(parts: Mapping[K, Group], names: Iterable[K]) -> frozenset[PersonId]:
    return frozenset[PersonId]().union(*(parts[name].people for name in names))


def _first_day(day: date, rhythm: Rhythm) -> date:
    return day - timedelta(days=day.weekday() % _DAYS_IN_WEEK) if rhythm is Rhythm.WEEKLY else day.replace(day=1)
