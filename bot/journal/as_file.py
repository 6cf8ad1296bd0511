"""A journal as a file to keep: plain text, the oldest entry first, for its writer alone."""

from collections.abc import Sequence
from datetime import datetime

from bot.journal.pages import symbol_of
from bot.speech import Chat, send_file, words_of
from mentoring.journal import Entry
from mentoring.people import Person
from storage import journals
from storage.tx import Tx

NAME = "journal.txt"
MOST_BYTES = 1_000_000
"""A file travels in a row of the outbox; of a longer journal the newest part is saved."""


def send_journal(tx: Tx, chat: Chat, person: Person, now: datetime) -> bool:
    """Send somebody their journal as a file; False when there is nothing in it."""
    entries = journals.of(tx, person.id)
    if not entries:
        return False
    _ = words_of(person)
    content = as_text(person, entries).encode()
    caption = _("💾 Your journal as a file. Keep it where only you can open it. Voice and pictures stay in this chat.")
    key_name = journals.key_name(person.id)
    send_file(tx, chat, NAME, "text/plain", content, caption, now=now, key_name=key_name)
    return True


def as_text(person: Person, entries: Sequence[Entry]) -> str:
    """Return entries (the newest first) as text (the oldest first), with when each was written, where they live."""
    _ = words_of(person)
    parts: list[str] = []
    size = 0
    for entry in entries:
        said = "\n".join(part for part in (symbol_of(entry), entry.content.text) if part)
        part = f"{_.full_moment(entry.written_at, person.zone)}\n\n{said}\n"
        size += len(part.encode()) + len("\n---\n\n")
        if size > MOST_BYTES:
            break
        parts.append(part)
    return "\n---\n\n".join(reversed(parts))
