"""What staff say of hits, turned into something to act on: how often a row is right, and how to except a false alarm.

Nothing here changes a row. It counts, and it drafts: people decide.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.sources import LexiconRow

REVIEW_FROM = 20
"""How many hits of a row somebody must have judged before its share of right ones opens a review."""
REVIEW_UNDER = 0.20
"""The share of right hits under which a row is to be looked at again."""

MOST_DRAFTS = 5
"""How many phrases are offered for an exception."""

_FURTHEST = 3  # words on each side of what was found
_Z = 1.959964  # of the normal distribution, for an interval that holds in 95 of 100 cases
_LONGEST_SENTENCE = 150  # code points before what was found, and as many again
_ENDS = ".!?…\n"
_INSIDE_WORDS = "'’-"


@dataclass(frozen=True, slots=True)
class Record:
    """How a row has fared: how often staff judged its hits to be real, real but less grave, or none."""

    real: int = 0
    lower: int = 0
    false: int = 0

    @property
    def judged(self) -> int:
        """How many hits somebody has judged."""
        return self.real + self.lower + self.false

    @property
    def precision(self) -> float | None:
        """The share of hits that were real, if less grave; None when none was judged."""
        return (self.real + self.lower) / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which two shares the true one lies, 19 times of 20 (Wilson's); (0, 1) when none was judged."""
        n, share = self.judged, self.precision
        if share is None:
            return 0.0, 1.0
        middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        reach = _Z / (1 + _Z**2 / n) * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
        return max(0.0, middle - reach), min(1.0, middle + reach)

    @property
    def needs_review(self) -> bool:
        """Whether somebody should look at the row again. Never a reason to switch it off by itself."""
        share = self.precision
        return share is not None and self.judged >= REVIEW_FROM and share < REVIEW_UNDER


def draft_exceptions(row: LexiconRow, sentence: str, spans: Iterable[tuple[int, int]]) -> list[str]:
    """Return phrases of a false alarm's sentence that could be exceptions of the row that found it, the best first.

    `spans` is where the row found something, in code points of `sentence`. Each phrase covers what was found with one
    to three words around it; one is left out when a sentence that the row must find holds it too, since it would go
    with it. Empty when what was found is all there is. A person chooses, and may write another.
    """
    words = list(_words(sentence))
    must_find = [f" {fold(_plain(positive))} " for positive in row.positive]
    drafts: dict[str, None] = {}
    for start, end in spans:
        inside = [n for n, (at, word) in enumerate(words) if at < end and at + len(word) > start]
        if not inside:
            continue
        first, last = inside[0], inside[-1]
        for before, after in _reaches():
            if first - before < 0 or last + after >= len(words):
                continue
            phrase = _plain(" ".join(word for _, word in words[first - before : last + after + 1]))
            if phrase and not any(f" {fold(phrase)} " in positive for positive in must_find):
                drafts.setdefault(phrase)
    return list(drafts)[:MOST_DRAFTS]


def sentence_around(text: str, spans: Iterable[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Return the one sentence of a text in which something was found first, and where in it; no more than is needed.

    `spans` are code points of `text`; with none, the first sentence is returned. What is found elsewhere is left out.
    """
    found = sorted(spans)
    first = found[0] if found else (0, 0)
    # Up to the end of its sentence, but never through the middle of what was found.
    start = max(text.rfind(mark, 0, first[0]) for mark in _ENDS) + 1
    ends = [at for mark in _ENDS if (at := text.find(mark, max(first[1] - 1, first[0]))) >= 0]
    end = min(ends, default=len(text))
    start = max(start, first[0] - _LONGEST_SENTENCE)
    end = min(end, max(first[1], start + 2 * _LONGEST_SENTENCE))
    start += len(text[start:end]) - len(text[start:end].lstrip())
    sentence = text[start:end].rstrip()
    inside = [(at - start, to - start) for at, to in found if start <= at and to <= start + len(sentence)]
    return sentence, inside


def as_exception(written: str) -> str:
    """Return what somebody wrote as a phrase for `except`: words only, so that it never means more than it says."""
    return _plain(written)


def as_sentence(written: str) -> str:
    """Return what somebody wrote as one sentence of a row: on one line, without the mark that stands between two."""
    return " ".join(written.replace("|", " ").split())


def _reaches() -> Sequence[tuple[int, int]]:
    """Return how many words before and after to take, the narrowest first: who excepts much loses much."""
    both = [(before, after) for before in range(_FURTHEST + 1) for after in range(_FURTHEST + 1) if before + after]
    return sorted(both, key=lambda reach: (sum(reach), max(reach)))


def _words(text: str) -> Iterable[tuple[int, str]]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        yield at, word
        at += len(word)


def _plain(text: str) -> str:
    """Return words in ordinary spelling: lower case, without signs, one space between."""
    kept = "".join(c if c.isalnum() or c in _INSIDE_WORDS else " " for c in text.lower())
    return " ".join(word for piece in kept.split() if (word := piece.strip(_INSIDE_WORDS)))
