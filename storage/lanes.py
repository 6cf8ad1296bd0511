"""Lanes: a chat's state towards the bot. A row only where something is out of the ordinary."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from storage.times import from_ms_or_none, to_ms
from storage.tx import Tx

TOPIC = "lane"
"""Announced with the `Lane` whenever one changes."""


class LaneState(StrEnum):
    """`blocked`: the person stopped the bot, the queue waits. `gone`: the account is no more."""

    OPEN = "open"
    BLOCKED = "blocked"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Lane:
    """A chat's state; `paused_until` is how long Telegram asked us to wait, None when it did not."""

    bot_id: int
    chat_id: int
    state: LaneState
    paused_until: datetime | None


def all_of(tx: Tx, bot_id: int) -> list[Lane]:
    """Return a bot's lanes that were ever out of the ordinary."""
    rows = tx.all("SELECT bot_id, chat_id, state, paused_until FROM lanes WHERE bot_id = :bot", bot=bot_id)
    return [Lane(r["bot_id"], r["chat_id"], LaneState(r["state"]), from_ms_or_none(r["paused_until"])) for r in rows]


def get(tx: Tx, bot_id: int, chat_id: int) -> Lane:
    """Return a chat's lane; one without a row is open."""
    row = tx.one(
        "SELECT state, paused_until FROM lanes WHERE bot_id = :bot AND chat_id = :chat", bot=bot_id, chat=chat_id
    )
    if row is None:
        return Lane(bot_id, chat_id, LaneState.OPEN, None)
    return Lane(bot_id, chat_id, LaneState(row["state"]), from_ms_or_none(row["paused_until"]))


def put(tx: Tx, lane: Lane, now: datetime) -> None:
    """Keep a chat's new state."""
    tx.run(
        "INSERT INTO lanes (bot_id, chat_id, state, paused_until, since) VALUES (:bot, :chat, :state, :until, :now)"
        " ON CONFLICT (bot_id, chat_id) DO UPDATE SET state = :state, paused_until = :until, since = :now",
        bot=lane.bot_id,
        chat=lane.chat_id,
        state=lane.state,
        until=None if lane.paused_until is None else to_ms(lane.paused_until),
        now=to_ms(now),
    )
    tx.announce(TOPIC, lane)


def pause(tx: Tx, bot_id: int, chat_id: int, until: datetime, now: datetime) -> None:
    """Let a chat's lane wait until then; one that was stopped meanwhile stays so."""
    put(tx, replace(get(tx, bot_id, chat_id), paused_until=until), now)


def reopen(tx: Tx, bot_id: int, chat_id: int, now: datetime) -> bool:
    """Open a stopped lane; False when it was open."""
    changed = tx.run(
        "UPDATE lanes SET state = 'open', since = :now WHERE bot_id = :bot AND chat_id = :chat AND state <> 'open'",
        bot=bot_id,
        chat=chat_id,
        now=to_ms(now),
    )
    if changed:
        tx.announce(TOPIC, get(tx, bot_id, chat_id))
    return changed > 0
