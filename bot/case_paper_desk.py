"""The desk at which cases are put on paper, for who asked for it."""

from bot.agreement.typesetting import Manuscript
from bot.case_circle import may_work
from bot.case_papers import file_name, manuscript_of, send_record
from bot.clock import Clock
from bot.desk import Desk
from bot.speech import chat_of, say, send_file, words_of
from mentoring.cases import Case
from mentoring.people import Person
from storage import case_papers, cases, people, programmes
from storage.case_papers import CasePaper, Format
from storage.store import Store
from storage.tx import Tx

PDF = "application/pdf"


class CasePaperDesk(Desk[CasePaper]):
    """Makes the case papers that are asked for: pages, or a record that needs no typesetting."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock, case_papers.TOPIC)

    def waiting(self, tx: Tx, limit: int) -> list[CasePaper]:
        """Return the papers that are not made yet."""
        return case_papers.unmade(tx, limit)

    def read(self, tx: Tx, paper: CasePaper) -> Manuscript | None:
        """Return a case's chronology; None for a record, and when its reader may not read it any more."""
        found = _whose(tx, paper) if paper.format is Format.PDF else None
        return None if found is None else manuscript_of(tx, *found, self._clock.now())

    def keep(self, tx: Tx, paper: CasePaper, pdf: bytes | None) -> None:
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

    def fail(self, tx: Tx, paper: CasePaper) -> None:
        """Tell who asked for it that the record can be had as a file."""
        found = _whose(tx, paper)
        if found is not None:
            _ = words_of(found[1])
            text = _("I could not put case {number} on paper. Please take it as a file.", number=paper.case_id)
            say(tx, chat_of(found[1]), text, now=self._clock.now())


def _whose(tx: Tx, paper: CasePaper) -> tuple[Case, Person] | None:
    """Return the case and who reads it; None when they may not (any more)."""
    case, reader = cases.get(tx, paper.case_id), people.get(tx, paper.reader_id)
    programme = None if case is None else programmes.get(tx, case.programme_id)
    if case is None or reader is None or programme is None or not may_work(tx, reader, case, programme):
        return None
    return case, reader
