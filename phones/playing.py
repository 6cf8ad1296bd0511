"""Playing time: the clock goes on in steps, and the bots have their say at each: a week is seen in half a minute."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from phones.accounts import Bot
from phones.calls import CallLog
from phones.clock import PhonesClock

LONGEST = timedelta(days=400)
SHORTEST_STEP = timedelta(minutes=1)

_QUIET_SECONDS = 0.12  # real time without a call: whatever the bots had to do at this moment is done
_NOBODY_THERE_SECONDS = 1.0
_PATIENCE_SECONDS = 5.0


class AlreadyPlaying(Exception):
    """The clock is being played already."""

    def __init__(self) -> None:
        super().__init__("The clock is being played already; stop it first")


@dataclass(frozen=True, slots=True)
class Span:
    """What is being played."""

    starts: datetime
    ends: datetime


class Playing:
    """Moves the clock in steps, in the event loop where `start` is called. `tell` is called when it begins and ends."""

    def __init__(
        self, clock: PhonesClock, calls: CallLog, bots: Callable[[], list[Bot]], tell: Callable[[], None]
    ) -> None:
        self._clock = clock
        self._calls = calls
        self._bots = bots
        self._tell = tell
        self._task: asyncio.Task[None] | None = None
        self.span: Span | None = None

    def start(self, length: timedelta, step: timedelta) -> None:
        """Play `length` from now on. Raises AlreadyPlaying, and ValueError for a length or step that makes no sense."""
        if self.span is not None:
            raise AlreadyPlaying
        if not timedelta(0) < length <= LONGEST:
            raise ValueError(f"it can play up to {LONGEST.days} days")
        if step < SHORTEST_STEP:
            raise ValueError("a step has a minute at least")
        now = self._clock.now()
        self.span = Span(now, now + length)
        self._task = asyncio.create_task(self._play(self.span, step), name="playing")
        self._tell()

    async def stop(self) -> None:
        """Stop where it is; harmless when nothing is being played."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            self._end()  # one that was stopped before its first step has not noticed anything

    async def ended(self) -> None:
        """Wait until nothing is being played."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def _play(self, span: Span, step: timedelta) -> None:
        try:
            while (now := self._clock.now()) < span.ends:
                self._clock.move_to(min(now + step, span.ends))
                await self._said()
        finally:
            self._end()

    def _end(self) -> None:
        if self.span is not None:
            self.span = None
            self._tell()

    async def _said(self) -> None:
        """Wait until the bots have called nothing for a while and no update waits for them.

        Not for ever: one that takes none of its updates is not running, and one that never stops has to be cut short.
        """
        give_up = time.monotonic() + _PATIENCE_SECONDS
        changed, seen = time.monotonic(), (-1, -1)
        while (now := time.monotonic()) < give_up:
            stands = self._calls.last, sum(len(bot.updates) for bot in self._bots())
            if stands != seen:
                changed, seen = now, stands
            elif stands[1] == 0 or now - changed > _NOBODY_THERE_SECONDS:
                return
            await asyncio.sleep(_QUIET_SECONDS)
