"""How fast Telegram lets us speak: to one chat, to one group, to all together."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """A steady rate per second with a burst that is tolerated now and then."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The rates we keep to. Telegram's own are about 1/s to a person, 20/min to a group and 30/s in all (section b)."""

    person: Pace = Pace(1.0, 3)
    group: Pace = Pace(20 / 60, 5)
    all_chats: Pace = Pace(25.0, 25)
    in_flight: int = 64


UNLIMITED = Limits(Pace(1e9, 10**9), Pace(1e9, 10**9), Pace(1e9, 10**9), 256)
"""For benchmarks and tests of something else."""


class Bucket:
    """A token bucket. Times are seconds of one steady clock."""

    __slots__ = ("_level", "_pace", "_since")

    def __init__(self, pace: Pace, now: float) -> None:
        self._pace = pace
        self._level = float(pace.burst)
        self._since = now

    def delay(self, now: float) -> float:
        """Return in how many seconds a token is there; 0 when there is one."""
        self._refill(now)
        return 0.0 if self._level >= 1 else (1 - self._level) / self._pace.per_second

    def take(self, now: float) -> None:
        """Take a token; one taken ahead of time is paid back by a longer delay."""
        self._refill(now)
        self._level -= 1

    def _refill(self, now: float) -> None:
        self._level = min(float(self._pace.burst), self._level + (now - self._since) * self._pace.per_second)
        self._since = now
