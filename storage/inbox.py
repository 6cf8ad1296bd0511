"""The inbox: every update accepted, before Telegram is told so, until what it causes is done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

from storage.times import to_ms
from storage.tx import Row, Tx

KEPT_FOR = timedelta(days=8)
"""How long an update's id is remembered: ids restart at random after a week without updates (case 55)."""


class Arrival(NamedTuple):
    """One accepted update: our row's id, the chat whose lane it belongs to, and the update itself."""

    id: int
    bot_id: int
    chat_id: int
    update: dict[str, Any]
    attempts: int = 0


def accept(tx: Tx, bot_id: int, updates: Sequence[tuple[int, dict[str, Any]]], now: datetime) -> list[Arrival]:
    """Keep updates, given as (chat id, update), and return those that are new, in order.

    An update that was accepted before is passed over: Telegram sends again what it is not sure we have.
    """
    key, at = f"inbox:{now:%Y-%m-%d}", to_ms(now)
    rows = tx.insert_many(
        "INSERT INTO inbox (bot_id, update_id, chat_id, state, key_name, body, attempts, received_at) VALUES :rows"
        " ON CONFLICT (bot_id, update_id) DO NOTHING RETURNING id, update_id",
        [
            (bot_id, update["update_id"], chat_id, "waiting", key, tx.seal(key, orjson.dumps(update)), 0, at)
            for chat_id, update in updates
        ],
    )
    ids = {row["update_id"]: row["id"] for row in rows}
    arrivals = []
    for chat_id, update in updates:
        new = ids.pop(update["update_id"], None)  # taken out: one that comes twice at once arrives once
        if new is not None:
            arrivals.append(Arrival(new, bot_id, chat_id, update))
    return arrivals


def waiting(tx: Tx) -> list[Arrival]:
    """Return what was accepted and is not done, in the order it came."""
    rows = tx.all(
        "SELECT id, bot_id, chat_id, key_name, body, attempts FROM inbox"
        " WHERE state <> 'done' AND state = 'waiting' ORDER BY id"
    )
    return [_arrival(tx, row) for row in rows]


def mark_done(tx: Tx, arrival: int) -> bool:
    """Note that all an update causes is recorded, and drop its words: they live on where they belong.

    Returns False when that was noted before.
    """
    changed = tx.run("UPDATE inbox SET state = 'done', body = NULL WHERE id = :id AND state <> 'done'", id=arrival)
    return changed == 1


def mark_failed(tx: Tx, arrival: int, error: str) -> None:
    """Note one more failed try; `error` names what went wrong, without anyone's words."""
    tx.run("UPDATE inbox SET attempts = attempts + 1, error = :error WHERE id = :id", id=arrival, error=error)


def park(tx: Tx, arrival: int, error: str) -> None:
    """Put an update aside, its words kept, for the operator to look at."""
    tx.run(
        "UPDATE inbox SET state = 'parked', attempts = attempts + 1, error = :error WHERE id = :id",
        id=arrival,
        error=error,
    )


def unpark(tx: Tx) -> list[Arrival]:
    """Put everything parked back in its lane and return it, in the order it came."""
    rows = tx.all(
        "SELECT id, bot_id, chat_id, key_name, body, attempts FROM inbox"
        " WHERE state <> 'done' AND state = 'parked' ORDER BY id"
    )
    tx.run("UPDATE inbox SET state = 'waiting', attempts = 0 WHERE state = 'parked'")
    return [_arrival(tx, row) for row in rows]


def lag(tx: Tx) -> tuple[int, int, int | None]:
    """Return how many updates wait, how many are parked, and when the oldest waiting one came (ms, or None)."""
    row = tx.one(
        "SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting,"
        " COUNT(CASE WHEN state = 'parked' THEN 1 END) AS parked,"
        " MIN(CASE WHEN state = 'waiting' THEN received_at END) AS oldest FROM inbox WHERE state <> 'done'"
    )
    return (0, 0, None) if row is None else (row["waiting"], row["parked"], row["oldest"])


def prune(tx: Tx, now: datetime) -> int:
    """Forget updates done with more than eight days ago, and the keys of their days; return how many."""
    before = now - KEPT_FOR
    tx.run(
        "DELETE FROM data_keys WHERE name LIKE 'inbox:%' AND name < :day"
        " AND NOT EXISTS (SELECT 1 FROM inbox WHERE key_name = data_keys.name AND body IS NOT NULL)",
        day=f"inbox:{before:%Y-%m-%d}",
    )
    return tx.run("DELETE FROM inbox WHERE state = 'done' AND received_at < :before", before=to_ms(before))


def _arrival(tx: Tx, row: Row) -> Arrival:
    update = orjson.loads(tx.unseal(row["key_name"], row["body"]))
    return Arrival(row["id"], row["bot_id"], row["chat_id"], update, row["attempts"])
