"""The one place that reads the clock. Everything else is told what time it is."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

# A wall clock may be set while we sleep; looking at it once in a while bounds how late that makes us.
_LONGEST_NAP = timedelta(seconds=30)


class Clock(Protocol):
    """What time it is, and a call when it is later. The demo and the tests bring one that can be moved."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""

    def call_at(self, moment: datetime, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` in the event loop at `moment` or soon after; return what cancels it."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)

    def call_at(self, moment: datetime, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` at `moment`; return what cancels it."""
        delay = (moment - self.now()).total_seconds()
        return asyncio.get_running_loop().call_later(max(0.0, delay), callback).cancel


async def sleep_until(clock: Clock, moment: datetime | None, wake: asyncio.Event) -> None:
    """Wait for `moment` (None: for ever), for `wake` to be set, or for half a minute, whichever comes first.

    `wake` is cleared on return: the caller looks at everything again.
    """
    nap_ends = clock.now() + _LONGEST_NAP
    cancel = clock.call_at(nap_ends if moment is None else min(moment, nap_ends), wake.set)
    try:
        await wake.wait()
    finally:
        cancel()
    wake.clear()
