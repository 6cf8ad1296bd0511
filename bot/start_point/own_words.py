"""Own words on a topic of the start point, or a photo of a map made on paper: the next message goes there."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.asking import Flow, Taken
from bot.cards import START_POINT, deck_of
from bot.incoming import Incoming
from bot.pages import Page
from bot.start_point import pages
from mentoring.cards import Deck
from mentoring.kinds import Kind
from mentoring.people import Person
from mentoring.start_point import Map, Photo
from storage import asked, start_points
from storage.asked import Asked
from storage.tx import Tx

WORDS = "start_point"
"""What a mentee is asked for: own words; the subject is the number of the topic, or `PHOTO` for a photo."""

PHOTO = 1_000

AWAITED = timedelta(minutes=15)
UNSURE_FOR = timedelta(hours=2)


def ask_words(tx: Tx, person: Person, deck: Deck, number: int, now: datetime) -> Page:
    """Ask for own words on a topic."""
    asked.ask(tx, person.id, WORDS, number, now + AWAITED, unsure_until=now + UNSURE_FOR)
    return pages.asking_page(tx, person, deck, number)


def ask_photo(tx: Tx, person: Person, now: datetime) -> Page:
    """Ask for a photo."""
    asked.ask(tx, person.id, WORDS, PHOTO, now + AWAITED, unsure_until=now + UNSURE_FOR)
    return pages.photo_page(tx, person)


def take(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Keep own words or a photo. Even what nobody else may read: it is their own map, and that part stays theirs."""
    deck = deck_of(tx, person.programme_id, START_POINT)
    if deck is None:
        return None
    kept = map_of(tx, person)
    if incoming.content.kind is Kind.PHOTO:
        changed, number = replace(kept, photo=_photo(incoming)), PHOTO
    elif 0 <= waiting.subject < len(deck.cards):
        number = waiting.subject
        changed = kept.with_line(deck.cards[number].key, incoming.content.text, is_withheld=incoming.is_withheld)
    else:
        return Taken(ask_photo(tx, person, now), is_unread=True)
    start_points.keep(tx, person.id, changed, now)
    asked.forget(tx, person.id, WORDS)
    return Taken(_after(person, deck, changed, number), subject=number)


def give_back(tx: Tx, person: Person, number: int, now: datetime) -> Page | None:
    """Take words or a photo off the map again: they were meant for the partner."""
    deck = deck_of(tx, person.programme_id, START_POINT)
    if deck is None or (number != PHOTO and number >= len(deck.cards)):
        return None
    kept = map_of(tx, person)
    changed = replace(kept, photo=None) if number == PHOTO else kept.with_line(deck.cards[number].key, "")
    start_points.keep(tx, person.id, changed, now)
    return _after(person, deck, changed, number)


def change(tx: Tx, person: Person, number: int, incoming: Incoming, now: datetime) -> bool:
    """Give own words, or a photo's caption, the words that they have after an edit; False when their card is gone."""
    deck, kept = deck_of(tx, person.programme_id, START_POINT), map_of(tx, person)
    if deck is None:
        return False
    if number == PHOTO:
        changed = replace(kept, photo=_photo(incoming))
    elif number < len(deck.cards):
        changed = kept.with_line(deck.cards[number].key, incoming.content.text, is_withheld=incoming.is_withheld)
    else:
        return False
    start_points.keep(tx, person.id, changed, now)
    return True


def map_of(tx: Tx, person: Person) -> Map:
    """Return a person's map, an empty one while there is none."""
    point = start_points.of_person(tx, person.id)
    return Map() if point is None else point.map


def _photo(incoming: Incoming) -> Photo:
    return Photo(incoming.bot_id, incoming.chat_id, incoming.telegram_id, incoming.content.text, incoming.is_withheld)


def _after(person: Person, deck: Deck, kept: Map, number: int) -> Page:
    if number == PHOTO:
        return pages.photo_kept_page(person)
    return pages.topic_page(person, deck, kept, number)


FLOW = Flow(take, give_back, change, kinds=frozenset({Kind.TEXT, Kind.PHOTO}), takes_withheld=True)
