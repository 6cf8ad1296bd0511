"""What will happen because time passes: a row each, written in the transaction of the fact that causes it."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from storage.times import from_ms, to_ms
from storage.tx import Row, Tx

TOPIC = "due"
"""Announced with a row's moment, so that the timer wakes in time for it."""


class Due(NamedTuple):
    """One thing to do at `due_at` (aware, UTC): its kind, and the id of what it is about."""

    id: int
    due_at: datetime
    kind: str
    subject: int
    attempts: int


class NewDue(NamedTuple):
    """A row to add: see `add`."""

    kind: str
    subject: int
    occurrence: str
    due_at: datetime


_COLUMNS = "id, due_at, kind, subject, attempts"
_ADD = """INSERT INTO due (occurrence_key, kind, subject, due_at, attempts) VALUES :rows
 ON CONFLICT (occurrence_key) DO NOTHING"""


def add(tx: Tx, *, kind: str, subject: int, occurrence: str, due_at: datetime) -> None:
    """Add a row, once for each occurrence: the same occurrence again changes nothing."""
    add_many(tx, [NewDue(kind, subject, occurrence, due_at)])


def add_many(tx: Tx, rows: Sequence[NewDue]) -> None:
    """Add many rows as `add` does, in half the time. Of those due at one moment, any runs first."""
    if not rows:
        return
    # In the order of the largest index, so that each of its pages is come to once: a third of the whole.
    values = sorted([(occurrence, kind, subject, to_ms(due_at), 0) for kind, subject, occurrence, due_at in rows])
    tx.insert_many(_ADD, values)
    tx.announce(TOPIC, min(row.due_at for row in rows))


def by_now(tx: Tx, now: datetime, limit: int) -> list[Due]:
    """Return what is due at `now`, the earliest first, `limit` at most."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM due WHERE due_at <= :now ORDER BY due_at, id LIMIT :limit",
        now=to_ms(now),
        limit=limit,
    )
    return [_due(row) for row in rows]


def next_moment(tx: Tx) -> datetime | None:
    """Return when the earliest row is due, or None when nothing is."""
    row = tx.one("SELECT MIN(due_at) AS at FROM due")
    return None if row is None or row["at"] is None else from_ms(row["at"])


def take(tx: Tx, due: int) -> bool:
    """Take a row off in the transaction that does what it says; False when another already did."""
    return tx.run("DELETE FROM due WHERE id = :id", id=due) == 1


def take_some(tx: Tx, now: datetime, limit: int) -> list[Due]:
    """Take off what is due at `now`, the earliest first, `limit` at most, in the transaction that does what it says."""
    rows = tx.all(
        "DELETE FROM due WHERE id IN (SELECT id FROM due WHERE due_at <= :now ORDER BY due_at, id LIMIT :limit)"
        f" RETURNING {_COLUMNS}",
        now=to_ms(now),
        limit=limit,
    )
    # RETURNING gives them in no particular order.
    return sorted((_due(row) for row in rows), key=attrgetter("due_at", "id"))


def postpone(tx: Tx, due: int, until: datetime, error: str) -> None:
    """Try a row again at `until`, because doing it failed; `error` names what went wrong, without anyone's words."""
    tx.run(
        "UPDATE due SET due_at = :until, attempts = attempts + 1, error = :error WHERE id = :id",
        id=due,
        until=to_ms(until),
        error=error,
    )
    tx.announce(TOPIC, until)


def _due(row: Row) -> Due:
    return Due(row["id"], from_ms(row["due_at"]), row["kind"], row["subject"], row["attempts"])
