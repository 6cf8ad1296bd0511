"""Cases over HTTP: that there are some and where they stand, and not a word or category of them."""

from typing import Any

from mentoring.cases import CaseState, EventKind
from mentoring.people import PersonId, ProgrammeId
from mentoring.safeguarding import Severity
from storage import cases
from tests.admin_api.desk import Desk


async def two_cases(desk: Desk) -> None:
    await desk.amina_and_ben()

    def act(tx: Any) -> None:
        for number, severity in ((1, Severity.CRITICAL), (2, Severity.MEDIUM)):
            opened = cases.open_or_join(
                tx,
                about=f"person:{number}",
                programme=ProgrammeId(1),
                person=PersonId(number),
                severity=severity,
                now=desk.now,
            )
            facts: Any = {"categories": ["self_harm"]}
            words = {"text": "grey thunder"}
            cases.append(tx, opened.case.id, EventKind.CONCERN, actor="system", at=desk.now, facts=facts, words=words)
        cases.set_state(tx, opened.case.id, CaseState.ACKNOWLEDGED, actor="person:4", now=desk.now)

    await desk.store.write(act)


async def test_cases_are_listed_all_or_by_state(desk: Desk) -> None:
    await two_cases(desk)

    listed = (await desk.get("/programmes/1/cases"))["items"]
    assert [(case["id"], case["severity"], case["state"]) for case in listed] == [
        (1, "critical", "new"),
        (2, "medium", "acknowledged"),
    ]
    assert [case["id"] for case in (await desk.get("/programmes/1/cases", state="new"))["items"]] == [1]


async def test_a_case_tells_what_was_done_and_never_what_it_is_about(desk: Desk) -> None:
    await two_cases(desk)

    case = await desk.get("/cases/2")

    assert [(step["did"], step["actor"]) for step in case["steps"]] == [
        ("opened", "system"),
        ("concern", "system"),
        ("state", "person:4"),
    ]
    assert not any(word in str(case) for word in ("thunder", "self_harm", "pair_id", "person_id"))


async def test_a_case_is_handed_over_by_the_bot_to_a_lead_who_may_have_it(desk: Desk) -> None:
    await two_cases(desk)
    sol = await desk.person("safeguarding_lead", "Sol")
    await desk.refused(422, "POST", "/cases/1/hand-over", {"format": "pdf", "to_id": sol["id"]})
    await desk.joins(sol["id"])

    asked = await desk.post("/cases/1/hand-over", {"format": "pdf", "to_id": sol["id"]})

    assert asked == {"case_id": 1, "format": "pdf", "to_id": sol["id"]}
    assert await desk.all_kept_in("case_papers", "case_id", "reader_id", "format") == [(1, sol["id"], "pdf")]
    assert (await desk.get("/cases/1"))["steps"][-1]["actor"] == "api"
    assert await desk.audited("case:1") == ["case.opened", "case.handed_over"]


async def test_a_case_is_handed_over_to_nobody_else(desk: Desk) -> None:
    await two_cases(desk)
    carla = await desk.person("coordinator", "Carla")
    await desk.joins(carla["id"])
    for whom in (1, carla["id"], 99):
        await desk.refused(422, "POST", "/cases/1/hand-over", {"format": "json", "to_id": whom})
    sol = await desk.person("safeguarding_lead", "Sol")
    await desk.joins(sol["id"])
    await desk.post("/programmes/1/conflicts", {"staff_id": sol["id"], "person_id": 1, "reason": "tutor"})
    await desk.refused(422, "POST", "/cases/1/hand-over", {"format": "json", "to_id": sol["id"]})
