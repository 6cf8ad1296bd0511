"""Lanes: each chat's updates one after the other, in the order they came; many chats at once."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from storage import inbox
from storage.database import StorageFailed
from storage.inbox import Arrival
from storage.store import Store, StoreClosed
from storage.tx import Tx

log = logging.getLogger(__name__)

PAUSES = (0.2, 1.0, 3.0, 10.0)
"""Seconds before each further try of an update whose handling failed; after the last try it is parked."""

_WHILE_STORAGE_FAILS = 2.0

Handle = Callable[[Arrival], Awaitable[None]]
Parked = Callable[[Tx, Arrival], None]


class Lanes:
    """The lanes of one bot. `handle` does one update; `parked` says, in the parking transaction, what people read."""

    def __init__(self, store: Store, handle: Handle, parked: Parked) -> None:
        self._store = store
        self._handle = handle
        self._parked = parked
        self._waiting: dict[int, deque[Arrival]] = {}
        self._working: dict[int, asyncio.Task[None]] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    def put(self, arrivals: Iterable[Arrival]) -> None:
        """Queue updates, each in its chat's lane."""
        for arrival in arrivals:
            chat = arrival.chat_id
            self._waiting.setdefault(chat, deque()).append(arrival)
            if chat not in self._working and not self._stopping:
                self._idle.clear()
                self._working[chat] = asyncio.create_task(self._work(chat), name=f"lane-{chat}")

    async def resume(self) -> None:
        """Queue what was accepted before the process last ended and is not done."""
        self.put(await self._store.read(inbox.waiting))

    async def idle(self) -> None:
        """Wait until nothing is queued."""
        await self._idle.wait()

    async def stop(self, within_seconds: float) -> None:
        """Finish what is being handled, within the time given. What is still queued stays in the inbox."""
        self._stopping = True
        if self._working:
            _, late = await asyncio.wait(self._working.values(), timeout=within_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _work(self, chat: int) -> None:
        queue = self._waiting[chat]
        try:
            while queue and not self._stopping:
                await self._see_through(queue.popleft())
        finally:
            del self._working[chat]
            if not queue:
                del self._waiting[chat]
            if not self._working:
                self._idle.set()

    async def _see_through(self, arrival: Arrival) -> None:
        """Handle one update to its end: done, or parked after the last try, so that its lane always goes on."""
        attempts = arrival.attempts
        while True:
            try:
                await self._handle(arrival)
            except StoreClosed:
                return
            except StorageFailed:
                # Nothing can be noted, not even the failure; it is not the update's fault and costs it no try.
                log.exception("Storage failed; trying again", extra={"action": "lane.storage_failed"})
                await asyncio.sleep(_WHILE_STORAGE_FAILS)
                continue
            except Exception as error:
                log.exception("Handling update failed", extra={"action": "lane.failed", "arrival": arrival.id})
                if attempts >= len(PAUSES):
                    await self._park(arrival, type(error).__name__)
                    return
                await self._note_failure(arrival, type(error).__name__)
                await asyncio.sleep(PAUSES[attempts])
                attempts += 1
                continue
            return

    async def _note_failure(self, arrival: Arrival, error: str) -> None:
        try:
            await self._store.write(lambda tx: inbox.mark_failed(tx, arrival.id, error))
        except StorageFailed:
            log.warning("Could not note a failed try", extra={"action": "lane.storage_failed", "arrival": arrival.id})

    async def _park(self, arrival: Arrival, error: str) -> None:
        def park(tx: Tx) -> None:
            inbox.park(tx, arrival.id, error)
            self._parked(tx, arrival)

        log.error("Update parked after its last try", extra={"action": "lane.parked", "arrival": arrival.id})
        try:
            await self._store.write(park)
        except StorageFailed:
            # It stays waiting in the inbox and is tried again at the next start.
            log.exception("Could not park an update", extra={"action": "lane.park_failed", "arrival": arrival.id})
        except Exception:
            log.exception("Could not tell of a parked update", extra={"action": "lane.untold", "arrival": arrival.id})
            await self._park_silently(arrival, error)

    async def _park_silently(self, arrival: Arrival, error: str) -> None:
        try:
            await self._store.write(lambda tx: inbox.park(tx, arrival.id, error))
        except (StorageFailed, StoreClosed):
            log.exception("Could not park an update", extra={"action": "lane.park_failed", "arrival": arrival.id})
