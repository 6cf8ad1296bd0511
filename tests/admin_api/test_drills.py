"""Drills over HTTP: begun, listed with their times, and their schedule, which tells nobody when the next one comes."""

from datetime import timedelta

from mentoring.drills import DrillId
from mentoring.people import PersonId
from storage import drills
from tests.admin_api.desk import Desk
from tests.admin_api.test_duty import put, school, whole_week


async def test_a_drill_is_begun_once_at_a_time_and_listed_with_its_times(desk: Desk) -> None:
    ids = await school(desk)

    begun = await desk.post("/programmes/1/drills")
    assert (begun["cause"], begun["begun_by"], begun["seconds"], begun["calls"]) == ("console", None, None, [])
    problem = await desk.refused(409, "POST", "/programmes/1/drills")
    assert problem["type"] == "/docs#problem-drill-under-way"

    later = desk.now + timedelta(seconds=42)
    await desk.store.write(lambda tx: drills.take(tx, DrillId(begun["id"]), PersonId(ids["Sol"]), later))
    (listed,) = (await desk.get("/programmes/1/drills"))["items"]
    assert (listed["taken_by"], listed["seconds"], listed["ended_at"]) == (ids["Sol"], 42, "2026-03-02T14:00:42Z")
    assert (await desk.post("/programmes/1/drills"))["id"] == 2


async def test_what_was_begun_here_is_left_for_the_bot(desk: Desk) -> None:
    await school(desk)
    await desk.post("/programmes/1/drills")
    assert [row.subject for row in await desk.left_for_the_bot("drill_begins")] == [1]


async def test_the_schedule_plans_one_drill_ahead_and_none_without_a_rota(desk: Desk) -> None:
    ids = await school(desk)
    assert await desk.get("/programmes/1/drill-schedule") == {"every_days": None, "at_any_hour": False}

    answer = await desk.client.put("/api/v1/programmes/1/drill-schedule", json={"every_days": 30})
    assert answer.json() == {"every_days": 30, "at_any_hour": False}
    assert await desk.left_for_the_bot("drill_planned") == []
    await put(desk, spans=whole_week(ids["Sol"], ids["Dara"]), head_id=ids["Carla"], on_call_id=ids["Carla"])
    (planned,) = await desk.left_for_the_bot("drill_planned")
    assert planned.due_at > desk.now
    assert (await desk.get("/programmes/1"))["rules"]["drill_every_days"] == 30

    await desk.client.put("/api/v1/programmes/1/drill-schedule", json={"every_days": None})
    assert await desk.left_for_the_bot("drill_planned") == []


async def test_drills_every_day_would_be_no_drills(desk: Desk) -> None:
    await school(desk)
    await desk.refused(422, "PUT", "/programmes/1/drill-schedule", {"every_days": 1})
