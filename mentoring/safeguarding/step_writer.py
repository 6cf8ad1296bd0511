"""From the parts of a pattern to steps that can be matched; words become atoms of a vocabulary.

The parser hands out the same part for the same words, and thousands of rows share them: so what was made of a part is
kept under its id, together with the part, so that the id stays its own.
"""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from mentoring.safeguarding import patterns
from mentoring.safeguarding.detector_atoms import DETECTORS, detector_atom
from mentoring.safeguarding.matching import (
    AnyOf,
    AnyWords,
    Atoms,
    Close,
    InTurn,
    ManyWords,
    Nothing,
    OneWord,
    Possibly,
    Step,
)
from mentoring.safeguarding.needed_words import NeededWords
from mentoring.safeguarding.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class LanguageData:
    """What the patterns of one language refer to by name: context sets, suffix sets, emoji; and its identity words."""

    language: str
    contexts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    suffixes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    emoji: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identity: Set[str] = frozenset()


class StepWriter:
    """Writes the steps of rows with the same flags. Names in patterns must have been checked."""

    def __init__(
        self,
        data: LanguageData,
        vocabulary: Vocabulary,
        context: Callable[[str], Step],
        needed: NeededWords,
        *,
        core: bool = False,
        exact_case: bool = False,
    ) -> None:
        self._data = data
        self._vocabulary = vocabulary
        self._context = context
        self._core = core
        self._exact_case = exact_case
        self._needed = needed
        self._steps: dict[int, tuple[patterns.Part, Step]] = {}
        self._atoms: dict[int, tuple[patterns.Part, int]] = {}
        self._of_atom: dict[int, OneWord] = {}
        self._of_atoms: dict[Atoms, OneWord] = {}

    def step(self, part: patterns.Part) -> Step:
        """Return the step of `part`."""
        known = self._steps.get(id(part))
        if known is None:
            known = self._steps[id(part)] = (part, self._new_step(part))
        return known[1]

    def _new_step(self, part: patterns.Part) -> Step:
        match part:
            case patterns.Chain(parts):
                return InTurn([self.step(each) for each in parts])
            case patterns.Word() | patterns.Stem() | patterns.Inflected():
                return self._one_of(self._atom(part))
            case patterns.Either(alternatives):
                return self._either(alternatives)
            case patterns.Emoji(name):
                return self._one_of(self._vocabulary.emoji(self._data.emoji[name], name))
            case patterns.Call(name):
                return self._detector(name) if name in DETECTORS else self._context(name)
            case patterns.Gap(up_to):
                return AnyWords(up_to)
            case patterns.Start():
                return Nothing(at_start=True)
            case patterns.End():
                return Nothing(at_start=False)
            case patterns.Maybe(inner):
                return Possibly(self.step(inner))
            case patterns.Near(left, right, within, ordered):
                return Close(self.step(left), self.step(right), within, ordered=ordered)

    def _detector(self, name: str) -> Step:
        atom = detector_atom(name, self._data.language)
        if atom is None:  # names in patterns have been checked
            raise ValueError(name)
        return ManyWords(atom)

    def _either(self, alternatives: Sequence[patterns.Part]) -> Step:
        """Return a step for any of `alternatives`; single words become one step that looks them all up at once."""
        atoms: set[int] = set()
        steps: list[Step] = []
        for part in alternatives:
            if isinstance(part, patterns.Word | patterns.Stem | patterns.Inflected):
                atoms.add(self._atom(part))
                continue
            step = self.step(part)
            if isinstance(step, OneWord):
                atoms |= step.atoms
            else:
                steps.append(step)
        if atoms:
            steps.append(self._any_of(frozenset(atoms)))
        if len(steps) == 1:
            return steps[0]
        rarest = [self._needed.rarest(step) for step in steps]
        return AnyOf.of(steps, [None if needed is None else needed.atoms for needed in rarest])

    def _atom(self, part: patterns.Word | patterns.Stem | patterns.Inflected) -> int:
        known = self._atoms.get(id(part))
        if known is None:
            known = self._atoms[id(part)] = (part, self._new_atom(part))
        return known[1]

    def _new_atom(self, part: patterns.Word | patterns.Stem | patterns.Inflected) -> int:
        text, written, language = part.text, part.written, self._data.language
        core, exact_case = self._core, self._exact_case
        if isinstance(part, patterns.Word):
            return self._vocabulary.word(text, written, language, core=core, exact_case=exact_case)
        if isinstance(part, patterns.Stem):
            return self._vocabulary.stem(text, written, language, up_to=part.up_to, core=core, exact_case=exact_case)
        endings = self._data.suffixes[part.endings]
        return self._vocabulary.stem(text, written, language, endings=endings, core=core, exact_case=exact_case)

    def _one_of(self, atom: int) -> OneWord:
        step = self._of_atom.get(atom)
        if step is None:
            step = self._of_atom[atom] = OneWord(frozenset((atom,)))
        return step

    def _any_of(self, atoms: Atoms) -> OneWord:
        if len(atoms) == 1:
            return self._one_of(*atoms)
        step = self._of_atoms.get(atoms)
        if step is None:
            step = self._of_atoms[atoms] = OneWord(atoms)
        return step
