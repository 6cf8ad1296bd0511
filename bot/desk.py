"""A desk at which what was asked for is made: off the event loop and outside any transaction, one after the other.

What is to be made is a row, so a process that dies over one makes it at its next start.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

from bot.agreement.typesetting import Manuscript, make_pdf
from bot.clock import Clock
from storage.database import StorageFailed
from storage.store import IN_DOUBT, Store
from storage.tx import Tx

log = logging.getLogger(__name__)

_AT_ONCE = 20
_STORAGE_PAUSE = 1.0

Paper = TypeVar("Paper", bound=Hashable)
"""What names one thing to be made; `keep` sees to it that it is not waiting any more."""


class Desk(ABC, Generic[Paper]):
    """Makes papers of one kind. Start with `run`, once; it hears of new ones from the store, announced as `topic`."""

    def __init__(self, store: Store, clock: Clock, topic: str) -> None:
        self._store = store
        self._clock = clock
        self._wake = asyncio.Event()
        self._failed: set[Paper] = set()  # tried again by the next process, not for ever by this one
        store.listen(topic, self._hear)
        store.listen(IN_DOUBT, self._hear)

    @abstractmethod
    def waiting(self, tx: Tx, limit: int) -> Sequence[Paper]:
        """Return what is to be made, `limit` at most."""

    @abstractmethod
    def read(self, tx: Tx, paper: Paper) -> Manuscript | None:
        """Return what is to be typeset; None when nothing is."""

    @abstractmethod
    def keep(self, tx: Tx, paper: Paper, pdf: bytes | None) -> None:
        """Do with a paper what it was made for; `pdf` is None when there was no manuscript."""

    def fail(self, tx: Tx, paper: Paper) -> None:
        """Say, to whom it matters, that a paper could not be typeset; to nobody unless a desk knows better."""

    async def run(self) -> None:
        """Make what is asked for, for ever."""
        while True:
            self._wake.clear()
            try:
                limit = _AT_ONCE + len(self._failed)
                papers = await self._store.read(lambda tx: self.waiting(tx, limit))  # noqa: B023 - read before the next
                papers = [paper for paper in papers if paper not in self._failed]
                for paper in papers:
                    await self._make(paper)
            except StorageFailed:
                log.exception("Could not look after papers; trying again", extra={"action": "papers.storage_failed"})
                await asyncio.sleep(_STORAGE_PAUSE)
                continue
            if not papers:
                await self._wake.wait()

    async def _make(self, paper: Paper) -> None:
        manuscript = await self._store.read(lambda tx: self.read(tx, paper))
        pdf = None
        if manuscript is not None:
            try:
                pdf = await asyncio.to_thread(make_pdf, manuscript)
            except Exception as error:  # noqa: BLE001 - one paper must not keep the others waiting
                # Not its text, nor its traceback: a typesetter's errors quote the words they are about.
                action = {"action": "papers.failed", "paper": str(paper), "error": type(error).__name__}
                log.error("A paper could not be made", extra=action)
                self._failed.add(paper)
                await self._store.write(lambda tx: self.fail(tx, paper))
                return
        await self._store.write(lambda tx: self.keep(tx, paper, pdf))

    def _hear(self, _: object) -> None:
        self._wake.set()
