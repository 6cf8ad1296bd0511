"""Consents: recorded, shown, taken back; and whoever waited for one hears of it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.admin_api.desk import MONDAY_AFTERNOON, Desk, problems_by_field

AMINA, BEN = 2, 1


def consent(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "carer",
        "given_by": "Mrs K., mother",
        "scope": "Messages with the mentor",
        "given_at": "2026-03-02T10:00:00+02:00",
    } | fields


async def waiting_for_consent(desk: Desk) -> None:
    """Amina and Ben have joined and are an active pair; only the carer's consent is missing."""
    pair = await desk.amina_and_ben()
    await desk.joins(BEN)
    await desk.joins(AMINA)
    await desk.post(f"/pairs/{pair['id']}/activate")
    await desk.bot_has_done_everything()


async def test_a_consent_is_recorded_as_it_was_given(desk: Desk) -> None:
    await desk.amina_and_ben()

    recorded = await desk.post(f"/people/{AMINA}/consents", consent())

    assert recorded == {
        "id": 1,
        "person_id": AMINA,
        "kind": "carer",
        "given_by": "Mrs K., mother",
        "scope": "Messages with the mentor",
        "given_at": "2026-03-02T08:00:00Z",
        "withdrawn_at": None,
    }
    assert await desk.get(f"/people/{AMINA}/consents") == {"items": [recorded], "next": None}
    assert (await desk.get(f"/people/{AMINA}"))["has_carer_consent"] is True
    assert await desk.audited(f"person:{AMINA}") == ["person.added", "consent.recorded"]


async def test_those_who_waited_for_the_carers_consent_hear_that_it_is_there(desk: Desk) -> None:
    await waiting_for_consent(desk)

    await desk.post(f"/people/{AMINA}/consents", consent())

    (row,) = await desk.left_for_the_bot("talk_opened")
    assert (row.subject, row.due_at) == (AMINA, desk.now)


@pytest.mark.parametrize("kind", ["carer", "own"])
async def test_a_second_consent_tells_nobody_what_they_know(desk: Desk, kind: str) -> None:
    await waiting_for_consent(desk)
    await desk.post(f"/people/{AMINA}/consents", consent())
    await desk.bot_has_done_everything()
    desk.now += timedelta(hours=1)

    await desk.post(f"/people/{AMINA}/consents", consent(kind=kind))

    assert await desk.left_for_the_bot("talk_opened") == []


async def test_a_consent_before_the_pair_is_active_tells_nobody_yet(desk: Desk) -> None:
    await desk.amina_and_ben()
    await desk.joins(BEN)
    await desk.joins(AMINA)

    await desk.post(f"/people/{AMINA}/consents", consent())

    assert await desk.left_for_the_bot("talk_opened") == []


async def test_a_withdrawn_consent_stays_on_record_and_counts_no_more(desk: Desk) -> None:
    await desk.amina_and_ben()
    recorded = await desk.post(f"/people/{AMINA}/consents", consent())
    desk.now += timedelta(hours=1)

    withdrawn = await desk.post("/consents/1/withdraw")

    assert withdrawn == recorded | {"withdrawn_at": "2026-03-02T15:00:00Z"}
    assert (await desk.get(f"/people/{AMINA}/consents"))["items"] == [withdrawn]
    assert (await desk.get(f"/people/{AMINA}"))["has_carer_consent"] is False


async def test_withdrawing_twice_changes_nothing(desk: Desk) -> None:
    await desk.amina_and_ben()
    await desk.post(f"/people/{AMINA}/consents", consent())
    first = await desk.post("/consents/1/withdraw")
    desk.now += timedelta(hours=1)

    assert await desk.post("/consents/1/withdraw") == first
    assert (await desk.audited(f"person:{AMINA}")).count("consent.withdrawn") == 1


async def test_given_again_after_it_was_withdrawn_they_hear_of_it_again(desk: Desk) -> None:
    await waiting_for_consent(desk)
    await desk.post(f"/people/{AMINA}/consents", consent())
    await desk.post("/consents/1/withdraw")
    await desk.bot_has_done_everything()
    desk.now += timedelta(days=1)

    await desk.post(f"/people/{AMINA}/consents", consent())

    assert len(await desk.left_for_the_bot("talk_opened")) == 1


@pytest.mark.parametrize(
    ("given_at", "sentence"),
    [
        ("2026-03-02T14:00:01Z", "This lies in the future; record a consent once it has been given."),
        ("1926-03-02T10:00:00Z", "This is before the year 2000; please check it."),
        ("0001-01-01T00:00:00+14:00", "This is before the year 2000; please check it."),
        ("2026-03-02T10:00:00", "This must say its time zone, as in 2026-03-02T16:00:00+02:00."),
        ("2026-03-02", "This must say its time zone, as in 2026-03-02T16:00:00+02:00."),
        ("yesterday", "This must be a moment such as 2026-03-02T16:00:00+02:00."),
        ([], "This must be a moment such as 2026-03-02T16:00:00+02:00."),
    ],
)
async def test_a_time_that_cannot_be_is_refused(desk: Desk, given_at: Any, sentence: str) -> None:
    await desk.amina_and_ben()

    problem = await desk.refused(422, "POST", f"/people/{AMINA}/consents", consent(given_at=given_at))

    assert problems_by_field(problem) == {"given at": sentence}
    assert (await desk.get(f"/people/{AMINA}/consents"))["items"] == []


async def test_a_consent_given_this_very_moment_is_not_in_the_future(desk: Desk) -> None:
    await desk.amina_and_ben()

    await desk.post(f"/people/{AMINA}/consents", consent(given_at=MONDAY_AFTERNOON.isoformat()))


@pytest.mark.parametrize("fields", [{"kind": "school"}, {"given_by": ""}, {"scope": "x" * 301}, {"note": "urgent"}])
async def test_a_consent_that_does_not_say_what_is_needed_is_refused(desk: Desk, fields: dict[str, Any]) -> None:
    await desk.amina_and_ben()

    await desk.refused(422, "POST", f"/people/{AMINA}/consents", consent(**fields))


async def test_consents_of_nobody_are_not_to_be_found(desk: Desk) -> None:
    await desk.refused(404, "POST", "/people/9/consents", consent())
    await desk.refused(404, "GET", "/people/9/consents")
    await desk.refused(404, "POST", "/consents/9/withdraw")
