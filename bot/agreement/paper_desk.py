"""The desk at which papers are made: off the event loop and outside any transaction, one after the other.

What is to be made is a row, so a process that dies over one makes it at its next start.
"""

import asyncio
import logging

from bot.agreement.news import tell
from bot.agreement.papers import manuscript_of
from bot.agreement.table import sit_down
from bot.agreement.typesetting import Manuscript, make_pdf
from bot.clock import Clock
from storage import agreement_papers
from storage.agreement_papers import Paper
from storage.agreements import About
from storage.database import StorageFailed
from storage.store import IN_DOUBT, Store
from storage.tx import Tx

log = logging.getLogger(__name__)

_AT_ONCE = 20
_STORAGE_PAUSE = 1.0


class PaperDesk:
    """Makes the papers that are asked for. Start with `run`, once; it hears of new ones from the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._wake = asyncio.Event()
        self._failed: set[Paper] = set()  # tried again by the next process, not for ever by this one
        store.listen(agreement_papers.TOPIC, self._hear)
        store.listen(IN_DOUBT, self._hear)

    async def run(self) -> None:
        """Make what is asked for, for ever."""
        while True:
            self._wake.clear()
            try:
                waiting = await self._store.read(lambda tx: agreement_papers.unmade(tx, _AT_ONCE + len(self._failed)))
                papers = [paper for paper in waiting if paper not in self._failed]
                for paper in papers:
                    await self._make(paper)
            except StorageFailed:
                log.exception("Could not look after papers; trying again", extra={"action": "papers.storage_failed"})
                await asyncio.sleep(_STORAGE_PAUSE)
                continue
            if not papers:
                await self._wake.wait()

    async def _make(self, paper: Paper) -> None:
        manuscript = await self._store.read(lambda tx: self._read(tx, paper))
        pdf = None
        if manuscript is not None:
            try:
                pdf = await asyncio.to_thread(make_pdf, manuscript)
            except Exception as error:  # noqa: BLE001 - one paper must not keep the others waiting
                # Not its text, nor its traceback: a typesetter's errors quote the words they are about.
                action = {"action": "papers.failed", "agreement": paper.agreement_id, "error": type(error).__name__}
                log.error("A paper could not be made", extra=action)
                self._failed.add(paper)
                return
        await self._store.write(lambda tx: self._keep(tx, paper, pdf))

    def _read(self, tx: Tx, paper: Paper) -> Manuscript | None:
        table = sit_down(tx, paper.agreement_id, paper.person_id, self._clock.now())
        return None if table is None else manuscript_of(tx, table)

    def _keep(self, tx: Tx, paper: Paper, pdf: bytes | None) -> None:
        """Keep a paper and give it to its signer; one whose words were erased meanwhile is not to be made any more."""
        now = self._clock.now()
        table = sit_down(tx, paper.agreement_id, paper.person_id, now)
        pair = None if table is None else table.agreement.pair_id
        kept = agreement_papers.keep(tx, paper, pair, pdf, now)
        if kept and pdf is not None and table is not None:
            tell(tx, table, table.reader, About.PAPER)

    def _hear(self, _: object) -> None:
        self._wake.set()
