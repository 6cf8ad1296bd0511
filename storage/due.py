"""What will happen because time passes: a row each, written in the transaction of the fact that causes it."""

from dataclasses import dataclass
from datetime import datetime

from storage.times import from_ms, to_ms
from storage.tx import Tx

TOPIC = "due"
"""Announced with a row's moment, so that the timer wakes in time for it."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do at `due_at` (aware, UTC): its kind, and the id of what it is about."""

    id: int
    due_at: datetime
    kind: str
    subject: int
    attempts: int


def add(tx: Tx, *, kind: str, subject: int, occurrence: str, due_at: datetime) -> None:
    """Add a row, once for each occurrence: the same occurrence again changes nothing."""
    tx.run(
        "INSERT INTO due (due_at, kind, subject, occurrence_key, attempts)"
        " VALUES (:due_at, :kind, :subject, :occurrence, 0) ON CONFLICT (occurrence_key) DO NOTHING",
        due_at=to_ms(due_at),
        kind=kind,
        subject=subject,
        occurrence=occurrence,
    )
    tx.announce(TOPIC, due_at)


def by_now(tx: Tx, now: datetime, limit: int) -> list[Due]:
    """Return what is due at `now`, the earliest first, `limit` at most."""
    rows = tx.all(
        "SELECT id, due_at, kind, subject, attempts FROM due WHERE due_at <= :now ORDER BY due_at, id LIMIT :limit",
        now=to_ms(now),
        limit=limit,
    )
    return [Due(r["id"], from_ms(r["due_at"]), r["kind"], r["subject"], r["attempts"]) for r in rows]


def next_moment(tx: Tx) -> datetime | None:
    """Return when the earliest row is due, or None when nothing is."""
    row = tx.one("SELECT MIN(due_at) AS at FROM due")
    return None if row is None or row["at"] is None else from_ms(row["at"])


def take(tx: Tx, due: int) -> bool:
    """Take a row off in the transaction that does what it says; False when another already did."""
    return tx.run("DELETE FROM due WHERE id = :id", id=due) == 1


def postpone(tx: Tx, due: int, until: datetime, error: str) -> None:
    """Try a row again at `until`, because doing it failed; `error` names what went wrong, without anyone's words."""
    tx.run(
        "UPDATE due SET due_at = :until, attempts = attempts + 1, error = :error WHERE id = :id",
        id=due,
        until=to_ms(until),
        error=error,
    )
    tx.announce(TOPIC, until)
