"""Everyday words, and the languages they are everyday words of."""

from array import array
from collections.abc import Iterable, Mapping, Set
from functools import cache

import marisa_trie
import orjson


class KnownWords:
    """Words of harmless sentences: what a typo or an evasion must not be mistaken for."""

    def __init__(self, trie: marisa_trie.Trie, bits: memoryview, languages: tuple[str, ...]) -> None:
        self._trie = trie
        self._bits = bits
        self._languages = languages
        self._sets = cache(self._set)
        self._lies_in: memoryview | None = None
        """What the trie is read from, where it lies; the trie does not itself keep that from going away."""

    @classmethod
    def of(cls, everyday: Mapping[str, Iterable[str]]) -> "KnownWords":
        """Return the words of each language; of sixteen languages at most."""
        trie = marisa_trie.Trie(sorted({word for words in everyday.values() for word in words}))
        bits = array("H", bytes(2 * len(trie)))
        languages = tuple(sorted(everyday))
        for place, language in enumerate(languages):
            for word in everyday[language]:
                bits[trie[word]] |= 1 << place
        return cls(trie, memoryview(bits), languages)

    def languages_of(self, word: str) -> Set[str]:
        """Return the languages in which `word` is an everyday word."""
        place = self._place(word)
        return frozenset() if place is None else self._sets(self._bits[place])

    def __contains__(self, word: str) -> bool:
        return self._place(word) is not None

    def _place(self, word: str) -> int | None:
        try:
            place: int | None = self._trie.get(word)
        except UnicodeEncodeError:  # half of a surrogate pair is in no word
            return None
        return place

    def pieces(self) -> dict[str, bytes]:
        """Return the words as bytes."""
        return {
            "known": self._trie.tobytes(),
            "known_in": self._bits.tobytes(),
            "known_languages": orjson.dumps(self._languages),
        }

    @classmethod
    def from_pieces(cls, pieces: Mapping[str, memoryview]) -> "KnownWords":
        """Return the words that `pieces` gave."""
        trie = marisa_trie.Trie().map(pieces["known"])
        words = cls(trie, pieces["known_in"].cast("H"), tuple(orjson.loads(pieces["known_languages"])))
        words._lies_in = pieces["known"]
        return words

    def _set(self, bits: int) -> Set[str]:
        return frozenset(language for place, language in enumerate(self._languages) if bits >> place & 1)
