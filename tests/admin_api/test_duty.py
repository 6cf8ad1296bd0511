"""The duty rota over HTTP: set, looked at with its gaps, required for pairs to begin; and who must not be called."""

from typing import Any

from tests.admin_api.desk import Desk, problems_by_field

SCHOOL_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]


def whole_week(lead: int, deputy: int | None) -> list[dict[str, Any]]:
    days = [*SCHOOL_DAYS, "saturday", "sunday"]
    return [{"weekday": day, "starts": "00:00", "ends": "00:00", "lead_id": lead, "deputy_id": deputy} for day in days]


async def school(desk: Desk) -> dict[str, int]:
    """Set up the pair (1) of Ben (1) and Amina (2), and Sol, Dara and Carla of the staff; return their ids."""
    await desk.amina_and_ben()
    staff = [("safeguarding_lead", "Sol"), ("safeguarding_lead", "Dara"), ("coordinator", "Carla")]
    return {name: (await desk.person(role, name))["id"] for role, name in staff}


async def put(desk: Desk, **fields: Any) -> Any:
    answer = await desk.client.put("/api/v1/programmes/1/duty-rota", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_without_a_rota_there_is_an_empty_one_that_lacks_everything(desk: Desk) -> None:
    await school(desk)

    shown = await desk.get("/programmes/1/duty-rota")

    assert (shown["spans"], shown["lacks"]) == ([], ["hours", "head", "on_call"])
    assert shown["gaps"] == [{"starts": "2026-03-02T14:00:00Z", "ends": "2026-03-16T14:00:00Z"}]


async def test_a_rota_is_shown_with_who_is_on_duty_and_the_gaps_ahead(desk: Desk) -> None:
    ids = await school(desk)
    hours = [
        {"weekday": day, "starts": "07:00", "ends": "18:00", "lead_id": ids["Sol"], "deputy_id": ids["Dara"]}
        for day in SCHOOL_DAYS
    ]

    shown = await put(desk, spans=hours, head_id=ids["Carla"], on_call_id=ids["Carla"])

    assert shown["lacks"] == ["hours"]
    assert shown["on_duty_now"] == hours[0]
    assert shown["gaps"][0] == {"starts": "2026-03-02T16:00:00Z", "ends": "2026-03-03T05:00:00Z"}
    assert (await desk.get("/programmes/1/duty-rota")) == shown
    admitted = await put(desk, spans=hours, head_id=ids["Carla"], on_call_id=ids["Carla"], admits_gaps=True)
    assert admitted["lacks"] == []
    assert await desk.audited("programme:1") == ["programme.added", "duty.rota_set", "duty.rota_set"]


async def test_from_the_first_rota_on_no_pair_begins_while_it_lacks_something(desk: Desk) -> None:
    ids = await school(desk)
    await put(desk, spans=whole_week(ids["Sol"], None), head_id=ids["Carla"])

    problem = await desk.refused(409, "POST", "/pairs/1/activate")
    assert problem["type"] == "/docs#problem-rota-missing"
    assert "deputies, on call" in problem["detail"]

    await put(desk, spans=whole_week(ids["Sol"], ids["Dara"]), head_id=ids["Carla"], on_call_id=ids["Carla"])
    assert (await desk.post("/pairs/1/activate"))["state"] == "active"


async def test_a_school_can_require_a_rota_before_it_has_one(desk: Desk) -> None:
    await school(desk)
    await desk.patch("/programmes/1", {"rules": {"rota_required": True}})

    await desk.refused(409, "POST", "/pairs/1/activate")


async def test_only_staff_of_the_programme_are_on_duty_and_no_minute_twice(desk: Desk) -> None:
    ids = await school(desk)
    await desk.programme(name="Other")
    otto = await desk.person("safeguarding_lead", "Otto", programme=2)
    span = whole_week(ids["Sol"], 2)[0]

    problem = await desk.refused(422, "PUT", "/programmes/1/duty-rota", {"spans": [span], "head_id": otto["id"]})
    assert (
        problems_by_field(problem)
        == {
            "head id": "Nobody in this programme has this id.",
            "spans deputy id": "This person is not of the staff.",
        }
        or len(problems_by_field(problem)) == 2
    )
    late = span | {"deputy_id": None, "starts": "23:00", "ends": "01:00"}
    problem = await desk.refused(422, "PUT", "/programmes/1/duty-rota", {"spans": [span | {"deputy_id": None}, late]})
    assert problems_by_field(problem)["spans"].startswith("Monday 00:00–00:00 overlaps")


async def test_a_conflict_is_noted_once_listed_and_dropped(desk: Desk) -> None:
    ids = await school(desk)
    asked = {"staff_id": ids["Sol"], "person_id": 2, "reason": "tutor"}

    first = await desk.post("/programmes/1/conflicts", asked)
    again = await desk.post("/programmes/1/conflicts", asked | {"reason": "aunt"})

    assert (again["id"], again["reason"]) == (first["id"], "aunt")
    assert (await desk.get("/programmes/1/conflicts"))["items"] == [again]
    assert await desk.post(f"/conflicts/{first['id']}/drop") == again
    assert (await desk.get("/programmes/1/conflicts"))["items"] == []
    await desk.refused(404, "POST", f"/conflicts/{first['id']}/drop")


async def test_a_conflict_is_between_staff_and_somebody_of_the_programme(desk: Desk) -> None:
    ids = await school(desk)

    asked = {"staff_id": 1, "person_id": ids["Sol"], "reason": "x"}
    problem = await desk.refused(422, "POST", "/programmes/1/conflicts", asked)
    assert problem["errors"][0]["problem"] == "This person is not of the staff."
