"""How alike a message is to what young people have told of danger, and to harmless talk: learnt from sentences.

Rows say exactly what they look for; nobody can write a row for everything that a child may say. Here every word, and
every two words near each other, weighs a little for danger or against it, and the sum decides. The weights are learnt
from sentences that people wrote (learning.py), whose words count by their parts, so that other forms of them count too.
Words that say who somebody is weigh nothing. Decision: docs/decisions/0020.
"""

import struct
from array import array
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import accumulate, repeat
from math import inf, sqrt
from operator import add, xor
from typing import NamedTuple, Self
from zlib import crc32

from mentoring.safeguarding.findings import Category

PLACES = 1 << 21
"""Weights of features; some features share one by chance, which hardly harms because most matter little."""
CATEGORY_PLACES = 1 << 14
"""Weights, for each category, of the parts of words."""
CATEGORIES = tuple(Category)
PARTS = (3, 4, 5)
"""How many characters of a word, with its edges, are looked at together."""
STEM = 5
"""Letters by which a word is known when it stands near another one."""
FURTHEST = 3
"""How many words further on the other word of a pair may stand."""
SECTION = 16
"""Words that are weighed together, so that a long story hides nothing; the next section starts earlier by OVERLAP."""
OVERLAP = 8
LONGEST_PART = 16
"""Words of a sentence that is judged as one, when it is asked whether all of a message is harmless: many words drown a
few. Of a longer one each PART words on end are judged."""
PART = 10
NEUTRAL = "_"
"""What a word that weighs nothing is read as."""
MOST_KEPT = 50_000
"""Words whose weights are kept in memory; of half as many at most is kept in which category they are said."""
_LAST_PLACE = PLACES - 1
_HEAD = struct.Struct("<8d24s")


class Talk(IntEnum):
    """How harmless a message sounds; whatever single words in it say, each is more harmless than the one before."""

    OTHER = 0
    RATHER_HARMLESS = 1
    PLAINLY_HARMLESS = 2
    CERTAINLY_HARMLESS = 3


class Weighed(NamedTuple):
    """What the heaviest section of a message weighs: above 0 it is more alike to danger.

    `words` are its place in the message. `talk` is the least harmless that the message or a part of it is.
    """

    score: float
    words: tuple[int, int]
    talk: Talk


class WordFeatures(NamedTuple):
    """The features of one word by itself, and the numbers by which it is known in pairs.

    `before` has one for each distance, when it is the first of the two; `stem` is for when it is the second.
    """

    parts: tuple[int, ...]
    before: tuple[int, ...]
    stem: int


class _WordWeight(NamedTuple):
    """The same, with what all parts weigh together; `before` and `stem` are small enough to name a place."""

    weight: int
    features: int
    before: tuple[int, ...]
    stem: int


def features_of(word: str) -> WordFeatures:
    """Return the features of a folded word: it as a whole, and its parts."""
    edged = f"<{word}>"
    parts = {edged[at : at + length] for length in PARTS for at in range(len(edged) - length + 1)}
    numbers = [_number(part) for part in parts] + [_number(f"= {word}")]
    stem = word[:STEM]
    before = tuple(_number(f"{apart} {stem}") for apart in range(1, FURTHEST + 1))
    return WordFeatures(tuple(sorted(numbers)), before, _number(stem))


def _number(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))  # what stands in for broken characters is a character, too


def pairs_of(words: Sequence[WordFeatures]) -> Iterator[int]:
    """Yield the features of all two words near each other, the edges of the message counting as words."""
    edged = [EDGE, *words, EDGE]
    for apart in range(1, FURTHEST + 1):
        for first, then in zip(edged, edged[apart:], strict=False):
            yield (first.before[apart - 1] ^ then.stem) & _LAST_PLACE


def sections_of(words: int) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the sections that so many words are weighed in; the last may be longer by OVERLAP."""
    start = 0
    while words - start > SECTION + OVERLAP:
        yield start, start + SECTION
        start += SECTION - OVERLAP
    yield start, words


def parts_of(sentences: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of what is judged as one in a message whose sentences have so many words each."""
    start = 0
    for words in sentences:
        if words <= LONGEST_PART:
            yield start, start + words
        else:
            for first in range(start, start + words - PART + 1):
                yield first, first + PART
        start += words


EDGE = WordFeatures((), *features_of("^")[1:])
"""The start and the end of a message."""


class Learnt(NamedTuple):
    """What was learnt from sentences.

    `weights` are PLACES signed bytes, `of_categories` CATEGORY_PLACES for each of CATEGORIES. The score of n features
    is `start` plus the sum of their weights × `scale` / √n. Below the scores `harmless` a message is certainly, plainly
    or rather harmless talk; `degrees` are those from which on it sounds like danger faintly, plainly, much.
    `learnt_from` names the sentences.
    """

    weights: Sequence[int]
    of_categories: Sequence[int]
    start: float
    scale: float
    harmless: tuple[float, float, float]
    degrees: tuple[float, float, float]
    learnt_from: str

    def to_bytes(self) -> bytes:
        """Return it as bytes, the same on every machine."""
        numbers = (self.start, self.scale, *self.harmless, *self.degrees)
        head = _HEAD.pack(*numbers, self.learnt_from.encode())
        return head + array("b", self.weights).tobytes() + array("b", self.of_categories).tobytes()

    @classmethod
    def from_bytes(cls, kept: bytes | memoryview) -> Self:
        """Return what `to_bytes` gave, where it lies; raises ValueError when it is cut short or something else."""
        view = memoryview(kept)
        if len(view) != _HEAD.size + PLACES + len(CATEGORIES) * CATEGORY_PLACES:
            raise ValueError("these are no weights of words")
        start, scale, certainly, plainly, rather, faintly, sounds, much, name = _HEAD.unpack(view[: _HEAD.size])
        weights = view[_HEAD.size :].cast("b")
        return cls(
            weights[:PLACES],
            weights[PLACES:],
            start,
            scale,
            (certainly, plainly, rather),
            (faintly, sounds, much),
            name.rstrip(b"\0").decode(),
        )


class Likeness:
    """Weighs messages. `neutral` are words that weigh nothing."""

    def __init__(self, learnt: Learnt, neutral: Container[str] = ()) -> None:
        self._learnt = learnt
        self._neutral = neutral
        self._of_categories = [
            learnt.of_categories[place : place + CATEGORY_PLACES]
            for place in range(0, len(CATEGORIES) * CATEGORY_PLACES, CATEGORY_PLACES)
        ]
        self._words: dict[str, _WordWeight] = {}
        self._of_words: dict[str, array[int]] = {}

    def degree(self, score: float) -> int:
        """Return how much a message of this score sounds like danger: 0 not, 1 faintly, 2 plainly, 3 much."""
        return bisect_right(self._learnt.degrees, score)

    def weigh(self, words: Sequence[str], sentences: Sequence[int] = ()) -> Weighed:
        """Return the heaviest section of a message's folded words; a message without words weighs what none weighs.

        `sentences` are how many words each of its sentences has; none: it is one.
        """
        # The first and the last place are the edges of the message; a pair is borne by the place of its first word.
        edged = self._edged(words)
        alone, parts, before, stems = zip(*edged, strict=True)
        of_pairs = [list(borne) for _, borne in self._pair_weights(before, stems)]
        if len(words) <= SECTION + OVERLAP:
            weight, features = sum(alone) + sum(map(sum, of_pairs)), sum(parts) + sum(map(len, of_pairs))
            score, section = self._score(weight, features), (0, len(words))
        else:
            score, section = max(self._scores(alone, parts, of_pairs, sections_of(len(words))))
        talk = self._talk(score)
        if talk is not Talk.OTHER and (len(sentences) > 1 or len(words) > LONGEST_PART):
            heaviest, _ = max(self._scores(alone, parts, of_pairs, parts_of(sentences or (len(words),))))
            talk = min(talk, self._talk(heaviest))
        return Weighed(score, section, talk)

    def _talk(self, score: float) -> Talk:
        return Talk(len(self._learnt.harmless) - bisect_right(self._learnt.harmless, score))

    def _scores(
        self,
        alone: Iterable[int],
        parts: Iterable[int],
        of_pairs: Sequence[Sequence[int]],
        sections: Iterable[tuple[int, int]],
    ) -> Iterator[tuple[float, tuple[int, int]]]:
        """Yield the score of each of `sections` of a message, and the section."""
        weights = list(alone)
        for borne in of_pairs:
            weights[: len(borne)] = map(add, weights, borne)
        pairs = [*repeat(FURTHEST, len(weights) - FURTHEST), *reversed(range(FURTHEST))]
        weight_before, features_before = ([*accumulate(each, initial=0)] for each in (weights, map(add, parts, pairs)))
        words = len(weights) - 2
        for first, last in sections:
            start, end = first + (first > 0), last + 1 + (last == words)
            weight, count = weight_before[end] - weight_before[start], features_before[end] - features_before[start]
            yield self._score(weight, count), (first, last)

    def _edged(self, words: Sequence[str]) -> list[_WordWeight]:
        try:
            return [_EDGE, *map(self._words.__getitem__, words), _EDGE]  # they have usually been weighed
        except KeyError:
            return [_EDGE, *map(self._word, words), _EDGE]

    def _score(self, weight: int, features: int) -> float:
        return self._learnt.start + self._learnt.scale * weight / sqrt(features)

    def _word(self, word: str) -> _WordWeight:
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= MOST_KEPT:
                self._words.clear()
            parts, before, stem = self._features(word)
            weight = sum([self._learnt.weights[part % PLACES] for part in parts])
            small = tuple([number & _LAST_PLACE for number in before])
            found = self._words[word] = _WordWeight(weight, len(parts), small, stem & _LAST_PLACE)
        return found

    def _features(self, word: str) -> WordFeatures:
        return features_of(NEUTRAL if word in self._neutral else word)

    def category(self, words: Sequence[str]) -> Category:
        """Return what `words`, one at least, tell of most likely, if they tell of anything."""
        scores = list(map(sum, zip(*map(self._categories, set(words)), strict=True)))
        return CATEGORIES[scores.index(max(scores))]

    def _categories(self, word: str) -> "array[int]":
        """Return how much more likely a word is in each of CATEGORIES than in the others."""
        found = self._of_words.get(word)
        if found is None:
            if len(self._of_words) >= MOST_KEPT // 2:
                self._of_words.clear()
            places = [part % CATEGORY_PLACES for part in self._features(word).parts]
            found = array("i", [sum(map(each.__getitem__, places)) for each in self._of_categories])
            self._of_words[word] = found
        return found

    def heaviest(self, words: Sequence[str]) -> tuple[int, int]:
        """Return from which to which of `words` (the end not included) they weigh most: what a reader should see."""
        alone, _, before, stems = zip(*self._edged(words), strict=True)
        weights = [float(weight) for weight in alone]
        for apart, borne in self._pair_weights(before, stems):
            for place, weight in enumerate(borne):  # each of the two words bears half of it
                weights[place] += weight / 2
                weights[place + apart] += weight / 2
        return _heaviest_run(weights[1:-1])

    def _pair_weights(
        self, before: Sequence[tuple[int, ...]], stems: Sequence[int]
    ) -> Iterator[tuple[int, Iterator[int]]]:
        """Yield, for each distance, what the pairs of words so far apart weigh, by the place of the first."""
        for apart, first in enumerate(zip(*before, strict=True), start=1):
            yield apart, map(self._learnt.weights.__getitem__, map(xor, first, stems[apart:]))


_EDGE = _WordWeight(0, 0, tuple(each & _LAST_PLACE for each in EDGE.before), EDGE.stem & _LAST_PLACE)


def _heaviest_run(weights: Sequence[float]) -> tuple[int, int]:
    """Return (start, end) of the consecutive weights with the largest sum; at least one, if there are any."""
    best, found = -inf, (0, len(weights))
    total, start = 0.0, 0
    for at, weight in enumerate(weights):
        if total <= 0:
            total, start = 0.0, at
        total += weight
        if total > best:
            best, found = total, (start, at + 1)
    return found
