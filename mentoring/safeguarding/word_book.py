"""The words of all patterns in tries and arrays: what Vocabulary collects, a tenth of its size, and no longer growing.

A trie numbers the words it holds; arrays say by that number what each word is. Everything asked here is asked once for
each new word of a conversation, because the reader keeps its answers.
"""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cache

import marisa_trie
import orjson

from mentoring.safeguarding.findings import View
from mentoring.safeguarding.number_lists import NumberLists
from mentoring.safeguarding.typos import SHORTEST_NEIGHBOUR, Neighbours, shortened_words
from mentoring.safeguarding.vocabulary import Atom, AtomSeen, Vocabulary

_VIEW_BITS = len(View)
_VIEWS = (1 << _VIEW_BITS) - 1
_NO_ENDINGS = 0
_IMPORTANT = 1
"""Bit of a word that some rule hangs on; the bits above say in which languages patterns name it."""
SHORTEST_TORN = 5
SHORTEST_STEM_NEIGHBOUR = 4
SURE_LETTERS = 6
"""Letters from which one wrong letter is forgiven in a word that stands alone, in rows marked core."""
LONGEST_STEM = 12
_TYPO, _GUESS = View.TYPO.value, View.GUESS.value


class WordBook:
    """All words and stems of a lexicon. Made of a Vocabulary by `of`, kept by `pieces`."""

    def __init__(self, pieces: Mapping[str, memoryview]) -> None:
        """Open the book that `pieces` gave."""
        self._pieces = pieces  # tries are read where they lie, and do not themselves keep that from going away
        facts = orjson.loads(pieces["words_facts"])
        self.languages: tuple[str, ...] = tuple(facts["languages"])
        """The languages that patterns are in."""
        self.cased: Mapping[Atom, tuple[str, bool]] = {int(a): (w, s) for a, (w, s) in facts["cased"].items()}
        """Atoms of rows with `exact-case`: how the word must be written, and whether more letters may follow."""
        self._emoji: Mapping[str, Sequence[Atom]] = facts["emoji"]
        self._endings = [frozenset(each) for each in facts["endings"]]
        self._trie = marisa_trie.Trie().map(pieces["words"])
        self._marks = pieces["words_marks"].cast("H")
        self._seen = NumberLists.from_bytes(pieces["words_seen"])
        self._tails = NumberLists.from_bytes(pieces["words_tails"])
        self._languages_of_atoms = pieces["words_languages"]
        self._core = pieces["words_core"]
        self._plain = marisa_trie.Trie().map(pieces["words_plain"])
        self._beginnings = marisa_trie.Trie().map(pieces["words_beginnings"])
        self._neighbours = _Neighbours(pieces["words_near"], self._trie, SHORTEST_NEIGHBOUR)
        self._stem_neighbours = _Neighbours(pieces["stems_near"], self._trie, SHORTEST_STEM_NEIGHBOUR)
        self._neighbours_of_endings = cache(lambda number: Neighbours(self._endings[number]))

    @staticmethod
    def pieces(vocabulary: Vocabulary, important: Set[str] = frozenset()) -> dict[str, bytes]:
        """Return a vocabulary as bytes; `important` are the words, in all spellings, that rules hang on.

        Where none are, misspellings are not asked for either, and their large index is left out.
        """
        words, stems = vocabulary.words, vocabulary.stems
        trie = marisa_trie.Trie(sorted(words.keys() | stems.keys()))
        in_order = sorted(words.keys() | stems.keys(), key=trie.get)
        languages = tuple(sorted(vocabulary.words_of))
        endings: dict[frozenset[str], int] = {}

        def tails_of(stem: str) -> Iterator[int]:
            for tail in stems.get(stem, ()):
                number = _NO_ENDINGS
                if tail.endings is not None:
                    number = endings.setdefault(tail.endings, len(endings) + 1)
                yield from (tail.atom << _VIEW_BITS | tail.view, tail.up_to, number)

        marks = array("H", bytes(2 * len(trie)))
        for place, word in enumerate(in_order):
            marks[place] |= _IMPORTANT * (word in important)
            for bit, language in enumerate(languages, start=1):
                marks[place] |= (word in vocabulary.words_of[language]) << bit
        tails = NumberLists(tails_of(word) for word in in_order)
        none = len(languages)
        of_atoms = bytes(
            languages.index(vocabulary.language_of[atom]) if vocabulary.language_of.get(atom) in languages else none
            for atom in range(len(vocabulary))
        )
        plain = vocabulary.plain_words
        own_stems = [stem for stem, tails in stems.items() if not tails[0].view]
        torn = sorted(word for word in plain if len(word) >= SHORTEST_TORN and word in important)
        facts = {
            "languages": languages,
            "cased": {str(atom): wanted for atom, wanted in vocabulary.cased.items()},
            "emoji": {character: list(vocabulary.emoji_atoms(character)) for character in vocabulary.emoji_characters},
            "endings": [[], *(sorted(each) for each in endings)],
        }
        return {
            "words_facts": orjson.dumps(facts),
            "words": trie.tobytes(),
            "words_marks": marks.tobytes(),
            "words_seen": NumberLists(
                [atom << _VIEW_BITS | view for atom, view in words.get(word, ())] for word in in_order
            ).to_bytes(),
            "words_tails": tails.to_bytes(),
            "words_languages": of_atoms,
            "words_core": bytes(atom in vocabulary.core for atom in range(len(vocabulary))),
            "words_plain": marisa_trie.Trie(sorted(set(plain))).tobytes(),
            "words_beginnings": marisa_trie.Trie(torn).tobytes(),
            "words_near": _near_pieces(plain if important else (), SHORTEST_NEIGHBOUR, trie),
            "stems_near": _near_pieces(own_stems if important else (), SHORTEST_STEM_NEIGHBOUR, trie),
        }

    def __len__(self) -> int:
        return len(self._languages_of_atoms)

    def look_up(self, word: str) -> list[AtomSeen]:
        """Return the atoms that a folded word matches as it stands."""
        found: list[AtomSeen] = []
        place = self._place(word)
        if place is not None:
            found += [(seen >> _VIEW_BITS, seen & _VIEWS) for seen in self._seen[place]]
        for stem, number in self._stems_of(word):
            rest = word[len(stem) :]
            for seen, up_to, endings in self._tails_at(number):
                if self._may_follow(rest, up_to, endings):
                    found.append((seen >> _VIEW_BITS, seen & _VIEWS))
        return found

    def spells(self, word: str) -> bool:
        """Whether patterns name this very word, or a stem and an ending that make it; open stems do not spell words."""
        place = self._place(word)
        if place is not None and any(not seen & _VIEWS for seen in self._seen[place]):
            return True
        return any(
            endings and not seen & _VIEWS and word[len(stem) :] in self._endings[endings]
            for stem, number in self._stems_of(word)
            for seen, _, endings in self._tails_at(number)
        )

    def near(self, word: str) -> Iterator[AtomSeen]:
        """Yield atoms that `word` is one wrong letter away from.

        Seen as a TYPO when the row is marked core and the word or stem has six letters; else as a GUESS.
        """
        for other in self._neighbours.look_up(word):
            for seen in self._seen[self._trie[other]]:
                if not seen & _VIEWS:
                    yield seen >> _VIEW_BITS, self._sureness(seen >> _VIEW_BITS, word, other)
        for length in range(SHORTEST_NEIGHBOUR - 1, min(len(word), LONGEST_STEM) + 1):
            yield from self._stems_near(word[:length], word[length:])

    def _stems_near(self, stem: str, rest: str) -> Iterator[AtomSeen]:
        for other in self._stem_neighbours.look_up(stem):
            for seen, up_to, endings in self._tails_at(self._trie[other]):
                if not seen & _VIEWS and self._may_follow(rest, up_to, endings):
                    yield seen >> _VIEW_BITS, self._sureness(seen >> _VIEW_BITS, stem, other)
        place = self._place(stem)
        for seen, _, endings in () if place is None else self._tails_at(place):
            if endings and not seen & _VIEWS and self._neighbours_of_endings(endings).look_up(rest):
                yield seen >> _VIEW_BITS, _GUESS

    def _sureness(self, atom: Atom, word: str, other: str) -> int:
        is_sure = self._core[atom] and len(other) >= SURE_LETTERS and word[0] == other[0]
        return _TYPO if is_sure and len(word) >= SURE_LETTERS - 1 else _GUESS

    def _may_follow(self, rest: str, up_to: int, endings: int) -> bool:
        return rest in self._endings[endings] if endings else len(rest) <= up_to

    def may_know(self, word: str) -> bool:
        """Whether `look_up` may find something; quick, and wrong only in saying yes."""
        try:
            begun = next(self._trie.iterkeys(word[:4]), None) is not None
            return begun or word[:3] in self._trie or word[:2] in self._trie
        except UnicodeEncodeError:
            return False

    def language_of(self, atom: Atom) -> str | None:
        """Return the language whose patterns an atom comes from; None for what is of no language."""
        number = self._languages_of_atoms[atom]
        return self.languages[number] if number < len(self.languages) else None

    def names(self, word: str, language: str) -> bool:
        """Whether patterns of a language name this word, as usually spelled or, Bulgarian, in Latin letters."""
        place = self._place(word)
        return place is not None and bool(self._marks[place] >> (1 + self.languages.index(language)) & 1)

    def is_important(self, word: str) -> bool:
        """Whether rules hang on this word or stem, as patterns spell it or in another spelling."""
        place = self._place(word)
        return place is not None and bool(self._marks[place] & _IMPORTANT)

    def important_words(self) -> Iterator[str]:
        """Yield all words and stems that rules hang on."""
        return (word for word in self._trie.iterkeys() if self._marks[self._trie[word]] & _IMPORTANT)

    def begins_important(self, word: str) -> bool:
        """Whether some longer, important word begins with these letters, two or more."""
        if len(word) < 2:
            return False
        try:
            return any(key != word for key in self._beginnings.iterkeys(word))
        except UnicodeEncodeError:
            return False

    def plain_words(self, beginning: str, length: int) -> Iterator[str]:
        """Yield the words that patterns name which begin so and have so many letters."""
        try:
            yield from (word for word in self._plain.iterkeys(beginning) if len(word) == length)
        except UnicodeEncodeError:
            return

    def emoji_atoms(self, character: str) -> Sequence[Atom]:
        """Return the atoms of one emoji."""
        return self._emoji.get(character, ())

    @property
    def emoji_characters(self) -> Iterable[str]:
        """All emoji that patterns name."""
        return self._emoji.keys()

    def _place(self, word: str) -> int | None:
        try:
            place: int | None = self._trie.get(word)
        except UnicodeEncodeError:  # half of a surrogate pair is in no pattern
            return None
        return place

    def _stems_of(self, word: str) -> Iterator[tuple[str, int]]:
        try:
            yield from self._trie.iter_prefixes_with_ids(word)
        except UnicodeEncodeError:
            return

    def _tails_at(self, place: int) -> Iterator[tuple[int, int, int]]:
        numbers = iter(self._tails[place])
        return zip(numbers, numbers, numbers, strict=True)


class _Neighbours(Neighbours):
    """The same as its parent, on a trie."""

    def __init__(self, kept: memoryview, words: marisa_trie.Trie, shortest: int) -> None:
        super().__init__((), shortest)
        self._kept = kept  # as in WordBook
        self._records = marisa_trie.RecordTrie("<I").map(kept)
        self._trie = words

    def _longer_than(self, short: str) -> Collection[str]:
        return [self._trie.restore_key(number - 1) for (number,) in self._records.get(short, ()) if number]

    def _holds(self, word: str) -> bool:
        return (0,) in self._records.get(word, ())


def _near_pieces(words: Collection[str], shortest: int, trie: marisa_trie.Trie) -> bytes:
    # 0 says that the word itself is there; a place in the trie is one less than its number here.
    records = [
        (short, (trie[word] + 1,)) for word in set(words) if len(word) >= shortest for short in shortened_words(word)
    ]
    records += [(word, (0,)) for word in set(words) if len(word) >= shortest]
    return bytes(marisa_trie.RecordTrie("<I", records).tobytes())
