"""Messages: what was written, what was decided about it, and where it stands on either phone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import orjson

from mentoring.citations import Citation, Source
from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.relay import Decision, Deliver, GiveBack, Hold, Keeper, MessageId, Refuse, Talk, Withhold
from mentoring.windows import Reason
from storage.lists import listed, numbered
from storage.pairs import key_name
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx


class MessageState(StrEnum):
    """How far a message has come.

    `unconfirmed`: sent, but Telegram never said whether it arrived. `withheld` until one of the staff lets it go,
    `kept` until the recipient wants to hear of the sender again, `returned` to its writer, who may change it.
    """

    HELD = "held"
    WITHHELD = "withheld"
    KEPT = "kept"
    RETURNED = "returned"
    QUEUED = "queued"
    DELIVERED = "delivered"
    UNCONFIRMED = "unconfirmed"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Message:
    """A recorded message; times aware, UTC. `cited` is what the decision rests on.

    `held_until` is None unless it is held for time, or is to seem so to its writer.
    """

    id: MessageId
    pair_id: PairId
    sender_id: PersonId
    recipient_id: PersonId
    state: MessageState
    content: Content
    written_at: datetime
    held_until: datetime | None
    cited: Citation


class Place(NamedTuple):
    """Where a message, or one part of a long one, stands: a bubble on a phone. Ids are unique per chat (case 66)."""

    bot_id: int
    chat_id: int
    telegram_id: int


_COLUMNS = "id, pair_id, sender_id, recipient_id, kind, state, body, decision, written_at, held_until"
_OF_M = ", ".join(f"m.{column}" for column in _COLUMNS.split(", "))


def record(
    tx: Tx,
    talk: Talk,
    content: Content,
    decision: Decision,
    written_at: datetime,
    now: datetime,
    *,
    waits: Reason | None = None,
) -> MessageId:
    """Keep a message and what was decided about it, and return its id.

    `waits` is why it waits for an answer, once it will be delivered; None when it does not.
    """
    state, held_until = _standing(decision)
    return MessageId(
        tx.insert(
            "INSERT INTO messages (pair_id, sender_id, recipient_id, kind, state, body, decision, written_at,"
            " recorded_at, held_until, answer_wanted) VALUES (:pair, :sender, :recipient, :kind, :state, :body,"
            " :decision, :written_at, :now, :held_until, :waits) RETURNING id",
            pair=talk.pair.id,
            sender=talk.sender.id,
            recipient=talk.recipient.id,
            kind=content.kind,
            state=state,
            body=_seal(tx, talk.pair.id, content),
            decision=_decision_to_json(decision),
            written_at=to_ms(written_at),
            now=to_ms(now),
            held_until=held_until,
            waits=waits,
        )
    )


def get(tx: Tx, message: MessageId) -> Message | None:
    """Return a message with its words, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM messages WHERE id = :id", id=message)
    return None if row is None else _message(tx, row)


def written_between(tx: Tx, pair: PairId, since: datetime, until: datetime, *, limit: int) -> list[Message]:
    """Return what a pair wrote from `since` to `until`, both included, in order: the last `limit` messages of it."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM messages WHERE pair_id = :pair AND written_at BETWEEN :since AND :until"
        " ORDER BY id DESC LIMIT :limit",
        pair=pair,
        since=to_ms(since),
        until=to_ms(until),
        limit=limit,
    )
    return [_message(tx, row) for row in reversed(rows)]


def get_of_row(tx: Tx, outbox_row: int) -> Message | None:
    """Return the message that a row of the outbox carries a copy of, or None."""
    row = tx.one(
        "SELECT message_id FROM outbox WHERE id = :id AND purpose = 'relay' AND message_id IS NOT NULL", id=outbox_row
    )
    return None if row is None else get(tx, MessageId(row["message_id"]))


def held_for(tx: Tx, recipient: PersonId) -> list[Message]:
    """Return what is held for a person, in the order it was written."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM messages WHERE recipient_id = :recipient AND state = 'held' ORDER BY id",
        recipient=recipient,
    )
    return [_message(tx, row) for row in rows]


def kept_for(tx: Tx, recipient: PersonId, pair: PairId) -> list[Message]:
    """Return what is kept from a person who wants to hear nothing of their partner, in the order it was written."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM messages WHERE recipient_id = :recipient AND pair_id = :pair AND state = 'kept'"
        " ORDER BY id",
        recipient=recipient,
        pair=pair,
    )
    return [_message(tx, row) for row in rows]


def holds_for(tx: Tx, recipient: PersonId) -> bool:
    """Return whether anything is held for a person."""
    row = tx.one(
        "SELECT 1 AS held FROM messages WHERE recipient_id = :recipient AND state = 'held' LIMIT 1", recipient=recipient
    )
    return row is not None


# What its writer takes to be held for time: what is, and what is kept back without a word to them.
_SEEMINGLY_HELD = "(m.state = 'held' OR m.state IN ('withheld', 'kept') AND m.held_until > :now)"


def last_seemingly_held_of(tx: Tx, sender: PersonId, now: datetime) -> Message | None:
    """Return the last message of a person that they take to be held for time, or None when there is none."""
    row = tx.one(
        f"SELECT {_OF_M} FROM messages m JOIN pairs p ON p.id = m.pair_id AND :sender IN (p.mentor_id, p.mentee_id)"
        f" WHERE m.sender_id = :sender AND {_SEEMINGLY_HELD} ORDER BY m.id DESC LIMIT 1",
        sender=sender,
        now=to_ms(now),
    )
    return None if row is None else _message(tx, row)


def seemingly_held_for(tx: Tx, recipient: PersonId, now: datetime) -> list[Message]:
    """Return what only seems to be held for time for a person: it is kept back, and its writer is not to notice."""
    rows = tx.all(
        f"SELECT {_OF_M} FROM messages m JOIN pairs p ON p.id = m.pair_id AND :recipient IN (p.mentor_id, p.mentee_id)"
        f" WHERE m.recipient_id = :recipient AND m.state <> 'held' AND {_SEEMINGLY_HELD} ORDER BY m.id",
        recipient=recipient,
        now=to_ms(now),
    )
    return [_message(tx, row) for row in rows]


def recipients_waited_for(tx: Tx, bot_id: int) -> list[PersonId]:
    """Return the people in whose lanes with a bot messages wait to be sent."""
    rows = tx.all(
        "SELECT DISTINCT m.recipient_id AS person FROM outbox o JOIN messages m ON m.id = o.message_id"
        " WHERE o.bot_id = :bot AND o.state = 'waiting' AND o.purpose = 'relay' ORDER BY person",
        bot=bot_id,
    )
    return [PersonId(row["person"]) for row in rows]


def decide_again(tx: Tx, message: MessageId, decision: Decision) -> None:
    """Keep another decision about a message that has not been sent: the rules in force now, not when it was written."""
    state, held_until = _standing(decision)
    tx.run(
        "UPDATE messages SET state = :state, held_until = :until, decision = :decision WHERE id = :id",
        id=message,
        state=state,
        until=held_until,
        decision=_decision_to_json(decision),
    )


def set_state(tx: Tx, message: MessageId, state: MessageState) -> None:
    """Note how far a message has come."""
    tx.run("UPDATE messages SET state = :state WHERE id = :id", id=message, state=state)


def mark_delivered(tx: Tx, messages: Sequence[MessageId], now: datetime) -> None:
    """Note that messages reached their partner, the first time they do."""
    if messages:
        tx.run(
            "UPDATE messages SET state = 'delivered', delivered_at = COALESCE(delivered_at, :now)"
            f" WHERE id IN ({listed(len(messages))})",
            now=to_ms(now),
            **numbered(messages),
        )


def change(tx: Tx, message: Message, content: Content, written_at: datetime, now: datetime) -> None:
    """Give a message its edited words. The words before are kept as a version: an edit overwrites nothing."""
    tx.run(
        "INSERT INTO message_versions (message_id, body, written_at, recorded_at)"
        " SELECT id, body, written_at, :now FROM messages WHERE id = :id",
        id=message.id,
        now=to_ms(now),
    )
    tx.run(
        "UPDATE messages SET body = :body, written_at = :written_at WHERE id = :id",
        id=message.id,
        body=_seal(tx, message.pair_id, content),
        written_at=to_ms(written_at),
    )


def put_place(tx: Tx, message: MessageId, place: Place, part: int = 0) -> None:
    """Note where a message (or its `part`) stands on a phone. An id of 0 maps nothing (case 65)."""
    put_places(tx, [(message, place, part)])


def put_places(tx: Tx, stand: Iterable[tuple[MessageId, Place, int]]) -> None:
    """Note of many messages where each (or that part of it) stands, as `put_place` does."""
    tx.insert_many(
        "INSERT INTO places (bot_id, chat_id, telegram_id, message_id, part) VALUES :rows"
        " ON CONFLICT (bot_id, chat_id, telegram_id) DO NOTHING",
        [
            (place.bot_id, place.chat_id, place.telegram_id, message, part)
            for message, place, part in stand
            if place.telegram_id != 0
        ],
    )


def at_place(tx: Tx, place: Place) -> Message | None:
    """Return the message that a bubble on a phone shows, or None when it shows none of the pair's."""
    row = tx.one(
        "SELECT message_id FROM places WHERE bot_id = :bot AND chat_id = :chat AND telegram_id = :telegram",
        bot=place.bot_id,
        chat=place.chat_id,
        telegram=place.telegram_id,
    )
    return None if row is None else get(tx, MessageId(row["message_id"]))


def places_in(tx: Tx, message: MessageId, bot_id: int, chat_id: int) -> list[int]:
    """Return the ids of the bubbles that show a message in a chat, in the order of its parts."""
    rows = tx.all(
        "SELECT telegram_id FROM places WHERE message_id = :message AND bot_id = :bot AND chat_id = :chat"
        " ORDER BY part",
        message=message,
        bot=bot_id,
        chat=chat_id,
    )
    return [row["telegram_id"] for row in rows]


def copy_in(tx: Tx, message: MessageId, bot_id: int, chat_id: int, part: int) -> int | None:
    """Return the id of the bubble that shows one part of a message in a chat, or None when it never got there."""
    row = tx.one(
        "SELECT telegram_id FROM places WHERE message_id = :message AND bot_id = :bot AND chat_id = :chat"
        " AND part = :part ORDER BY telegram_id DESC LIMIT 1",
        message=message,
        bot=bot_id,
        chat=chat_id,
        part=part,
    )
    return None if row is None else int(row["telegram_id"])


def forget_place(tx: Tx, place: Place) -> None:
    """Note that a bubble is gone, or shows something else from now on."""
    tx.run(
        "DELETE FROM places WHERE bot_id = :bot AND chat_id = :chat AND telegram_id = :telegram",
        bot=place.bot_id,
        chat=place.chat_id,
        telegram=place.telegram_id,
    )


def _standing(decision: Decision) -> tuple[MessageState, int | None]:
    """Return the state that a decision puts a message in, and until when it is held (milliseconds), if it is."""
    match decision:
        case Deliver():
            return MessageState.QUEUED, None
        case Hold(until):
            return MessageState.HELD, to_ms(until)
        case Withhold(keeper, _, until):
            state = MessageState.WITHHELD if keeper is Keeper.STAFF else MessageState.KEPT
            return state, None if until is None else to_ms(until)
        case GiveBack():
            return MessageState.RETURNED, None
        case Refuse():
            return MessageState.REFUSED, None


def _decision_to_json(decision: Decision) -> str:
    cited = decision.cited
    fields = {
        "did": type(decision).__name__.lower(),
        "source": cited.source,
        "clause": cited.clause,
        "version": cited.version,
    }
    if isinstance(decision, Refuse):
        fields["why"] = type(decision.why).__name__
    return orjson.dumps(fields).decode()


def _citation(kept: str) -> Citation:
    if not kept.startswith("{"):
        return Citation(Source.PROGRAMME, "quiet_hours")  # written before decisions cited anything
    fields = orjson.loads(kept)
    return Citation(Source(fields["source"]), fields["clause"], fields["version"])


def content_to_bytes(content: Content) -> bytes:
    """Return content as it is sealed."""
    return orjson.dumps(content)


def content_from_bytes(kept: bytes) -> Content:
    """Return content from how it was sealed."""
    fields = orjson.loads(kept)
    return Content(**{**fields, "kind": Kind(fields["kind"]), "entities": tuple(fields["entities"])})


def _seal(tx: Tx, pair: PairId, content: Content) -> bytes:
    return tx.seal(key_name(pair), content_to_bytes(content))


def _message(tx: Tx, row: Row) -> Message:
    pair = PairId(row["pair_id"])
    return Message(
        id=MessageId(row["id"]),
        pair_id=pair,
        sender_id=PersonId(row["sender_id"]),
        recipient_id=PersonId(row["recipient_id"]),
        state=MessageState(row["state"]),
        content=content_from_bytes(tx.unseal(key_name(pair), row["body"])),
        written_at=from_ms(row["written_at"]),
        held_until=from_ms_or_none(row["held_until"]),
        cited=_citation(row["decision"]),
    )
