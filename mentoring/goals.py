"""Goals: what a mentee wants, made whole by five questions, walked to in steps. They belong to the mentee alone.

The questions are the letters of SMART in plain words. A letter that is missing is named kindly and never in the way:
only what somebody wants must be there. Progress is the mentee's own note: it counts nowhere, and ranks nobody.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.refusals import Refusal
from mentoring.wall_time import day_of, span_start

GoalId = NewType("GoalId", int)
StepId = NewType("StepId", int)
SuggestionId = NewType("SuggestionId", int)

LONGEST_LINE = 200
"""Characters of an answer to one of the five questions."""
LONGEST_STEP = 100
"""Characters of a step."""
MOST_STEPS = 20
MOST_OPEN = 12
"""So many goals under way at once, and another one would only be a list."""
LARGEST_TARGET = 9999
STUCK_BEFORE_CARD = 2
"""So many times stuck in a row, and both are given something to talk about."""

_EVENING_BEFORE, _MORNING_OF = time(16), time(9)
_LATEST_AT = timedelta(days=3)  # who comes back from a holiday need not hear of what was due in its first days
_FARTHEST = timedelta(days=400)


class Letter(StrEnum):
    """The five questions: what exactly, how one notices, with what, why, and by when."""

    WHAT = "what"
    NOTICE = "notice"
    MEANS = "means"
    WHY = "why"
    BY = "by"


class GoalState(StrEnum):
    """Where a goal stands.

    `draft` is being written, `offered` a mentor's proposal that the mentee has not answered; `let_go` was given up, for
    which nobody needs a reason.
    """

    DRAFT = "draft"
    OFFERED = "offered"
    DECLINED = "declined"
    ACTIVE = "active"
    PAUSED = "paused"
    DONE = "done"
    LET_GO = "let_go"


UNDER_WAY = frozenset({GoalState.ACTIVE, GoalState.PAUSED})
ENDED = frozenset({GoalState.DONE, GoalState.LET_GO})

# A goal that was reached or let go can be taken up again: people change their minds, and that is no failure.
_TRANSITIONS: dict[GoalState, frozenset[GoalState]] = {
    GoalState.DRAFT: frozenset({GoalState.ACTIVE, GoalState.OFFERED}),
    GoalState.OFFERED: frozenset({GoalState.ACTIVE, GoalState.DRAFT, GoalState.DECLINED}),
    GoalState.DECLINED: frozenset(),
    GoalState.ACTIVE: frozenset({GoalState.PAUSED, GoalState.DONE, GoalState.LET_GO}),
    GoalState.PAUSED: frozenset({GoalState.ACTIVE, GoalState.DONE, GoalState.LET_GO}),
    GoalState.DONE: frozenset({GoalState.ACTIVE}),
    GoalState.LET_GO: frozenset({GoalState.ACTIVE}),
}


class Progress(StrEnum):
    """What somebody notes with one tap, or (`counted`) a number."""

    DONE = "done"
    A_BIT = "a_bit"
    STUCK = "stuck"
    COUNTED = "counted"


class Opinion(StrEnum):
    """What a mentor says of a goal that they are shown. `good` is their yes: then both have agreed."""

    GOOD = "good"
    QUESTION = "question"


class Prompt(StrEnum):
    """What somebody is told of a goal: before and on the day of a deadline, of news, or a card to talk about."""

    BEFORE = "before"
    AT = "at"
    NEWS = "news"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody's words, "" for none. What is `kept_back` gave reason for concern: nobody but its writer is shown it."""

    text: str = ""
    kept_back: bool = False

    @property
    def shown(self) -> "Line":
        """The line as anybody else sees it."""
        return NOTHING if self.kept_back else self


NOTHING = Line()


@dataclass(frozen=True, slots=True)
class Aim:
    """The answers to the five questions. `target` is how often, where they count; None where they do not."""

    what: Line = NOTHING
    notice: Line = NOTHING
    means: Line = NOTHING
    why: Line = NOTHING
    by: date | None = None
    target: int | None = None

    @property
    def missing(self) -> tuple[Letter, ...]:
        """The questions that have no answer yet, in their order."""
        unanswered = [letter for letter in Letter if letter is not Letter.BY and not self.line(letter).text]
        return (*unanswered, *(() if self.by else (Letter.BY,)))

    @property
    def shown(self) -> "Aim":
        """The aim as anybody but its owner sees it."""
        return replace(self, what=self.what.shown, notice=self.notice.shown, means=self.means.shown, why=self.why.shown)

    def line(self, letter: Letter) -> Line:
        """Return the words that answer a question; BY, which is a day, has none."""
        match letter:
            case Letter.WHAT:
                return self.what
            case Letter.NOTICE:
                return self.notice
            case Letter.MEANS:
                return self.means
            case Letter.WHY:
                return self.why
            case Letter.BY:
                return NOTHING

    def with_line(self, letter: Letter, line: Line) -> "Aim":
        """Return the aim with other words for a question; BY, which is a day, stays."""
        match letter:
            case Letter.WHAT:
                return replace(self, what=line)
            case Letter.NOTICE:
                # What is counted belongs to how one notices, so a new answer counts anew.
                return replace(self, notice=line, target=None)
            case Letter.MEANS:
                return replace(self, means=line)
            case Letter.WHY:
                return replace(self, why=line)
            case Letter.BY:
                return self


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of a mentee.

    `author_id` is who writes it while it is a draft: the owner, or the mentor (in `pair_id`) who will propose it.
    `asks` is the question that a draft is at. `reached` counts towards the target. `reminds` is false once the owner
    wants no reminders; `coordinator_sees` whether its words are shown to the coordinator.
    """

    id: GoalId
    programme_id: ProgrammeId
    owner_id: PersonId
    author_id: PersonId
    pair_id: PairId | None
    state: GoalState
    asks: str
    aim: Aim
    reached: int
    reminds: bool
    coordinator_sees: bool
    created_at: datetime
    changed_at: datetime
    began_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def may_be_shown(self) -> bool:
        """Whether anybody else can be shown what it is about."""
        return bool(self.aim.what.shown.text)


@dataclass(frozen=True, slots=True)
class Step:
    """One small act towards a goal; `due` is a day where its owner lives, None for any day."""

    id: StepId
    goal_id: GoalId
    position: int
    line: Line
    due: date | None
    done_at: datetime | None

    @property
    def is_done(self) -> bool:
        """Whether it is ticked."""
        return self.done_at is not None


@dataclass(frozen=True, slots=True)
class Shared:
    """A goal shown to the mentor of one pair. `opinion` is what the mentor said of it, None while nothing."""

    goal_id: GoalId
    pair_id: PairId
    shown_at: datetime
    opinion: Opinion | None = None


@dataclass(frozen=True, slots=True)
class CannotBe(Refusal):
    """A goal cannot go from the state it is in to the one asked for."""

    state: GoalState
    wanted: GoalState


@dataclass(frozen=True, slots=True)
class NothingWanted(Refusal):
    """A goal must say what somebody wants; all else may stay open."""


def move(goal: Goal, wanted: GoalState) -> GoalState | Refusal:
    """Return `wanted` when the goal may go there, else the refusal. Staying where it is counts as allowed."""
    if goal.state is wanted:
        return wanted
    if wanted not in _TRANSITIONS[goal.state]:
        return CannotBe(goal.state, wanted)
    return wanted if goal.aim.what.text else NothingWanted()


def open_question(aim: Aim, after: Letter) -> Letter | None:
    """Return the first question behind one that has no answer yet; None when there is none."""
    letters = list(Letter)
    return next((letter for letter in letters[letters.index(after) + 1 :] if letter in aim.missing), None)


def counted_in(text: str) -> int | None:
    """Return the one number from 2 on that a sentence names ("10 applications"); None for none, or several."""
    numbers = [int(word) for word in "".join(c if c.isdecimal() else " " for c in text).split() if len(word) < 5]
    return numbers[0] if len(numbers) == 1 and numbers[0] >= 2 else None


def is_a_day(day: date, today: date) -> bool:
    """Return whether a goal or step can be due on a day: not before today, and not in years."""
    return today <= day <= today + _FARTHEST


def reminders(day: date, zone: ZoneInfo, now: datetime) -> list[tuple[Prompt, datetime]]:
    """Return when a deadline on a local day is reminded of (UTC): once before and once on the day, if still to come.

    These are the moments meant; whoever is in quiet hours, or has the day off, hears of it later (`is_timely`).
    """
    wanted = (
        (Prompt.BEFORE, span_start(day - timedelta(days=1), _EVENING_BEFORE, zone)),
        (Prompt.AT, span_start(day, _MORNING_OF, zone)),
    )
    return [(prompt, moment) for prompt, moment in wanted if moment > now]


def is_timely(prompt: Prompt, day: date, zone: ZoneInfo, at: datetime) -> bool:
    """Return whether a reminder of a deadline still makes sense at a moment (aware).

    The one before does until that day begins; the one on the day for some days, so that a day off swallows nothing.
    """
    today = day_of(at, zone)
    return today < day if prompt is Prompt.BEFORE else day <= today <= day + _LATEST_AT


def stuck_in_a_row(newest_first: Iterable[Progress]) -> int:
    """Return how many of the newest notes of progress say "stuck", with nothing else between them."""
    count = 0
    for progress in newest_first:
        if progress is not Progress.STUCK:
            break
        count += 1
    return count


def wants_card(newest_first: Iterable[Progress]) -> bool:
    """Return whether the newest note makes it time for a card to talk about: at every second "stuck" in a row."""
    stuck = stuck_in_a_row(newest_first)
    return stuck > 0 and stuck % STUCK_BEFORE_CARD == 0


def way_gone(goal: Goal, steps: Sequence[Step]) -> tuple[int, int] | None:
    """Return how much is done, of how much: of the target, else of the steps; None where there is nothing to count."""
    if goal.aim.target is not None:
        return min(goal.reached, goal.aim.target), goal.aim.target
    if steps:
        return sum(step.is_done for step in steps), len(steps)
    return None


def moved_up(steps: Sequence[StepId], step: StepId) -> list[StepId]:
    """Return the order of steps with one of them a place further up; the first, or an unknown one, changes nothing."""
    order = list(steps)
    at = order.index(step) if step in order else 0
    if at > 0:
        order[at - 1], order[at] = order[at], order[at - 1]
    return order
