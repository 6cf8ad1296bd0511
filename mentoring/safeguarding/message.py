"""The text that is looked at: folded, cut into words, and the way back to what was written."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from mentoring.safeguarding.findings import Span
from mentoring.safeguarding.folding import ends_of_folds, without_apostrophes
from mentoring.safeguarding.likeness import Talk
from mentoring.safeguarding.reader import Digits, WordRead, WordReader


class Place(NamedTuple):
    """One word of a line: what it is read as, and where in the folded text.

    `run` numbers words run together.
    """

    text: str
    word: WordRead
    start: int
    end: int
    run: int = 0


class Message:
    """A message, with earlier ones of the same person before it when they are read as one; the newest is the last.

    What most messages are asked for is there at once; the rest is worked out when it is asked for.
    """

    def __init__(self, texts: Sequence[str], reader: WordReader) -> None:
        self._texts = texts
        self._reader = reader
        self._reads = [reader.read_text(text) for text in texts]
        newest = self._reads[-1]
        self.weighed = newest.weighed
        """How alike the newest message is to danger (see TextRead)."""
        self.talk = Talk.OTHER if newest.weighed is None else newest.weighed.talk
        """How harmless the newest message sounds."""
        self.newest_words: Set[str] = newest.different
        """The different words of the newest message."""
        self.different: Set[str] = newest.different
        """The different words of all of it."""
        self.loud: Set[str] = newest.loud
        """Those that need a second look."""
        self.words: Sequence[str] = newest.words
        """The words, in order."""
        self.rough: Sequence[str] = newest.rough
        """What stands between spaces and has signs in it that are no punctuation around a word."""
        self.folded = newest.folded
        """All of it, folded, a line for each message."""
        self.may_hold_phone_number = bool(newest.digits & Digits.MANY)
        """Whether there are enough digits close together, in one message or where one goes on in the next."""
        if len(texts) > 1:
            self._join()
        self._ends_of_folds: dict[int, Sequence[int]] = {}

    def _join(self) -> None:
        reads = self._reads
        self.different = set[str]().union(*[each.different for each in reads])
        self.loud = set[str]().union(*[each.loud for each in reads])
        self.words = [word for each in reads for word in each.words]
        self.rough = [chunk for each in reads for chunk in each.rough]
        self.folded = "\n".join([each.folded for each in reads])
        goes_on = (before.digits & Digits.LAST and after.digits & Digits.FIRST for before, after in pairwise(reads))
        self.may_hold_phone_number = any(goes_on) or any(each.digits & Digits.MANY for each in reads)

    @property
    def words_of_newest(self) -> Sequence[str]:
        """The words of the newest message, in order."""
        return self._reads[-1].words

    @property
    def earlier_atoms(self) -> frozenset[int]:
        """The atoms of the messages before the newest."""
        words = set[str]().union(*[each.different for each in self._reads[:-1]])
        return frozenset[int]().union(*[read.atoms for read in self._reader.read_all(words)])

    @cached_property
    def starts(self) -> Sequence[int]:
        """Where in the folded text each message starts."""
        return list(accumulate([len(each.folded) + 1 for each in self._reads[:-1]], initial=0))

    @property
    def newest(self) -> int:
        """Where in the folded text the newest message starts."""
        return self.starts[-1] if len(self._texts) > 1 else 0

    @cached_property
    def places(self) -> list[Place]:
        """The words with their places in the folded text."""
        read = self._reader.read
        found = self._reader.cut_with_places(self.folded)
        return [Place(each[0], read(each[0]), each.start(), each.end()) for each in found]

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """Yield the parts of the original messages that the folded text from `start` to `end` came from."""
        for index in range(bisect_right(self.starts, start) - 1, bisect_left(self.starts, end)):
            ends = self._ends_of_folds.get(index)
            if ends is None:
                ends = self._ends_of_folds[index] = ends_of_folds(self._texts[index])
            length = ends[-1] if ends else 0
            first, last = max(0, start - self.starts[index]), min(length, end - self.starts[index]) - 1
            if first <= last:
                yield Span(bisect_right(ends, first), bisect_right(ends, last) + 1, len(self._texts) - 1 - index)

    def original(self, start: int, end: int) -> str:
        """Return what was written where the folded text goes from `start` to `end`, without apostrophes."""
        written = "".join(
            self._texts[len(self._texts) - 1 - span.message][span.start : span.end] for span in self.spans(start, end)
        )
        return without_apostrophes(written)
