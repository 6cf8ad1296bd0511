"""The desk at which cases are put on paper: off the event loop, one after the other, for who asked for it.

What is to be made is a row, so a process that dies over one makes it at its next start.
"""

import asyncio
import logging

from bot.agreement.typesetting import Manuscript, make_pdf
from bot.case_circle import may_work
from bot.case_papers import file_name, manuscript_of, send_record
from bot.clock import Clock
from bot.speech import chat_of, say, send_file, words_of
from mentoring.cases import Case
from mentoring.people import Person
from storage import case_papers, cases, people, programmes
from storage.case_papers import CasePaper, CasePaperId, Format
from storage.database import StorageFailed
from storage.store import IN_DOUBT, Store
from storage.tx import Tx

log = logging.getLogger(__name__)

PDF = "application/pdf"

_AT_ONCE = 20
_STORAGE_PAUSE = 1.0


class CasePaperDesk:
    """Makes the case papers that are asked for. Start with `run`, once; it hears of new ones from the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._wake = asyncio.Event()
        self._failed: set[CasePaperId] = set()  # tried again by the next process, not for ever by this one
        store.listen(case_papers.TOPIC, self._hear)
        store.listen(IN_DOUBT, self._hear)

    async def run(self) -> None:
        """Make what is asked for, for ever."""
        while True:
            self._wake.clear()
            try:
                waiting = await self._store.read(lambda tx: case_papers.unmade(tx, _AT_ONCE + len(self._failed)))
                papers = [paper for paper in waiting if paper.id not in self._failed]
                for paper in papers:
                    await self._make(paper)
            except StorageFailed:
                log.exception("Could not look after papers; trying again", extra={"action": "papers.storage_failed"})
                await asyncio.sleep(_STORAGE_PAUSE)
                continue
            if not papers:
                await self._wake.wait()

    async def _make(self, paper: CasePaper) -> None:
        manuscript = None
        if paper.format is Format.PDF:
            manuscript = await self._store.read(lambda tx: self._read(tx, paper))
        pdf = None
        if manuscript is not None:
            try:
                pdf = await asyncio.to_thread(make_pdf, manuscript)
            except Exception as error:  # noqa: BLE001 - one paper must not keep the others waiting
                # Not its text, nor its traceback: a typesetter's errors quote the words they are about.
                action = {"action": "case_papers.failed", "case": paper.case_id, "error": type(error).__name__}
                log.error("A case could not be put on paper", extra=action)
                self._failed.add(paper.id)
                await self._store.write(lambda tx: self._say_failed(tx, paper))
                return
        await self._store.write(lambda tx: self._send(tx, paper, pdf))

    def _read(self, tx: Tx, paper: CasePaper) -> Manuscript | None:
        found = _whose(tx, paper)
        return None if found is None else manuscript_of(tx, *found, self._clock.now())

    def _send(self, tx: Tx, paper: CasePaper, pdf: bytes | None) -> None:
        """Send what was made to who is to have it, if they may still read it."""
        now = self._clock.now()
        found = _whose(tx, paper)
        if not case_papers.note_made(tx, paper.id, now) or found is None:
            return
        case, reader = found
        if paper.format is Format.JSON:
            send_record(tx, case, reader, now)
        elif pdf is not None:
            _ = words_of(reader)
            caption = _("Case {number} on paper. The record that can be checked is attached inside.", number=case.id)
            name, key = file_name(case, "pdf"), cases.key_name(case.id)
            send_file(tx, chat_of(reader), name, PDF, pdf, caption, now=now, key_name=key)

    def _say_failed(self, tx: Tx, paper: CasePaper) -> None:
        found = _whose(tx, paper)
        if found is not None:
            _ = words_of(found[1])
            text = _("I could not put case {number} on paper. Please take it as a file.", number=paper.case_id)
            say(tx, chat_of(found[1]), text, now=self._clock.now())

    def _hear(self, _: object) -> None:
        self._wake.set()


def _whose(tx: Tx, paper: CasePaper) -> tuple[Case, Person] | None:
    """Return the case and who reads it; None when they may not (any more)."""
    case, reader = cases.get(tx, paper.case_id), people.get(tx, paper.reader_id)
    programme = None if case is None else programmes.get(tx, case.programme_id)
    if case is None or reader is None or programme is None or not may_work(tx, reader, case, programme):
        return None
    return case, reader
