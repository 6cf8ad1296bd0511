"""Tasks over HTTP: listed, done, put off, opened again; the digest follows its hour."""

from datetime import timedelta
from typing import Any

import pytest

from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.tasks import TaskKind
from storage import tasks
from tests.admin_api.desk import Desk, problems_by_field

NEXT_WEEK = "2026-03-09T08:00:00+02:00"


async def two_tasks(desk: Desk) -> Any:
    """Amina and Ben's pair has lapses, and Amina has stopped the bot; return the first task."""
    await desk.amina_and_ben()

    def act(tx: Any) -> None:
        tasks.open_task(
            tx,
            programme=ProgrammeId(1),
            kind=TaskKind.REPLY_LAPSED,
            pair=PairId(1),
            person=PersonId(1),
            facts={"lapses": 2},
            now=desk.now,
        )
        tasks.open_task(
            tx, programme=ProgrammeId(1), kind=TaskKind.BOT_BLOCKED, person=PersonId(2), urgent=True, now=desk.now
        )

    await desk.store.write(act)
    return await desk.get("/tasks/1")


async def test_a_task_shows_its_reason_in_facts(desk: Desk) -> None:
    assert await two_tasks(desk) == {
        "id": 1,
        "programme_id": 1,
        "kind": "reply_lapsed",
        "pair_id": 1,
        "person_id": 1,
        "since": "2026-03-02T14:00:00Z",
        "facts": {"lapses": 2},
        "is_urgent": False,
        "state": "open",
        "snoozed_until": None,
        "done_at": None,
        "done_by": None,
    }


@pytest.mark.parametrize(
    ("query", "ids"),
    [({}, [1, 2]), ({"pair_id": 1}, [1]), ({"state": "open"}, [1, 2]), ({"state": "done"}, []), ({"limit": 1}, [1])],
)
async def test_tasks_are_listed_all_or_by_state_or_pair(desk: Desk, query: dict[str, Any], ids: list[int]) -> None:
    await two_tasks(desk)

    assert [task["id"] for task in (await desk.get("/programmes/1/tasks", **query))["items"]] == ids


async def test_a_list_of_an_unknown_state_is_refused(desk: Desk) -> None:
    await desk.programme()

    await desk.refused(422, "GET", "/programmes/1/tasks?state=asleep")


async def test_done_is_done_once_and_can_be_taken_back(desk: Desk) -> None:
    await two_tasks(desk)

    first = await desk.post("/tasks/1/done")
    assert (first["state"], first["done_at"], first["done_by"]) == ("done", "2026-03-02T14:00:00Z", "api")
    desk.now += timedelta(hours=1)
    assert await desk.post("/tasks/1/done") == first
    again = await desk.post("/tasks/1/reopen")
    assert (again["state"], again["done_by"]) == ("open", None)
    assert await desk.post("/tasks/1/reopen") == again
    assert await desk.audited("task:1") == ["task.opened", "task.done", "task.reopened"]


async def test_a_task_that_is_put_off_comes_back_by_itself(desk: Desk) -> None:
    await two_tasks(desk)

    snoozed = await desk.post("/tasks/1/snooze", {"until": NEXT_WEEK})

    assert (snoozed["state"], snoozed["snoozed_until"]) == ("snoozed", "2026-03-09T06:00:00Z")
    desk.now += timedelta(days=7)
    assert (await desk.get("/tasks/1"))["state"] == "open"


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("2026-03-02T14:00:00Z", "This has passed already; choose a moment to come."),
        ("2027-05-02T14:00:00Z", "This is more than a year away; please check it."),
    ],
)
async def test_a_moment_that_makes_no_sense_is_refused(desk: Desk, until: str, sentence: str) -> None:
    await two_tasks(desk)

    problem = await desk.refused(422, "POST", "/tasks/1/snooze", {"until": until})

    assert problems_by_field(problem) == {"until": sentence}


async def test_what_cannot_be_done_with_a_task_is_said(desk: Desk) -> None:
    await two_tasks(desk)
    await desk.post("/tasks/1/done")

    problem = await desk.refused(409, "POST", "/tasks/1/snooze", {"until": NEXT_WEEK})
    assert problem["type"].endswith("task-state")
    await desk.store.write(
        lambda tx: tasks.open_task(
            tx,
            programme=ProgrammeId(1),
            kind=TaskKind.REPLY_LAPSED,
            pair=PairId(1),
            person=PersonId(1),
            now=desk.now,
        )
    )
    problem = await desk.refused(409, "POST", "/tasks/1/reopen")
    assert problem["detail"] == "A newer task says what task 1 says; look at that one."


async def test_tasks_of_nobody_are_not_to_be_found(desk: Desk) -> None:
    await desk.refused(404, "GET", "/tasks/9")
    await desk.refused(404, "POST", "/tasks/9/done")
    await desk.refused(404, "POST", "/tasks/9/reopen")
    await desk.refused(404, "POST", "/tasks/9/snooze", {"until": NEXT_WEEK})
    await desk.refused(404, "GET", "/programmes/9/tasks")


async def test_the_digest_follows_when_its_hour_is_changed(desk: Desk) -> None:
    await desk.programme()
    (planned,) = await desk.left_for_the_bot("digest")
    assert planned.due_at.isoformat() == "2026-03-03T06:00:00+00:00"

    await desk.patch("/programmes/1", {"rules": {"digest_at": "17:30"}})

    (planned,) = await desk.left_for_the_bot("digest")
    assert planned.due_at.isoformat() == "2026-03-02T15:30:00+00:00"
