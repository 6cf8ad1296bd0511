"""What must be in every match of a pattern: so that most rules need not be tried on most messages."""

from collections.abc import Mapping
from operator import itemgetter
from typing import NamedTuple

from mentoring.safeguarding.matching import AnyOf, Atoms, Close, InTurn, ManyWords, OneWord, Step


class Way(NamedTuple):
    """One of `atoms`, and then, of each of `others`, one."""

    atoms: Atoms
    others: tuple[Atoms, ...]


class Needed(NamedTuple):
    """Of `atoms` at least one is in every match. `weight` says how often any of them is to be expected in a message.

    `ways` tells what else must be there, depending on which of them it is: of "see you" and "bye", `see` needs `you`.
    """

    weight: int
    atoms: Atoms
    ways: tuple[Way, ...]


_WEIGHT = itemgetter(0)


class NeededWords:
    """Works out what steps need; the many that share parts share the answers. `weights` says how usual an atom is."""

    def __init__(self, weights: Mapping[int, int]) -> None:
        self._weights = weights
        self._known: dict[Step, tuple[Needed, ...]] = {}

    def of(self, step: Step) -> tuple[Needed, ...]:
        """Return what is in every match of `step`; `()` when it can match nothing."""
        known = self._known.get(step)
        if known is None:
            known = self._known[step] = self._anew(step)
        return known

    def rarest(self, step: Step) -> Needed | None:
        """Return the rarest thing that every match of `step` holds, None when it can match nothing."""
        return min(self.of(step), key=_WEIGHT, default=None)

    def _anew(self, step: Step) -> tuple[Needed, ...]:
        match step:
            case OneWord():
                weight = sum([self._weights.get(atom, 1) for atom in step.atoms])
                return (Needed(weight, step.atoms, (Way(step.atoms, ()),)),)
            case ManyWords():
                atoms = frozenset((step.atom,))
                return (Needed(1, atoms, (Way(atoms, ()),)),)
            case InTurn():
                return tuple([needed for each in step.steps for needed in self.of(each)])
            case Close():
                return self.of(step.left) + self.of(step.right)
            case AnyOf():
                return self._of_any(step)
            case _:
                return ()

    def _of_any(self, step: AnyOf) -> tuple[Needed, ...]:
        weight, atoms = 0, set[int]()
        ways: list[Way] = []
        for each in step.steps:
            rarest = self.rarest(each)
            if rarest is None:
                return ()
            weight += rarest.weight
            atoms |= rarest.atoms
            others = tuple([needed.atoms for needed in self.of(each) if needed is not rarest])
            ways += [Way(way.atoms, way.others + others) for way in rarest.ways] if others else rarest.ways
        return (Needed(weight, frozenset(atoms), tuple(ways)),)
