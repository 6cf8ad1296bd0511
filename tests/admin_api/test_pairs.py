"""Pairs: proposed, begun, paused, ended; each change is told once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.admin_api.desk import Desk, problems_by_field

BEN, AMINA, CARLA, OTTO = 1, 2, 3, 4


async def bring(desk: Desk, state: str) -> None:
    """Bring pair 1 into a state."""
    for act in {
        "proposed": (),
        "active": ("activate",),
        "paused": ("activate", "pause"),
        "closed": ("close",),
    }[state]:
        await desk.post(f"/pairs/1/{act}")
    await desk.bot_has_done_everything()
    desk.now += timedelta(hours=1)


async def test_a_proposed_pair_waits_to_be_activated(desk: Desk) -> None:
    pair = await desk.amina_and_ben()

    assert pair == {
        "id": 1,
        "programme_id": 1,
        "mentor_id": BEN,
        "mentee_id": AMINA,
        "state": "proposed",
        "state_since": "2026-03-02T14:00:00Z",
    }
    assert await desk.get("/pairs/1") == pair
    assert await desk.get("/programmes/1/pairs") == {"items": [pair], "next": None}
    assert await desk.left_for_the_bot("pair_changed") == []
    assert await desk.audited("pair:1") == ["pair.proposed"]


@pytest.mark.parametrize(
    ("before", "act", "after", "audited"),
    [
        ("proposed", "activate", "active", "pair.activated"),
        ("active", "pause", "paused", "pair.paused"),
        ("paused", "resume", "active", "pair.resumed"),
        ("proposed", "close", "closed", "pair.closed"),
        ("active", "close", "closed", "pair.closed"),
        ("paused", "close", "closed", "pair.closed"),
    ],
)
async def test_a_change_is_made_noted_and_left_to_be_told(
    desk: Desk, before: str, act: str, after: str, audited: str
) -> None:
    await desk.amina_and_ben()
    await bring(desk, before)

    pair = await desk.post(f"/pairs/1/{act}")

    assert pair["state"] == after
    assert pair["state_since"] == desk.now.isoformat().replace("+00:00", "Z")
    assert await desk.get("/pairs/1") == pair
    (row,) = await desk.left_for_the_bot("pair_changed")
    assert (row.subject, row.due_at) == (1, desk.now)
    assert (await desk.audited("pair:1"))[-1] == audited


@pytest.mark.parametrize(
    ("state", "act"), [("active", "activate"), ("active", "resume"), ("paused", "pause"), ("closed", "close")]
)
async def test_the_same_again_changes_nothing_and_tells_nobody(desk: Desk, state: str, act: str) -> None:
    await desk.amina_and_ben()
    await bring(desk, state)
    before, audit = await desk.get("/pairs/1"), await desk.audited("pair:1")

    assert await desk.post(f"/pairs/1/{act}") == before
    assert await desk.left_for_the_bot("pair_changed") == []
    assert await desk.audited("pair:1") == audit


async def test_two_presses_at_once_are_one_change(desk: Desk) -> None:
    await desk.amina_and_ben()

    await asyncio.gather(*(desk.post("/pairs/1/activate") for _ in range(8)))

    assert len(await desk.left_for_the_bot("pair_changed")) == 1
    assert (await desk.audited("pair:1")).count("pair.activated") == 1


async def test_two_proposals_at_once_are_one_pair(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentor", "Ben")
    await desk.person("mentee", "Amina")
    asking: dict[str, Any] = {"url": "/api/v1/programmes/1/pairs", "json": {"mentor_id": BEN, "mentee_id": AMINA}}

    answers = await asyncio.gather(*(desk.client.post(**asking) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("state", "act", "sentence"),
    [
        ("proposed", "pause", "Pair 1 is proposed; such a pair cannot be paused."),
        ("proposed", "resume", "Pair 1 is proposed; such a pair cannot be resumed."),
        ("paused", "activate", "Pair 1 is paused; such a pair cannot be activated."),
        ("closed", "activate", "Pair 1 is closed; such a pair cannot be activated."),
        ("closed", "pause", "Pair 1 is closed; such a pair cannot be paused."),
        ("closed", "resume", "Pair 1 is closed; such a pair cannot be resumed."),
    ],
)
async def test_what_a_pair_cannot_do_is_refused_with_a_sentence(
    desk: Desk, state: str, act: str, sentence: str
) -> None:
    await desk.amina_and_ben()
    await bring(desk, state)

    problem = await desk.refused(409, "POST", f"/pairs/1/{act}")

    assert problem["detail"] == sentence
    assert (await desk.get("/pairs/1"))["state"] == state
    assert await desk.left_for_the_bot("pair_changed") == []


@pytest.mark.parametrize(
    ("mentor", "mentee", "errors"),
    [
        pytest.param(
            BEN, BEN, {"mentee id": "This is the same person as the mentor; a pair is two people."}, id="themself"
        ),
        pytest.param(
            AMINA,
            BEN,
            {
                "mentor id": "This person is a mentee here, not a mentor.",
                "mentee id": "This person is a mentor here, not a mentee.",
            },
            id="the wrong way round",
        ),
        pytest.param(BEN, CARLA, {"mentee id": "This person is a coordinator here, not a mentee."}, id="staff"),
        pytest.param(BEN, OTTO, {"mentee id": "Nobody in this programme has this id."}, id="another programme's"),
        pytest.param(
            98,
            99,
            {
                "mentor id": "Nobody in this programme has this id.",
                "mentee id": "Nobody in this programme has this id.",
            },
            id="nobody",
        ),
    ],
)
async def test_two_who_cannot_be_a_pair_are_refused_with_the_reason(
    desk: Desk, mentor: int, mentee: int, errors: dict[str, str]
) -> None:
    await desk.programme()
    await desk.programme(name="Elsewhere")
    for role, name, programme in (
        ("mentor", "Ben", 1),
        ("mentee", "Amina", 1),
        ("coordinator", "Carla", 1),
        ("mentee", "Otto", 2),
    ):
        await desk.person(role, name, programme)

    problem = await desk.refused(422, "POST", "/programmes/1/pairs", {"mentor_id": mentor, "mentee_id": mentee})

    assert problems_by_field(problem) == errors
    assert (await desk.get("/programmes/1/pairs"))["items"] == []


async def test_another_programmes_two_are_nobody_here(desk: Desk) -> None:
    await desk.amina_and_ben()
    await desk.programme(name="Elsewhere")

    await desk.refused(422, "POST", "/programmes/2/pairs", {"mentor_id": BEN, "mentee_id": AMINA})


@pytest.mark.parametrize("state", ["proposed", "active", "paused"])
async def test_two_in_an_open_pair_cannot_be_another(desk: Desk, state: str) -> None:
    await desk.amina_and_ben()
    await bring(desk, state)

    problem = await desk.refused(409, "POST", "/programmes/1/pairs", {"mentor_id": BEN, "mentee_id": AMINA})

    assert problem["detail"] == f"These two are in pair 1 already, and it is {state}."


async def test_two_whose_pair_was_closed_can_come_together_again(desk: Desk) -> None:
    await desk.amina_and_ben()
    await bring(desk, "closed")

    again = await desk.post("/programmes/1/pairs", {"mentor_id": BEN, "mentee_id": AMINA})

    assert (again["id"], again["state"]) == (2, "proposed")


async def test_a_mentor_may_have_several_mentees(desk: Desk) -> None:
    await desk.amina_and_ben()
    dina = await desk.person("mentee", "Dina")

    await desk.post("/programmes/1/pairs", {"mentor_id": BEN, "mentee_id": dina["id"]})

    page = await desk.get("/programmes/1/pairs", limit=1)
    assert ([pair["id"] for pair in page["items"]], page["next"]) == ([1], 1)
    assert [pair["id"] for pair in (await desk.get("/programmes/1/pairs", after=1))["items"]] == [2]


@pytest.mark.parametrize(
    "body", [{"mentor_id": "1", "mentee_id": 2}, {"mentor_id": True, "mentee_id": 2}, {"mentor_id": 1}]
)
async def test_ids_are_whole_numbers(desk: Desk, body: dict[str, object]) -> None:
    await desk.amina_and_ben()

    await desk.refused(422, "POST", "/programmes/1/pairs", body)
