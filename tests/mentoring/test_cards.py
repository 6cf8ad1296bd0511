"""Decks of cards: read from plain data with every mistake named by its place, written back, drawn from."""

from typing import Any

import pytest

from locales import languages
from locales.decks import deck_names, shipped_deck
from mentoring.cards import Deck, WrongDeck, after, read_deck, said, written_deck

TWO = ("bg", "en")


def deck(**change: Any) -> dict[str, Any]:
    return {
        "key": "starters",
        "title": {"bg": "Начало", "en": "Start"},
        "intro": {"bg": "Избери.", "en": "Pick one."},
        "themes": {"easy": {"bg": "Леки", "en": "Easy"}},
        "cards": [
            {"key": "one", "theme": "easy", "texts": {"bg": "Едно?", "en": "One?"}},
            {"key": "two", "texts": {"bg": "Две?", "en": "Two?"}, "countries": ["BG"]},
            {"key": "three", "texts": {"bg": "Три?", "en": "Three?"}, "countries": ["ES"]},
        ],
        **change,
    }


def with_card(**change: Any) -> dict[str, Any]:
    return deck(cards=[{"key": "one", "texts": {"bg": "Едно?", "en": "One?"}, **change}])


def read(written: object) -> Deck:
    found = read_deck(written, TWO)
    assert isinstance(found, Deck), found
    return found


@pytest.mark.parametrize("name", deck_names())
def test_every_shipped_deck_can_be_used_in_every_language_and_written_back(name: str):
    found = read_deck(shipped_deck(name), languages())

    assert isinstance(found, Deck), found
    assert found.key == name
    assert read_deck(written_deck(found), languages()) == found


@pytest.mark.parametrize(
    ("written", "place", "why"),
    [
        ([], "", "list of names"),
        (deck(cards=[]), "cards", "at least one card"),
        (deck(cards="one"), "cards", "has to be a list"),
        (deck(cards=[{"key": "a", "texts": {"bg": "x", "en": "y"}}] * 2), "cards", "twice"),
        (deck(colour="red"), "colour", "nothing is called that here"),
        (deck(key="Starters!"), "key", "small letters"),
        (deck(title={"en": "Start"}), "title", "'bg' are missing"),
        (deck(title={"bg": "x", "en": "x" * 41}), "title.en", "40 at most"),
        (deck(title={"bg": "x", "en": "y", "fr": "z"}), "title.fr", "the languages here are: bg, en"),
        (deck(themes={"easy": {"bg": "x", "en": " "}}), "themes.easy.en", "some words"),
        (deck(themes={True: {"bg": "x", "en": "y"}}), "themes", "quotation marks"),
        (with_card(theme="hard"), "cards[1].theme", "one of the deck's themes"),
        (with_card(texts={"bg": "Здравей, {name}", "en": "Hello"}), "cards[1].texts.bg", "no {braces}"),
        (with_card(countries=["Bulgaria"]), "cards[1].countries[1]", "two capital letters"),
        (with_card(words=[{"key": "a", "bg": "x", "en": "y"}] * 2), "cards[1].words", "twice"),
        (with_card(prompts=[{"bg": "x", "en": "y"}, "z"]), "cards[1].prompts[2]", "list of names"),
        (with_card(texts=None), "cards[1].texts", "list of names"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(written: object, place: str, why: str):
    found = read_deck(written, TWO)

    assert isinstance(found, WrongDeck)
    assert found.place == place
    assert why in found.why


def test_cards_of_a_country_come_first_and_those_of_another_never():
    found = read(deck())

    assert [card.key for card in found.drawn(None, "BG")] == ["two", "one"]
    assert [card.key for card in found.drawn(None, None)] == ["one"]
    assert [card.key for card in found.drawn("easy", "BG")] == ["one"]


def test_drawing_on_goes_round_and_round():
    cards = read(deck()).cards

    assert after(cards, None) == cards[0]
    assert after(cards, "three") == cards[0]
    assert after(cards, "one", 2) == cards[2]
    assert after(cards, "gone") == cards[0]
    assert after((), "one") is None


def test_a_missing_language_is_said_in_english_and_else_in_whichever_there_is():
    assert said({"bg": "Здравей", "en": "Hello"}, "tr") == "Hello"
    assert said({"bg": "Здравей"}, "tr") == "Здравей"
