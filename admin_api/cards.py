"""Decks of cards: what a programme offers in the chat, shipped or its own; its problem-solving steps among them."""

import re
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field, JsonValue

from admin_api.field_errors import FieldError, field_error
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, NOT_FOUND, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.shapes import ProgrammeIdAsked, Shape
from locales import languages
from locales.decks import deck_names, shipped_deck
from mentoring.cards import Deck, WrongDeck, read_deck, written_deck
from mentoring.people import ProgrammeId
from storage import audit, card_decks
from storage.tx import Tx

router = APIRouter(tags=["cards"])

_ALL = "/programmes/{programme_id}/card-decks"
_ONE = "/programmes/{programme_id}/card-decks/{deck}"

DeckAsked = Annotated[
    str, Path(pattern="^[a-z][a-z0-9_]{0,31}$", description="The deck's key.", examples=["problem_solving"])
]

_TITLE = {"bg": "Реши проблем", "en": "Solve a problem", "es": "Resolver un problema", "tr": "Sorun çözme"}
_WRITTEN: dict[str, JsonValue] = {
    "key": "problem_solving",
    "title": {**_TITLE},
    "intro": {"bg": "Една стъпка.", "en": "One step.", "es": "Un paso.", "tr": "Bir adım."},
    "themes": {},
    "cards": [
        {
            "key": "say_it",
            "texts": {"bg": "За какво става дума?", "en": "What is it?", "es": "¿Qué pasa?", "tr": "Konu ne?"},
        }
    ],
}


class CardDeckListed(Shape):
    """A deck in the list."""

    key: str = Field(description="What it is called here; it never changes.")
    title: dict[str, str] = Field(description="What it is called in the chat, by language.")
    cards: int = Field(description="How many cards it holds.")
    is_own: bool = Field(description="Whether the programme has made it its own; else it is as shipped.")


class CardDecks(Shape):
    """All decks of a programme."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"items": [{"key": "problem_solving", "title": {**_TITLE}, "cards": 7, "is_own": False}]}]
        }
    )

    items: list[CardDeckListed] = Field(description="The decks, by their keys.")


class CardDeckShown(Shape):
    """A deck with its cards."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"is_own": False, "deck": _WRITTEN}]})

    is_own: bool = Field(description="Whether the programme has made it its own; else it is as shipped.")
    deck: dict[str, JsonValue] = Field(
        description="`key`, `title`, `intro`, `themes` (title by key) and `cards`, each with `key` and `texts`,"
        " some with `theme`, `title`, `prompts`, `words`, `countries`. Every text is there in every language."
    )


class CardDeckGiven(Shape):
    """A deck to use from now on."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"deck": _WRITTEN}]})

    deck: dict[str, JsonValue] = Field(description="The whole deck, as it is shown; its `key` may be left out.")


@router.get(_ALL, summary="List the decks of cards", responses=documented(NOT_FOUND))
async def list_card_decks(programme_id: ProgrammeIdAsked, house: Here) -> CardDecks:
    """List the decks of a programme: starters, open questions, the problem-solving walk, signposts and the others."""

    def look(tx: Tx) -> list[tuple[Deck, bool]]:
        programme = the_programme(tx, programme_id).id
        return [found(_deck(tx, programme, key), "deck") for key in deck_names()]

    items = [
        CardDeckListed(key=deck.key, title=dict(deck.title), cards=len(deck.cards), is_own=is_own)
        for deck, is_own in await house.store.read(look)
    ]
    return CardDecks(items=items)


@router.get(_ONE, summary="Look at a deck of cards", responses=documented(NOT_FOUND))
async def get_card_deck(programme_id: ProgrammeIdAsked, deck: DeckAsked, house: Here) -> CardDeckShown:
    """Return a deck as the programme uses it now."""
    shown, is_own = await house.store.read(
        lambda tx: found(_deck(tx, the_programme(tx, programme_id).id, deck), "deck")
    )
    return CardDeckShown(deck=written_deck(shown), is_own=is_own)


@router.put(_ONE, summary="Set a deck of cards", responses=documented(NOT_FOUND, *ANY_BODY))
async def set_card_deck(
    programme_id: ProgrammeIdAsked, deck: DeckAsked, asked: CardDeckGiven, house: Here
) -> CardDeckShown:
    """Make a deck the programme's own, in place of the shipped one or of what it had.

    The steps of the problem-solving walk are the cards of `problem_solving`, in their order. When something is wrong,
    nothing is kept, and the answer says where.
    """
    now = house.now()

    def act(tx: Tx) -> Deck:
        programme = the_programme(tx, programme_id).id
        found(deck if deck in deck_names() else None, "deck")
        given = read_deck({"key": deck, **asked.deck}, languages())
        if isinstance(given, WrongDeck):
            raise invalid(_field_error(given))
        if given.key != deck:
            raise invalid(field_error(f"This must be {deck}, as in the address.", "deck", "key"))
        card_decks.keep(tx, programme, deck, written_deck(given), now)
        audit.add(tx, actor=ACTOR, did="cards.set", about=f"programme:{programme}", at=now, deck=deck)
        return given

    return CardDeckShown(deck=written_deck(await house.store.write(act)), is_own=True)


@router.delete(_ONE, status_code=204, summary="Use the shipped deck again", responses=documented(NOT_FOUND))
async def remove_card_deck(programme_id: ProgrammeIdAsked, deck: DeckAsked, house: Here) -> None:
    """Drop a programme's own deck: from now on it uses the shipped one again."""
    now = house.now()

    def act(tx: Tx) -> None:
        programme = the_programme(tx, programme_id).id
        found(card_decks.drop(tx, programme, deck) or None, "deck of the programme's own")
        audit.add(tx, actor=ACTOR, did="cards.removed", about=f"programme:{programme}", at=now, deck=deck)

    await house.store.write(act)


def _deck(tx: Tx, programme: int, key: str) -> tuple[Deck, bool] | None:
    """Return a deck as a programme uses it, and whether it is its own; None when there is none of that key."""
    if key not in deck_names():
        return None
    own = card_decks.of_programme(tx, ProgrammeId(programme), key)
    read = None if own is None else read_deck(own, languages())
    return (read, True) if isinstance(read, Deck) else (_shipped(key), False)


@cache
def _shipped(key: str) -> Deck:
    read = read_deck(shipped_deck(key), languages())
    assert isinstance(read, Deck), read
    return read


def _field_error(wrong: WrongDeck) -> FieldError:
    """Return what is wrong with a deck by its place in the body: `cards[2].texts.bg` is its second card's."""
    parts: list[str | int] = ["deck"]
    for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", wrong.place):
        parts.append(name or int(number) - 1)
    return field_error(wrong.why[:1].upper() + wrong.why[1:] + ".", *parts)
