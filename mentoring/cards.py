"""Cards: decks of questions and steps that a pair, or one person alone, can draw from; data in several languages.

A deck is written as plain data (a YAML file, or JSON from the console); `read_deck` makes it a deck or says what is
wrong, where, and what would be right.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from mentoring.refusals import Refusal

T = TypeVar("T")

Texts = Mapping[str, str]
"""The same words in each language, by its code."""

LONGEST_KEY = 32
LONGEST_LABEL = 40
"""Code points of what stands on a button: the titles of decks, themes and cards, and words to tap."""

LONGEST_TEXT = 600
MOST_CARDS = 200

_KEY = re.compile(r"[a-z][a-z0-9_]*")
_COUNTRY = re.compile(r"[A-Z]{2}")
_FACT = re.compile(r"\{\w*\}")
_DECK_FIELDS = {"key", "title", "intro", "themes", "cards"}
_CARD_FIELDS = {"key", "theme", "title", "texts", "prompts", "words", "countries"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word to tap, such as "Sport"; its key is what is kept."""

    key: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Card:
    """One card. `title` and `theme` are None where it has none.

    `prompts` are beginnings of sentences for when nothing comes to mind, `words` answers to tap. `countries` are the
    ISO 3166 codes where it holds; empty means everywhere.
    """

    key: str
    texts: Texts
    title: Texts | None = None
    theme: str | None = None
    prompts: tuple[Texts, ...] = ()
    words: tuple[Word, ...] = ()
    countries: frozenset[str] = frozenset()

    def holds_in(self, country: str | None) -> bool:
        """Return whether it is meant for a country; where nobody has said which, only what holds everywhere."""
        return not self.countries or country in self.countries


@dataclass(frozen=True, slots=True)
class Deck:
    """Cards that belong together, in order; `themes` are the groups among them, none for a walk of steps."""

    key: str
    title: Texts
    intro: Texts
    themes: Mapping[str, Texts]
    cards: tuple[Card, ...]

    def card(self, key: str) -> Card | None:
        """Return the card with that key, or None."""
        return next((card for card in self.cards if card.key == key), None)

    def drawn(self, theme: str | None, country: str | None) -> tuple[Card, ...]:
        """Return the cards of a theme (None for all) that hold in a country: what is known of it first, in order."""
        found = (card for card in self.cards if theme in (None, card.theme) and card.holds_in(country))
        return tuple(sorted(found, key=lambda card: not card.countries))


@dataclass(frozen=True, slots=True)
class WrongDeck(Refusal):
    """A deck cannot be used: `place` is where in it (`cards[2].texts.bg`, "" for the whole), `why` what is wrong."""

    place: str
    why: str


class _Wrong(Exception):
    def __init__(self, place: str, why: str) -> None:
        self.refusal = WrongDeck(place, why)
        super().__init__(f"{place}: {why}")


def said(texts: Texts, language: str) -> str:
    """Return words in a language; in English where that one is missing, else in whichever comes first."""
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


def after(cards: Sequence[Card], key: str | None, steps: int = 1) -> Card | None:
    """Return the card `steps` on from the one with that key, round and round; the first for None; None of no cards."""
    if not cards:
        return None
    places = {card.key: place for place, card in enumerate(cards)}
    if key is None or key not in places:
        return cards[0]
    return cards[(places[key] + steps) % len(cards)]


def read_deck(written: object, languages: Collection[str]) -> Deck | WrongDeck:
    """Return the deck that plain data spells, every text in all `languages`; else the first thing that is wrong."""
    try:
        return _deck(written, frozenset(languages))
    except _Wrong as wrong:
        return wrong.refusal


def written_deck(deck: Deck) -> dict[str, Any]:
    """Return a deck as plain data, as `read_deck` reads it."""
    return {
        "key": deck.key,
        "title": dict(deck.title),
        "intro": dict(deck.intro),
        "themes": {key: dict(texts) for key, texts in deck.themes.items()},
        "cards": [_written_card(card) for card in deck.cards],
    }


def _written_card(card: Card) -> dict[str, Any]:
    written: dict[str, Any] = {"key": card.key}
    if card.theme is not None:
        written["theme"] = card.theme
    if card.title is not None:
        written["title"] = dict(card.title)
    written["texts"] = dict(card.texts)
    if card.prompts:
        written["prompts"] = [dict(prompt) for prompt in card.prompts]
    if card.words:
        written["words"] = [{"key": word.key, **word.texts} for word in card.words]
    if card.countries:
        written["countries"] = sorted(card.countries)
    return written


def _deck(written: object, languages: frozenset[str]) -> Deck:
    fields = _mapping(written, "", _DECK_FIELDS)
    themes_written = _mapping(fields.get("themes") or {}, "themes")
    themes = {
        _key(key, "themes"): _texts(texts, f"themes.{key}", languages, LONGEST_LABEL)
        for key, texts in themes_written.items()
    }
    cards = _list(fields.get("cards"), "cards", lambda card, place: _card(card, place, languages, themes))
    if not cards:
        raise _Wrong("cards", "a deck needs at least one card")
    if len(cards) > MOST_CARDS:
        raise _Wrong("cards", f"a deck holds {MOST_CARDS} cards at most")
    _once((card.key for card in cards), "cards")
    return Deck(
        key=_key(fields.get("key"), "key"),
        title=_texts(fields.get("title"), "title", languages, LONGEST_LABEL),
        intro=_texts(fields.get("intro"), "intro", languages),
        themes=MappingProxyType(themes),
        cards=tuple(cards),
    )


def _card(written: object, place: str, languages: frozenset[str], themes: Mapping[str, Texts]) -> Card:
    fields = _mapping(written, place, _CARD_FIELDS)
    theme = fields.get("theme")
    if theme is not None and theme not in themes:
        raise _Wrong(f"{place}.theme", "this has to be the key of one of the deck's themes")
    words = _list(fields.get("words") or [], f"{place}.words", lambda word, at: _word(word, at, languages))
    _once((word.key for word in words), f"{place}.words")
    title = fields.get("title")
    return Card(
        key=_key(fields.get("key"), f"{place}.key"),
        texts=_texts(fields.get("texts"), f"{place}.texts", languages),
        title=None if title is None else _texts(title, f"{place}.title", languages, LONGEST_LABEL),
        theme=theme,
        prompts=tuple(
            _list(fields.get("prompts") or [], f"{place}.prompts", lambda each, at: _texts(each, at, languages))
        ),
        words=tuple(words),
        countries=frozenset(_list(fields.get("countries") or [], f"{place}.countries", _country)),
    )


def _word(written: object, place: str, languages: frozenset[str]) -> Word:
    fields = _mapping(written, place)
    key = _key(fields.get("key"), f"{place}.key")
    texts = {name: text for name, text in fields.items() if name != "key"}
    return Word(key, _texts(texts, place, languages, LONGEST_LABEL))


def _country(written: object, place: str) -> str:
    if not isinstance(written, str) or not _COUNTRY.fullmatch(written):
        raise _Wrong(place, "a country is two capital letters, such as BG")
    return written


def _texts(written: object, place: str, languages: frozenset[str], longest: int = LONGEST_TEXT) -> Texts:
    fields = _mapping(written, place)
    for language in sorted(languages):
        if language not in fields:
            raise _Wrong(place, f"the words in {language!r} are missing")
    texts = {}
    for language, text in fields.items():
        here = f"{place}.{language}"
        if language not in languages:
            raise _Wrong(here, f"the languages here are: {', '.join(sorted(languages))}")
        if not isinstance(text, str) or not text.strip():
            raise _Wrong(here, "there have to be some words here")
        kept = text.strip()
        if len(kept) > longest:
            raise _Wrong(here, f"{len(kept)} letters are too many: {longest} at most")
        if _FACT.search(kept):
            raise _Wrong(here, "nothing is filled in on a card, so it holds no {braces}")
        texts[language] = kept
    return MappingProxyType(texts)


def _mapping(written: object, place: str, known: Collection[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(written, Mapping):
        raise _Wrong(place, "this has to be a list of names with what belongs to each")
    for name in written:
        if not isinstance(name, str):
            # YAML takes a bare `no` or `on` for a truth value, and `1` for a number.
            raise _Wrong(place, "every name here has to be text: put it in quotation marks")
        if known is not None and name not in known:
            raise _Wrong(
                f"{place}.{name}".lstrip("."), f"nothing is called that here, only: {', '.join(sorted(known))}"
            )
    return written


def _list(written: object, place: str, read: Callable[[object, str], T]) -> list[T]:
    if not isinstance(written, Sequence) or isinstance(written, str):
        raise _Wrong(place, "this has to be a list")
    return [read(each, f"{place}[{number}]") for number, each in enumerate(written, 1)]


def _key(written: object, place: str) -> str:
    if not isinstance(written, str) or not _KEY.fullmatch(written) or len(written) > LONGEST_KEY:
        why = f"a key begins with a letter and holds small letters, digits and _, {LONGEST_KEY} at most"
        raise _Wrong(place, why)
    return written


def _once(keys: Iterable[str], place: str) -> None:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise _Wrong(place, "the same key is there twice")
        seen.add(key)
