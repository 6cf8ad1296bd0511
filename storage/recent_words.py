"""What somebody wrote last, to be read together with what they write next."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.people import Role
from storage.messages import content_from_bytes
from storage.pairs import key_name
from storage.times import from_ms
from storage.tx import Tx
from storage.vault import KeyErased


@dataclass(frozen=True, slots=True)
class Words:
    """What one message said: its id in the writer's chat, when it was written (aware, UTC), its text."""

    telegram_id: int
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes in a chat, role and language None for a stranger, and what they wrote last, oldest first."""

    role: Role | None
    language: str | None
    words: tuple[Words, ...] = ()


_WRITER = "SELECT id, role, language FROM people WHERE bot_id = :bot AND chat_id = :chat"
# Their own bubbles alone have a place in their own chat as part 0 of what they themselves sent.
_LAST = """SELECT places.telegram_id, m.pair_id, m.body, m.written_at FROM messages m
 JOIN places ON places.message_id = m.id AND places.bot_id = :bot AND places.chat_id = :chat
 WHERE m.sender_id = :person ORDER BY m.id DESC LIMIT :limit"""


def writer_in(tx: Tx, bot_id: int, chat_id: int, limit: int) -> Writer:
    """Return who writes in a private chat and the last `limit` messages they wrote there, whatever became of those."""
    who = tx.one(_WRITER, bot=bot_id, chat=chat_id)
    if who is None:
        return Writer(None, None)
    words = []
    for row in tx.all(_LAST, bot=bot_id, chat=chat_id, person=who["id"], limit=limit):
        try:
            content = content_from_bytes(tx.unseal(key_name(row["pair_id"]), row["body"]))
        except KeyErased:
            continue
        words.append(Words(row["telegram_id"], from_ms(row["written_at"]), content.text))
    return Writer(Role(who["role"]), who["language"], tuple(reversed(words)))
