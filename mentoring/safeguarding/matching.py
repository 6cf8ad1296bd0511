"""Matching all starts of a pattern at once, with one bit per word of the message.

A *place* is a gap between words: place 0 is before the first word, place n after the last. A set of places is an
integer, bit i standing for place i. A step takes the places where a match may go on and gives back the places where it
then may go on: one shift and one "and" for a word, however long the message is. So the cost of a row is bounded by the
size of its pattern, no text and no pattern can make it backtrack, and a gap of five words is five shifts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple, Protocol

Atoms = frozenset[int]
"""Ids of single-word parts (see vocabulary.py), any of which will do."""


class Reading:
    """One way of reading a message: which words stand where.

    `masks` gives for each atom the words that it matches (bit i: the i-th word). `spans` gives for each atom that
    covers several words at once, such as a phone number, its (first, last + 1) pairs. `starts` and `ends` are the
    places where a message starts and ends; several when earlier messages are read along.
    """

    __slots__ = ("all_places", "atoms", "ends", "length", "masks", "memory", "promising", "spans", "starts")

    def __init__(
        self,
        length: int,
        masks: dict[int, int],
        spans: Mapping[int, Sequence[tuple[int, int]]] | None = None,
        starts: int = 1,
        ends: int | None = None,
    ) -> None:
        self.length = length
        self.masks = masks
        self.spans = spans or {}
        for atom in self.spans:  # known to be there, to be looked for in `spans`
            masks.setdefault(atom, 0)
        self.atoms = frozenset(masks)  # two sets are intersected in the time of the smaller, a set and keys are not
        self.starts = starts
        self.ends = 1 << length if ends is None else ends
        self.all_places = (2 << length) - 1
        self.memory: dict[OneWord, int] = {}
        self.promising: dict[AnyOf, list[Step]] = {}


class Step(Protocol):
    """One part of a compiled pattern."""

    def is_possible(self, present: Set[int]) -> bool:
        """Whether the words that `present` atoms stand for could make a match in some order."""

    def forward(self, at: int, reading: Reading) -> int:
        """Return the places where a match of this part can end that starts at one of the places `at`."""

    def back(self, at: int, reading: Reading) -> int:
        """Return the places where a match of this part can start that ends at one of the places `at`."""


class OneWord:
    """One word that is any of `atoms`."""

    __slots__ = ("__weakref__", "_atom", "atoms")

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms
        self._atom = next(iter(atoms)) if len(atoms) == 1 else None

    def _mask(self, reading: Reading) -> int:
        if self._atom is not None:
            return reading.masks.get(self._atom, 0)
        mask = reading.memory.get(self)
        if mask is None:
            mask = 0
            for atom in self.atoms & reading.atoms:
                mask |= reading.masks[atom]
            reading.memory[self] = mask
        return mask

    def is_possible(self, present: Set[int]) -> bool:
        """Whether one of the words is there."""
        return not self.atoms.isdisjoint(present)

    def forward(self, at: int, reading: Reading) -> int:
        """Pass one of the words."""
        return (at & self._mask(reading)) << 1

    def back(self, at: int, reading: Reading) -> int:
        """Pass one of the words backwards."""
        return (at >> 1) & self._mask(reading)


class ManyWords:
    """Something found beforehand that may cover several words: a phone number, a link, an address."""

    __slots__ = ("__weakref__", "atom")

    def __init__(self, atom: int) -> None:
        self.atom = atom

    def is_possible(self, present: Set[int]) -> bool:
        """Whether something was found."""
        return self.atom in present

    def forward(self, at: int, reading: Reading) -> int:
        """Pass what was found."""
        places = 0
        for start, end in reading.spans.get(self.atom, ()):
            if at >> start & 1:
                places |= 1 << end
        return places

    def back(self, at: int, reading: Reading) -> int:
        """Pass what was found backwards."""
        places = 0
        for start, end in reading.spans.get(self.atom, ()):
            if at >> end & 1:
                places |= 1 << start
        return places


class Nothing:
    """The start or the end of a message: covers no word."""

    __slots__ = ("__weakref__", "at_start")

    def __init__(self, *, at_start: bool) -> None:
        self.at_start = at_start

    def is_possible(self, present: Set[int]) -> bool:
        """Always."""
        return True

    def forward(self, at: int, reading: Reading) -> int:
        """Stay where a message starts or ends."""
        return at & (reading.starts if self.at_start else reading.ends)

    back = forward


class AnyWords:
    """Up to `up_to` words of any kind."""

    __slots__ = ("__weakref__", "up_to")

    def __init__(self, up_to: int) -> None:
        self.up_to = up_to

    def is_possible(self, present: Set[int]) -> bool:
        """Always."""
        return True

    def forward(self, at: int, reading: Reading) -> int:
        """Pass up to `up_to` words."""
        for _ in range(self.up_to):
            at |= at << 1
        return at & reading.all_places

    def back(self, at: int, reading: Reading) -> int:
        """Pass up to `up_to` words backwards."""
        for _ in range(self.up_to):
            at |= at >> 1
        return at


class InTurn:
    """Steps one after the other."""

    __slots__ = ("__weakref__", "steps")

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)

    def is_possible(self, present: Set[int]) -> bool:
        """Whether all steps are possible."""
        for step in self.steps:  # noqa: SIM110 -- asked thousands of times a second, and all() takes twice as long
            if not step.is_possible(present):
                return False
        return True

    def forward(self, at: int, reading: Reading) -> int:
        """Pass all steps."""
        for step in self.steps:
            at = step.forward(at, reading)
            if not at:
                break
        return at

    def back(self, at: int, reading: Reading) -> int:
        """Pass all steps backwards, the last one first."""
        for step in reversed(self.steps):
            at = step.back(at, reading)
            if not at:
                break
        return at


class AnyOf:
    """One of several steps, of which only those are tried whose words are there.

    Every match of the step at `places[i]` in `steps` holds `atoms[i]`, or another of the atoms with the same place;
    `atoms` is in order. The steps at the places `others` may match without any.
    """

    __slots__ = ("__weakref__", "_hanging", "_known", "atoms", "others", "places", "steps")

    def __init__(
        self, steps: Sequence[Step], atoms: Sequence[int], places: Sequence[int], others: Sequence[int]
    ) -> None:
        self.steps = steps
        self.atoms = atoms
        self.places = places
        self.others = others
        self._known = frozenset(atoms)
        self._hanging: dict[int, list[Step]] = {}

    @classmethod
    def of(cls, steps: Sequence[Step], rarest: Sequence[Atoms | None]) -> "AnyOf":
        """Return any of `steps`; `rarest` says of each which words, one at least, are in every match; None: none."""
        pairs = sorted((atom, place) for place, atoms in enumerate(rarest) if atoms is not None for atom in atoms)
        others = [place for place, atoms in enumerate(rarest) if atoms is None]
        return cls(tuple(steps), [atom for atom, _ in pairs], [place for _, place in pairs], others)

    def is_possible(self, present: Set[int]) -> bool:
        """Whether one of the steps is possible."""
        for atom in self._known & present:
            for step in self._hanging_on(atom):
                if step.is_possible(present):
                    return True
        return any(self.steps[place].is_possible(present) for place in self.others)

    def forward(self, at: int, reading: Reading) -> int:
        """Pass any of the steps; those whose rarest word is not in the message are not tried."""
        places = 0
        for step in self._promising(reading):
            places |= step.forward(at, reading)
        return places

    def back(self, at: int, reading: Reading) -> int:
        """Pass any of the steps backwards."""
        places = 0
        for step in self._promising(reading):
            places |= step.back(at, reading)
        return places

    def _promising(self, reading: Reading) -> Sequence[Step]:
        found = reading.promising.get(self)
        if found is None:
            found = [self.steps[place] for place in self.others]
            for atom in self._known & reading.atoms:
                found += self._hanging_on(atom)
            reading.promising[self] = found
        return found

    def _hanging_on(self, atom: int) -> list[Step]:
        """Return the steps whose matches may hold `atom`, which is one of `atoms`."""
        steps = self._hanging.get(atom)
        if steps is None:
            first, last = bisect_left(self.atoms, atom), bisect_right(self.atoms, atom)
            steps = self._hanging[atom] = [self.steps[place] for place in self.places[first:last]]
        return steps


class Possibly:
    """A step, or nothing."""

    __slots__ = ("__weakref__", "step")

    def __init__(self, step: Step) -> None:
        self.step = step

    def is_possible(self, present: Set[int]) -> bool:
        """Always."""
        return True

    def forward(self, at: int, reading: Reading) -> int:
        """Pass the step, or stay."""
        return at | self.step.forward(at, reading)

    def back(self, at: int, reading: Reading) -> int:
        """Pass the step backwards, or stay."""
        return at | self.step.back(at, reading)


class Close:
    """`left` and `right` with a few words between; in either order unless `ordered`."""

    __slots__ = ("__weakref__", "_between", "left", "ordered", "right", "within")

    def __init__(self, left: Step, right: Step, within: int, *, ordered: bool) -> None:
        self.left = left
        self.right = right
        self.ordered = ordered
        self.within = within
        self._between = AnyWords(within)

    def is_possible(self, present: Set[int]) -> bool:
        """Whether both sides are possible."""
        return self.left.is_possible(present) and self.right.is_possible(present)

    def forward(self, at: int, reading: Reading) -> int:
        """Pass both sides and what stands between."""
        places = self._forward(at, self.left, self.right, reading)
        return places if self.ordered else places | self._forward(at, self.right, self.left, reading)

    def back(self, at: int, reading: Reading) -> int:
        """Pass both sides and what stands between, backwards."""
        places = self._back(at, self.left, self.right, reading)
        return places if self.ordered else places | self._back(at, self.right, self.left, reading)

    def _forward(self, at: int, first: Step, second: Step, reading: Reading) -> int:
        places = first.forward(at, reading)
        return second.forward(self._between.forward(places, reading), reading) if places else 0

    def _back(self, at: int, first: Step, second: Step, reading: Reading) -> int:
        places = second.back(at, reading)
        return first.back(self._between.back(places, reading), reading) if places else 0


class Match(NamedTuple):
    """Words `start` up to, not including, `end`."""

    start: int
    end: int


def matches(step: Step, reading: Reading) -> Iterator[Match]:
    """Yield the shortest matches: none of them lies around another. In order; at most one starts at each word."""
    latest = -1
    for end in _places(step.forward(reading.all_places, reading)):
        start = step.back(1 << end, reading).bit_length() - 1  # the latest start gives the shortest match
        if latest < start < end:  # else it lies around the one before, or starts where it does
            latest = start
            yield Match(start, end)


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
