"""From one word of a message to the parts of patterns that it matches, under every way of reading it.

Each single-word part of a pattern is an *atom*, a small number. Other ways of spelling a word lead to the same atom,
together with the view that says which way it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from mentoring.safeguarding.findings import View
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.pattern_checks import DETECTORS
from mentoring.safeguarding.spellings import spellings
from mentoring.safeguarding.typos import SHORTEST_NEIGHBOUR, Neighbours

Atom = int
AtomSeen = tuple[Atom, int]
"""An atom, and the views it was seen by: the bits of a View, because a Flag is slow where it is used often."""
_TEXTING, _LATIN, _TYPO, _GUESS = (view.value for view in (View.TEXTING, View.LATIN, View.TYPO, View.GUESS))
SURE_LETTERS = 6
"""Letters from which one wrong letter is forgiven in a word that stands alone, in rows marked core."""
LONGEST_STEM = 12


@dataclass(frozen=True, slots=True)
class _Tail:
    """What may follow a stem: up to `up_to` letters, or exactly one of `endings`."""

    atom: Atom
    up_to: int
    endings: frozenset[str] | None
    view: int

    def allows(self, rest: str) -> bool:
        if self.endings is not None:
            return rest in self.endings
        return len(rest) <= self.up_to


class Vocabulary:
    """All atoms of a lexicon. It may grow; what was looked up before is then out of date.

    `counts` tells how often words occur in everyday sentences. `texting` tells, for a language and a folded word, what
    is written for it in chats: `("es", "que")` is written `k`.
    """

    def __init__(self, counts: Mapping[str, int], texting: Mapping[tuple[str, str], Sequence[str]]) -> None:
        self._counts = counts
        self._texting = texting
        self.weights: dict[Atom, int] = {}
        """How often each atom is to be expected."""
        self.cased: dict[Atom, tuple[str, bool]] = {}
        """Atoms of rows with `exact-case`: how the word must be written, and whether more letters may follow."""
        self.plain_words: list[str] = []
        """All words that patterns name, as they are usually spelled."""
        self.words_of: defaultdict[str, set[str]] = defaultdict(set)
        """Per language, the words that patterns name, as they are usually spelled or, Bulgarian, in Latin letters."""
        self.language_of: dict[Atom, str] = {}
        self._core: set[Atom] = set()
        self._ids: dict[tuple[object, ...], Atom] = {}
        self._written: set[tuple[Atom, str]] = set()
        self._next_atom = len(DETECTORS)  # the first ones are the detectors', the same in every vocabulary
        self._words: defaultdict[str, list[AtomSeen]] = defaultdict(list)
        self._stems: defaultdict[str, list[_Tail]] = defaultdict(list)
        self._heads: set[str] = set()
        self._stem_lengths: defaultdict[str, set[int]] = defaultdict(set)
        self._endings: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}
        self._of_endings: dict[frozenset[str], Neighbours] = {}
        self._emoji: defaultdict[str, list[Atom]] = defaultdict(list)

    def word(self, text: str, written: str, language: str, *, core: bool, exact_case: bool) -> Atom:
        """Return the atom of one folded word."""
        atom, is_new = self._atom((text, written if exact_case else None, language, core), text, language)
        key = (atom, written)
        if key in self._written:
            return atom
        self._written.add(key)
        if is_new:
            if text not in self._words:
                self.plain_words.append(text)
            self._add_word(text, atom, 0)
            self.words_of[language].add(text)
            for chat_spelling in self._texting.get((language, text), ()):
                self._add_word(chat_spelling, atom, _TEXTING)
            if core:
                self._core.add(atom)
        if exact_case:
            self.cased[atom] = (written, False)
        else:
            # Also when the word is not new: it may be written with other accents, and those have other spellings.
            for spelling, view in spellings(written, text, language):
                self._add_word(spelling, atom, view)
                if view == _LATIN:
                    self.words_of[language].add(spelling)
        return atom

    def _add_word(self, spelling: str, atom: Atom, view: int) -> None:
        self._words[spelling].append((atom, view))
        self._heads.add(spelling[:4])

    def stem(
        self,
        text: str,
        written: str,
        language: str,
        *,
        up_to: int = 0,
        endings: Sequence[str] | None = None,
        core: bool,
        exact_case: bool,
    ) -> Atom:
        """Return the atom of a folded stem with up to `up_to` letters, or with one of `endings` (as written)."""
        key = (text, written if exact_case else None, language, core, up_to, endings and tuple(endings))
        atom, is_new = self._atom(key, text, language)
        if is_new:
            folded = None if endings is None else self._folded(tuple(endings))
            self._add_stem(text, _Tail(atom, up_to, folded, 0))
            if exact_case:
                self.cased[atom] = (written, True)
            else:
                respelled = None if endings is None else self._respelled(tuple(endings), language)
                for spelling, view in spellings(written, text, language):
                    self._add_stem(spelling, _Tail(atom, up_to, respelled, view))
            if core:
                self._core.add(atom)
        return atom

    def _add_stem(self, spelling: str, tail: _Tail) -> None:
        self._stems[spelling].append(tail)
        self._stem_lengths[spelling[:3]].add(len(spelling))
        self._heads.add(spelling[:4])

    def _folded(self, endings: tuple[str, ...]) -> frozenset[str]:
        key = ("", endings)
        if key not in self._endings:
            self._endings[key] = frozenset(map(fold, endings))
        return self._endings[key]

    def _respelled(self, endings: tuple[str, ...], language: str) -> frozenset[str]:
        """Return the endings of a suffix set in all spellings."""
        key = (language, endings)
        if key not in self._endings:
            self._endings[key] = frozenset(
                each
                for ending in endings
                for each in (fold(ending), *(other for other, _ in spellings(ending, fold(ending), language)))
            )
        return self._endings[key]

    def emoji(self, characters: Iterable[str], name: str) -> Atom:
        """Return the atom of an emoji: any of `characters`."""
        atom, is_new = self._atom(("emoji", name))
        if is_new:
            for character in characters:
                self._emoji[character].append(atom)
        return atom

    def emoji_atoms(self, character: str) -> Sequence[Atom]:
        """Return the atoms of one emoji."""
        return self._emoji.get(character, ())

    def look_up(self, word: str) -> list[AtomSeen]:
        """Return the atoms that a folded word matches as it stands."""
        found = list(self._words.get(word, ()))
        for length in (*self._stem_lengths.get(word[:2], ()), *self._stem_lengths.get(word[:3], ())):
            if length <= len(word) and (tails := self._stems.get(word[:length])):
                rest = word[length:]
                found.extend((tail.atom, tail.view) for tail in tails if tail.allows(rest))
        return found

    def spells(self, word: str) -> bool:
        """Whether patterns name this very word, or a stem and an ending that make it; open stems do not spell words."""
        if any(not view for _, view in self._words.get(word, ())):
            return True
        return any(
            tail.endings is not None and not tail.view and tail.allows(word[length:])
            for length in range(2, len(word) + 1)
            for tail in self._stems.get(word[:length], ())
        )

    def near(self, word: str) -> Iterator[AtomSeen]:
        """Yield atoms that `word` is one wrong letter away from.

        Seen as a TYPO when the row is marked core and the word or stem has six letters; else as a GUESS.
        """
        for other in self._neighbours.look_up(word):
            for atom, view in self._words[other]:
                if not view:
                    yield atom, self._sureness(atom, word, other)
        for length in range(SHORTEST_NEIGHBOUR - 1, min(len(word), LONGEST_STEM) + 1):
            stem, rest = word[:length], word[length:]
            for other in self._stem_neighbours.look_up(stem):
                for tail in self._stems[other]:
                    if not tail.view and tail.allows(rest):
                        yield tail.atom, self._sureness(tail.atom, stem, other)
            for tail in self._stems.get(stem, ()):
                if tail.endings and not tail.view and self._ending_neighbours(tail.endings).look_up(rest):
                    yield tail.atom, _GUESS

    def _sureness(self, atom: Atom, word: str, other: str) -> int:
        is_sure = atom in self._core and len(other) >= SURE_LETTERS and word[0] == other[0]
        return _TYPO if is_sure and len(word) >= SURE_LETTERS - 1 else _GUESS

    @cached_property
    def _neighbours(self) -> Neighbours:
        return Neighbours(self.plain_words)

    @cached_property
    def _stem_neighbours(self) -> Neighbours:
        return Neighbours((stem for stem, tails in self._stems.items() if not tails[0].view), shortest=4)

    def _ending_neighbours(self, endings: frozenset[str]) -> Neighbours:
        known = self._of_endings.get(endings)
        if known is None:
            known = self._of_endings[endings] = Neighbours(endings)
        return known

    def may_know(self, word: str) -> bool:
        """Whether `look_up` may find something; quick, and wrong only in saying yes."""
        heads = self._heads
        return word[:4] in heads or word[:3] in heads or word[:2] in heads

    def holds(self, word: str) -> bool:
        """Whether some pattern names this word itself, in some spelling."""
        return word in self._words

    def words_with(self, atoms: Set[Atom]) -> set[str]:
        """Return the words and bare stems, in all spellings, that match any of `atoms`."""
        found = set()
        for word, seen in self._words.items():
            for atom, _ in seen:
                if atom in atoms:
                    found.add(word)
                    break
        for stem, tails in self._stems.items():
            for tail in tails:
                if tail.atom in atoms:
                    found.add(stem)
                    break
        return found

    @property
    def emoji_characters(self) -> Iterable[str]:
        """All emoji that patterns name."""
        return self._emoji.keys()

    def __len__(self) -> int:
        return self._next_atom

    def _atom(self, key: tuple[object, ...], text: str | None = None, language: str = "") -> tuple[Atom, bool]:
        """Return the atom of `key` and whether it is new."""
        known = self._ids.get(key)
        if known is not None:
            return known, False
        self._ids[key] = atom = self._next_atom
        self._next_atom += 1
        if text is not None:
            self.weights[atom] = 1 + self._counts.get(text, 0)
            self.language_of[atom] = language
        return atom, True
