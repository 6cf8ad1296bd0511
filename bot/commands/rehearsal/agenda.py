"""The agenda: who does what at which moment of a rehearsal."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from storage.tx import Tx

Step = Callable[[Tx], object] | None
"""What a person does between two looks at their phone: None when it was done on the phone, else an act at the
console, which is written as the admin API writes."""

Act = Callable[[], Iterator[Step]]
"""Something that somebody does, step by step: after each the bot is given the time to answer."""

A_QUARTER = timedelta(minutes=15)


@dataclass(order=True, slots=True)
class _Entry:
    at: datetime
    number: int
    whose: str = field(compare=False)
    act: Act = field(compare=False)


class Agenda:
    """What is still to be done, by moments. `whose` names those who do one thing after the other: a pair, the staff."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._numbers = count()

    def add(self, at: datetime, whose: str, act: Act) -> None:
        """Have something done at the quarter of an hour that is next at `at` (aware, UTC)."""
        heapq.heappush(self._entries, _Entry(next_quarter(at), next(self._numbers), whose, act))

    def next_moment(self) -> datetime | None:
        """Return when something is done next; None when nothing is."""
        return self._entries[0].at if self._entries else None

    def take(self, now: datetime) -> dict[str, list[Act]]:
        """Take off what is to be done by now, by those who do it, each in order."""
        found: dict[str, list[Act]] = {}
        while self._entries and self._entries[0].at <= now:
            entry = heapq.heappop(self._entries)
            found.setdefault(entry.whose, []).append(entry.act)
        return dict(sorted(found.items()))

    def clear(self) -> None:
        """Forget all of it: the term is over."""
        self._entries.clear()


def next_quarter(at: datetime) -> datetime:
    """Return `at`, or the quarter of an hour after it: people look at their phones together, which spares steps."""
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + A_QUARTER
