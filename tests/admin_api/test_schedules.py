"""Schedules over HTTP: as every programme has them, changed, refused; and what somebody is asked next."""

from datetime import UTC, datetime, time

import pytest

from bot.shipped_questionnaires import bring_shipped_questionnaires
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.schedules import Choice, Occurrence, Planned
from storage import schedules
from storage.schedules import PLAN_PROGRAMME
from storage.tx import Tx
from tests.admin_api.desk import Desk, problems_by_field


async def put(desk: Desk, key: str, status: int = 200, **fields: object) -> dict[str, object]:
    answer = await desk.client.put(f"/api/v1/programmes/1/schedules/{key}", json=fields)
    assert answer.status_code == status, answer.text
    shown: dict[str, object] = answer.json()
    return shown


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """A desk with a programme and the questionnaires that are shipped."""
    await bring_shipped_questionnaires(desk.store, desk.now)
    await desk.amina_and_ben()
    return desk


async def planned_anew(desk: Desk) -> int:
    def count(tx: Tx) -> int:
        row = tx.one("SELECT COUNT(*) AS found FROM due WHERE kind = :kind", kind=PLAN_PROGRAMME)
        return 0 if row is None else int(row["found"])

    return await desk.store.read(count)


async def test_every_programme_begins_with_the_usual_ones(office: Desk) -> None:
    items = (await office.get("/programmes/1/schedules"))["items"]
    assert all(item["is_usual"] for item in items)
    assert items[0] == {
        "questionnaire": "mentee_weekly",
        "rhythm": "weekly",
        "weekday": "friday",
        "at": "16:00",
        "milestones": ["start", "middle", "end"],
        "each_pair": True,
        "remind_after_hours": 24,
        "expires_after_hours": 96,
        "is_on": True,
        "is_usual": True,
    }


async def test_a_change_is_kept_noted_and_left_to_the_bot_and_again_it_changes_nothing(office: Desk) -> None:
    wanted = {"rhythm": "weekly", "weekday": "sunday", "at": "11:30", "remind_after_hours": None}
    shown = await put(office, "mentee_weekly", **wanted)
    assert (shown["weekday"], shown["at"], shown["remind_after_hours"], shown["is_usual"]) == (
        "sunday",
        "11:30",
        None,
        False,
    )
    assert await planned_anew(office) == 1
    assert await put(office, "mentee_weekly", **wanted) == shown
    assert await planned_anew(office) == 1
    assert (await office.audited("programme:1"))[-1] == "schedule.set"
    items = (await office.get("/programmes/1/schedules"))["items"]
    assert [item["questionnaire"] for item in items if not item["is_usual"]] == ["mentee_weekly"]


async def test_what_does_not_fit_together_is_refused_by_field(office: Desk) -> None:
    problem = await put(office, "mentee_weekly", 422, rhythm="weekly", remind_after_hours=200, expires_after_hours=200)
    assert set(problems_by_field(problem)) == {"remind after hours", "expires after hours"}
    problem = await put(office, "self_assessment", 422, rhythm="milestones", milestones=[])
    assert set(problems_by_field(problem)) == {"milestones"}
    await put(office, "no_such_thing", 404, rhythm="weekly")
    await office.refused(404, "GET", "/programmes/9/schedules")


async def test_what_somebody_is_asked_next_is_shown_with_their_own_hour(office: Desk) -> None:
    coming = datetime(2026, 3, 8, 9, 3, tzinfo=UTC)

    def act(tx: Tx) -> None:
        (weekly,) = (s for s in schedules.of_programme(tx, ProgrammeId(1)) if s.questionnaire == "mentee_weekly")
        plan = schedules.plan_for(tx, programme=ProgrammeId(1), schedule=weekly, person=PersonId(2), pair=PairId(1))
        occurrence = Occurrence("2026-W10", coming.date())
        schedules.set_next(tx, plan, Planned(occurrence, coming, coming), coming)
        schedules.choose(tx, PersonId(2), Choice(6, time(11)), office.now)

    await office.store.write(act)
    assert await office.get("/people/2/coming-check-ins") == {
        "chosen": {"weekday": "sunday", "at": "11:00"},
        "items": [{"questionnaire": "mentee_weekly", "pair_id": 1, "at": "2026-03-08T09:03:00Z"}],
    }
    assert await office.get("/people/1/coming-check-ins") == {"chosen": None, "items": []}
    await office.refused(404, "GET", "/people/9/coming-check-ins")


async def test_a_pair_is_asked_as_its_programme_asks_until_it_has_a_schedule_of_its_own(office: Desk) -> None:
    path = "/api/v1/pairs/1/schedules"
    items = (await office.get("/pairs/1/schedules"))["items"]
    assert not any(item["is_own"] for item in items)

    answer = await office.client.put(f"{path}/mentee_weekly", json={"rhythm": "weekly", "weekday": "tuesday"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["weekday"], answer.json()["each_pair"], answer.json()["is_own"]) == ("tuesday", True, True)
    assert [i["questionnaire"] for i in (await office.get("/pairs/1/schedules"))["items"] if i["is_own"]] == [
        "mentee_weekly"
    ]
    assert (await office.get("/programmes/1/schedules"))["items"][0]["weekday"] == "friday"

    for _again in range(2):
        assert (await office.client.delete(f"{path}/mentee_weekly")).status_code == 204
    assert not any(item["is_own"] for item in (await office.get("/pairs/1/schedules"))["items"])
    assert [did for did in await office.audited("pair:1") if "schedule" in did] == [
        "pair_schedule.set",
        "pair_schedule.dropped",
    ]


async def test_a_pairs_schedule_is_refused_as_a_programmes_is(office: Desk) -> None:
    late = {"rhythm": "weekly", "remind_after_hours": 100, "expires_after_hours": 96}
    problem = await office.refused(422, "PUT", "/pairs/1/schedules/mentee_weekly", late)
    assert set(problems_by_field(problem)) == {"remind after hours"}
    once = {"rhythm": "weekly", "each_pair": False}
    await office.refused(422, "PUT", "/pairs/1/schedules/mentee_weekly", once)
    await office.refused(404, "PUT", "/pairs/1/schedules/no_such_thing", {"rhythm": "weekly"})
    for method in ("GET", "PUT", "DELETE"):
        key = "" if method == "GET" else "/mentee_weekly"
        await office.refused(404, method, f"/pairs/9/schedules{key}", {"rhythm": "weekly"})
