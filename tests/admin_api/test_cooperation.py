"""Absences, pauses and response windows over the API."""

from datetime import timedelta
from typing import Any

import pytest

from admin_api import news
from bot.scheduling import KINDS
from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.relay import MessageId
from mentoring.windows import Reason, WindowState
from storage import pauses, tasks, windows
from storage.tx import Tx
from storage.windows import Wanted
from tests.admin_api.desk import Desk, problems_by_field


async def active_pair(desk: Desk) -> Any:
    """Return Ben (1) and Amina (2) in an active pair (1)."""
    await desk.amina_and_ben()
    return await desk.post("/pairs/1/activate")


def test_the_bot_knows_what_the_api_leaves_for_it() -> None:
    assert {news.ABSENCE, news.CONSENT_WITHDRAWN} <= set(KINDS)


async def test_an_illness_is_noted_listed_and_ended(desk: Desk) -> None:
    await active_pair(desk)
    noted = await desk.post("/people/1/absences", {"kind": "ill", "back_on": "2026-03-09"})
    assert noted == {
        "id": 1,
        "person_id": 1,
        "kind": "ill",
        "starts_at": "2026-03-02T14:00:00Z",
        "ends_at": "2026-03-08T22:00:00Z",
        "ended_at": None,
        "noted_by": "api",
    }
    assert [d.subject for d in await desk.left_for_the_bot("absence")] == [1]

    desk.now += timedelta(days=1)
    ended = await desk.post("/absences/1/end")
    assert ended["ended_at"] == "2026-03-03T14:00:00Z"
    desk.now += timedelta(days=1)
    assert await desk.post("/absences/1/end") == ended
    assert (await desk.get("/people/1/absences"))["items"] == [ended]
    assert {"absence.noted", "absence.ended"} <= set(await desk.audited("person:1"))


async def test_an_absence_may_begin_later_and_need_no_end(desk: Desk) -> None:
    await active_pair(desk)
    later = await desk.post("/people/2/absences", {"kind": "away", "starts_on": "2026-04-06", "back_on": "2026-04-10"})
    assert (later["starts_at"], later["ends_at"]) == ("2026-04-05T21:00:00Z", "2026-04-09T21:00:00Z")
    endless = await desk.post("/people/2/absences", {"kind": "ill", "starts_on": "2026-03-02"})
    assert (endless["starts_at"], endless["ends_at"]) == ("2026-03-02T14:00:00Z", None)


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        ({}, "kind", "This is needed."),
        ({"kind": "holiday"}, "kind", "This must be one of: 'away' or 'ill'."),
        ({"kind": "ill", "back_on": "Friday"}, "back on", "This must be a day such as 2026-03-09."),
        ({"kind": "ill", "back_on": "2026-03-02"}, "back on", "This must be a day after the absence begins"),
        ({"kind": "ill", "back_on": "2027-03-02"}, "back on", "This is more than half a year away"),
        ({"kind": "ill", "starts_on": "2026-03-01"}, "starts on", "This day is over"),
        ({"kind": "ill", "starts_on": "2027-03-01"}, "starts on", "This is more than half a year ahead"),
        (
            {"kind": "ill", "starts_on": "2026-03-05", "back_on": "2026-03-05"},
            "back on",
            "This must be a day after the absence begins",
        ),
    ],
)
async def test_what_is_wrong_with_an_absence_is_said(desk: Desk, body: Any, field: str, problem: str) -> None:
    await active_pair(desk)
    found = problems_by_field(await desk.refused(422, "POST", "/people/1/absences", body))
    assert found[field].startswith(problem)
    assert (await desk.get("/people/1/absences"))["items"] == []


async def test_staff_have_no_absences(desk: Desk) -> None:
    await desk.programme()
    await desk.person("coordinator", "Carla")
    found = problems_by_field(await desk.refused(422, "POST", "/people/1/absences", {"kind": "ill"}))
    assert found["kind"].startswith("Absences are for mentors and mentees")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/people/9/absences", {"kind": "ill"}),
        ("GET", "/people/9/absences", None),
        ("POST", "/absences/9/end", None),
        ("GET", "/pairs/9/pauses", None),
        ("POST", "/pauses/9/end", None),
        ("GET", "/pairs/9/windows", None),
    ],
)
async def test_what_is_not_there_is_said_to_be_not_there(desk: Desk, method: str, path: str, body: Any) -> None:
    await desk.refused(404, method, path, body)


async def test_the_coordinators_pause_is_listed_and_ends_with_resume(desk: Desk) -> None:
    await active_pair(desk)
    await desk.post("/pairs/1/pause")
    await desk.post("/pairs/1/pause")
    (pause,) = (await desk.get("/pairs/1/pauses"))["items"]
    assert (pause["person_id"], pause["noted_by"], pause["ended_at"]) == (None, "api", None)

    assert (await desk.post("/pairs/1/resume"))["state"] == "active"
    (pause,) = (await desk.get("/pairs/1/pauses"))["items"]
    assert pause["ended_at"] is not None


async def with_break_of_ben(desk: Desk) -> None:
    """Have Ben take a break, as the bot would note it; the pair rests already or is brought to by the coordinator."""

    def act(tx: Tx) -> None:
        pauses.begin(tx, pair=PairId(1), person=PersonId(1), noted_by="person:1", now=desk.now)

    await desk.store.write(act)


async def test_a_coordinator_does_not_override_a_break_by_resuming(desk: Desk) -> None:
    await active_pair(desk)
    await desk.post("/pairs/1/pause")
    await with_break_of_ben(desk)

    assert (await desk.post("/pairs/1/resume"))["state"] == "paused"
    problem = await desk.refused(409, "POST", "/pairs/1/resume")
    assert problem["detail"] == "Pair 1 rests because of a break that was taken by person 1 (pause 2)."

    ended = await desk.post("/pauses/2/end")
    assert ended["ended_at"] is not None
    assert (await desk.get("/pairs/1"))["state"] == "active"
    assert await desk.post("/pauses/2/end") == ended


async def test_a_coordinators_pause_outlasts_a_break(desk: Desk) -> None:
    await active_pair(desk)
    await desk.post("/pairs/1/pause")
    await with_break_of_ben(desk)
    await desk.post("/pauses/2/end")
    assert (await desk.get("/pairs/1"))["state"] == "paused"
    assert (await desk.post("/pairs/1/resume"))["state"] == "active"


async def test_withdrawing_a_carers_consent_leaves_word_for_the_bot_and_recording_one_closes_the_task(
    desk: Desk,
) -> None:
    await active_pair(desk)
    given = {"kind": "carer", "given_by": "Mother", "scope": "messages", "given_at": "2026-03-01T10:00:00+02:00"}
    consent = await desk.post("/people/2/consents", given)
    await desk.post(f"/consents/{consent['id']}/withdraw")
    assert [d.subject for d in await desk.left_for_the_bot("consent_withdrawn")] == [2]

    def missing(tx: Tx) -> int:
        tasks.open_task(
            tx, programme=1, kind=tasks.TaskKind.CONSENT_MISSING, pair=PairId(1), person=PersonId(2), now=desk.now
        )  # type: ignore[arg-type]
        return 0

    await desk.store.write(missing)
    await desk.post("/people/2/consents", given)
    assert await desk.store.read(lambda tx: tasks.open_of(tx, 1, desk.now)) == []  # type: ignore[arg-type]


async def test_windows_are_shown_without_anybodys_words(desk: Desk) -> None:
    await active_pair(desk)

    def act(tx: Tx) -> None:
        tx.run(
            "INSERT INTO messages (pair_id, sender_id, recipient_id, kind, state, decision, written_at, recorded_at)"
            " VALUES (1, 2, 1, 'text', 'delivered', 'deliver', 0, 0)"
        )
        day = timedelta(hours=24)
        of = Wanted(MessageId(1), PairId(1), PersonId(2), PersonId(1), Reason.ASKS, day)
        assert windows.open_for(tx, [(of, desk.now)])

    await desk.store.write(act)
    (shown,) = (await desk.get("/pairs/1/windows"))["items"]
    assert shown == {
        "id": 1,
        "pair_id": 1,
        "person_id": 1,
        "reason": "asks",
        "state": "open",
        "opened_at": "2026-03-02T14:00:00Z",
        "open_minutes": 1440,
        "answer_by": "2026-03-03T14:00:00Z",
        "nudged_at": None,
        "lapsed_at": None,
        "ended_at": None,
    }

    await desk.store.write(lambda tx: windows.end(tx, 1, WindowState.CANCELLED, desk.now))  # type: ignore[arg-type]
    (shown,) = (await desk.get("/pairs/1/windows"))["items"]
    assert (shown["state"], shown["answer_by"]) == ("cancelled", None)
