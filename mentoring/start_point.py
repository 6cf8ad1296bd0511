"""A start point: where a mentee stands at the beginning, topic by topic, in words tapped and words of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from mentoring.cards import Deck

LONGEST_LINE = 200
"""Code points of somebody's own words on one topic."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands on one topic: the keys of the words that were tapped, in that order, and own words, "" for none.

    `is_withheld`: the own words gave reason for concern, so that nobody sees them unless staff who help do.
    """

    words: tuple[str, ...] = ()
    line: str = ""
    is_withheld: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands here."""
        return not self.words and not self.line


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo that stands in its owner's chat with the bot, in place of the map or beside it."""

    bot_id: int
    chat_id: int
    telegram_id: int
    caption: str = ""
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """A whole start point: spots by the key of their topic, and a photo, None without one."""

    spots: Mapping[str, Spot] = field(default_factory=dict)
    photo: Photo | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands on it."""
        return self.photo is None and all(spot.is_empty for spot in self.spots.values())

    def spot(self, topic: str) -> Spot:
        """Return what stands on a topic, an empty spot for nothing."""
        return self.spots.get(topic, Spot())

    def with_spot(self, topic: str, spot: Spot) -> Self:
        """Return the map with this on a topic."""
        kept = {**self.spots, topic: spot}
        return replace(self, spots={key: each for key, each in kept.items() if not each.is_empty})

    def tapped(self, topic: str, word: str) -> Self:
        """Return the map with a word put on a topic, or taken off when it was there."""
        spot = self.spot(topic)
        words = tuple(each for each in spot.words if each != word)
        return self.with_spot(topic, replace(spot, words=words if word in spot.words else (*words, word)))

    def with_line(self, topic: str, line: str, *, is_withheld: bool = False) -> Self:
        """Return the map with own words on a topic, cut to `LONGEST_LINE`; "" takes them off."""
        kept = " ".join(line.split())[:LONGEST_LINE]
        return self.with_spot(topic, replace(self.spot(topic), line=kept, is_withheld=is_withheld and bool(kept)))

    def for_others(self) -> Self:
        """Return what others may be shown of it: nothing that gave reason for concern."""
        spots = {
            topic: replace(spot, line="", is_withheld=False) if spot.is_withheld else spot
            for topic, spot in self.spots.items()
        }
        photo = None if self.photo is None or self.photo.is_withheld else self.photo
        return replace(self, spots={topic: spot for topic, spot in spots.items() if not spot.is_empty}, photo=photo)

    def first_empty(self, deck: Deck) -> int | None:
        """Return the number of the first topic on which nothing stands yet; None when something stands on each."""
        return next((number for number, card in enumerate(deck.cards) if self.spot(card.key).is_empty), None)
