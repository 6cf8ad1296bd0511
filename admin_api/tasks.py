"""Tasks: what the staff are asked to look at, why, and who did what about it."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, ConfigDict, Field, JsonValue

from admin_api.field_errors import field_error
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, TASK_STATE, Problem, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.shapes import LARGEST_ID, Identified, Page, PageAsked, ProgrammeIdAsked, Shape, TaskIdAsked
from mentoring.pairs import PairId
from mentoring.tasks import Task, TaskId, TaskKind, TaskState
from storage import tasks
from storage.tx import Tx

router = APIRouter(tags=["tasks"])

_LONGEST_SNOOZE = timedelta(days=366)


class TasksAsked(PageAsked):
    """Which tasks are wanted."""

    state: TaskState | None = Field(default=None, description="Only those in this state.")
    pair_id: int | None = Field(default=None, ge=1, le=LARGEST_ID, description="Only those about this pair.")


class TaskToSnooze(Shape):
    """How long a task is to rest."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"until": "2026-03-09T08:00:00+02:00"}]})

    until: AwareDatetime = Field(description="When it is open again, with its time zone; within a year.")


class TaskShown(Identified):
    """Something to look at. It tells facts, never what anybody wrote."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 5,
                    "programme_id": 1,
                    "kind": "reply_lapsed",
                    "pair_id": 7,
                    "person_id": 2,
                    "since": "2026-03-02T14:00:00Z",
                    "facts": {"lapses": 2},
                    "is_urgent": False,
                    "state": "open",
                    "snoozed_until": None,
                    "done_at": None,
                    "done_by": None,
                }
            ]
        }
    )

    programme_id: int = Field(description="The programme whose staff it is for.")
    kind: TaskKind = Field(description="Why somebody should look.")
    pair_id: int | None = Field(description="The pair that it is about; null when it is about none.")
    person_id: int | None = Field(description="The person that it is about; null when it is about none.")
    since: datetime = Field(description="When its reason was first noticed.")
    facts: dict[str, JsonValue] = Field(description="What is known of the reason now, such as how often it happened.")
    is_urgent: bool = Field(description="Whether the staff were told of it at once rather than in the digest.")
    state: TaskState = Field(description="`snoozed` ends by itself at `snoozed_until`.")
    snoozed_until: datetime | None = Field(description="When it is, or was, open again; null when it never rested.")
    done_at: datetime | None = Field(description="When it was done; null while it is not.")
    done_by: str | None = Field(
        description="Who did it: `api`, `person:` and an id, or `system` when the reason went away by itself."
    )


class TaskPage(Page[TaskShown]):
    """Some of the tasks."""


@router.get("/programmes/{programme_id}/tasks", summary="List the tasks", responses=documented(NOT_FOUND, INVALID))
async def list_tasks(programme_id: ProgrammeIdAsked, asked: Annotated[TasksAsked, Query()], house: Here) -> TaskPage:
    """List a programme's tasks, oldest first: all, or those in one state or about one pair."""
    now = house.now()

    def look(tx: Tx) -> list[Task]:
        return tasks.page(
            tx,
            the_programme(tx, programme_id).id,
            now=now,
            state=asked.state,
            pair=None if asked.pair_id is None else PairId(asked.pair_id),
            after=asked.after,
            limit=asked.limit + 1,
        )

    return TaskPage.cut([_shown(task, now) for task in await house.store.read(look)], asked.limit)


@router.get("/tasks/{task_id}", summary="Look at a task", responses=documented(NOT_FOUND))
async def get_task(task_id: TaskIdAsked, house: Here) -> TaskShown:
    """Return one task."""
    return _shown(await house.store.read(lambda tx: the_task(tx, task_id)), house.now())


@router.post("/tasks/{task_id}/done", summary="Finish a task", responses=documented(NOT_FOUND))
async def finish_task(task_id: TaskIdAsked, house: Here) -> TaskShown:
    """Note that a task is done. Doing it again changes nothing: who did it first stays."""
    now = house.now()

    def act(tx: Tx) -> Task:
        tasks.finish(tx, the_task(tx, task_id).id, by=ACTOR, now=now)
        return the_task(tx, task_id)

    return _shown(await house.store.write(act), now)


@router.post(
    "/tasks/{task_id}/snooze", summary="Put a task off", responses=documented(NOT_FOUND, TASK_STATE, *ANY_BODY)
)
async def snooze_task(task_id: TaskIdAsked, asked: TaskToSnooze, house: Here) -> TaskShown:
    """Let a task rest: until then it is in no digest and on no list of open tasks."""
    now = house.now()
    if asked.until <= now:
        raise invalid(field_error("This has passed already; choose a moment to come.", "until"))
    if asked.until > now + _LONGEST_SNOOZE:
        raise invalid(field_error("This is more than a year away; please check it.", "until"))

    def act(tx: Tx) -> Task:
        task = the_task(tx, task_id)
        if not tasks.snooze(tx, task.id, until=asked.until, by=ACTOR, now=now):
            raise Problem(TASK_STATE, f"Task {task.id} is done; open it again to put it off.")
        return the_task(tx, task_id)

    return _shown(await house.store.write(act), now)


@router.post("/tasks/{task_id}/reopen", summary="Open a task again", responses=documented(NOT_FOUND, TASK_STATE))
async def reopen_task(task_id: TaskIdAsked, house: Here) -> TaskShown:
    """Take back that a task is done or rests. One that is open stays as it is."""
    now = house.now()

    def act(tx: Tx) -> Task:
        task = the_task(tx, task_id)
        if task.state(now) is not TaskState.OPEN and not tasks.reopen(tx, task.id, by=ACTOR, now=now):
            raise Problem(TASK_STATE, f"A newer task says what task {task.id} says; look at that one.")
        return the_task(tx, task_id)

    return _shown(await house.store.write(act), now)


def the_task(tx: Tx, task: int) -> Task:
    """Return a task; raises the 404 problem when there is none with that id."""
    return found(tasks.get(tx, TaskId(task)), "task")


def _shown(task: Task, now: datetime) -> TaskShown:
    return TaskShown(
        id=task.id,
        programme_id=task.programme_id,
        kind=task.kind,
        pair_id=task.pair_id,
        person_id=task.person_id,
        since=task.since,
        facts=dict(task.facts),
        is_urgent=task.is_urgent,
        state=task.state(now),
        snoozed_until=task.snoozed_until,
        done_at=task.done_at,
        done_by=task.done_by,
    )
