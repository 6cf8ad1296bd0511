"""From a row of the lexicon to a rule that can be matched, or to the reason why it cannot be."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from mentoring.people import Role
from mentoring.safeguarding import patterns
from mentoring.safeguarding.detector_atoms import CONTACT_DETECTORS
from mentoring.safeguarding.findings import Category, Severity
from mentoring.safeguarding.hook_book import Hanging
from mentoring.safeguarding.likeness import Talk
from mentoring.safeguarding.matching import AnyOf, Atoms, Close, InTurn, ManyWords, OneWord, Possibly, Step
from mentoring.safeguarding.needed_words import Needed, NeededWords
from mentoring.safeguarding.pattern_checks import (
    Names,
    is_plainly_well_formed,
    refuse_bare_words,
    refuse_nothing,
    refuse_unknown_names,
)
from mentoring.safeguarding.patterns import PatternError, parse
from mentoring.safeguarding.sources import LexiconRow, RowFlag, is_own
from mentoring.safeguarding.step_writer import LanguageData, StepWriter
from mentoring.safeguarding.vocabulary import Vocabulary

_NEAR = re.compile(
    r"(?P<around>.*\S)\s+~(?P<within>\d+)|(?P<first>.*\S)\s+\.\.(?P<before>\d+)\s+_|_\s+\.\.(?P<after>\d+)\s+(?P<second>\S.*)"
)


class Need(NamedTuple):
    """Another pattern that must match too: within `within` words of the match, or, if None, anywhere in the window."""

    step: Step
    within: int | None


class Reach(NamedTuple):
    """How many words may stand between: something and a match after it, a match and something after it; None: none.

    With both, it may also stand inside the match, in a gap.
    """

    before: int | None
    after: int | None


class Exempting(NamedTuple):
    """What makes a match harmless: a step in words of its own. Every match of it has one atom of each of `needed`.

    Without `reach` it must cover the match (column `except`); with it, stand near the match (column `unless`).
    """

    needed: tuple[Atoms, ...]
    step: Step
    reach: Reach | None


class RowHead(NamedTuple):
    """What a message needs to know of a row besides its pattern. `direction` is None when anybody may have written."""

    id: str
    language: str
    category: Category
    severity: Severity
    direction: Role | None
    flags: frozenset[RowFlag]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row, compiled. Its exceptions are in words of their own (see lexicon.py).

    `all_atoms` is every atom of the pattern, those of detectors included, each once.
    """

    row: RowHead
    step: Step
    all_atoms: Sequence[int]
    need: Need | None
    exceptions: Sequence[Exempting] = ()

    @property
    def atoms(self) -> Atoms:
        """Every atom of the pattern, those of detectors included."""
        return frozenset(self.all_atoms)

    @property
    def heeds_talk(self) -> bool:
        """Whether a match in plain words counts less in harmless talk; not of own rows, nor of contact details."""
        return not (is_own(self.row.id) or any(atom < len(CONTACT_DETECTORS) for atom in self.all_atoms))

    @property
    def silenced_by(self) -> Talk | None:
        """The talk in which, and in more harmless one, a match in plain words counts for nothing; None: there is none.

        Rows of critical severity are never silenced, those marked `always` later than others.
        """
        if not self.heeds_talk or self.row.severity is Severity.CRITICAL:
            return None
        return Talk.CERTAINLY_HARMLESS if RowFlag.ALWAYS in self.row.flags else Talk.PLAINLY_HARMLESS


class RuleWriter:
    """Compiles the rows of one language. Raises PatternError with a sentence when a pattern cannot be compiled."""

    def __init__(self, data: LanguageData, vocabulary: Vocabulary) -> None:
        self._data = data
        self._names = Names(data.language, data.contexts, data.suffixes, data.emoji)
        self._vocabulary = vocabulary
        self._beginnings_of_identity = {word[:length] for word in data.identity for length in range(2, len(word))}
        self._contexts: dict[str, Step] = {}
        self._being_made: list[str] = []
        self._phrases: dict[str, Step] = {}
        self._needed = NeededWords(vocabulary.weights)
        self._plain = StepWriter(data, vocabulary, self.context, self._needed)
        self._writers = {(False, False): self._plain}

    def context(self, name: str) -> Step:
        """Return the step of a context set that the language has."""
        if name in self._being_made:
            raise PatternError(f"the context set `{name}` holds itself: {' → '.join((*self._being_made, name))}")
        if name not in self._contexts:
            alternatives = []
            for phrase in self._data.contexts[name]:
                part = parse(phrase)
                if isinstance(part, patterns.Near):
                    raise PatternError(f"`{phrase}`: a phrase of a context set holds no `~` or `..`")
                refuse_unknown_names(phrase, self._names)
                alternatives.append(part)
            if not alternatives:
                raise PatternError(f"the context set `{name}` is empty")
            self._being_made.append(name)
            try:
                self._contexts[name] = self._plain.step(patterns.Either(tuple(alternatives)))
            finally:
                self._being_made.pop()
        return self._contexts[name]

    def rule(self, row: LexiconRow) -> Rule:
        """Return the rule of `row`."""
        part = self._parsed(row.pattern)
        refuse_bare_words(part, self._data.identity, self._beginnings_of_identity)
        step = self._writer(row.flags).step(part)
        for phrase in (*row.exceptions, *[_near(each)[0] for each in row.unless]):
            if is_plainly_well_formed(phrase):
                refuse_unknown_names(phrase, self._names)
            else:
                self._parsed(phrase)
        head = RowHead(row.id, row.language, row.category, row.severity, row.direction, row.flags)
        return Rule(head, step, sorted(set(_atoms(step))), self._need(row.needs))

    def hanging(self, rule: Rule) -> Hanging:
        """Return on what words a rule hangs."""
        different = {needed.atoms: needed for needed in self._needed.of(rule.step)}
        rarest, *others = sorted(different.values(), key=_rarest_first)
        return Hanging(rarest, tuple([needed.atoms for needed in others]))

    def exceptions(self, row: LexiconRow) -> tuple[Exempting, ...]:
        """Return what makes matches of `row` harmless: its columns `except` and `unless`."""
        covering = [self._exception(pattern, None) for pattern in row.exceptions]
        return (*covering, *[self._exception(*_near(written)) for written in row.unless])

    def _exception(self, pattern: str, reach: Reach | None) -> Exempting:
        step = self.phrase(pattern)
        rarest_first = sorted({needed.atoms: needed for needed in self._needed.of(step)}.values(), key=_rarest_first)
        return Exempting(tuple([needed.atoms for needed in rarest_first]), step, reach)

    def phrase(self, pattern: str) -> Step:
        """Return the step of a pattern that stands by itself, such as an exception; many rows share them."""
        step = self._phrases.get(pattern)
        if step is None:
            step = self._phrases[pattern] = self._plain.step(self._parsed(pattern))
        return step

    def _parsed(self, pattern: str) -> patterns.Part:
        part = parse(pattern)
        refuse_unknown_names(pattern, self._names)
        refuse_nothing(part, pattern)
        return part

    def _need(self, needs: str) -> Need | None:
        if not needs:
            return None
        pattern, _, reach = needs.rpartition(" ")
        if reach == "window":
            return Need(self.phrase(pattern), None)
        if reach.startswith("~") and reach[1:].isdecimal() and int(reach[1:]) <= patterns.MAX_DISTANCE:
            return Need(self.phrase(pattern), int(reach[1:]))
        raise PatternError(
            f"`{needs}` must end with `~6` (within 6 words, at most {patterns.MAX_DISTANCE}) or `window`"
        )

    def _writer(self, flags: Set[RowFlag]) -> StepWriter:
        core, exact_case = RowFlag.CORE in flags, RowFlag.EXACT_CASE in flags
        writer = self._writers.get((core, exact_case))
        if writer is None:
            writer = StepWriter(
                self._data, self._vocabulary, self.context, self._needed, core=core, exact_case=exact_case
            )
            self._writers[core, exact_case] = writer
        return writer


def _near(written: str) -> tuple[str, Reach]:
    """Return pattern and reach of `X ~6`, `X ..3 _` (before the match) or `_ ..3 X` (after it)."""
    found = _NEAR.fullmatch(written)
    if found is None:
        raise PatternError(
            f"`{written}` must be `X ~6` (X within 6 words of the match), `X ..6 _` (before it) or `_ ..6 X` (after it)"
        )
    within = int(found["within"] or found["before"] or found["after"])
    if within > patterns.MAX_DISTANCE:
        raise PatternError(f"`{written}`: at most {patterns.MAX_DISTANCE} words may stand between")
    if found["within"]:
        return found["around"], Reach(within, within)
    return (found["first"], Reach(within, None)) if found["before"] else (found["second"], Reach(None, within))


def _rarest_first(needed: Needed) -> tuple[int, int]:
    return needed.weight, min(needed.atoms)


def _atoms(step: Step) -> Iterator[int]:
    match step:
        case OneWord():
            yield from step.atoms
        case ManyWords():
            yield step.atom
        case InTurn() | AnyOf():
            for each in step.steps:
                yield from _atoms(each)
        case Possibly():
            yield from _atoms(step.step)
        case Close():
            yield from _atoms(step.left)
            yield from _atoms(step.right)
