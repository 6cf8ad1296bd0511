"""Deleting an entry: out of sight at once, had back for a minute, then gone, here and from the chat."""

from datetime import datetime

from bot.journal import pages
from bot.journal.showing import take_everything_back
from bot.journal.writing import shown
from bot.pages import Page
from mentoring.journal import UNDO_FOR, Entry, EntryId
from mentoring.people import Person
from storage import due, journals, outbox
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx

ENTRY_ERASED = "journal_erase"
"""The kind of due row that erases a deleted entry; its subject is the entry's id."""


def delete(tx: Tx, person: Person, entry: Entry, now: datetime) -> Page:
    """Delete an entry, take it back from whoever may read it, and return what stands in its place for a minute."""
    take_everything_back(tx, person, entry, now)
    journals.delete(tx, entry.id, person.id, now)
    occurrence = f"{ENTRY_ERASED}:{entry.id}:{now.isoformat()}"
    due.add(tx, kind=ENTRY_ERASED, subject=entry.id, occurrence=occurrence, due_at=now + UNDO_FOR)
    return pages.deleted_page(person, entry)


def have_back(tx: Tx, person: Person, entry_id: EntryId) -> Page | None:
    """Have a deleted entry back, shown to nobody now; None when it is gone."""
    if not journals.restore(tx, entry_id, person.id):
        return None
    entry = journals.get(tx, entry_id, person.id)
    return None if entry is None else shown(tx, person, entry)


def erase(tx: Tx, entry_id: EntryId, now: datetime) -> None:
    """Erase an entry that was deleted a minute ago: its words here, and the bubble while Telegram allows that."""
    place = journals.erase(tx, entry_id, now - UNDO_FOR)
    if place is not None:
        call = Call("deleteMessage", {"message_id": place.telegram_id}, Purpose.NOTICE, Priority.EDIT)
        outbox.add(tx, call, bot_id=place.bot_id, chat_id=place.chat_id, now=now)
