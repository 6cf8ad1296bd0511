"""The steps of all rules as numbers, made into steps when a message asks for them.

A lexicon has a hundred thousand steps, which many rules share; one day of messages needs a few thousand of them.
"""

from collections.abc import Callable, Iterable
from weakref import WeakValueDictionary

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
from mentoring.safeguarding.number_lists import NumberLists

_ONE_WORD, _MANY_WORDS, _NOTHING, _ANY_WORDS, _IN_TURN, _ANY_OF, _POSSIBLY, _CLOSE = range(8)
_NO_SET = 0


class StepNumbers:
    """Gives steps their numbers; each step once, and its parts before it."""

    def __init__(self) -> None:
        self._numbers: dict[Step, int] = {}
        self._steps: list[list[int]] = []
        self._sets: dict[Atoms, int] = {}

    def of(self, step: Step) -> int:
        """Return the number of `step`."""
        number = self._numbers.get(step)
        if number is None:
            code = self._code(step)
            number = self._numbers[step] = len(self._steps)
            self._steps.append(code)
        return number

    def _code(self, step: Step) -> list[int]:
        match step:
            case OneWord(atoms=atoms):
                return [_ONE_WORD, self.of_set(atoms)]
            case ManyWords(atom=atom):
                return [_MANY_WORDS, atom]
            case Nothing(at_start=at_start):
                return [_NOTHING, at_start]
            case AnyWords(up_to=up_to):
                return [_ANY_WORDS, up_to]
            case InTurn(steps=steps):
                return [_IN_TURN, *map(self.of, steps)]
            case AnyOf(steps=steps, rarest=rarest):
                return [_ANY_OF, *map(self.of, steps), *map(self.of_set, rarest)]
            case Possibly(step=inner):
                return [_POSSIBLY, self.of(inner)]
            case Close(left=left, right=right, within=within, ordered=ordered):
                return [_CLOSE, self.of(left), self.of(right), within, ordered]
        raise TypeError(f"no step: {step!r}")

    def of_set(self, atoms: Atoms | None) -> int:
        """Return the number of a set of atoms, _NO_SET for None."""
        return _NO_SET if atoms is None else self._sets.setdefault(atoms, len(self._sets) + 1)

    def steps(self) -> NumberLists:
        """Return all steps as numbers."""
        return NumberLists(self._steps)

    def sets(self) -> NumberLists:
        """Return all sets of atoms; the one that steps call 1 is the first."""
        return NumberLists(map(sorted, self._sets))


class StepBook:
    """Makes steps of numbers. One that is still in use anywhere is not made twice."""

    def __init__(self, steps: NumberLists, sets: NumberLists) -> None:
        self._codes = steps
        self._sets = sets
        self._steps: WeakValueDictionary[int, Step] = WeakValueDictionary()

    def __getitem__(self, number: int) -> Step:
        """Return the step with this number."""
        step = self._steps.get(number)
        if step is None:
            step = self._steps[number] = self._made(self._codes[number])
        return step

    def _made(self, code: Iterable[int]) -> Step:
        kind, *rest = code
        return _MAKERS[kind](self, rest)

    def atoms(self, number: int) -> Atoms:
        """Return a set of atoms by the number that steps call it by."""
        return frozenset(self._sets[number - 1])

    def all_of(self, numbers: Iterable[int]) -> list[Step]:
        """Return several steps."""
        return [self[number] for number in numbers]


def _any_of(book: StepBook, rest: list[int]) -> Step:
    half = len(rest) // 2
    rarest = [None if number == _NO_SET else book.atoms(number) for number in rest[half:]]
    return AnyOf(book.all_of(rest[:half]), rarest)


_MAKERS: dict[int, Callable[[StepBook, list[int]], Step]] = {
    _ONE_WORD: lambda book, rest: OneWord(book.atoms(rest[0])),
    _MANY_WORDS: lambda book, rest: ManyWords(rest[0]),
    _NOTHING: lambda book, rest: Nothing(at_start=bool(rest[0])),
    _ANY_WORDS: lambda book, rest: AnyWords(rest[0]),
    _IN_TURN: lambda book, rest: InTurn(book.all_of(rest)),
    _ANY_OF: _any_of,
    _POSSIBLY: lambda book, rest: Possibly(book[rest[0]]),
    _CLOSE: lambda book, rest: Close(book[rest[0]], book[rest[1]], rest[2], ordered=bool(rest[3])),
}
