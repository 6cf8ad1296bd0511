"""Goals over HTTP: how many and where they stand; words only where the mentee shows them, wins and progress never."""

from dataclasses import replace
from datetime import date
from typing import Any

from mentoring.goals import Aim, Goal, GoalState, Line
from mentoring.people import PersonId, ProgrammeId
from storage import goal_steps, goals
from tests.admin_api.desk import Desk

AMINA, BEN = PersonId(2), PersonId(1)
AIM = Aim(what=Line("Learn to weld"), why=Line("secret", kept_back=True), by=date(2026, 4, 1))


async def a_goal(desk: Desk, state: GoalState = GoalState.ACTIVE, *, sees: bool = False) -> Any:
    def act(tx: Any) -> Goal:
        goal = goals.begin(tx, ProgrammeId(1), AMINA, AMINA, None, desk.now)
        goal = goals.keep(tx, replace(goal, aim=AIM, coordinator_sees=sees), desk.now)
        goal_steps.add(tx, goal, Line("Ask about welding"), desk.now)
        goal_steps.add(tx, goal, Line("also secret", kept_back=True), desk.now)
        for wanted in dict.fromkeys((GoalState.ACTIVE, state)) if state is not GoalState.DRAFT else ():
            goal = goals.set_state(tx, goal, wanted, desk.now)
        return goal

    return await desk.store.write(act)


async def test_a_goal_is_shown_without_its_words(desk: Desk) -> None:
    await desk.amina_and_ben()
    await a_goal(desk)

    shown = await desk.get("/goals/1")

    assert shown == {
        "id": 1,
        "person_id": 2,
        "state": "active",
        "by": "2026-04-01",
        "began_at": "2026-03-02T14:00:00Z",
        "ended_at": None,
        "words": None,
    }
    assert await desk.get("/programmes/1/goals") == {"items": [shown], "next": None}
    assert await desk.get("/people/2/goals") == {"items": [shown], "next": None}
    assert (await desk.get("/people/1/goals"))["items"] == []


async def test_words_that_the_mentee_shows_are_there_and_those_of_concern_are_not(desk: Desk) -> None:
    await desk.amina_and_ben()
    await a_goal(desk, sees=True)

    words = (await desk.get("/goals/1"))["words"]

    assert words == {"what": "Learn to weld", "notice": "", "means": "", "why": "", "steps": ["Ask about welding"]}


async def test_goals_are_counted_by_where_they_stand(desk: Desk) -> None:
    await desk.amina_and_ben()
    for state in (GoalState.ACTIVE, GoalState.DONE, GoalState.DONE, GoalState.LET_GO, GoalState.DRAFT):
        await a_goal(desk, state)

    assert await desk.get("/programmes/1/goal-counts") == {"active": 1, "paused": 0, "done": 2, "let_go": 1}
    assert [goal["id"] for goal in (await desk.get("/programmes/1/goals", state="done"))["items"]] == [2, 3]


async def test_a_draft_is_nobodys_business(desk: Desk) -> None:
    await desk.amina_and_ben()
    await a_goal(desk, GoalState.DRAFT)

    await desk.refused(404, "GET", "/goals/1")
    assert (await desk.get("/programmes/1/goals"))["items"] == []


async def test_goals_of_nobody_are_not_to_be_found(desk: Desk) -> None:
    await desk.refused(404, "GET", "/goals/9")
    await desk.refused(404, "GET", "/people/9/goals")
    await desk.refused(404, "GET", "/programmes/9/goals")
    await desk.refused(404, "GET", "/programmes/9/goal-counts")
