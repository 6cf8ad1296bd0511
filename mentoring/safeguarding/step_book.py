"""The steps of all rules as numbers, made into steps when a message asks for them.

A lexicon has a hundred thousand steps, which many rules share; one day of messages needs a few thousand of them.
"""

from array import array
from collections.abc import Callable, Sequence
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


class StepNumbers:
    """Gives steps their numbers; each step once, and its parts before it."""

    def __init__(self) -> None:
        self._numbers: dict[Step, int] = {}
        self._steps: list[array[int]] = []
        self._sets: dict[Atoms, int] = {}

    def of(self, step: Step) -> int:
        """Return the number of `step`."""
        number = self._numbers.get(step)
        if number is None:
            code = self._code(step)
            number = self._numbers[step] = len(self._steps)
            self._steps.append(array("I", code))
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
            case AnyOf(steps=steps, atoms=atoms, places=places, others=others):
                return [_ANY_OF, len(steps), *map(self.of, steps), len(atoms), *atoms, *places, *others]
            case Possibly(step=inner):
                return [_POSSIBLY, self.of(inner)]
            case Close(left=left, right=right, within=within, ordered=ordered):
                return [_CLOSE, self.of(left), self.of(right), within, ordered]
        raise TypeError(f"no step: {step!r}")

    def of_set(self, atoms: Atoms) -> int:
        """Return the number of a set of atoms."""
        return self._sets.setdefault(atoms, len(self._sets))

    def forget(self) -> None:
        """Let go of the steps that have numbers; one that comes again would get another."""
        self._numbers.clear()

    def steps(self) -> NumberLists:
        """Return all steps as numbers."""
        return NumberLists(self._steps)

    def sets(self) -> NumberLists:
        """Return all sets of atoms."""
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

    def _made(self, code: Sequence[int]) -> Step:
        return _MAKERS[code[0]](self, code[1:])

    def atoms(self, number: int) -> Atoms:
        """Return a set of atoms by the number that steps call it by."""
        return frozenset(self._sets[number])


class _StepsAsked(Sequence[Step]):
    """Several steps, each made when it is asked for: of the phrases of a context set few are ever in a message."""

    __slots__ = ("_book", "_made", "_numbers")

    def __init__(self, book: StepBook, numbers: Sequence[int]) -> None:
        self._book = book
        self._numbers = numbers
        self._made: dict[int, Step] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, place: int) -> Step:  # type: ignore[override]  # slices are not asked for
        step = self._made.get(place)
        if step is None:
            step = self._made[place] = self._book[self._numbers[place]]
        return step


def _any_of(book: StepBook, rest: Sequence[int]) -> Step:
    steps, atoms = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    count = atoms[0]
    atoms, places, others = atoms[1 : 1 + count], atoms[1 + count : 1 + 2 * count], atoms[1 + 2 * count :]
    return AnyOf(_StepsAsked(book, steps), atoms, places, others)


_MAKERS: dict[int, Callable[[StepBook, Sequence[int]], Step]] = {
    _ONE_WORD: lambda book, rest: OneWord(book.atoms(rest[0])),
    _MANY_WORDS: lambda book, rest: ManyWords(rest[0]),
    _NOTHING: lambda book, rest: Nothing(at_start=bool(rest[0])),
    _ANY_WORDS: lambda book, rest: AnyWords(rest[0]),
    _IN_TURN: lambda book, rest: InTurn([book[number] for number in rest]),
    _ANY_OF: _any_of,
    _POSSIBLY: lambda book, rest: Possibly(book[rest[0]]),
    _CLOSE: lambda book, rest: Close(book[rest[0]], book[rest[1]], rest[2], ordered=bool(rest[3])),
}
