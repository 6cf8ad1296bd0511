"""The phones' clock: it can be moved and sped up, and never runs backwards."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Subscriber = Callable[[datetime], None]


class ClockRunsForward(ValueError):
    """Someone tried to move the clock to a moment before its present one."""

    def __init__(self, now: datetime, asked: datetime) -> None:
        super().__init__(f"It is {now.isoformat()}; the clock does not go back to {asked.isoformat()}")


class PhonesClock:
    """What time it is for everyone in the world: message dates, limits, late updates.

    `start` is aware; None starts at real time. `speed` is phone seconds per real second; 0 stands still until moved.
    """

    def __init__(self, start: datetime | None = None, speed: float = 1.0) -> None:
        start = datetime.now(UTC) if start is None else _aware(start)
        self._base = start
        self._base_real = time.monotonic()
        self._speed = _not_negative(speed)
        self._subscribers: list[Subscriber] = []
        self._timers: list[tuple[datetime, int, Callable[[], None]]] = []
        self._cancelled: set[int] = set()
        self._numbers = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None

    @classmethod
    def standing_at(cls, moment: datetime) -> "PhonesClock":
        """Return a clock that shows `moment` (aware) until it is moved: what most tests want."""
        return cls(moment, speed=0)

    @property
    def speed(self) -> float:
        """Phone seconds per real second; 0 when the clock stands still."""
        return self._speed

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        if not self._speed:
            return self._base
        return self._base + timedelta(seconds=(time.monotonic() - self._base_real) * self._speed)

    def timestamp(self) -> int:
        """Return the present moment in whole Unix seconds, as the Bot API gives dates."""
        return int(self.now().timestamp())

    def move_to(self, moment: datetime) -> None:
        """Jump to `moment` (aware). Raises ClockRunsForward when it is past."""
        moment = _aware(moment)
        if moment < (now := self.now()):
            raise ClockRunsForward(now, moment)
        self._rebase(moment)
        self._announce()

    def forward(
        self, by: timedelta = timedelta(0), *, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Jump ahead by the sum of what is given. Raises ClockRunsForward when that is negative."""
        self.move_to(self.now() + by + timedelta(hours=hours, minutes=minutes, seconds=seconds))

    def run_at(self, speed: float) -> None:
        """Go on from the present moment at `speed`; 0 stops. Raises ValueError when negative."""
        self._rebase(self.now())
        self._speed = _not_negative(speed)
        self._announce()

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Call `subscriber(now)` after each move or change of speed, not as time passes. Returns the way out."""
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    def call_at(self, moment: datetime, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once it is `moment`, by a move or (inside a running event loop) as time passes.

        A moment already past calls it at once. Returns a function that cancels, harmless afterwards.
        """
        number = next(self._numbers)
        heapq.heappush(self._timers, (_aware(moment), number, callback))
        self._ring()
        return lambda: self._cancelled.add(number)

    async def reaches(self, moment: datetime) -> None:
        """Wait until it is `moment`."""
        reached = asyncio.get_running_loop().create_future()
        cancel = self.call_at(moment, lambda: None if reached.done() else reached.set_result(None))
        try:
            await reached
        finally:
            cancel()

    def _rebase(self, moment: datetime) -> None:
        self._base, self._base_real = moment, time.monotonic()

    def _announce(self) -> None:
        self._ring()
        now = self.now()
        for subscriber in tuple(self._subscribers):
            subscriber(now)

    def _ring(self) -> None:
        """Run what is due, then set the alarm for what is next."""
        while self._timers and self._timers[0][0] <= self.now():
            _, number, callback = heapq.heappop(self._timers)
            if number in self._cancelled:
                self._cancelled.discard(number)
            else:
                callback()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if not self._timers or not self._speed:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # no loop, nobody waits in real time; a move still runs what is due
        delay = (self._timers[0][0] - self.now()).total_seconds() / self._speed
        self._alarm = loop.call_later(max(0.0, delay), self._ring)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def _not_negative(speed: float) -> float:
    if speed < 0:
        raise ValueError("The clock does not run backwards")
    return float(speed)
