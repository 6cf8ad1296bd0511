"""The journal's rows: the weekly question, and the end of a deleted entry's minute."""

from datetime import datetime

from bot.journal.deleting import erase
from bot.journal.prompting import ask, ask_late
from mentoring.journal import EntryId
from mentoring.people import PersonId
from storage.due import Due
from storage.tx import Tx


def ask_weekly_question(tx: Tx, due: Due, now: datetime) -> None:
    """Ask somebody the weekly question that they wished for, and plan the next one."""
    ask(tx, PersonId(due.subject), due.due_at, now)


def ask_put_off_question(tx: Tx, due: Due, now: datetime) -> None:
    """Ask a weekly question that had to wait for open hours."""
    ask_late(tx, PersonId(due.subject), now)


def erase_entry(tx: Tx, due: Due, now: datetime) -> None:
    """Erase a deleted entry, unless its writer had it back."""
    erase(tx, EntryId(due.subject), now)
