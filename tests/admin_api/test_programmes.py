"""Programmes: set up, looked at, changed."""

from typing import Any

import pytest

from tests.admin_api.desk import Desk, problems_by_field

EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def quiet(days: list[str], starts: str, ends: str) -> dict[str, Any]:
    return {"days": days, "starts": starts, "ends": ends}


async def test_a_programme_is_shown_as_it_was_set_up(desk: Desk) -> None:
    rules = {"quiet_hours": [quiet(EVERY_DAY, "21:00", "07:00")], "carer_consent_required": False}

    added = await desk.programme(name="  Spring  ", language="bg", rules=rules)

    assert added == {
        "id": 1,
        "name": "Spring",
        "time_zone": "Europe/Sofia",
        "language": "bg",
        "rules": added["rules"],
        "rules_version": 1,
        "has_staff_group": False,
    }
    assert added["rules"].items() >= rules.items()
    assert await desk.get("/programmes/1") == added
    assert await desk.audited("programme:1") == ["programme.added"]


async def test_without_rules_nothing_is_quiet_and_carers_must_consent(desk: Desk) -> None:
    added = await desk.programme()

    assert added["rules"]["quiet_hours"] == []
    assert added["rules"]["carer_consent_required"] is True


async def test_days_with_the_same_hours_are_one_span_again(desk: Desk) -> None:
    rules = {"quiet_hours": [quiet(["friday"], "21:00", "07:00"), quiet(["monday"], "21:00", "07:00")]}

    added = await desk.programme(rules=rules)

    assert added["rules"]["quiet_hours"] == [quiet(["friday", "monday"], "21:00", "07:00")]


async def test_several_spans_on_a_day_may_touch(desk: Desk) -> None:
    spans = [quiet(["monday"], "12:00", "13:00"), quiet(["monday"], "13:00", "14:00")]

    added = await desk.programme(rules={"quiet_hours": spans})

    assert added["rules"]["quiet_hours"] == spans


@pytest.mark.parametrize(
    ("spans", "sentence"),
    [
        pytest.param(
            [quiet(["monday"], "21:00", "07:00"), quiet(["tuesday"], "06:00", "08:00")],
            "Monday 21:00–07:00 overlaps Tuesday 06:00–08:00; change or remove one of the two.",
            id="over midnight",
        ),
        pytest.param(
            [quiet(["sunday"], "22:00", "09:00"), quiet(["monday"], "08:00", "10:00")],
            "Sunday 22:00–09:00 overlaps Monday 08:00–10:00; change or remove one of the two.",
            id="over the end of the week",
        ),
        pytest.param(
            [quiet(["friday"], "20:00", "22:00"), quiet(["friday"], "20:00", "22:00")],
            "Friday 20:00–22:00 overlaps Friday 20:00–22:00; change or remove one of the two.",
            id="the same twice",
        ),
        pytest.param(
            [quiet(EVERY_DAY, "00:00", "00:00")],
            "These leave no open time in the week, so nothing could ever be delivered.",
            id="all week",
        ),
    ],
)
async def test_quiet_hours_that_cannot_be_are_refused_by_name(
    desk: Desk, spans: list[dict[str, Any]], sentence: str
) -> None:
    body = {"name": "Spring", "time_zone": "Europe/Sofia", "language": "en", "rules": {"quiet_hours": spans}}

    problem = await desk.refused(422, "POST", "/programmes", body)

    assert problem["errors"] == [{"field": "rules, quiet hours", "pointer": "/rules/quiet_hours", "problem": sentence}]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"time_zone": "Europe/Atlantis"}, "time zone", "This must be a time zone's name"),
        ({"time_zone": "europe/sofia"}, "time zone", "This must be a time zone's name"),
        ({"time_zone": "../../etc/passwd"}, "time zone", "This must be a time zone's name"),
        ({"language": "xx"}, "language", "This must be one of: bg, en, es, tr."),
        ({"name": " "}, "name", "This must not be empty."),
        ({"name": "x" * 65}, "name", "This must have 64 characters at most."),
        ({"name": "two\nlines"}, "name", "This must be one line"),
        ({"colour": "red"}, "colour", "There is no such field here."),
        ({"rules": {"quiet_hour": []}}, "rules, quiet hour", "There is no such field here."),
        ({"rules": {"carer_consent_required": "yes"}}, "rules, carer consent required", "This must be true or false."),
        (
            {"rules": {"quiet_hours": [quiet(["monday"], "21:00", "24:00")]}},
            "rules, quiet hours 1, ends",
            "This must be a time of day such as 21:00; midnight is 00:00.",
        ),
        (
            {"rules": {"quiet_hours": [quiet(["monday"], "21:00:30", "22:00")]}},
            "rules, quiet hours 1, starts",
            "This must be a time of day",
        ),
        (
            {"rules": {"quiet_hours": [quiet(["monday"], "٢١:00", "22:00")]}},
            "rules, quiet hours 1, starts",
            "This must be a time of day",
        ),
        (
            {"rules": {"quiet_hours": [quiet(["someday"], "21:00", "22:00")]}},
            "rules, quiet hours 1, days 1",
            "This must be one of: 'monday'",
        ),
        (
            {"rules": {"quiet_hours": [quiet(["monday", "monday"], "21:00", "22:00")]}},
            "rules, quiet hours 1, days",
            "Each day can be named once only.",
        ),
        (
            {"rules": {"quiet_hours": [quiet([], "21:00", "22:00")]}},
            "rules, quiet hours 1, days",
            "This must not be empty.",
        ),
    ],
)
async def test_a_wrong_field_is_named_with_a_sentence(
    desk: Desk, change: dict[str, Any], field: str, sentence: str
) -> None:
    await desk.programme()
    before = await desk.get("/programmes/1")

    of_new = await desk.refused(
        422, "POST", "/programmes", {"name": "Spring", "time_zone": "UTC", "language": "en"} | change
    )
    of_change = await desk.refused(422, "PATCH", "/programmes/1", change)

    assert problems_by_field(of_new)[field].startswith(sentence)
    assert problems_by_field(of_change)[field].startswith(sentence)
    assert await desk.get("/programmes/1") == before


async def test_a_change_leaves_the_rest_as_it_is(desk: Desk) -> None:
    rules = {"quiet_hours": [quiet(EVERY_DAY, "21:00", "07:00")], "carer_consent_required": True}
    before = await desk.programme(rules=rules)

    changed = await desk.patch(
        "/programmes/1", {"time_zone": "Europe/Madrid", "rules": {"carer_consent_required": False}}
    )

    relaxed = before["rules"] | {"carer_consent_required": False}
    assert changed == before | {"time_zone": "Europe/Madrid", "rules": relaxed, "rules_version": 2}
    assert await desk.get("/programmes/1") == changed
    assert await desk.audited("programme:1") == ["programme.added", "programme.changed"]


async def test_new_quiet_hours_replace_the_whole_week(desk: Desk) -> None:
    await desk.programme(rules={"quiet_hours": [quiet(EVERY_DAY, "21:00", "07:00")]})

    changed = await desk.patch("/programmes/1", {"rules": {"quiet_hours": []}})

    assert changed["rules"]["quiet_hours"] == []


async def test_a_change_that_changes_nothing_is_not_noted(desk: Desk) -> None:
    before = await desk.programme()

    assert await desk.patch("/programmes/1", {}) == before
    assert await desk.patch("/programmes/1", {"name": "Spring", "language": None, "rules": {}}) == before
    assert await desk.audited("programme:1") == ["programme.added"]


async def test_when_consent_is_no_longer_required_those_who_waited_for_it_hear_of_it(desk: Desk) -> None:
    pair = await desk.amina_and_ben()
    await desk.joins(pair["mentor_id"])
    await desk.joins(pair["mentee_id"])
    await desk.post(f"/pairs/{pair['id']}/activate")
    await desk.bot_has_done_everything()

    await desk.patch("/programmes/1", {"rules": {"carer_consent_required": False}})

    assert [row.subject for row in await desk.left_for_the_bot("talk_opened")] == [pair["mentee_id"]]


async def test_programmes_are_listed_page_by_page(desk: Desk) -> None:
    for name in ("Spring", "Summer", "Autumn"):
        await desk.programme(name=name)

    first = await desk.get("/programmes", limit=2)
    second = await desk.get("/programmes", limit=2, after=first["next"])

    assert [programme["name"] for programme in first["items"]] == ["Spring", "Summer"]
    assert [programme["name"] for programme in second["items"]] == ["Autumn"]
    assert second["next"] is None


async def test_a_full_last_page_says_that_it_is_the_last(desk: Desk) -> None:
    await desk.programme()

    assert (await desk.get("/programmes", limit=1))["next"] is None


async def test_a_page_that_cannot_be_is_refused(desk: Desk) -> None:
    for query in ("limit=0", "limit=501", "limit=x", "after=-1", "page=2", "after=99999999999999999999"):
        await desk.refused(422, "GET", f"/programmes?{query}")
