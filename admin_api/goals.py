"""Goals: how many there are and where they stand. Their words are the mentee's, shown only where the mentee says so.

Progress is nobody's mark: how far somebody is, how often they were stuck, and their wins are not to be had here at all.
"""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from admin_api.house import Here
from admin_api.people import the_person
from admin_api.problems import INVALID, NOT_FOUND, documented, found
from admin_api.programmes import the_programme
from admin_api.shapes import GoalIdAsked, Identified, Page, PageAsked, PersonIdAsked, ProgrammeIdAsked, Shape
from mentoring.goals import Goal, GoalId, GoalState, Line, Step
from mentoring.people import PersonId, ProgrammeId
from storage import goal_steps, goals
from storage.tx import Tx

router = APIRouter(tags=["goals"])

_BEGUN = (GoalState.ACTIVE, GoalState.PAUSED, GoalState.DONE, GoalState.LET_GO)


class GoalsAsked(PageAsked):
    """Which goals are wanted."""

    state: GoalState | None = Field(default=None, description="Only those in this state.")


class GoalCounts(Shape):
    """How many goals of a programme are in each state."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": 12, "paused": 1, "done": 7, "let_go": 2}]})

    active: int = Field(description="Under way.")
    paused: int = Field(description="At rest, by the mentee's own choice.")
    done: int = Field(description="Reached, as the mentee says.")
    let_go: int = Field(description="Given up, for which nobody needs a reason.")


class GoalWords(Shape):
    """What a mentee shows of a goal; what gave reason for concern is not among it."""

    what: str = Field(description="What exactly they want.")
    notice: str = Field(description='How they will notice that they got there; "" for not said.')
    means: str = Field(description='Whether they can do it with what they have; "" for not said.')
    why: str = Field(description='Why it matters to them; "" for not said.')
    steps: list[str] = Field(description="The steps, in their order.")


class GoalShown(Identified):
    """A goal of a mentee."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 2,
                    "person_id": 3,
                    "state": "active",
                    "by": "2026-04-01",
                    "began_at": "2026-03-02T14:00:00Z",
                    "ended_at": None,
                    "words": None,
                }
            ]
        }
    )

    person_id: int = Field(description="Whose goal it is.")
    state: GoalState = Field(description="`active`, `paused`, `done` or `let_go`.")
    by: date | None = Field(description="By which day; null for none.")
    began_at: datetime = Field(description="When the mentee began it.")
    ended_at: datetime | None = Field(description="When it was reached or let go; null while it is neither.")
    words: GoalWords | None = Field(description="Null unless the mentee shows them to the coordinator.")


class GoalPage(Page[GoalShown]):
    """Some of the goals."""


@router.get("/programmes/{programme_id}/goals", summary="List goals", responses=documented(NOT_FOUND, INVALID))
async def list_goals(programme_id: ProgrammeIdAsked, asked: Annotated[GoalsAsked, Query()], house: Here) -> GoalPage:
    """List the goals of a programme that have begun, in the order of their ids: all, or those in one state.

    Drafts, and what a mentor only proposed, are between the two.
    """

    def look(tx: Tx) -> list[GoalShown]:
        programme = the_programme(tx, programme_id)
        return _page(tx, programme.id, None, asked)

    return GoalPage.cut(await house.store.read(look), asked.limit)


@router.get("/programmes/{programme_id}/goal-counts", summary="Count goals", responses=documented(NOT_FOUND))
async def count_goals(programme_id: ProgrammeIdAsked, house: Here) -> GoalCounts:
    """Return how many goals of a programme are in each state."""

    def look(tx: Tx) -> dict[GoalState, int]:
        return goals.counts(tx, the_programme(tx, programme_id).id)

    counted = await house.store.read(look)
    return GoalCounts(**{state.value: counted.get(state, 0) for state in _BEGUN})


@router.get("/people/{person_id}/goals", summary="List a mentee's goals", responses=documented(NOT_FOUND, INVALID))
async def list_goals_of(person_id: PersonIdAsked, asked: Annotated[GoalsAsked, Query()], house: Here) -> GoalPage:
    """List a mentee's goals that have begun; nobody else has any."""

    def look(tx: Tx) -> list[GoalShown]:
        person = the_person(tx, person_id)
        return _page(tx, person.programme_id, person.id, asked)

    return GoalPage.cut(await house.store.read(look), asked.limit)


@router.get("/goals/{goal_id}", summary="Look at a goal", responses=documented(NOT_FOUND))
async def get_goal(goal_id: GoalIdAsked, house: Here) -> GoalShown:
    """Return one goal that has begun."""

    def look(tx: Tx) -> GoalShown:
        goal = goals.get(tx, GoalId(goal_id))
        return _shown(tx, found(goal if goal is not None and goal.state in _BEGUN else None, "goal"))

    return await house.store.read(look)


def _page(tx: Tx, programme: ProgrammeId, owner: PersonId | None, asked: GoalsAsked) -> list[GoalShown]:
    wanted = goals.page(tx, programme, owner=owner, state=asked.state, after=asked.after, limit=asked.limit + 1)
    return [_shown(tx, goal) for goal in wanted]


def _shown(tx: Tx, goal: Goal) -> GoalShown:
    assert goal.began_at is not None  # a goal under way, or past, has begun
    return GoalShown(
        id=goal.id,
        person_id=goal.owner_id,
        state=goal.state,
        by=goal.aim.by,
        began_at=goal.began_at,
        ended_at=goal.ended_at,
        words=_words(goal, goal_steps.of_goal(tx, goal.id)) if goal.coordinator_sees else None,
    )


def _words(goal: Goal, steps: list[Step]) -> GoalWords:
    def said(line: Line) -> str:
        return line.shown.text

    return GoalWords(
        what=said(goal.aim.what),
        notice=said(goal.aim.notice),
        means=said(goal.aim.means),
        why=said(goal.aim.why),
        steps=[said(step.line) for step in steps if said(step.line)],
    )
