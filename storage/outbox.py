"""The outbox: every call to Telegram that is waiting to be made, being made, or was made."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

import orjson

from mentoring.relay import MessageId
from storage.lists import listed, numbered
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

TOPIC = "outbox"
"""Announced with a `Waiting` for each row that may be sent, so that the sender need not look for it."""

HOUSE_KEY = "house"
"""Seals what the bot itself says; a pair's words are sealed with the pair's key."""

KEPT_FOR = timedelta(days=8)


class Priority(IntEnum):
    """What goes first when Telegram's limits make something wait. Lower is sooner."""

    ALERT = 0
    STAFF_REPLY = 10
    RELAY = 20
    EDIT = 30
    BACKLOG = 40
    PROMPT = 50
    BROADCAST = 60

    @property
    def order_class(self) -> int:
        """Within one chat: alerts, then the conversation as it was written, then prompts."""
        if self is Priority.ALERT:
            return 0
        return 1 if self < Priority.PROMPT else 2


class State(StrEnum):
    """Where a call stands.

    `unknown`: it was made and nobody can say whether Telegram did it (case 53). `withheld`: not to be made until a
    person says so; no release for time lets it go.
    """

    HELD = "held"
    WITHHELD = "withheld"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Purpose(StrEnum):
    """Why a call is made, which decides what an unknown or refused outcome means.

    A `prompt` reminds somebody of something: it is made once at most.
    """

    RELAY = "relay"
    EDIT = "edit"
    DELETE = "delete"
    SUMMARY = "summary"
    NOTICE = "notice"
    PROMPT = "prompt"
    ALERT = "alert"


class Call(NamedTuple):
    """A Bot API call: its method and parameters, without what is only known when it is made.

    `message` and `part` say which copy of which message this shows (or edits); `reply_to` which message it answers.
    """

    method: str
    parameters: Mapping[str, Any]
    purpose: Purpose
    priority: Priority
    message: MessageId | None = None
    part: int = 0
    reply_to: MessageId | None = None


class Waiting(NamedTuple):
    """What the sender keeps in memory of a waiting row."""

    id: int
    bot_id: int
    chat_id: int
    priority: Priority
    due_at: datetime


class Outgoing(NamedTuple):
    """A row about to be sent: the call with everything filled in that is known by now."""

    id: int
    bot_id: int
    chat_id: int
    call: Call
    attempts: int


def add(
    tx: Tx,
    call: Call,
    *,
    bot_id: int,
    chat_id: int,
    now: datetime,
    key_name: str = HOUSE_KEY,
    held: bool = False,
) -> int:
    """Add a call to a chat's lane and return its row's id. A held one waits for `release`."""
    row = tx.insert(
        "INSERT INTO outbox (bot_id, chat_id, state, priority, due_at, method, key_name, payload, purpose, message_id,"
        " part, reply_to, attempts, created_at) VALUES (:bot, :chat, :state, :priority, :now, :method, :key, :payload,"
        " :purpose, :message, :part, :reply_to, 0, :now) RETURNING id",
        bot=bot_id,
        chat=chat_id,
        state=State.HELD if held else State.WAITING,
        priority=int(call.priority),
        now=to_ms(now),
        method=call.method,
        key=key_name,
        payload=_seal(tx, key_name, call.parameters),
        purpose=call.purpose,
        message=call.message,
        part=call.part,
        reply_to=call.reply_to,
    )
    if not held:
        tx.announce(TOPIC, Waiting(row, bot_id, chat_id, call.priority, now))
    return row


def rewrite(tx: Tx, row: int, parameters: Mapping[str, Any]) -> bool:
    """Give a call that has not been made, or may be made again, new parameters; False when it is too late."""
    found = tx.one(
        "SELECT key_name FROM outbox WHERE id = :id AND state IN ('held', 'withheld', 'waiting', 'unknown')", id=row
    )
    if found is None:
        return False
    tx.run(
        "UPDATE outbox SET payload = :payload WHERE id = :id", id=row, payload=_seal(tx, found["key_name"], parameters)
    )
    return True


def hold(tx: Tx, row: int) -> None:
    """Hold a call that waits, in its place in the lane, until `release`; one that is being made goes on."""
    tx.run("UPDATE outbox SET state = 'held' WHERE id = :id AND state = 'waiting'", id=row)


def hold_unknown(tx: Tx, row: int) -> None:
    """Hold a call of which nobody knows whether it was made, so that it can be made again later."""
    tx.run("UPDATE outbox SET state = 'held', attempts = 0 WHERE id = :id AND state = 'unknown'", id=row)


def withhold(tx: Tx, message: MessageId) -> None:
    """Withhold the copies of a message that have not been made, each in its place in the lane, until `let_go`."""
    tx.run(
        "UPDATE outbox SET state = 'withheld' WHERE message_id = :message AND purpose = 'relay'"
        " AND state IN ('held', 'waiting')",
        message=message,
    )


def let_go(tx: Tx, message: MessageId) -> None:
    """Make the withheld copies of a message ordinary held ones, in their places; `release` then sends them."""
    tx.run("UPDATE outbox SET state = 'held' WHERE message_id = :message AND state = 'withheld'", message=message)


def release(tx: Tx, row: int, now: datetime) -> None:
    """Let a held call go, in its place in the lane."""
    found = tx.one(
        "UPDATE outbox SET state = 'waiting', due_at = :now WHERE id = :id AND state = 'held'"
        " RETURNING id, bot_id, chat_id, priority",
        id=row,
        now=to_ms(now),
    )
    if found is not None:
        tx.announce(TOPIC, Waiting(row, found["bot_id"], found["chat_id"], Priority(found["priority"]), now))


def withdraw(tx: Tx, row: int, now: datetime) -> bool:
    """Take back a call that has not been made, or will not be made again; False when it is too late."""
    changed = tx.run(
        "UPDATE outbox SET state = 'withdrawn', payload = NULL, ended_at = :now"
        " WHERE id = :id AND state IN ('held', 'withheld', 'waiting', 'unknown')",
        id=row,
        now=to_ms(now),
    )
    return changed == 1


def withdraw_edits(tx: Tx, message: MessageId, now: datetime) -> None:
    """Take back edits of a message's copies that have not been made: only the newest counts."""
    tx.run(
        "UPDATE outbox SET state = 'withdrawn', payload = NULL, ended_at = :now"
        " WHERE message_id = :message AND purpose IN ('edit', 'delete') AND state = 'waiting'",
        message=message,
        now=to_ms(now),
    )


def of_message(tx: Tx, message: MessageId, purpose: Purpose = Purpose.RELAY) -> list[tuple[int, State]]:
    """Return the rows that carry a message's copies and their states, in the order of its parts.

    A copy that was withdrawn (a shorter text needs fewer) is none any more.
    """
    rows = tx.all(
        "SELECT id, state FROM outbox WHERE message_id = :message AND purpose = :purpose AND state <> 'withdrawn'"
        " ORDER BY part, id",
        message=message,
        purpose=purpose,
    )
    return [(row["id"], State(row["state"])) for row in rows]


def part_of(tx: Tx, row: int) -> int:
    """Return which part of its message a row shows. Raises LookupError when there is no such row."""
    found = tx.one("SELECT part FROM outbox WHERE id = :id", id=row)
    if found is None:
        raise LookupError("no such row")
    return int(found["part"])


def answered_by(tx: Tx, message: MessageId) -> MessageId | None:
    """Return the message that this message's copies answer, or None."""
    row = tx.one(
        "SELECT reply_to FROM outbox WHERE message_id = :message AND purpose = 'relay' AND part = 0"
        " ORDER BY id DESC LIMIT 1",
        message=message,
    )
    return None if row is None or row["reply_to"] is None else MessageId(row["reply_to"])


def forget_copy(tx: Tx, message: MessageId, part: int) -> None:
    """Note that the copy of a message's part was deleted, so that it is no longer one of its copies."""
    tx.run(
        "UPDATE outbox SET state = 'withdrawn' WHERE message_id = :message AND part = :part AND purpose = 'relay'"
        " AND state = 'sent'",
        message=message,
        part=part,
    )


def unsent_messages(tx: Tx, bot_id: int, chat_id: int) -> list[MessageId]:
    """Return the messages that wait in a chat's lane, whole or in part, in the order they were written."""
    rows = tx.all(
        "SELECT DISTINCT message_id FROM outbox WHERE bot_id = :bot AND chat_id = :chat AND state = 'waiting'"
        " AND purpose = 'relay' ORDER BY message_id",
        bot=bot_id,
        chat=chat_id,
    )
    return [MessageId(row["message_id"]) for row in rows]


def take_notices(tx: Tx, bot_id: int, chat_id: int, now: datetime) -> list[Call]:
    """Withdraw what the bot itself still had to say in a chat and return it, in its order, to be said elsewhere."""
    rows = tx.all(
        "SELECT id, bot_id, chat_id, method, key_name, payload, purpose, priority, message_id, part, reply_to, attempts"
        " FROM outbox WHERE bot_id = :bot AND chat_id = :chat AND state = 'waiting' AND method = 'sendMessage'"
        " AND purpose IN ('notice', 'alert') ORDER BY id",
        bot=bot_id,
        chat=chat_id,
    )
    calls = [_outgoing(tx, row).call for row in rows]
    for row in rows:
        withdraw(tx, row["id"], now)
    return calls


def readdress(tx: Tx, bot_id: int, chat_id: int, to_bot_id: int, to_chat_id: int, now: datetime) -> list[MessageId]:
    """Hold what a lost account's lane had for its person, now for their new chat; return the messages it carries.

    What the bot said, and what changes bubbles of the old chat, stays behind.
    """
    rows = tx.all(
        "UPDATE outbox SET bot_id = :to_bot, chat_id = :to_chat, state = CASE state WHEN 'waiting' THEN 'held'"
        " ELSE state END WHERE bot_id = :bot AND chat_id = :chat AND purpose IN ('relay', 'summary')"
        " AND state IN ('held', 'withheld', 'waiting', 'unknown') RETURNING state, message_id",
        bot=bot_id,
        chat=chat_id,
        to_bot=to_bot_id,
        to_chat=to_chat_id,
    )
    tx.run(
        "UPDATE outbox SET state = 'withdrawn', payload = NULL, ended_at = :now"
        " WHERE bot_id = :bot AND chat_id = :chat AND state = 'waiting'",
        bot=bot_id,
        chat=chat_id,
        now=to_ms(now),
    )
    held = {row["message_id"] for row in rows if row["state"] == State.HELD and row["message_id"] is not None}
    return [MessageId(message) for message in sorted(held)]


def held_summary(tx: Tx, bot_id: int, chat_id: int) -> int | None:
    """Return the row kept for the line that opens a release in this chat, or None when nothing is held for it."""
    row = tx.one(
        "SELECT id FROM outbox WHERE bot_id = :bot AND chat_id = :chat AND state = 'held' AND purpose = 'summary'"
        " ORDER BY id LIMIT 1",
        bot=bot_id,
        chat=chat_id,
    )
    return None if row is None else int(row["id"])


def waiting(tx: Tx, bot_id: int) -> list[Waiting]:
    """Return a bot's waiting rows, oldest first."""
    rows = tx.all(
        "SELECT id, bot_id, chat_id, priority, due_at FROM outbox WHERE bot_id = :bot AND state = 'waiting'"
        " ORDER BY id",
        bot=bot_id,
    )
    return [Waiting(r["id"], r["bot_id"], r["chat_id"], Priority(r["priority"]), from_ms(r["due_at"])) for r in rows]


def mark_sending(tx: Tx, rows: Sequence[int]) -> list[Outgoing]:
    """Mark rows as being sent and return them filled in; those withdrawn meanwhile are left out.

    This is durable before any call is made, so that after a crash we know what may have reached Telegram (case 54).
    One whose words were erased with their key is ended: there is nothing left to send.
    """
    found = tx.all(
        f"UPDATE outbox SET state = 'sending' WHERE id IN ({listed(len(rows))}) AND state = 'waiting'"
        " RETURNING id, bot_id, chat_id, method, key_name, payload, purpose, priority, message_id, part, reply_to,"
        " attempts",
        **numbered(rows),
    )
    by_id = {row["id"]: row for row in found}
    outgoing = []
    for row in (by_id[number] for number in rows if number in by_id):
        try:
            outgoing.append(_outgoing(tx, row))
        except KeyErased:
            tx.run(
                "UPDATE outbox SET state = 'refused', payload = NULL, error = 'erased', ended_at = due_at"
                " WHERE id = :id",
                id=row["id"],
            )
    return outgoing


def mark_sent(tx: Tx, rows: Sequence[int], now: datetime) -> None:
    """Note that calls were made, and drop their words."""
    if rows:
        tx.run(
            "UPDATE outbox SET state = 'sent', payload = NULL, error = NULL, ended_at = :now"
            f" WHERE id IN ({listed(len(rows))})",
            now=to_ms(now),
            **numbered(rows),
        )


def mark_ended(tx: Tx, row: int, state: State, now: datetime, error: str | None = None) -> None:
    """Note how a call ended. Its words are dropped, except where it may be made again."""
    if state is State.UNKNOWN:
        tx.run("UPDATE outbox SET state = 'unknown', error = :error WHERE id = :id", id=row, error=error)
    else:
        tx.run(
            "UPDATE outbox SET state = :state, payload = NULL, error = :error, ended_at = :now WHERE id = :id",
            id=row,
            state=state,
            error=error,
            now=to_ms(now),
        )


def retry(tx: Tx, row: int, due_at: datetime, error: str) -> bool:
    """Put a call back in its place in the lane, to be made at `due_at` or later; False when it has ended."""
    found = tx.one(
        "UPDATE outbox SET state = 'waiting', due_at = :due_at, attempts = attempts + 1, error = :error"
        " WHERE id = :id AND state IN ('sending', 'unknown') RETURNING bot_id, chat_id, priority",
        id=row,
        due_at=to_ms(due_at),
        error=error,
    )
    if found is not None:
        tx.announce(TOPIC, Waiting(row, found["bot_id"], found["chat_id"], Priority(found["priority"]), due_at))
    return found is not None


def being_sent(tx: Tx, bot_id: int) -> list[Outgoing]:
    """Return what a bot was sending when the process ended; called at start, before anything is sent."""
    rows = tx.all(
        "SELECT id, bot_id, chat_id, method, key_name, payload, purpose, priority, message_id, part, reply_to, attempts"
        " FROM outbox WHERE bot_id = :bot AND state = 'sending' ORDER BY id",
        bot=bot_id,
    )
    return [_outgoing(tx, row) for row in rows]


def move_chat(tx: Tx, bot_id: int, chat_id: int, to: int) -> None:
    """Give what waits for a chat to the chat it has become."""
    tx.run(
        "UPDATE outbox SET chat_id = :to WHERE bot_id = :bot AND chat_id = :chat AND ended_at IS NULL",
        bot=bot_id,
        chat=chat_id,
        to=to,
    )
    for row in waiting(tx, bot_id):
        if row.chat_id == to:
            tx.announce(TOPIC, row)


def backlog(tx: Tx) -> tuple[int, int | None]:
    """Return how many calls wait to be made, and since when the oldest could have been (ms, or None).

    What waits for somebody who stopped the bot does not count: nothing here can make it go.
    """
    row = tx.one(
        "SELECT COUNT(*) AS waiting, MIN(due_at) AS oldest FROM outbox o WHERE state = 'waiting' AND NOT EXISTS"
        " (SELECT 1 FROM lanes l WHERE l.bot_id = o.bot_id AND l.chat_id = o.chat_id AND l.state <> 'open')"
    )
    return (0, None) if row is None else (row["waiting"], row["oldest"])


def prune(tx: Tx, now: datetime) -> int:
    """Forget calls that ended more than eight days ago; return how many."""
    return tx.run("DELETE FROM outbox WHERE ended_at IS NOT NULL AND ended_at < :before", before=to_ms(now - KEPT_FOR))


def _seal(tx: Tx, key_name: str, parameters: Mapping[str, Any]) -> bytes:
    return tx.seal(key_name, orjson.dumps(parameters))


def _outgoing(tx: Tx, row: Row) -> Outgoing:
    return Outgoing(
        id=row["id"],
        bot_id=row["bot_id"],
        chat_id=row["chat_id"],
        call=Call(
            method=row["method"],
            parameters=orjson.loads(tx.unseal(row["key_name"], row["payload"])),
            purpose=Purpose(row["purpose"]),
            priority=Priority(row["priority"]),
            message=None if row["message_id"] is None else MessageId(row["message_id"]),
            part=row["part"],
            reply_to=None if row["reply_to"] is None else MessageId(row["reply_to"]),
        ),
        attempts=row["attempts"],
    )
