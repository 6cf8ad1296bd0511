"""Schedules: when whom a questionnaire is asked. Weekly, monthly, at milestones of a pair, when it closes, by hand.

A schedule names moments on the wall: "Friday at four, where they live". A moment that falls on a day off or into quiet
hours moves to one that suits, and each person has a place of their own within the minutes after it, so that a whole
installation that is asked "on Friday at four" is asked one after the other, slower than Telegram would refuse it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentoring.open_hours import NeverOpen, OpenHours
from mentoring.people import PersonId
from mentoring.wall_time import day_of, span_start

PROMPTS_PER_SECOND = 20
"""How many people are asked in a second at most: below Telegram's 25, so that alerts and talk keep the rest."""

LEAST_SPREAD = timedelta(minutes=10)
"""In how small a school people are asked at the same minute: none; no class hears all its phones at once."""

USUAL_WEEKS = 16
"""How long a pair goes on whose agreement does not say: a term of four months."""

LOOK_AGAIN = timedelta(days=7)
"""A plan is looked at this often at least, so that whatever it depends on (zone, agreement, rules) moves it in time."""

LEAST_GAP = timedelta(days=3)
"""Days between two askings of one questionnaire, when its day has been moved."""

_END_BEFORE = timedelta(days=7)
_HORIZON = timedelta(days=120)
_A_DAY, _A_MILLISECOND = timedelta(days=1), timedelta(milliseconds=1)
_DAYS_IN_WEEK = 7

# The golden ratio in 32 bits: its multiples lie evenly in a circle whatever stretch of numbers is taken (Fibonacci
# hashing; Knuth, The Art of Computer Programming, 6.4). Chance would put 40 people into one second now and then.
_GOLDEN, _CIRCLE = 2_654_435_769, 2**32


class Rhythm(StrEnum):
    """What makes it time for a questionnaire."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MILESTONES = "milestones"
    CLOSING = "closing"
    BY_HAND = "by_hand"


MILESTONES_WAIT = timedelta(days=14)
"""How long after its day a milestone is still asked that could not be asked on it."""

_LEAST_AGE = {Rhythm.WEEKLY: timedelta(days=2), Rhythm.MONTHLY: timedelta(days=14)}
_PUT_OFF_AT_MOST = {
    Rhythm.WEEKLY: 2,
    Rhythm.MONTHLY: 10,
    Rhythm.MILESTONES: 28,
    Rhythm.CLOSING: 0,
    Rhythm.BY_HAND: 0,
}
"""By how many days days off may put off an occurrence, before it is left out."""


class Milestone(StrEnum):
    """A moment in the life of a pair: the day after it began, half-way, a week before its time is over."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When one questionnaire is asked in one programme.

    `weekday` (0 is Monday) is the day of a weekly one, and of a monthly one, which comes on the first such day of a
    month; others do not look at it. `at` is the hour on the wall where each person lives. Whoever has chosen a day and
    hour of their own (`Choice`) is asked then instead; of the day only weekly. `each_pair`: once for each pair that
    somebody is in, else once for a person however many pairs they have. `remind_after` is when one gentle reminder
    comes (None for none), `expires_after` when it is let go. `is_on` is False while it is not asked at all.
    """

    questionnaire: str
    rhythm: Rhythm
    weekday: int = 4
    at: time = time(16)
    milestones: frozenset[Milestone] = frozenset(Milestone)
    each_pair: bool = True
    remind_after: timedelta | None = timedelta(hours=24)
    expires_after: timedelta = timedelta(days=4)
    is_on: bool = True


DEFAULT_SCHEDULES = (
    Schedule("mentee_weekly", Rhythm.WEEKLY),
    Schedule("mentor_weekly", Rhythm.WEEKLY, at=time(17)),
    Schedule("relationship_monthly", Rhythm.MONTHLY, weekday=2),
    Schedule("self_assessment", Rhythm.MILESTONES, each_pair=False),
    Schedule("closing_mentee", Rhythm.CLOSING, expires_after=timedelta(days=14)),
    Schedule("closing_mentor", Rhythm.CLOSING, expires_after=timedelta(days=14)),
    Schedule("mentor_training_feedback", Rhythm.BY_HAND, each_pair=False),
    Schedule("provider_feedback", Rhythm.BY_HAND, each_pair=False),
)
"""What every programme has until its coordinators change it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The day (0 is Monday) and hour that somebody has chosen for their check-ins, where they live."""

    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class PairTime:
    """What the life of a pair says: when it began (aware, UTC) and for how many weeks it is meant to go on."""

    began_at: datetime
    weeks: int = USUAL_WEEKS

    def day_of(self, milestone: Milestone, zone: ZoneInfo) -> date:
        """Return the local day of a milestone. In a pair of a week or less they all come close together."""
        first = day_of(self.began_at, zone)
        length = timedelta(weeks=self.weeks)
        match milestone:
            case Milestone.START:
                return first + _A_DAY
            case Milestone.MIDDLE:
                return first + max(length // 2, _A_DAY)
            case Milestone.END:
                return first + max(length - _END_BEFORE, _A_DAY)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a schedule means: `key` names it among the others, for good; `day` is the local day meant.

    Keys are `2026-W10`, `2026-03`, `start`, … so that a day or an hour that is changed makes no second one of it.
    """

    key: str
    day: date


@dataclass(frozen=True, slots=True)
class Planned:
    """An occurrence, when it comes for one person (aware, UTC), and until when it may still be asked late."""

    occurrence: Occurrence
    at: datetime
    fresh_until: datetime


@dataclass(frozen=True, slots=True)
class Asker:
    """What decides when one person is asked: where they live, what is open to them, and what they chose.

    `open_hours` are those in which their clocks run (`Hours.answering`): within them ordinary prompts reach them, and
    neither a day off nor a time away falls into them. `spread` is over how much open time all people of the
    installation are spread (`spread_of`).
    """

    person: PersonId
    open_hours: OpenHours
    spread: timedelta = LEAST_SPREAD
    choice: Choice | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Where they live."""
        return self.open_hours.zone

    @property
    def place(self) -> timedelta:
        """Their own place within the spread: always the same, from nothing up to the whole."""
        return place_of(self.person, self.spread)


def spread_of(people: int) -> timedelta:
    """Return over how long so many people are spread who are all asked at one hour."""
    return max(LEAST_SPREAD, timedelta(seconds=people / PROMPTS_PER_SECOND))


def place_of(person: PersonId, spread: timedelta) -> timedelta:
    """Return a person's place within a spread, in whole milliseconds as moments are kept.

    People whose ids are near are far apart, and all together lie evenly.
    """
    return timedelta(milliseconds=spread // _A_MILLISECOND * (person * _GOLDEN % _CIRCLE) // _CIRCLE)


def next_planned(
    schedule: Schedule, asker: Asker, pair: PairTime, after: datetime, last: Occurrence | None
) -> Planned | None:
    """Return the first time, later than `after` (aware), that somebody is asked; None when nothing comes soon.

    `last` is the occurrence that came before, None when there was none; it does not come again, nor one that is nearer
    to it than LEAST_GAP. Those of which days off or absence leave nothing are left out, and those for which the pair is
    too young. One to come only when it closes, or when somebody asks by hand, is never planned.
    """
    if not schedule.is_on:
        return None
    try:
        for occurrence in _occurrences(schedule, asker, pair, day_of(after, asker.zone), last):
            planned = moment_of(schedule, asker, occurrence)
            if planned is not None and planned.at <= after:
                planned = _still(schedule, asker, occurrence, after)
            if planned is not None:
                return planned
    except NeverOpen:
        pass
    return None


def moment_of(
    schedule: Schedule, asker: Asker, occurrence: Occurrence, not_before: datetime | None = None
) -> Planned | None:
    """Return when an occurrence comes for somebody; None when days off or absence leave nothing of it.

    A day off moves it to the same hour of the next day that is none, quiet hours to their end; then comes the person's
    own place in the time after that. `not_before` (aware) is the present, when it may be late. Raises NeverOpen when
    nothing is ever open to them.
    """
    at = asker.choice.at if asker.choice is not None else schedule.at
    for days in range(_PUT_OFF_AT_MOST[schedule.rhythm] + 1):
        day = occurrence.day + timedelta(days=days)
        meant = span_start(day, at, asker.zone)
        if asker.open_hours.days_off.on(day) is not None or _is_away(asker.open_hours, meant):
            continue
        moment, fresh_until = _reached(asker, meant), meant + schedule.expires_after
        if not_before is not None and moment < not_before:
            moment = settled_in(asker, not_before)
        return Planned(occurrence, moment, fresh_until) if moment < fresh_until else None
    return None


def closing_of(schedule: Schedule, asker: Asker, closed_at: datetime) -> Planned | None:
    """Return when somebody is asked because their pair closes; None when nothing is open to them in time."""
    try:
        moment = _reached(asker, closed_at)
    except NeverOpen:
        return None
    fresh_until = closed_at + schedule.expires_after
    return Planned(Occurrence("closing", day_of(closed_at, asker.zone)), moment, fresh_until)


def settled_in(asker: Asker, moment: datetime) -> datetime:
    """Return `moment` (aware) when it is open to somebody, else their place after the next opening.

    Whoever is asked or reminded at a moment that is spread already stays there; those whom one opening would let in
    together are spread anew. Raises NeverOpen when nothing is ever open to them.
    """
    return moment if asker.open_hours.is_open(moment) else _reached(asker, moment)


def expiry_of(schedule: Schedule, asked_at: datetime, following: datetime | None) -> datetime:
    """Return when a check-in that is asked now is let go: after its time, but before the `following` one is asked."""
    ends = asked_at + schedule.expires_after
    return ends if following is None or following <= asked_at else min(ends, following)


def _still(schedule: Schedule, asker: Asker, occurrence: Occurrence, now: datetime) -> Planned | None:
    """Return when a milestone comes whose moment has passed (the pair rested, nobody had consented): soon, or never."""
    if schedule.rhythm is not Rhythm.MILESTONES or day_of(now - MILESTONES_WAIT, asker.zone) > occurrence.day:
        return None
    moment = _reached(asker, now + _A_MILLISECOND)
    return Planned(occurrence, moment, moment + schedule.expires_after)


def _reached(asker: Asker, meant: datetime) -> datetime:
    hours = asker.open_hours
    # Open time is counted, so that whoever is asked shortly before the evening ends is not heaped up at its end.
    return hours.next_open(hours.add(hours.next_open(meant), asker.place))


def _is_away(hours: OpenHours, at: datetime) -> bool:
    return any(start <= at < end for start, end in hours.away)


def _occurrences(
    schedule: Schedule, asker: Asker, pair: PairTime, today: date, last: Occurrence | None
) -> Iterator[Occurrence]:
    """Yield what a schedule means, in order, from what days off may have put off until today to the horizon."""
    first = today - timedelta(days=_PUT_OFF_AT_MOST[schedule.rhythm])
    if schedule.rhythm is Rhythm.MILESTONES:
        order = [milestone.value for milestone in Milestone]
        passed = order.index(last.key) + 1 if last is not None and last.key in order else 0
        wanted = [milestone for milestone in list(Milestone)[passed:] if milestone in schedule.milestones]
        days = [(milestone, pair.day_of(milestone, asker.zone)) for milestone in wanted]
        yield from (Occurrence(milestone.value, day) for milestone, day in days if day >= first)
        return
    if schedule.rhythm not in _LEAST_AGE:
        return
    first = max(first, day_of(pair.began_at + _LEAST_AGE[schedule.rhythm], asker.zone))
    if last is not None:
        first = max(first, last.day + LEAST_GAP)
    for day in _days(schedule, asker, first):
        year, week, _weekday = day.isocalendar()
        key = f"{year}-W{week:02}" if schedule.rhythm is Rhythm.WEEKLY else f"{day:%Y-%m}"
        if last is None or key != last.key:
            yield Occurrence(key, day)


def _days(schedule: Schedule, asker: Asker, first: date) -> Iterator[date]:
    """Yield the days of a weekly or monthly schedule from `first` on, up to the horizon."""
    own = asker.choice is not None and schedule.rhythm is Rhythm.WEEKLY
    weekday = asker.choice.weekday if own and asker.choice is not None else schedule.weekday
    day = first + timedelta(days=(weekday - first.weekday()) % _DAYS_IN_WEEK)
    while day <= first + _HORIZON:
        if schedule.rhythm is Rhythm.WEEKLY or day.day <= _DAYS_IN_WEEK:
            yield day
        day += timedelta(weeks=1)
