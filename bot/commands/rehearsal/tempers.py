"""Tempers: how the people of a rehearsal use their phones. Only numbers; what they do stands in habits, reactions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random


class Temper(StrEnum):
    """What somebody is like."""

    EAGER = "eager"
    USUAL = "usual"
    LATE = "late"
    SILENT = "silent"
    WORRIED = "worried"


@dataclass(frozen=True, slots=True)
class Manner:
    """What a temper means: chances from 0 to 1, delays as spans of hours from which one is drawn.

    `writes_a_week` is how often somebody begins to talk, `silent_weeks` for how many weeks they vanish once in a term.
    `reminded` is the chance that a reminder brings an answer which was not meant to come.
    """

    writes_a_week: float
    replies: float
    reply_hours: tuple[float, float]
    checks_in: float
    check_in_hours: tuple[float, float]
    reminded: float
    mood: tuple[float, float]
    silent_weeks: int = 0
    worries: int = 0


MANNERS = {
    Temper.EAGER: Manner(2.5, 0.55, (0.1, 3), 0.98, (0.1, 5), 0.8, (0.6, 1.0)),
    Temper.USUAL: Manner(1.4, 0.45, (0.3, 14), 0.8, (0.5, 20), 0.6, (0.5, 1.0)),
    Temper.LATE: Manner(1.0, 0.4, (12, 70), 0.75, (26, 110), 0.4, (0.4, 0.9)),
    Temper.SILENT: Manner(1.3, 0.45, (1, 20), 0.75, (1, 30), 0.3, (0.3, 0.9), silent_weeks=4),
    Temper.WORRIED: Manner(1.4, 0.45, (0.3, 12), 0.9, (0.5, 26), 0.7, (0.0, 0.5), worries=2),
}

# Of twenty people: six eager, eight as most are, three late, two who vanish, and one with worries; mentees have more.
_MENTORS = [Temper.EAGER] * 6 + [Temper.USUAL] * 8 + [Temper.LATE] * 3 + [Temper.SILENT] * 2 + [Temper.WORRIED]
_MENTEES = [Temper.EAGER] * 5 + [Temper.USUAL] * 7 + [Temper.LATE] * 3 + [Temper.SILENT] * 2 + [Temper.WORRIED] * 3


def tempers(count: int, *, mentors: bool, dice: Random) -> Sequence[Temper]:
    """Return the tempers of so many people, mixed; in a group of any size each kind is there as often as it should."""
    kinds = _MENTORS if mentors else _MENTEES
    mixed = [kinds[(n * 7 + 3) % len(kinds)] for n in range(count)]
    dice.shuffle(mixed)
    return mixed


@dataclass(frozen=True, slots=True)
class Dice:
    """Chance that depends on nothing but the seed, whose it is, what it is about and when.

    Whatever happens in another order, or not at all, changes nothing of it: a rehearsal is the same again.
    """

    seed: int
    whose: str

    def about(self, what: str, at: datetime | int = 0) -> Random:
        """Return the dice for one decision."""
        moment = at if isinstance(at, int) else int(at.timestamp())
        return Random(f"{self.seed}/{self.whose}/{what}/{moment}")  # noqa: S311 - a play, nothing to be kept secret
