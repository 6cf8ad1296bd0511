"""The store: acts go in as plain functions and come back durable.

One writer collects what is waiting and commits it at once. There is no artificial delay: a batch forms while the last
commit runs, so a lone act commits alone and a hundred share one trip to the disk (measured in docs/decisions/0002).
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from itertools import cycle
from typing import Any, TypeVar

from storage.database import Database, DatabaseThread, StorageFailed
from storage.group_commit import Done, Work, commit_batch, read_once
from storage.tx import Tx
from storage.vault import Vault

T = TypeVar("T")

log = logging.getLogger(__name__)

IN_DOUBT = "in_doubt"
"""Announced (with None) at the first commit after one that failed: it may have happened, its announcements did not."""

LARGEST_BATCH = 256
_READERS = 2


class StoreClosed(Exception):
    """The store is closed or closing; nothing of the act happened."""


class Store:
    """The one way to the database. Open with `await Store.open(...)`, close with `await store.close()`."""

    def __init__(self, database: Database, vault: Vault, writer: DatabaseThread, readers: list[DatabaseThread]) -> None:
        self._database = database
        self._vault = vault
        self._writer = writer
        self._readers = readers
        self._next_reader = cycle(readers)
        self._reader_locks = {id(reader): asyncio.Lock() for reader in readers}
        self._waiting: asyncio.Queue[tuple[Work, asyncio.Future[Any]] | None] = asyncio.Queue()
        self._listeners: dict[str, list[Callable[[Any], None]]] = {}
        self._closed = False
        self._in_doubt = False
        self._committing = asyncio.create_task(self._commit_what_waits(), name="store-writer")

    @classmethod
    async def open(cls, database: Database, vault: Vault) -> "Store":
        """Open the connections and start the writer, in the running event loop."""
        writer = await database.open_writer()
        readers = [await database.open_reader() for _ in range(_READERS)]
        return cls(database, vault, writer, readers)

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run `work(tx)` in a transaction and return its result once that is durable.

        `work` is a plain function, run on the database thread: it must not await, nor keep `tx`, nor have an effect
        of its own beside `tx`, because it may run twice. What it raises is raised here, and nothing of it remains.
        Raises StorageFailed when the database could not commit, StoreClosed after `close`. A caller that is cancelled
        does not undo its act.
        """
        if self._closed:
            raise StoreClosed
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((work, done))
        return await done

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work(tx)` on a reading connection and return its result; all it reads is of the same moment."""
        if self._closed:
            raise StoreClosed
        reader = next(self._next_reader)
        # One at a time per connection: a transaction opened by hand must not be entered twice.
        async with self._reader_locks[id(reader)]:
            result: T = await reader.run(
                partial(read_once, dialect=self._database.dialect, vault=self._vault, work=work)
            )
            return result

    def listen(self, topic: str, hear: Callable[[Any], None]) -> None:
        """Call `hear(fact)` in the event loop for every `tx.announce(topic, fact)` that has become durable."""
        self._listeners.setdefault(topic, []).append(hear)

    async def close(self) -> None:
        """Commit what is waiting, then close the connections. Closing twice is allowed."""
        if self._closed:
            return
        self._closed = True
        self._waiting.put_nowait(None)
        await self._committing
        await self._writer.close()
        for reader in self._readers:
            await reader.close()

    async def _commit_what_waits(self) -> None:
        closing = False
        while not closing:
            batch = [await self._waiting.get()]
            while len(batch) < LARGEST_BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            acts = [act for act in batch if act is not None]
            closing = len(acts) < len(batch)
            if acts:
                await self._commit(acts)

    async def _commit(self, acts: list[tuple[Work, asyncio.Future[Any]]]) -> None:
        works = [work for work, _ in acts]
        commit = partial(commit_batch, dialect=self._database.dialect, vault=self._vault, works=works)
        try:
            outcomes = await self._writer.run(commit)
        except Exception as error:  # noqa: BLE001 - the writer must outlive any failure; every caller is told
            self._in_doubt = True
            reason = error if isinstance(error, StorageFailed) else StorageFailed(str(error))
            for _, done in acts:
                if not done.done():
                    done.set_exception(reason)
            return
        if self._in_doubt:
            self._in_doubt = False
            for hear in self._listeners.get(IN_DOUBT, ()):
                self._tell(hear, None)
        for (_, done), outcome in zip(acts, outcomes, strict=True):
            if isinstance(outcome, Done):
                # Listeners first: they hear of things in the order in which they were committed.
                for announcement in outcome.announcements:
                    for hear in self._listeners.get(announcement.topic, ()):
                        self._tell(hear, announcement.fact)
                if not done.done():
                    done.set_result(outcome.value)
            elif not done.done():
                done.set_exception(outcome.error)

    @staticmethod
    def _tell(hear: Callable[[Any], None], fact: Any) -> None:
        try:
            hear(fact)
        except Exception:
            # A listener's fault must not end the writer: every act after it would wait for ever.
            log.exception("A listener failed", extra={"action": "store.listener_failed"})
