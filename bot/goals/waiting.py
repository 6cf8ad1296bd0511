"""What waits for somebody about goals: a proposal, a suggestion, a draft to go on with, a goal to look at."""

from datetime import datetime

from bot.asking import talks_now
from bot.goals.pages import data
from bot.speech import words_of
from bot.waiting import Waiting
from mentoring.goals import UNDER_WAY, GoalState
from mentoring.people import Person, Role
from storage import goal_sharing, goals
from storage.tx import Tx


def goals_waiting(tx: Tx, person: Person, _now: datetime) -> list[Waiting]:
    """Goals that wait for a word of this person."""
    if person.role is Role.MENTEE:
        return _for_mentee(tx, person)
    return _for_mentor(tx, person) if person.role is Role.MENTOR else []


def _for_mentee(tx: Tx, person: Person) -> list[Waiting]:
    _, found = words_of(person), []
    own = goals.of_owner(tx, person.id)
    for talk in talks_now(tx, person):
        name = talk.recipient.display_name
        found += [
            Waiting(_("💡 {name} proposes a goal", name=name), data("show", goal.id))
            for goal in own
            if goal.state is GoalState.OFFERED and goal.pair_id == talk.pair.id and goal.may_be_shown
        ]
        for goal in own:
            idea = goal_sharing.open_suggestion(tx, goal.id) if goal.state in UNDER_WAY else None
            if idea is not None and idea.pair_id == talk.pair.id and goal_sharing.shared(tx, goal.id, talk.pair.id):
                found.append(Waiting(_("💡 {name} suggests a change", name=name), data("idea", idea.id)))
    found += [
        Waiting(_("✏️ Go on with the new goal"), data("ask", draft.id, "on")) for draft in goals.drafts_of(tx, person.id)
    ]
    return found


def _for_mentor(tx: Tx, person: Person) -> list[Waiting]:
    _ = words_of(person)
    return [
        Waiting(_("🎯 {name} shows you a goal", name=talk.recipient.display_name), data("show", goal.id))
        for talk in talks_now(tx, person)
        for goal, how in goal_sharing.shown_in(tx, talk.pair.id)
        if how.opinion is None and goal.state is GoalState.ACTIVE
    ]
