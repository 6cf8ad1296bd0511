"""Learns from sentences what words weigh (likeness.py): logistic regression, a small step for each sentence.

Deterministic: the same sentences give the same weights. A step changes a weight the less, the more it was changed
before (AdaGrad: Duchi, Hazan and Singer, 2011), so that rare words learn from the few sentences that have them.
"""

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from math import exp, log, sqrt
from typing import NamedTuple
from zlib import crc32

from mentoring.safeguarding.findings import Category, Severity
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.likeness import (
    CATEGORIES,
    CATEGORY_PLACES,
    NEUTRAL,
    PLACES,
    Learnt,
    features_of,
    pairs_of,
)
from mentoring.safeguarding.sources import Complaint, LexiconRow, read_table
from mentoring.safeguarding.spellings import bulgarian_in_latin

ROUNDS = 12
"""How often all sentences are gone through."""
FEWEST = 2
"""Sentences that must have a feature for anything to be learnt of it; most others are chance, and share a weight."""
STEP = 0.9
LEAST_DOUBT = 0.01
"""How far from certain an answer must be for anything to be learnt from it."""
MOST = 127
"""The largest weight in a byte."""
CUT_OFF = 2000
"""One in so many weights is larger than a byte can hold, and is cut off."""
DEGREES = (0.078, 0.027, 0.007)
"""The shares of harmless sentences, most of them hard ones, that may sound like danger faintly, plainly, much."""
FROM_CRITICAL, FROM_LESSER_ROWS, FROM_EXCEPTIONS = 1.5, 0.5, 0.5
"""How much is learnt from critical sentences, from rows that page nobody, and from what rows spare; 1 from others."""
HARMLESS = (0.019, 0.088, 0.213)
"""The shares of dangerous sentences that may sound like certainly, plainly, rather harmless talk.

What tells nothing, as words do that nobody has taught, is never certainly harmless.
"""
SENTENCE_COLUMNS = ("severity", "category", "text")


class Told(NamedTuple):
    """A sentence in folded words, and what it tells of; None: it is harmless.

    `counts` is how much is learnt from it; `by_row`: it is one of a row's own.
    """

    words: Sequence[str]
    category: Category | None
    counts: float = 1.0
    by_row: bool = False


def read_sentences(
    language: str, text: str, cut: Callable[[str], list[str]], complaints: list[Complaint]
) -> Iterator[Told]:
    """Yield what a language's sentences.csv tells (CSV with SENTENCE_COLUMNS; no category: the sentence is harmless).

    `cut` returns the words of a folded text. Sentences of medium and low severity are left out: they are neither.
    Bulgarian ones also come in Latin letters. What is wrong is added to `complaints`.
    """
    file = f"locales/{language}/sentences.csv"
    for line, cells in read_table(text, file, SENTENCE_COLUMNS, complaints):
        try:
            severity = Severity.from_word(cells["severity"])
            category = Category(cells["category"]) if severity else None
        except ValueError as error:
            complaints.append(Complaint(file, line, "row", str(error)))
            continue
        if severity and not severity.pages:
            continue
        counts = FROM_CRITICAL if severity is Severity.CRITICAL else 1.0
        yield Told(cut(fold(cells["text"])), category, counts)
        if language == "bg":
            yield Told(cut(fold(bulgarian_in_latin(cells["text"])[line % 2])), category, counts)


def sentences_of(row: LexiconRow, cut: Callable[[str], list[str]]) -> Iterator[Told]:
    """Yield what the sentences of a row tell: so its own are not taken for harmless talk, and what it spares is.

    They were made to fit its pattern, so where the limits lie is not judged by them.
    """
    counts = 1.0 if row.severity.pages else FROM_LESSER_ROWS
    for sentence in row.positive:
        yield Told(cut(fold(sentence)), row.category, counts, by_row=True)
    for sentence in row.negative:
        yield Told(cut(fold(sentence)), None, FROM_EXCEPTIONS, by_row=True)


def learn(
    sentences: Sequence[Told],
    learnt_from: str,
    *,
    neutral: Container[str] = (),
    on_round: Callable[[int], None] = lambda _: None,
) -> Learnt:
    """Return what `sentences` teach, for `Likeness`; needs ten harmless ones and ten others that are not of rows.

    `learnt_from` names them in at most 24 characters. `neutral` are words that shall weigh nothing. How high a score
    must be is found on a fifth of these, by what was learnt from all the others. Takes a minute for 20,000 sentences;
    `on_round` is told after each of 2 × ROUNDS how many are done.
    """
    read = _features(sentences, neutral)
    tried = _weights(sentences, read, [place for place in range(len(sentences)) if place % 5], on_round)
    scores = [(tried.score(read[place]), sentences[place]) for place in range(0, len(sentences), 5)]
    grave = sorted(score for score, told in scores if told.category and not told.by_row)
    harmless = sorted(score for score, told in scores if told.category is None and not told.by_row)
    certainly, plainly_harmless, rather = (grave[int(share * len(grave))] for share in HARMLESS)
    faintly, plainly, much = (harmless[-1 - int(share * len(harmless))] for share in DEGREES)
    found = _weights(sentences, read, range(len(sentences)), lambda done: on_round(ROUNDS + done))
    weights, scale = found.in_bytes()
    return Learnt(
        weights,
        _of_categories(sentences, neutral),
        found.start,
        scale,
        (min(certainly, found.start), plainly_harmless, rather),
        (faintly, plainly, much),
        learnt_from,
    )


class _Features(NamedTuple):
    """The features of a sentence from which something is learnt, and 1 / √n, n being how many all of them are."""

    places: "array[int]"
    norm: float


def _features(sentences: Sequence[Told], neutral: Container[str]) -> list[_Features]:
    read = [_places(each.words, neutral) for each in sentences]
    having = array("I", bytes(4 * PLACES))
    for places in read:
        for place in set(places):
            having[place] += 1
    return [
        _Features(array("I", [place for place in places if having[place] >= FEWEST]), 1 / sqrt(max(1, len(places))))
        for places in read
    ]


def _places(words: Sequence[str], neutral: Container[str]) -> "array[int]":
    known = [features_of(NEUTRAL if word in neutral else word) for word in words]
    places = [part % PLACES for each in known for part in each.parts]
    return array("I", [*places, *pairs_of(known)])


class _Weights(NamedTuple):
    of_places: list[float]
    start: float

    def score(self, features: _Features) -> float:
        return self.start + features.norm * sum(map(self.of_places.__getitem__, features.places))

    def in_bytes(self) -> tuple["array[int]", float]:
        """Return the weights as small numbers, and what to multiply them by."""
        # A few enormous ones would make all others coarse.
        largest = sorted(map(abs, self.of_places))[-1 - PLACES // CUT_OFF] or 1.0
        scale = largest / MOST
        return array("b", [_in_byte(weight / scale) for weight in self.of_places]), scale


def _weights(
    sentences: Sequence[Told], read: Sequence[_Features], of: Iterable[int], on_round: Callable[[int], None]
) -> _Weights:
    weights, changed = [0.0] * PLACES, [1.0] * PLACES
    start, start_changed = 0.0, 1.0
    order = list(of)
    for done in range(ROUNDS):
        order.sort(key=lambda index: crc32(f"{done} {index}".encode()))  # another order each time, and no chance
        for index in order:
            places, norm = read[index]
            score = start + norm * sum(map(weights.__getitem__, places))
            _, category, counts, _ = sentences[index]
            off = 1 / (1 + exp(-max(-30.0, min(30.0, score)))) - (category is not None)
            if abs(off) < LEAST_DOUBT:
                continue
            off *= counts
            start_changed += off * off
            start -= STEP * off / sqrt(start_changed)
            by = off * norm
            square, step = by * by, STEP * by
            for place in places:
                changed[place] += square
                weights[place] -= step / sqrt(changed[place])
        on_round(done + 1)
    return _Weights(weights, start)


def _in_byte(weight: float) -> int:
    return max(-MOST, min(MOST, round(weight)))


def _of_categories(sentences: Iterable[Told], neutral: Container[str]) -> "array[int]":
    """Return how much more likely each part of a word is in one category than in all others, in sixteenths of a nat."""
    counts = [[0] * CATEGORY_PLACES for _ in CATEGORIES]
    for words, category, _, _ in sentences:
        if category is not None:
            of_category = counts[CATEGORIES.index(category)]
            for word in set(words):
                for part in features_of(NEUTRAL if word in neutral else word).parts:
                    of_category[part % CATEGORY_PLACES] += 1
    total = [sum(column) for column in zip(*counts, strict=True)]
    everything = sum(total)
    of_categories = array("b")
    for of_category in counts:
        here = sum(of_category)
        smooth = 1.0
        for place, count in enumerate(of_category):
            inside = (count + smooth) / (here + smooth * CATEGORY_PLACES)
            outside = (total[place] - count + smooth) / (everything - here + smooth * CATEGORY_PLACES)
            of_categories.append(_in_byte(16 * log(inside / outside)))
    return of_categories
