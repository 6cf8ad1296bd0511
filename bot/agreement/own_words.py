"""A clause's free line: the one message that somebody writes for the agreement and not for their partner."""

from datetime import datetime, timedelta

from bot.agreement import pages
from bot.agreement.moves import propose
from bot.agreement.pages import Page
from bot.agreement.refusal_words import refusal_words
from bot.agreement.table import Table, is_open, sit_down
from bot.asking import Taken
from bot.incoming import Incoming
from bot.pages import Page as Shown
from bot.speech import Button
from mentoring.agreement.clauses import LONGEST_LINE, Clause, clause_named, tidy_line
from mentoring.people import Person
from mentoring.refusals import Refusal
from storage import asked
from storage.agreements import AgreementId
from storage.asked import Asked
from storage.tx import Tx

LINE = "agreement_line"
"""What a person is asked to write; followed by a dot and the clause."""

WAITS = timedelta(minutes=15)
"""How long a message counts as the line that was asked for."""


def ask_line(tx: Tx, table: Table, clause: Clause) -> Page:
    """Ask for a clause's own words: the next message that the reader writes."""
    asked.ask(tx, table.reader.id, f"{LINE}.{clause}", table.agreement.id, table.now + WAITS)
    return pages.line_page(table, clause)


def take_line(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Put the line that was asked for into the agreement; None when that is not open any more."""
    asked.forget(tx, person.id)
    clause = clause_named(waiting.rest)
    table = sit_down(tx, AgreementId(waiting.subject), person.id, now)
    if table is None or clause is None or clause not in table.negotiation.positions or not is_open(tx, table):
        return None
    line = tidy_line(incoming.content.text)
    if len(line) > LONGEST_LINE:
        asked.ask(tx, person.id, waiting.what, waiting.subject, now + WAITS)
        page = _too_long(table, clause)
    else:
        page = _taken(tx, table, clause, line)
    return Taken(Shown(page.text, page.buttons, table.key_name))


def _taken(tx: Tx, table: Table, clause: Clause, line: str) -> Page:
    _ = table.words
    moved = propose(tx, table, clause, table.negotiation.positions[clause].term.with_line(line))
    if isinstance(moved, Refusal):
        return pages.page(table).under(refusal_words(moved, _))
    return pages.choosing_page(moved, clause).under(_("✅ This is in the agreement now. It was not sent as a message."))


def _too_long(table: Table, clause: Clause) -> Page:
    _ = table.words
    text = _(
        "That is too long for the agreement: it may have {count} letters at most. Write it shorter, in one message.",
        count=LONGEST_LINE,
    )
    return Page(text, [[Button(_("Never mind"), pages.data(table, "noline", clause))]])
