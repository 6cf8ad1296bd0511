"""The rules of a lexicon, each made when a message first asks for it."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields
from itertools import accumulate
from threading import Lock
from typing import Any, overload
from zlib import compress, decompress

import orjson

from mentoring.people import Role
from mentoring.safeguarding.findings import Category, Severity
from mentoring.safeguarding.hook_book import Hook
from mentoring.safeguarding.likeness import Talk
from mentoring.safeguarding.number_lists import NumberLists
from mentoring.safeguarding.rules import Exempting, Need, Reach, RowHead, Rule
from mentoring.safeguarding.sources import LexiconRow, RowFlag
from mentoring.safeguarding.step_book import StepBook, StepNumbers

_NEVER = len(Talk)
MOST_KEPT = 4_000
"""Rules kept in memory; when there are more, all are forgotten and made anew when they are asked for."""


class RuleBookWriter:
    """Writes rules down one by one, so that none of them has to stay in memory until all are compiled."""

    def __init__(self, numbers: StepNumbers) -> None:
        self._numbers = numbers
        self._entries: list[bytes] = []
        self._atoms: list[Sequence[int]] = []
        self._silenced_by = bytearray()

    def add(self, rule: Rule) -> None:
        """Write a rule down; its steps get numbers."""
        self._entries.append(orjson.dumps(_entry(rule, self._numbers)))
        self._atoms.append(array("I", rule.all_atoms))
        self._silenced_by.append(rule.silenced_by or _NEVER)

    def pieces(self, rows: Sequence[LexiconRow]) -> dict[str, bytes]:
        """Return the rules, and the rows that they were made of, as bytes."""
        return {
            "rules": b"".join(self._entries),
            "rules_ends": array("I", accumulate(map(len, self._entries), initial=0)).tobytes(),
            "rule_atoms": NumberLists(self._atoms).to_bytes(),
            "rules_silenced_by": bytes(self._silenced_by),
            "rows": compress(orjson.dumps([_row_entry(row) for row in rows])),
        }


class RuleBook(Sequence[Rule]):
    """Rules by their index, kept as JSON. What no message needs, such as patterns as written, is kept compressed."""

    def __init__(self, pieces: Mapping[str, memoryview], steps: StepBook) -> None:
        """Open the book that `pieces` gave."""
        self._entries = pieces["rules"]
        self._ends = pieces["rules_ends"].cast("I")
        self._written = pieces["rows"]
        self._atoms = NumberLists.from_bytes(pieces["rule_atoms"])
        self._silenced_by = pieces["rules_silenced_by"]
        self._steps = steps
        self._rules: dict[int, Rule] = {}
        self._forgetting = Lock()

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...
    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        """Return the rule with this index."""
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        rule = self._rules.get(index)
        if rule is None:
            if len(self._rules) >= MOST_KEPT:
                with self._forgetting:
                    self._rules = {}
            rule = self._rules[index] = self._made(index, self._entry(index))
        return rule

    def with_any(self, indices: Iterable[int], atoms: Set[int]) -> set[int]:
        """Return those of `indices` whose rules have one of `atoms` in their patterns; no rule is made for that."""
        return {index for index in indices if not atoms.isdisjoint(self._atoms[index])}

    def heard_in(self, talk: Talk, hooks: Iterable[Hook]) -> list[Hook]:
        """Return those of `hooks` whose rules `talk` does not silence; no rule is made for that."""
        by = self._silenced_by
        return [hook for hook in hooks if by[hook[1]] > talk]

    def counting_in(self, talk: Talk, indices: Iterable[int], atoms: Set[int]) -> set[int]:
        """Return those of `indices` whose rules `talk` does not silence, or have one of `atoms`; no rule is made."""
        by = self._silenced_by
        return {index for index in indices if by[index] > talk or not atoms.isdisjoint(self._atoms[index])}

    def rows(self) -> Iterator[LexiconRow]:
        """Yield the rows as they were written."""
        return map(_row, orjson.loads(decompress(self._written)))

    def _entry(self, index: int) -> dict[str, Any]:
        entry: dict[str, Any] = orjson.loads(self._entries[self._ends[index] : self._ends[index + 1]])
        return entry

    def _made(self, index: int, entry: Mapping[str, Any]) -> Rule:
        name, language, category, severity, direction, flags = entry["head"]
        need = entry["need"]
        return Rule(
            RowHead(
                name,
                language,
                Category(category),
                Severity(severity),
                None if direction is None else Role(direction),
                frozenset(map(RowFlag, flags)),
            ),
            self._steps[entry["step"]],
            self._atoms[index],
            None if need is None else Need(self._steps[need[0]], need[1]),
            _ExceptionsAsked(self._steps, entry["exceptions"]) if entry["exceptions"] else (),
        )


class _ExceptionsAsked(Sequence[Exempting]):
    """The exceptions of a rule, made when a match of it asks for them: most rules are tried far more often."""

    __slots__ = ("_kept", "_made", "_steps")

    def __init__(self, steps: StepBook, kept: Sequence[tuple[Sequence[int], int, Sequence[int | None] | None]]) -> None:
        self._steps = steps
        self._kept = kept
        self._made: dict[int, Exempting] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def __getitem__(self, place: int) -> Exempting:  # type: ignore[override]  # slices are not asked for
        made = self._made.get(place)
        if made is None:
            needed, step, reach = self._kept[place]
            near = None if reach is None else Reach(*reach)
            made = Exempting(tuple(map(self._steps.atoms, needed)), self._steps[step], near)
            self._made[place] = made
        return made


def _entry(rule: Rule, numbers: StepNumbers) -> dict[str, Any]:
    head, need = rule.row, rule.need
    return {
        "head": [head.id, head.language, head.category, head.severity, head.direction, sorted(head.flags)],
        "step": numbers.of(rule.step),
        "need": None if need is None else [numbers.of(need.step), need.within],
        "exceptions": [
            (list(map(numbers.of_set, needed)), numbers.of(step), reach and tuple(reach))
            for needed, step, reach in rule.exceptions
        ],
    }


def _row_entry(row: LexiconRow) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(row)} | {"flags": sorted(row.flags)}


def _row(kept: dict[str, Any]) -> LexiconRow:
    direction = kept["direction"]
    return LexiconRow(
        **kept
        | {
            "category": Category(kept["category"]),
            "severity": Severity(kept["severity"]),
            "direction": None if direction is None else Role(direction),
            "flags": frozenset(map(RowFlag, kept["flags"])),
        }
        | {name: tuple(kept[name]) for name in ("exceptions", "unless", "positive", "negative")}
    )
