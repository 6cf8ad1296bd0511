"""Which rules hang on which atoms, and what else each of them asks for."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mentoring.safeguarding.matching import Atoms
from mentoring.safeguarding.needed_words import Needed
from mentoring.safeguarding.number_lists import NumberLists

MOST_GROUPS = 8_000
"""Bits that tell which words a message has for which rules; more make longer numbers, fewer more false hopes."""

ALL_GROUPS = (1 << MOST_GROUPS) - 1

Hook = tuple[int, int]
"""The groups that a rule needs besides the word it hangs on, and the index of the rule."""


class Hanging(NamedTuple):
    """What one rule needs: every match holds `rarest` and, of each of `others`, one atom."""

    rarest: Needed
    others: tuple[Atoms, ...]


class HookBook:
    """What hangs on each atom.

    Each set of atoms that some rule needs one of is a *group* and gets a bit; a few sets share one, so that numbers
    stay short. So what a rule needs is compared with what a message has in one step, however many words either has.
    """

    def __init__(self, of_atoms: NumberLists, rules: Sequence[int], needed: NumberLists, groups: NumberLists) -> None:
        self._of_atoms = of_atoms
        self._rules = rules
        self._needed = needed
        self._groups = groups

    @classmethod
    def of(cls, hanging: Iterable[Hanging], atoms: int) -> "HookBook":
        """Return the book of rules, in their order; `atoms` is how many atoms there are."""
        numbers: dict[Atoms, int] = {}
        groups: list[set[int]] = [set() for _ in range(atoms)]
        of_atoms: list[list[int]] = [[] for _ in range(atoms)]
        rules, needed = array("I"), list[list[int]]()

        def together(sets: Iterable[Atoms]) -> Iterator[int]:
            for each in sets:
                number = numbers.get(each)
                if number is None:
                    number = numbers[each] = len(numbers) % MOST_GROUPS
                    for atom in each:
                        groups[atom].add(number)
                yield number

        for index, rule in enumerate(hanging):
            always = set(together(rule.others))
            hooks: defaultdict[tuple[int, ...], int] = defaultdict(lambda: -1)
            for way in rule.rarest.ways:
                asked = tuple(sorted(always.union(together(way.others))))
                hook = hooks[asked]
                if hook < 0:
                    hook = hooks[asked] = len(rules)
                    rules.append(index)
                    needed.append(list(asked))
                for atom in way.atoms:
                    of_atoms[atom].append(hook)
        return cls(NumberLists(of_atoms), rules, NumberLists(needed), NumberLists(map(sorted, groups)))

    @classmethod
    def empty(cls) -> "HookBook":
        """Return a book in which nothing hangs anywhere."""
        return cls(NumberLists(), (), NumberLists(), NumberLists())

    def pieces(self) -> dict[str, bytes]:
        """Return the book as bytes."""
        return {
            "hooks": self._of_atoms.to_bytes(),
            "hook_rules": array("I", self._rules).tobytes(),
            "hook_needs": self._needed.to_bytes(),
            "groups": self._groups.to_bytes(),
        }

    @classmethod
    def from_pieces(cls, pieces: Mapping[str, memoryview]) -> "HookBook":
        """Return the book that `pieces` gave."""
        rules = pieces["hook_rules"].cast("I")
        hooks, needed, groups = (NumberLists.from_bytes(pieces[name]) for name in ("hooks", "hook_needs", "groups"))
        return cls(hooks, rules, needed, groups)

    def has(self, atom: int) -> bool:
        """Whether any rule hangs on `atom`."""
        return atom < len(self._of_atoms) and len(self._of_atoms[atom]) > 0

    def hooks_of(self, atoms: Iterable[int]) -> list[Hook]:
        """Return what hangs on any of `atoms`."""
        return [
            (_bits(self._needed[hook]), self._rules[hook])
            for atom in atoms
            if atom < len(self._of_atoms)
            for hook in self._of_atoms[atom]
        ]

    def groups_of(self, atoms: Iterable[int]) -> int:
        """Return the groups that `atoms` are in, one bit for each."""
        groups = 0
        for atom in atoms:
            if atom < len(self._groups):
                groups |= _bits(self._groups[atom])
        return groups


def _bits(numbers: Iterable[int]) -> int:
    bits = 0
    for number in numbers:
        bits |= 1 << number
    return bits
