"""Decks of cards over HTTP: looked at, made a programme's own, and the shipped ones again."""

import pytest

from tests.admin_api.desk import Desk, problems_by_field

DECKS = "/programmes/1/card-decks"
STEPS = f"{DECKS}/problem_solving"


@pytest.fixture
async def programme(desk: Desk) -> Desk:
    await desk.programme()
    return desk


def four(text: str) -> dict[str, str]:
    return dict.fromkeys(("bg", "en", "es", "tr"), text)


OWN = {
    "title": four("Our way"),
    "intro": four("Two steps"),
    "cards": [{"key": "one", "texts": four("Breathe")}, {"key": "two", "texts": four("Ask Carla")}],
}


async def test_every_shipped_deck_is_listed_with_how_many_cards_it_holds(programme: Desk):
    items = (await programme.get(DECKS))["items"]

    listed = {item["key"]: item for item in items}
    assert {"starters", "open_questions", "problem_solving", "signposts", "stuck", "journal_prompts"} <= set(listed)
    assert listed["problem_solving"]["cards"] == 7
    assert not any(item["is_own"] for item in items)


async def test_the_steps_of_the_walk_are_edited_and_the_shipped_ones_come_back(programme: Desk):
    shipped = await programme.get(STEPS)

    answer = await programme.client.put(f"/api/v1{STEPS}", json={"deck": OWN})
    assert answer.status_code == 200
    kept = await programme.get(STEPS)
    assert kept["is_own"]
    assert [card["texts"]["en"] for card in kept["deck"]["cards"]] == ["Breathe", "Ask Carla"]
    assert "cards.set" in await programme.audited("programme:1")

    assert (await programme.client.delete(f"/api/v1{STEPS}")).status_code == 204
    assert await programme.get(STEPS) == shipped
    await programme.refused(404, "DELETE", STEPS)


async def test_what_is_shown_can_be_given_back_as_it_is(programme: Desk):
    for key in ("signposts", "start_point"):
        shown = await programme.get(f"{DECKS}/{key}")
        answer = await programme.client.put(f"/api/v1{DECKS}/{key}", json={"deck": shown["deck"]})
        assert answer.json()["deck"] == shown["deck"]


async def test_a_wrong_deck_is_refused_with_the_place_named_and_nothing_is_kept(programme: Desk):
    wrong = {**OWN, "cards": [OWN["cards"][0], {"key": "two", "texts": {**four("x"), "bg": " "}}]}

    problem = await programme.refused(422, "PUT", STEPS, {"deck": wrong})

    assert problem["errors"] == [
        {
            "field": "deck, cards 2, texts, bg",
            "pointer": "/deck/cards/1/texts/bg",
            "problem": "There have to be some words here.",
        }
    ]
    assert not (await programme.get(STEPS))["is_own"]


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"key": "other"}, "deck, key", "This must be problem_solving, as in the address."),
        ({"cards": []}, "deck, cards", "A deck needs at least one card."),
        ({"cards": [OWN["cards"][0]] * 2}, "deck, cards", "The same key is there twice."),
        ({"title": {"en": "x"}}, "deck, title", "The words in 'bg' are missing."),
        ({"colour": "red"}, "deck, colour", "Nothing is called that here, only: cards, intro, key, themes, title."),
    ],
)
async def test_what_cannot_be_a_deck_is_said(programme: Desk, change, field, problem):
    refused = await programme.refused(422, "PUT", STEPS, {"deck": {**OWN, **change}})

    assert problems_by_field(refused) == {field: problem}


async def test_there_is_no_deck_of_a_name_nobody_draws_from(programme: Desk):
    await programme.refused(404, "GET", f"{DECKS}/tarot")
    await programme.refused(404, "PUT", f"{DECKS}/tarot", {"deck": OWN})
    await programme.refused(404, "GET", "/programmes/9/card-decks")
