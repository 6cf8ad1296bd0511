"""Rules are validated with sentences, previewed before they count, and followed at once when they change."""

from typing import Any

import pytest

from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.relay import Hold, decide_relay
from storage import messages, pairs
from storage.tx import Tx
from tests.admin_api.desk import Desk, problems_by_field

EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NIGHTS = [{"days": EVERY_DAY, "starts": "21:00", "ends": "07:00"}]


def night(starts: str, ends: str) -> dict[str, Any]:
    return {"rules": {"quiet_hours": [{"days": EVERY_DAY, "starts": starts, "ends": ends}]}}


async def agreed(desk: Desk, terms: str) -> None:
    """Have pair 1 sign an agreement, as the bot would keep it."""
    await desk.store.write(
        lambda tx: tx.run("UPDATE pairs SET agreement_version = 1, agreement_terms = :terms WHERE id = 1", terms=terms)
    )


async def held_for_amina(desk: Desk) -> None:
    """Have a message for Amina (2) held, as the bot would."""

    def act(tx: Tx) -> None:
        talk = pairs.talk_in(tx, PersonId(1), PairId(1))
        assert talk is not None
        content = messages.content_from_bytes(b'{"kind": "text", "text": "Hello", "entities": []}')
        decision = decide_relay(talk, content.kind, desk.now)
        assert isinstance(decision, Hold)
        messages.record(tx, talk, content, decision, desk.now, desk.now)

    await desk.store.write(act)


async def test_every_rule_can_be_set_and_changed_alone(desk: Desk) -> None:
    rules = {
        "quiet_hours": NIGHTS,
        "carer_consent_required": False,
        "holiday_country": "ES",
        "holiday_subdivision": "MD",
        "quiet_on_days_off": True,
        "response_window_hours": 12,
        "lapses_before_task": 3,
        "silent_after_days": 5,
        "digest_at": "07:30",
        "allowed_kinds": ["text", "voice"],
    }

    added = await desk.programme(rules=rules)
    for name, value in (
        ("holiday_subdivision", None),
        ("holiday_country", None),
        ("response_window_hours", None),
        ("digest_at", "09:00"),
        ("allowed_kinds", ["text"]),
        ("silent_after_days", 10),
    ):
        rules[name] = value
        changed = await desk.patch("/programmes/1", {"rules": {name: value}})
        assert {field: changed["rules"][field] for field in rules} == rules

    assert {field: added["rules"][field] for field in rules} | {"holiday_subdivision": "MD"}
    assert changed["rules_version"] == 7
    assert added["rules_version"] == 1


@pytest.mark.parametrize(
    ("rules", "field", "sentence"),
    [
        ({"holiday_country": "XX"}, "rules, holiday country", "This must be one of: AD, AE, AF,"),
        ({"holiday_country": "bg"}, "rules, holiday country", "This must be one of: AD, AE, AF,"),
        (
            {"holiday_country": "GB", "holiday_subdivision": "LND"},
            "rules, holiday subdivision",
            "For GB this must be null or one of: ENG, NIR, SCT, WLS.",
        ),
        (
            {"holiday_country": "BG", "holiday_subdivision": "SOF"},
            "rules, holiday subdivision",
            "The holidays of BG are the same everywhere; this must be null.",
        ),
        (
            {"holiday_subdivision": "ENG"},
            "rules, holiday subdivision",
            "This needs a holiday_country that it is a part of.",
        ),
        ({"response_window_hours": 0}, "rules, response window hours", "This must be 1 or more."),
        ({"response_window_hours": 400}, "rules, response window hours", "This must be 336 or less."),
        ({"lapses_before_task": 0}, "rules, lapses before task", "This must be 1 or more."),
        ({"silent_after_days": 1.5}, "rules, silent after days", "This must be a whole number."),
        ({"digest_at": "8"}, "rules, digest at", "This must be a time of day such as 21:00; midnight is 00:00."),
        ({"allowed_kinds": []}, "rules, allowed kinds", "This must not be empty."),
        (
            {"allowed_kinds": ["location"]},
            "rules, allowed kinds",
            "Each must be one of: document, photo, sticker, text, voice.",
        ),
    ],
)
async def test_what_cannot_be_a_rule_is_refused_in_words(
    desk: Desk, rules: dict[str, Any], field: str, sentence: str
) -> None:
    body = {"name": "Spring", "time_zone": "UTC", "language": "en", "rules": rules}
    await desk.programme()

    of_new = problems_by_field(await desk.refused(422, "POST", "/programmes", body))
    of_change = problems_by_field(await desk.refused(422, "PATCH", "/programmes/1", {"rules": rules}))

    assert of_new[field].startswith(sentence)
    assert of_change[field].startswith(sentence)


async def test_rules_that_leave_a_pair_no_open_time_with_its_agreement_are_refused(desk: Desk) -> None:
    await desk.amina_and_ben()
    blocks = ",".join(f'[{day}, "08:00", "20:00"]' for day in range(7))
    await agreed(desk, f'{{"quiet_blocks": [{blocks}], "answer_minutes": null}}')

    problem = await desk.refused(422, "PATCH", "/programmes/1", night("20:00", "08:00"))

    sentence = "Together with the agreement of pair 1 these leave no open time in the week."
    assert problems_by_field(problem) == {"rules, quiet hours": sentence}
    await desk.patch("/programmes/1", night("20:00", "07:59"))


async def test_what_is_held_is_decided_again_when_the_rules_change(desk: Desk) -> None:
    pair = await desk.amina_and_ben()
    await desk.joins(pair["mentor_id"])
    await desk.joins(pair["mentee_id"])
    await desk.patch("/programmes/1", {"rules": {"carer_consent_required": False} | night("15:00", "07:00")["rules"]})
    await desk.post("/pairs/1/activate")
    await held_for_amina(desk)
    await desk.bot_has_done_everything()

    await desk.patch("/programmes/1", {"name": "Summer"})
    assert await desk.left_for_the_bot("hours_changed") == []
    await desk.patch("/programmes/1", night("22:00", "07:00"))

    assert [row.subject for row in await desk.left_for_the_bot("hours_changed")] == [pair["mentee_id"]]


async def test_a_change_of_rules_is_noted_with_what_changed(desk: Desk) -> None:
    await desk.programme()

    await desk.patch("/programmes/1", {"rules": {"response_window_hours": 12, "quiet_on_days_off": False}})

    (facts,) = (facts for did, facts in await desk.all_kept_in("audit", "did", "facts") if did == "programme.changed")
    assert '"rules": {"response_window_hours": [24, 12]}' in facts
    assert '"rules_version": 2' in facts


async def test_a_week_can_be_previewed_before_the_rules_count(desk: Desk) -> None:
    await desk.programme()

    preview = await desk.post("/programmes/1/rules/preview", {"week_of": "2026-03-27"} | night("21:00", "07:00"))

    (hours,) = preview["hours"]
    assert preview["week_starts"] == "2026-03-23"
    assert (hours["person_ids"], hours["time_zone"]) == ([], "Europe/Sofia")
    messages = hours["messages"]
    assert len(messages["open"]) == 7
    assert messages["open"][5] == {
        "starts": "2026-03-28T05:00:00Z",
        "ends": "2026-03-28T19:00:00Z",
        "local_starts": "2026-03-28T07:00:00+02:00",
        "local_ends": "2026-03-28T21:00:00+02:00",
    }
    assert messages["open"][6]["local_starts"] == "2026-03-29T07:00:00+03:00"  # the clocks have changed
    assert messages["closed"][0] == {
        "starts": "2026-03-22T22:00:00Z",
        "ends": "2026-03-23T05:00:00Z",
        "local_starts": "2026-03-23T00:00:00+02:00",
        "local_ends": "2026-03-23T07:00:00+02:00",
        "source": "programme",
        "clause": "quiet_hours",
        "name": None,
    }
    assert (await desk.get("/programmes/1"))["rules"]["quiet_hours"] == []


async def test_the_preview_of_a_pair_has_each_ones_zone_the_agreement_and_the_days_off(desk: Desk) -> None:
    pair = await desk.amina_and_ben()
    await desk.patch(f"/people/{pair['mentor_id']}", {"time_zone": "America/New_York"})
    await agreed(desk, '{"quiet_blocks": [[5, "00:00", "00:00"]], "answer_minutes": 60}')
    await desk.post(
        "/programmes/1/calendar",
        {"first_day": "2026-03-26", "last_day": "2026-03-27", "kind": "exam", "name": "Exams"},
    )

    asked = {"week_of": "2026-03-23", "pair_id": pair["id"], "rules": {"holiday_country": "BG"}}
    ben, amina = (await desk.post("/programmes/1/rules/preview", asked))["hours"]

    assert (ben["person_ids"], ben["time_zone"]) == ([pair["mentor_id"]], "America/New_York")
    assert (amina["person_ids"], amina["time_zone"]) == ([pair["mentee_id"]], "Europe/Sofia")
    assert [(c["source"], c["clause"], c["local_starts"]) for c in ben["messages"]["closed"]] == [
        ("agreement", "messaging", "2026-03-28T00:00:00-04:00")
    ]
    assert [(c["source"], c["clause"], c["name"]) for c in amina["clocks"]["closed"]] == [
        ("calendar", "exam", "Exams"),
        ("calendar", "exam", "Exams"),
        ("agreement", "messaging", None),
    ]
    assert [span["local_starts"] for span in amina["clocks"]["open"]] == [
        "2026-03-23T00:00:00+02:00",
        "2026-03-29T00:00:00+02:00",
    ]


async def test_without_a_pair_the_preview_has_everybody_by_where_they_live(desk: Desk) -> None:
    pair = await desk.amina_and_ben()
    await desk.person("coordinator", "Carla")
    await desk.patch(f"/people/{pair['mentor_id']}", {"time_zone": "Asia/Kolkata"})

    hours = (await desk.post("/programmes/1/rules/preview", {"week_of": "2026-03-23"}))["hours"]

    assert [(one["time_zone"], one["person_ids"]) for one in hours] == [
        ("Europe/Sofia", [pair["mentee_id"]]),
        ("Asia/Kolkata", [pair["mentor_id"]]),
    ]
    assert [len(one["messages"]["open"]) for one in hours] == [1, 1]


async def test_a_preview_that_cannot_be_is_refused(desk: Desk) -> None:
    await desk.programme()
    for body, field in (
        ({"week_of": "2026-3-1"}, "week of"),
        ({"week_of": 7}, "week of"),
        ({}, "week of"),
        ({"week_of": "2026-03-23", "pair_id": 9}, "pair id"),
        ({"week_of": "2026-03-23", "rules": {"holiday_country": "XX"}}, "rules, holiday country"),
    ):
        problem = await desk.refused(422, "POST", "/programmes/1/rules/preview", body)
        assert field in problems_by_field(problem)


async def test_somebody_can_live_in_another_zone_and_move_back(desk: Desk) -> None:
    await desk.programme()
    added = await desk.post(
        "/programmes/1/people", {"role": "mentor", "display_name": "Ben", "time_zone": "Europe/Istanbul"}
    )
    assert (added["time_zone"], added["has_own_time_zone"]) == ("Europe/Istanbul", True)

    renamed = await desk.patch("/people/1", {"display_name": "Benno"})
    assert renamed["time_zone"] == "Europe/Istanbul"
    assert await desk.left_for_the_bot("hours_changed") == []
    back = await desk.patch("/people/1", {"time_zone": None})

    assert (back["time_zone"], back["has_own_time_zone"]) == ("Europe/Sofia", False)
    assert [row.subject for row in await desk.left_for_the_bot("hours_changed")] == [1]
    problem = await desk.refused(422, "PATCH", "/people/1", {"time_zone": "Sofia"})
    assert problems_by_field(problem)["time zone"].startswith("This must be a time zone's name")
