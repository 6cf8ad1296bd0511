"""A seat at somebody's goal: all that a page of it shows, read at once, from the reader's side.

Whoever is not its owner sees only what the owner shows, and nothing that gave reason for concern.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.asking import talks_now
from bot.speech import words_of
from bot.words import Words
from mentoring.goals import Goal, GoalId, GoalState, Shared, Step
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.relay import Talk
from storage import goal_sharing, goal_steps, goals
from storage.goal_sharing import Suggestion
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Seat:
    """One goal, seen by `reader` at `now` (aware, UTC).

    `talks` are the owner's with each mentor whom it is or can be shown to; the mentor's own one with the owner.
    `shares` says in which of those pairs it is shown. `suggestion` is what the owner has not answered yet.
    """

    goal: Goal
    steps: Sequence[Step]
    reader: Person
    talks: Sequence[Talk]
    shares: Mapping[PairId, Shared]
    suggestion: Suggestion | None
    now: datetime

    @property
    def words(self) -> Words:
        """The reader's words."""
        return words_of(self.reader)

    @property
    def is_owner(self) -> bool:
        """Whether the reader is the one whose goal it is."""
        return self.reader.id == self.goal.owner_id

    @property
    def is_author(self) -> bool:
        """Whether the reader is the one who writes this draft."""
        return self.goal.state is GoalState.DRAFT and self.reader.id == self.goal.author_id

    @property
    def today(self) -> date:
        """The day it is where the reader lives."""
        return self.now.astimezone(self.reader.zone).date()

    @property
    def key_name(self) -> str:
        """The key that seals what repeats the goal's words on their way."""
        return goals.key_name(self.goal.owner_id)

    def mentor_in(self, pair: PairId) -> Person | None:
        """Return the other one of a pair, None when the reader is not in it."""
        return next((talk.recipient for talk in self.talks if talk.pair.id == pair), None)


def sit_down(tx: Tx, goal_id: GoalId, reader: Person, now: datetime) -> Seat | None:
    """Return the seat of a reader at a goal; None when there is no such goal, and when it is not for them."""
    goal = goals.get(tx, goal_id)
    if goal is None:
        return None
    talks = talks_now(tx, reader)
    if goal.owner_id == reader.id:
        return _owners_seat(tx, goal, reader, talks, now)
    return _mentors_seat(tx, goal, reader, [t for t in talks if t.pair.mentee_id == goal.owner_id], now)


def _owners_seat(tx: Tx, goal: Goal, reader: Person, talks: Sequence[Talk], now: datetime) -> Seat | None:
    is_anothers_draft = goal.state is GoalState.DRAFT and goal.author_id != reader.id
    if goal.state is GoalState.DECLINED or is_anothers_draft:
        return None
    if goal.state is GoalState.OFFERED:
        # What a mentor proposes is for the mentee as a message would be: not what must be looked at first.
        if not goal.may_be_shown or goal.pair_id not in {talk.pair.id for talk in talks}:
            return None
        goal = replace(goal, aim=goal.aim.shown)
    found = {talk.pair.id: goal_sharing.shared(tx, goal.id, talk.pair.id) for talk in talks}
    shares = {pair: shared for pair, shared in found.items() if shared is not None}
    suggestion = goal_sharing.open_suggestion(tx, goal.id)
    if suggestion is not None and suggestion.pair_id not in shares:
        suggestion = None
    return Seat(goal, goal_steps.of_goal(tx, goal.id), reader, talks, shares, suggestion, now)


def _mentors_seat(tx: Tx, goal: Goal, reader: Person, talks: Sequence[Talk], now: datetime) -> Seat | None:
    talk = next((talk for talk in talks if talk.pair.id == goal.pair_id), None)
    if goal.state in (GoalState.DRAFT, GoalState.OFFERED, GoalState.DECLINED):
        return Seat(goal, (), reader, (talk,), {}, None, now) if talk and goal.author_id == reader.id else None
    for talk in talks:
        shared = goal_sharing.shared(tx, goal.id, talk.pair.id)
        if shared is not None and goal.may_be_shown:
            shown = replace(goal, aim=goal.aim.shown)
            steps = [
                replace(step, line=step.line.shown) for step in goal_steps.of_goal(tx, goal.id) if step.line.shown.text
            ]
            return Seat(shown, steps, reader, (talk,), {talk.pair.id: shared}, None, now)
    return None
