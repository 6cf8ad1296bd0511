"""The timer: sleeps until the earliest due row, then does what it says. It remembers nothing."""

import asyncio
import logging
import time
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
_TAKEN_TOGETHER = 64
_LONGEST_ACT = 0.02  # seconds that rows may take together in one act
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
        while await self._is_something_due():
            try:
                fired += await self._store.write(self._fire_some)
            except (StoreClosed, StorageFailed):
                raise
            except Exception:  # noqa: BLE001 - whose fault it was shows when each row is done on its own
                fired += await self._fire_each()
        return fired

    def wake(self) -> None:
        """Look again now: the safety net's pull."""
        self._wake.set()

    def _hear(self, due_at: datetime) -> None:
        if self._next is None or due_at < self._next:
            self._wake.set()

    async def _is_something_due(self) -> bool:
        moment = await self._store.read(due.next_moment)
        return moment is not None and moment <= self._clock.now()

    def _fire_some(self, tx: Tx) -> int:
        """Do what is due and take it off, in one transaction: a crash repeats nothing. Return how many rows it did.

        An act for each would cost more than most rows do; one for all would keep people's messages waiting.
        """
        fired, stop_at = 0, time.perf_counter() + _LONGEST_ACT
        while time.perf_counter() < stop_at:
            now = self._clock.now()
            rows = due.take_some(tx, now, _TAKEN_TOGETHER)
            for row in rows:
                self._kinds[row.kind](tx, row, now)
            fired += len(rows)
            if len(rows) < _TAKEN_TOGETHER:
                break
        return fired

    async def _fire_each(self) -> int:
        """Fire the next rows each in a transaction of its own, so that one that fails keeps nobody else waiting."""
        now = self._clock.now()
        rows = await self._store.read(lambda tx: due.by_now(tx, now, _AT_ONCE))
        await asyncio.gather(*(self._fire(row) for row in rows))
        return len(rows)

    async def _fire(self, row: Due) -> None:
        """Do what a row says and take it off; when that fails it is tried again later."""

        def fire(tx: Tx) -> None:
            if due.take(tx, row.id):
                self._kinds[row.kind](tx, row, self._clock.now())

        try:
            await self._store.write(fire)
        except (StoreClosed, StorageFailed):
            raise
        except Exception as error:
            log.exception("A due row failed", extra={"action": "timer.failed", "due": row.id, "kind": row.kind})
            wait = min(_LONGEST_POSTPONEMENT, timedelta(seconds=2 ** min(row.attempts, _MOST_DOUBLINGS)))
            until, name = self._clock.now() + wait, type(error).__name__
            await self._store.write(lambda tx: due.postpone(tx, row.id, until, name))
