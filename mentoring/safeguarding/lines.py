"""A message as a line of words that rules can be matched against."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property

from mentoring.safeguarding.findings import View
from mentoring.safeguarding.matching import Atoms, Match, Reading, Step, matches
from mentoring.safeguarding.message import Message, Place
from mentoring.safeguarding.reader import WordRead, WordReader
from mentoring.safeguarding.rules import Reach, Rule

_GUESS = View.GUESS.value
FEWEST_VOTES = 4
"""Everyday words of one language in a message that is evidently in it."""


class Level(IntEnum):
    """How freely words are read; each level holds what the one before does."""

    AS_WRITTEN = 0
    RESPELLED = 1
    DISGUISED = 2


class Line:
    """Words in order: those of `message`, perhaps with disguised ones put right.

    `detected` gives, for each atom that covers several words, spans of the folded text. `places` is only called when
    something matched, or when it matters where words stand.
    """

    def __init__(
        self,
        words: Sequence[WordRead],
        places: Callable[[], Sequence[Place]],
        detected: Mapping[int, Sequence[tuple[int, int]]],
        message: Message,
        reader: WordReader,
    ) -> None:
        self._words = words
        self._get_places = places
        self._detected = detected
        self._message = message
        self._reader = reader
        self._readings: dict[Level, Reading] = {}
        self._found: dict[Step, list[Match]] = {}
        self._reread: dict[WordReader, Reading] = {}
        self._around: dict[tuple[Step, int], int] = {}

    @cached_property
    def places(self) -> Sequence[Place]:
        """The words with their places in the folded text."""
        return self._get_places()

    def may_match(self, rule: Rule) -> bool:
        """Whether the words of `rule` stand as it asks, however freely read; exceptions and the like are left open."""
        reading = self.reading(Level.DISGUISED)
        return rule.step.forward(reading.all_places, reading) != 0

    def reading(self, level: Level) -> Reading:
        """Return the words as rules see them at `level`."""
        reading = self._readings.get(level)
        if reading is None:
            reading = self._readings[level] = self._new_reading(level)
        return reading

    def levels(self, atoms: Atoms) -> Iterator[Level]:
        """Yield the levels at which words have more of `atoms` than at the one before: others find nothing new."""
        there = atoms & self.reading(Level.DISGUISED).atoms
        before: list[int] = []
        for level in Level:
            masks = self.reading(level).masks
            here = [masks.get(atom, 0) for atom in there]
            if here != before:
                yield level
            before = here

    def _new_reading(self, level: Level) -> Reading:
        if level is not Level.DISGUISED and self._says_no_more_than(level):
            return self.reading(Level.DISGUISED)
        if level is Level.DISGUISED:
            masks = _masks([word.atoms for word in self._words])
        elif level is Level.RESPELLED:
            masks = _masks([(*word.plain, *[atom for atom, _ in word.soft]) for word in self._words])
        else:
            masks = _masks([word.plain for word in self._words])
        for atom in masks.keys() & self._reader.cased:
            masks[atom] = sum(
                1 << index
                for index, place in enumerate(self.places)
                if masks[atom] >> index & 1
                and self._reader.keeps_case(atom, self._message.original(place.start, place.end))
            )
        return self._with_masks(masks)

    def _says_no_more_than(self, level: Level) -> bool:
        """Whether the words, however freely read, are no others than at `level`."""
        soft_too = level is Level.AS_WRITTEN
        return not any(word.evasive or (soft_too and word.soft) for word in self._words)

    def _with_masks(self, masks: dict[int, int]) -> Reading:
        starts, ends = self._message_places
        return Reading(len(self._words), masks, self._detected_words, starts, ends)

    @cached_property
    def _message_places(self) -> tuple[int, int]:
        """The places (see matching.py) where messages start, and those where they end."""
        starts, ends = 1, 1 << len(self._words)
        for start in self._message.starts[1:]:
            place = 1 << bisect_left(self.places, start, key=lambda place: place.start)
            starts, ends = starts | place, ends | place
        return starts, ends

    @cached_property
    def _detected_words(self) -> dict[int, list[tuple[int, int]]]:
        """What was detected, by words instead of characters."""
        if not self._detected:
            return {}
        starts, ends = [place.start for place in self.places], [place.end for place in self.places]
        return {
            atom: [(bisect_right(ends, start), bisect_left(starts, end)) for start, end in spans]
            for atom, spans in self._detected.items()
        }

    def all_matches(self, step: Step) -> list[Match]:
        """Return the matches of a context set or an exception, however its words are spelled."""
        found = self._found.get(step)
        if found is None:
            found = self._found[step] = list(matches(step, self.reading(Level.DISGUISED)))
        return found

    def stands_near(self, match: Match, step: Step, within: int) -> bool:
        """Whether something that `step` matches has at most `within` words between itself and `match`."""
        around = self._around.get((step, within))
        if around is None:
            around = 0
            for other in self.all_matches(step):
                around |= (1 << other.end + within + 1) - (1 << max(0, other.start - within - 1))
            self._around[step, within] = around
        return bool(around >> match.start & (1 << match.end - match.start) - 1)

    def is_excepted(self, match: Match, rule: Rule, reader: WordReader) -> bool:
        """Whether one of the exceptions of `rule`, in words of `reader`, covers `match` or stands near it."""
        reading = self._reread.get(reader)
        if reading is None:
            words = [reader.read(place.text).atoms for place in self.places]
            reading = self._reread[reader] = self._with_masks(_masks(words))
        present = reading.masks.keys()
        for needed, step, reach in rule.exceptions:
            if any(atoms.isdisjoint(present) for atoms in needed):
                continue
            found = self._found.get(step)
            if found is None:
                found = self._found[step] = list(matches(step, reading))
            if found and (_covers(found, match) if reach is None else self._spares(found, match, reach, rule)):
                return True
        return False

    def _spares(self, found: Sequence[Match], match: Match, reach: Reach, rule: Rule) -> bool:
        """Whether one of `found` stands so near; inside the match, something with a word that is not the rule's."""
        before, after = reach
        for other in found:
            if other.end <= match.start:
                if before is not None and match.start - other.end <= before:
                    return True
            elif other.start >= match.end:
                return after is not None and other.start - match.end <= after
            elif before is not None and after is not None:
                words = self._words[other.start : other.end]
                if any(word.atoms.isdisjoint(rule.all_atoms) for word in words):
                    return True
        return False

    def stands_before_or_inside(self, match: Match, step: Step, within: int, *, not_among: Atoms) -> bool:
        """Whether `step` matches inside `match` or at most `within` words before it, in words not among these atoms."""
        found = self.all_matches(step)
        first = bisect_left(found, match.start - within, key=lambda other: other.end)
        for other in found[first:]:
            if other.start >= match.end:
                break
            inside = self._words[max(other.start, match.start) : other.end]
            if not inside or any(word.atoms.isdisjoint(not_among) for word in inside):
                return True
        return False

    def is_evidently_in(self, language: str, *, rather_than: str) -> bool:
        """Whether far more of the words are everyday words of `language` than of the other."""
        votes = self._votes[language]
        return votes >= FEWEST_VOTES and votes >= 2 * self._votes[rather_than]

    @cached_property
    def _votes(self) -> Counter[str]:
        """How many of the words are everyday words of each language."""
        return Counter(language for place in self.places for language in self._reader.known_in(place.text))

    def guessed(self, match: Match, atoms: Atoms) -> list[str]:
        """Return the words of a match of a rule with these `atoms` that are only taken for what they nearly are."""
        return [
            place.text
            for place in self.places[match.start : match.end]
            if atoms.isdisjoint(place.word.plain)
            and min((view for atom, view in (*place.word.soft, *place.word.evasive) if atom in atoms), default=0)
            == _GUESS
        ]

    def text_span(self, match: Match) -> tuple[int, int]:
        """Return where in the folded text a match starts and ends; a phone number begins with its `+`, not after it."""
        start, end = self.places[match.start].start, self.places[match.end - 1].end
        for spans in self._detected.values():
            for first, last in spans:
                start = first if first < start < last else start
                end = last if first < end < last else end
        return start, end

    def views(self, match: Match, atoms: Atoms, level: Level) -> View:
        """Return the ways of reading that a match of a rule with these `atoms` needed."""
        views = 0
        if level is not Level.AS_WRITTEN:
            for word in self._words[match.start : match.end]:
                if atoms.isdisjoint(word.plain):
                    views |= min((view for atom, view in (*word.soft, *word.evasive) if atom in atoms), default=0)
        return View(views)


def _covers(found: Sequence[Match], match: Match) -> bool:
    before = bisect_right(found, match.start, key=lambda other: other.start)
    return before > 0 and found[before - 1].end >= match.end  # none lies inside another, so the last ends last


def _masks(words: Iterable[Iterable[int]]) -> dict[int, int]:
    """Return for each atom the words that have it (bit i: the i-th word)."""
    masks: dict[int, int] = {}
    bit = 1
    for atoms in words:
        for atom in atoms:
            if atom in masks:
                masks[atom] |= bit
            else:
                masks[atom] = bit
        bit <<= 1
    return masks
