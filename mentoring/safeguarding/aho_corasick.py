"""Which of many words occur anywhere inside a text: Aho-Corasick, from a library or, without it, from here.

Both find the same: every occurrence of every word, also those that overlap; a test compares them.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Protocol

try:
    import ahocorasick_rs
except ImportError:  # pragma: no cover - the library is a dependency; without it the engine is slower, not blind
    ahocorasick_rs = None  # type: ignore[assignment]

Occurrence = tuple[int, int, int]
"""The index of the word, and where it starts and ends in the text (code points, end exclusive)."""


class WordFinder(Protocol):
    """Finds words inside texts."""

    def find(self, text: str) -> list[Occurrence]:
        """Return every occurrence, sorted by end, then start, then index."""


class LibraryFinder:
    """Aho-Corasick by ahocorasick_rs."""

    def __init__(self, words: Sequence[str]) -> None:
        self._automaton = ahocorasick_rs.AhoCorasick(words) if words else None

    def find(self, text: str) -> list[Occurrence]:
        """Return every occurrence, sorted by end, then start, then index."""
        if self._automaton is None:
            return []
        try:
            found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair; nothing that we look for holds one
            whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            if len(whole) != len(text):
                whole = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
            found = self._automaton.find_matches_as_indexes(whole, overlapping=True)
        return sorted(found, key=_by_place)


class PlainFinder:
    """Aho-Corasick in plain Python: a trie, and for each node where to go on when the next letter fails."""

    def __init__(self, words: Sequence[str]) -> None:
        self._lengths = [len(word) for word in words]
        self._next: list[dict[str, int]] = [{}]
        self._fail = [0]
        self._ends: list[tuple[int, ...]] = [()]
        for index, word in enumerate(words):
            if not word:
                raise ValueError("an empty word occurs everywhere")
            node = 0
            for character in word:
                node = self._next[node].setdefault(character, len(self._next))
                if node == len(self._next):
                    self._next.append({})
                    self._fail.append(0)
                    self._ends.append(())
            self._ends[node] += (index,)
        self._link()

    def _link(self) -> None:
        waiting = deque(self._next[0].values())
        while waiting:
            node = waiting.popleft()
            for character, child in self._next[node].items():
                fail = self._fail[node]
                while fail and character not in self._next[fail]:
                    fail = self._fail[fail]
                self._fail[child] = self._next[fail].get(character, 0)
                self._ends[child] += self._ends[self._fail[child]]
                waiting.append(child)

    def find(self, text: str) -> list[Occurrence]:
        """Return every occurrence, sorted by end, then start, then index."""
        found = []
        node = 0
        for place, character in enumerate(text, start=1):
            while node and character not in self._next[node]:
                node = self._fail[node]
            node = self._next[node].get(character, 0)
            found += [(index, place - self._lengths[index], place) for index in self._ends[node]]
        return sorted(found, key=_by_place)


def word_finder(words: Iterable[str]) -> WordFinder:
    """Return a finder of `words`, none of them empty; by the library when it is there."""
    listed = list(words)
    return PlainFinder(listed) if ahocorasick_rs is None else LibraryFinder(listed)


def _by_place(occurrence: Occurrence) -> tuple[int, int, int]:
    index, start, end = occurrence
    return end, start, index
