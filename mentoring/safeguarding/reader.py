"""Reads single words: which atoms they match, as they stand and under every way of writing them differently.

A word is read once and kept. Most words of most messages match nothing that a rule hangs on; those are called quiet,
so that a message made of them is done after one look-up for each word.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import NamedTuple

from mentoring.safeguarding.aho_corasick import word_finder
from mentoring.safeguarding.detectors import CLOSE_DIGITS, SharedWords, has_many_digits
from mentoring.safeguarding.findings import EVASIVE, View
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.hook_book import Hook, HookBook
from mentoring.safeguarding.known_words import KnownWords
from mentoring.safeguarding.likeness import Likeness, Weighed
from mentoring.safeguarding.lookalikes import looks_odd, unmixed, without_digits, without_repeats
from mentoring.safeguarding.vocabulary import Atom, AtomSeen
from mentoring.safeguarding.word_book import SHORTEST_TORN, WordBook

MOST_KEPT = 50_000
"""Words kept in memory; when there are more, all are forgotten and reading starts anew."""
MOST_TEXTS_KEPT = 16_384
"""Texts kept, half a kilobyte each: what somebody has just written is read again with what they write next."""
LONGEST_KEPT = 1_000
"""Code points of the longest text that is kept."""
LONGEST_GLUED = 40
SHORTEST_GLUED = 8
SHORTEST_STRANGE = 3
LONGEST_WORD = 20
NEVER = 1_000_000
_EVASIVE = EVASIVE.value
_DIGIT = re.compile(r"\d")
_SENTENCE_ENDS = re.compile(r"[.!?…;]+(?=\s|$)|\n")
_SINGLE_LETTER_WORDS = frozenset("aiouyeаивсоя")
EDGES = '.,!?;:"()[]{}<>…-_*~“”„«»/\\|'
"""Punctuation that stands around words."""
_NO_PUNCTUATION = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})


class Trait:
    """What makes a word worth another look, apart from the rules on it. Bits of an int, which is faster than a Flag."""

    NONE = 0
    DIGITS = 1
    SPOKEN_DIGIT = 2
    SPOKEN_DOT = 4
    STREET = 8
    EMOJI = 16
    SINGLE = 32  # one letter that is seldom a word
    FRAGMENT = 64  # the beginning of an important word, and no word itself
    STRANGE = 128  # no word that we know: perhaps one with a wrong letter, or several run together


class Digits:
    """Where a text has digits. Bits of an int."""

    NONE = 0
    MANY = 1  # enough of them close together for a telephone number
    FIRST = 2  # almost at its beginning
    LAST = 4  # almost at its end


class WordRead(NamedTuple):
    """One word: its atoms as it stands, by harmless and by evasive respelling; and what hangs on them.

    `groups` has a bit for each set of atoms that some rule needs one of, and that this word has one of.
    """

    plain: tuple[Atom, ...]
    soft: tuple[AtomSeen, ...]
    evasive: tuple[AtomSeen, ...]
    atoms: frozenset[Atom]
    hooks: Sequence[Hook]
    traits: int
    groups: int = 0

    def seen_as(self, view: View) -> "WordRead":
        """Return this word as found under one more way of reading the message."""
        bit = view.value
        soft = tuple((atom, before | bit) for atom, before in (*((atom, 0) for atom in self.plain), *self.soft))
        evasive = tuple((atom, before | bit) for atom, before in self.evasive)
        if bit & _EVASIVE:
            soft, evasive = (), soft + evasive
        return WordRead((), soft, evasive, self.atoms, self.hooks, self.traits, self.groups)


class TextRead(NamedTuple):
    """One text, folded and cut into words. `rough` are its chunks with signs in them that are no punctuation.

    `loud` are the different words that need a second look. `digits` tells where there are digits (see Digits),
    `weighed` how alike it is to danger; None when nothing was learnt of that.
    """

    folded: str
    words: Sequence[str]
    different: Set[str]
    loud: Set[str]
    rough: Sequence[str]
    digits: int
    weighed: Weighed | None


_NO_ATOMS = frozenset[Atom]()
_NOTHING = WordRead((), (), (), frozenset(), (), Trait.NONE)
_STRANGE = WordRead((), (), (), frozenset(), (), Trait.STRANGE)

WordPart = tuple[str, WordRead]
"""A word, or a part of one, and what it is."""


def rough_chunks(folded: str) -> Sequence[str]:
    """Return what stands between spaces and has signs in it that are no punctuation around a word."""
    return [chunk for chunk in folded.split() if not chunk.isalnum() and not chunk.strip(EDGES).isalnum()]


def cutter(emoji: Iterable[str]) -> re.Pattern[str]:
    """Return an expression that finds the words of a folded text, and those of `emoji`."""
    characters = "".join(map(re.escape, emoji))
    return re.compile(rf"[^\W_]+|[{characters}]" if characters else r"[^\W_]+")


def _digits_in(folded: str) -> int:
    if _DIGIT.search(folded) is None:
        return Digits.NONE
    many = Digits.MANY if has_many_digits(folded) else Digits.NONE
    first = Digits.FIRST if _DIGIT.search(folded[:CLOSE_DIGITS]) else Digits.NONE
    last = Digits.LAST if _DIGIT.search(folded[-CLOSE_DIGITS:]) else Digits.NONE
    return many | first | last


class WordReader:
    """Reads words against a vocabulary. `known` tells in which languages a word is an everyday one.

    `likeness` weighs whole texts; None: nothing was learnt.
    """

    def __init__(
        self,
        words: WordBook,
        hooks: HookBook,
        known: KnownWords,
        shared: SharedWords,
        likeness: Likeness | None = None,
    ) -> None:
        self._words = words
        self._hooks = hooks
        self._known = known
        self._shared = shared
        self.likeness = likeness
        self._inside = word_finder(sorted(word for word in words.important_words() if len(word) >= 3))
        self._cut = cutter(words.emoji_characters)
        self._read: dict[str, WordRead] = {}
        self._texts: dict[str, TextRead] = {}
        self._quiet: set[str] = set()
        self._otherwise: dict[str, tuple[WordPart, ...]] = {}
        self._special = shared.spoken.keys() | shared.streets.keys()
        self.fragments: set[str] = set()
        """Words met that are no words, but begin an important one."""

    def read_text(self, text: str) -> TextRead:
        """Return a text as it is looked at."""
        found = self._texts.get(text)
        if found is None:
            folded = fold(text)
            sentences = [self._cut_up(sentence) for sentence in _SENTENCE_ENDS.split(folded)]
            words = sentences[0] if len(sentences) == 1 else [*chain.from_iterable(sentences)]
            different = set(words)
            self.read_all(different)  # so that it is known which of them are quiet
            loud = different - self._quiet
            weighed = (
                None if self.likeness is None else self.likeness.weigh(words, [*filter(None, map(len, sentences))])
            )
            found = TextRead(folded, words, different, loud, rough_chunks(folded), _digits_in(folded), weighed)
            if len(text) <= LONGEST_KEPT:
                if len(self._texts) >= MOST_TEXTS_KEPT:
                    self._texts.clear()
                self._texts[text] = found
        return found

    def _cut_up(self, folded: str) -> list[str]:
        if folded.isascii():
            return folded.translate(_NO_PUNCTUATION).split()
        return self._cut.findall(folded)

    def cut_with_places(self, folded: str) -> Iterator[re.Match[str]]:
        """Yield the words of a folded text, and its emoji that some rule names, with their places."""
        return self._cut.finditer(folded)

    def read(self, word: str) -> WordRead:
        """Return what a folded word, or one emoji, is."""
        found = self._read.get(word)
        if found is None:
            if len(self._read) >= MOST_KEPT:
                self._read.clear()
                self._quiet.clear()
                self.fragments.clear()
                self._otherwise.clear()
            found = self._read[word] = self._read_anew(word)
            if not found.hooks and not found.traits:
                self._quiet.add(word)
            if found.traits & Trait.FRAGMENT:
                self.fragments.add(word)
        return found

    def _read_anew(self, word: str) -> WordRead:
        if (
            len(word) >= SHORTEST_STRANGE
            and word.isalpha()
            and not self._words.may_know(word)
            and word not in self._special
            and not looks_odd(word)
        ):
            return _NOTHING if word in self._known else _STRANGE
        return self._read_closely(word)

    def groups_of(self, atoms: Iterable[Atom]) -> int:
        """Return the groups (see WordRead) of `atoms`."""
        return self._hooks.groups_of(atoms)

    def read_all(self, words: Collection[str]) -> list[WordRead]:
        """Return what each of `words` is."""
        try:
            return list(map(self._read.__getitem__, words))  # they have usually been read
        except KeyError:
            for word in set(words).difference(self._read):
                self.read(word)
            return [self.read(word) for word in words]

    def hooks_of(self, atoms: Iterable[Atom]) -> list[Hook]:
        """Return what hangs on any of `atoms`."""
        return self._hooks.hooks_of(atoms)

    @property
    def cased(self) -> Set[Atom]:
        """Atoms that match a word only in the case of letters in which their row has it."""
        return self._words.cased.keys()

    def keeps_case(self, atom: Atom, written: str) -> bool:
        """Whether `written`, as it stands in the message, has the case of letters that `atom` asks for."""
        wanted, is_stem = self._words.cased[atom]
        return written.startswith(wanted) if is_stem else written == wanted

    def known_in(self, word: str) -> Set[str]:
        """Return the languages in which `word` is an everyday word."""
        return self._known.languages_of(word)

    def is_important(self, word: str) -> bool:
        """Whether a rule hangs on this word, long enough that it is no chance."""
        return len(word) >= SHORTEST_TORN and any(self._hooks.has(atom) for atom, _ in self._words.look_up(word))

    def is_known(self, word: str) -> bool:
        """Whether this is an everyday word of any language."""
        return word in self._known

    def is_beginning(self, word: str) -> bool:
        """Whether this is an important word or the beginning of one."""
        return self._words.begins_important(word) or self.is_important(word)

    def otherwise(self, word: str) -> tuple[WordPart, ...]:
        """Return what else a strange word may be; `()` for nothing.

        Several parts: words run together. One part, spelled as the word itself: words of patterns that it is nearly.
        """
        found = self._otherwise.get(word)
        if found is None:
            found = self._otherwise[word] = self._otherwise_anew(word)
        return found

    def _otherwise_anew(self, word: str) -> tuple[WordPart, ...]:
        parts = self._glued(word)
        if parts:
            return tuple((part, self.read(part).seen_as(View.GLUED)) for part in parts)
        seen: dict[Atom, int] = {}
        for spelling in without_repeats(word):
            self._add(seen, spelling, View.REPEATS)
        for atom, view in self._words.near(word):
            seen[atom] = min(view, seen.get(atom, view))
        if not seen:
            return ()
        seen.update(self._words.look_up(word))
        return ((word, self._word_read(seen, Trait.NONE)),)

    def _add(self, seen: dict[Atom, int], word: str, view: View) -> None:
        """Add what `word` matches, as seen by `view`, to what was seen without it."""
        bit = view.value
        if self._words.may_know(word):
            for atom, more in self._words.look_up(word):
                seen.setdefault(atom, bit | more)

    def read_disguised(self, meant: Iterable[tuple[str, View]]) -> WordRead | None:
        """Return a word that may mean any of `meant`; None when none of them means anything to the lexicon."""
        seen: dict[Atom, int] = {}
        for word, view in meant:
            self._add(seen, word, view)
        return self._word_read(seen, Trait.NONE) if seen else None

    def leet(self, written: str) -> Iterator[tuple[str, View]]:
        """Yield what a word with digits or signs for letters may mean."""
        return without_digits(written)

    def masked(self, written: str, masks: str) -> Iterator[str]:
        """Yield the words of patterns that `written` is, when each of `masks` stands for one letter: `k*ll`.

        The first letter must be open, and the second or the last one as well.
        """
        if len(written) < 3:
            return
        beginning = written[0] if written[-1] not in masks else written[:2]
        for word in self._words.plain_words(beginning, len(written)):
            if all(sign == letter or sign in masks for sign, letter in zip(written, word, strict=True)):
                yield word

    def segment(self, text: str, languages: Iterable[str] = ()) -> tuple[str, ...] | None:
        """Return `text` cut into words of one language, as few and as likely ones as possible; None if it cannot be.

        `languages` are those that are tried; none: all of them.
        """
        if len(text) > LONGEST_GLUED:
            return None
        found = [self._segment(text, language) for language in languages or self._words.languages]
        return min((cut for cut in found if cut), default=(0, None))[1]

    def _segment(self, text: str, language: str) -> tuple[int, tuple[str, ...]] | None:
        """Return the cost (see `_cost`) and the words."""
        best: list[tuple[int, int]] = [(0, 0)] + [(NEVER, 0)] * len(text)
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - LONGEST_WORD), end):
                before = best[start][0]
                if before < NEVER:
                    at_edge = start == 0 or end == len(text)
                    cost = before + self._cost(text[start:end], language, at_edge=at_edge)
                    if cost < best[end][0]:
                        best[end] = (cost, start)
        if best[-1][0] >= NEVER:
            return None
        words: list[str] = []
        end = len(text)
        while end:
            start = best[end][1]
            words.append(text[start:end])
            end = start
        return best[-1][0], tuple(reversed(words))

    def _cost(self, word: str, language: str, *, at_edge: bool) -> int:
        """Return how unlikely it is that `word` is one of several that were run together; NEVER if it is no word.

        `voy a m a t a r` is "a matar": a single letter is a word at the edge sooner than inside, and "matar" is a word
        that somebody may want to hide; "am atar" is two words by chance.
        """
        if self._words.names(word, language) or language in self._known.languages_of(word):
            if len(word) == 1:
                return (14 if at_edge else 19) if word in _SINGLE_LETTER_WORDS else 25
            if len(word) == 2:
                return 16
            return 2 if len(word) > 3 and self._words.is_important(word) else 10
        if len(word) >= SHORTEST_TORN and any(
            self._words.language_of(atom) == language for atom, _ in self._words.look_up(word)
        ):
            return 22
        return NEVER

    def _read_closely(self, word: str) -> WordRead:
        if emoji := self._words.emoji_atoms(word):
            return self._word_read(dict.fromkeys(emoji, 0), Trait.EMOJI)
        seen: dict[Atom, int] = {}
        may_know = self._words.may_know(word)
        for atom, view in self._words.look_up(word) if may_know else ():
            seen.setdefault(atom, view)
        if looks_odd(word):
            # Also when some stem happens to match: `su*` says nothing about su1c1de.
            for spelling in without_repeats(word):
                self._add(seen, spelling, View.REPEATS)
            for spelling in unmixed(word):
                self._add(seen, spelling, View.LOOKALIKE)
            for spelling, by in without_digits(word):
                self._add(seen, spelling, by)
            if not word.isalnum():
                self._add(seen, "".join(filter(str.isalnum, word)), View.JOINED)
        traits = self._traits(word)
        if word not in self._known and not (may_know and self._words.spells(word)):
            if word.isalpha() and len(word) >= SHORTEST_STRANGE:
                traits |= Trait.STRANGE
            if word.isalpha() and self._words.begins_important(word):
                traits |= Trait.FRAGMENT
        return self._word_read(seen, traits)

    def _traits(self, word: str) -> int:
        traits = Trait.NONE
        if not word.isalpha():
            traits |= Trait.DIGITS
        elif len(word) == 1 and word not in _SINGLE_LETTER_WORDS:
            traits |= Trait.SINGLE
        spoken = self._shared.spoken.get(word, ())
        if any(meaning.isdigit() for meaning in spoken):
            traits |= Trait.SPOKEN_DIGIT
        if "." in spoken:
            traits |= Trait.SPOKEN_DOT
        if word in self._shared.streets:
            traits |= Trait.STREET
        return traits

    def _word_read(self, seen: Mapping[Atom, int], traits: int) -> WordRead:
        if not seen:
            return WordRead((), (), (), _NO_ATOMS, (), traits)
        atoms = frozenset(seen)
        return WordRead(
            plain=tuple(atom for atom, view in seen.items() if not view),
            soft=tuple((atom, view) for atom, view in seen.items() if view and not view & _EVASIVE),
            evasive=tuple((atom, view) for atom, view in seen.items() if view & _EVASIVE),
            atoms=atoms,
            hooks=self.hooks_of(atoms),
            traits=traits,
            groups=self.groups_of(atoms),
        )

    def _glued(self, word: str) -> tuple[str, ...]:
        """Return the words that were run together into `word`, `()` when that is not likely.

        One of them must be important and all of one language, and they must be as long as words usually are: short
        ones fit into anything.
        """
        if not SHORTEST_GLUED <= len(word) <= LONGEST_GLUED:
            return ()
        important = {word[start:end] for _, start, end in self._inside.find(word)}
        languages = {
            language
            for each in important
            for atom, _ in self._words.look_up(each)
            if (language := self._words.language_of(atom)) is not None
        }
        parts = self.segment(word, languages) if languages else None
        if parts is None or not 1 < len(parts) <= len(word) / 2.5 or important.isdisjoint(parts):
            return ()
        short = sum(len(part) < 3 for part in parts)
        return () if any(len(part) < 2 for part in parts[1:]) or 2 * short > len(parts) else parts
