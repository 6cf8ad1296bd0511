"""The words of patterns, collected while they are compiled: which atoms each of them leads to, in all its spellings.

Each single-word part of a pattern is an *atom*, a small number. Other ways of spelling a word lead to the same atom,
together with the view that says which way it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from mentoring.safeguarding.detector_atoms import DETECTOR_ATOMS
from mentoring.safeguarding.findings import View
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.spellings import spellings

Atom = int
AtomSeen = tuple[Atom, int]
"""An atom, and the views it was seen by: the bits of a View, because a Flag is slow where it is used often."""
_TEXTING, _LATIN = View.TEXTING.value, View.LATIN.value


@dataclass(frozen=True, slots=True)
class Tail:
    """What may follow a stem: up to `up_to` letters, or exactly one of `endings`."""

    atom: Atom
    up_to: int
    endings: frozenset[str] | None
    view: int


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
        self.core: set[Atom] = set()
        self._ids: dict[tuple[object, ...], Atom] = {}
        self._written: set[tuple[Atom, str]] = set()
        self._next_atom = DETECTOR_ATOMS  # the first ones are the detectors', the same in every vocabulary
        self.words: defaultdict[str, list[AtomSeen]] = defaultdict(list)
        self.stems: defaultdict[str, list[Tail]] = defaultdict(list)
        self._endings: dict[tuple[str, tuple[str, ...]], frozenset[str]] = {}
        self._emoji: defaultdict[str, list[Atom]] = defaultdict(list)

    def word(self, text: str, written: str, language: str, *, core: bool, exact_case: bool) -> Atom:
        """Return the atom of one folded word."""
        atom, is_new = self._atom((text, written if exact_case else None, language, core), text, language)
        key = (atom, written)
        if key in self._written:
            return atom
        self._written.add(key)
        if is_new:
            if text not in self.words:
                self.plain_words.append(text)
            self._add_word(text, atom, 0)
            self.words_of[language].add(text)
            for chat_spelling in self._texting.get((language, text), ()):
                self._add_word(chat_spelling, atom, _TEXTING)
            if core:
                self.core.add(atom)
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
        self.words[spelling].append((atom, view))

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
            self._add_stem(text, Tail(atom, up_to, folded, 0))
            if exact_case:
                self.cased[atom] = (written, True)
            else:
                respelled = None if endings is None else self._respelled(tuple(endings), language)
                for spelling, view in spellings(written, text, language):
                    self._add_stem(spelling, Tail(atom, up_to, respelled, view))
            if core:
                self.core.add(atom)
        return atom

    def _add_stem(self, spelling: str, tail: Tail) -> None:
        self.stems[spelling].append(tail)

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

    def words_with(self, atoms: Set[Atom]) -> set[str]:
        """Return the words and bare stems, in all spellings, that match any of `atoms`."""
        found = set()
        for word, seen in self.words.items():
            for atom, _ in seen:
                if atom in atoms:
                    found.add(word)
                    break
        for stem, tails in self.stems.items():
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
