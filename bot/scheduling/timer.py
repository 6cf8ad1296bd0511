"""The timer: sleeps until the earliest due row, then does what it says. It remembers nothing."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock, sleep_until
from bot.scheduling import Fire
from storage import due
from storage.database import StorageFailed
from storage.due import Due
from storage.store import Store, StoreClosed
from storage.tx import Tx

log = logging.getLogger(__name__)

_AT_ONCE = 500
_LONGEST_POSTPONEMENT = timedelta(hours=1)
_MOST_DOUBLINGS = 12  # 2**12 seconds are more than the longest postponement
_STORAGE_PAUSE = 1.0


class Timer:
    """Fires due rows in time. Start with `run`; `tick` does once what is due now, for tests and as a safety net."""

    def __init__(self, store: Store, clock: Clock, kinds: Mapping[str, Fire]) -> None:
        self._store = store
        self._clock = clock
        self._kinds = kinds
        self._wake = asyncio.Event()
        self._next: datetime | None = None
        store.listen(due.TOPIC, self._hear)

    async def run(self) -> None:
        """Fire what is due, for ever."""
        while True:
            try:
                self._next = None  # until it is known, every new row wakes: none slips in while it is being read
                await self.tick()
                self._next = await self._store.read(due.next_moment)
            except StorageFailed:
                log.exception("Could not read what is due; trying again", extra={"action": "timer.storage_failed"})
                await asyncio.sleep(_STORAGE_PAUSE)
                continue
            if self._next is None or self._next > self._clock.now():
                await sleep_until(self._clock, self._next, self._wake)

    async def tick(self) -> int:
        """Fire everything due by now and return how many rows that were."""
        fired = 0
        while True:
            now = self._clock.now()
            rows = await self._store.read(lambda tx, now=now: due.by_now(tx, now, _AT_ONCE))  # type: ignore[misc]
            if not rows:
                return fired
            await asyncio.gather(*(self._fire(row) for row in rows))
            fired += len(rows)

    def wake(self) -> None:
        """Look again now: the safety net's pull."""
        self._wake.set()

    def _hear(self, due_at: datetime) -> None:
        if self._next is None or due_at < self._next:
            self._wake.set()

    async def _fire(self, row: Due) -> None:
        """Do what a row says and take it off, in one transaction: a crash repeats nothing."""

        def fire(tx: Tx) -> None:
            if due.take(tx, row.id):
                self._kinds[row.kind](tx, row, self._clock.now())

        try:
            await self._store.write(fire)
        except StoreClosed:
            raise
        except Exception as error:
            log.exception("A due row failed", extra={"action": "timer.failed", "due": row.id, "kind": row.kind})
            wait = min(_LONGEST_POSTPONEMENT, timedelta(seconds=2 ** min(row.attempts, _MOST_DOUBLINGS)))
            until, name = self._clock.now() + wait, type(error).__name__
            await self._store.write(lambda tx: due.postpone(tx, row.id, until, name))
