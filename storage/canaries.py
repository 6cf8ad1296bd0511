"""Canaries: synthetic alerts that try the whole chain, each with when it began, came through or was missed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from storage import due
from storage.alerts import AlertId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

CanaryId = NewType("CanaryId", int)

CANARY_DUE = "canary_due"
"""The kind of due row that looks whether a canary came through; its subject is the canary's id."""

PATIENCE = timedelta(minutes=5)
"""How long a canary may take: as long as a critical case until the head is called."""

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class KeptCanary:
    """One canary. `alert_id` is None when the engine saw nothing in it, so that nobody was alerted.

    `operator` is the bot and chat in which a missed one is told, None for the log alone. Moments are aware, UTC.
    """

    id: CanaryId
    begun_at: datetime
    alert_id: AlertId | None
    operator: tuple[int, int] | None
    seen_at: datetime | None
    missed_at: datetime | None


_COLUMNS = "id, begun_at, alert_id, operator_bot, operator_chat, seen_at, missed_at"


def add(tx: Tx, alert: AlertId | None, operator: tuple[int, int] | None, now: datetime) -> CanaryId:
    """Note a canary that begins now, and look after it when it should have come through."""
    canary = CanaryId(
        tx.insert(
            "INSERT INTO canaries (begun_at, alert_id, operator_bot, operator_chat)"
            " VALUES (:now, :alert, :bot, :chat) RETURNING id",
            now=to_ms(now),
            alert=alert,
            bot=None if operator is None else operator[0],
            chat=None if operator is None else operator[1],
        )
    )
    due.add(tx, kind=CANARY_DUE, subject=canary, occurrence=f"{CANARY_DUE}:{canary}", due_at=now + PATIENCE)
    return canary


def get(tx: Tx, canary: CanaryId) -> KeptCanary | None:
    """Return a canary, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM canaries WHERE id = :id", id=canary)
    return None if row is None else _canary(row)


def newest(tx: Tx) -> KeptCanary | None:
    """Return the canary that began last, or None before the first."""
    row = tx.one(f"SELECT {_COLUMNS} FROM canaries ORDER BY id DESC LIMIT 1")
    return None if row is None else _canary(row)


def last_seen_at(tx: Tx) -> datetime | None:
    """Return when a canary came through last, or None when none ever has."""
    row = tx.one("SELECT MAX(seen_at) AS at FROM canaries")
    return None if row is None else from_ms_or_none(row["at"])


def note_seen(tx: Tx, alert: AlertId, now: datetime) -> timedelta | None:
    """Note that the canary with this alert has come through, and return how long it took; None when it had before."""
    row = tx.one(
        "UPDATE canaries SET seen_at = :now WHERE alert_id = :alert AND seen_at IS NULL RETURNING begun_at",
        alert=alert,
        now=to_ms(now),
    )
    return None if row is None else now - from_ms(row["begun_at"])


def note_missed(tx: Tx, canary: CanaryId, now: datetime) -> None:
    """Note that a canary has not come through in time."""
    tx.run("UPDATE canaries SET missed_at = :now WHERE id = :id", id=canary, now=to_ms(now))


def prune(tx: Tx, now: datetime) -> int:
    """Forget canaries that began more than 30 days ago, with their alerts; return how many."""
    before = to_ms(now - KEPT_FOR)
    old = "SELECT alert_id FROM canaries WHERE begun_at < :before AND alert_id IS NOT NULL"
    tx.run(f"DELETE FROM alert_calls WHERE alert_id IN ({old})", before=before)
    tx.run(f"DELETE FROM alerts WHERE id IN ({old})", before=before)
    return tx.run("DELETE FROM canaries WHERE begun_at < :before", before=before)


def _canary(row: Row) -> KeptCanary:
    told = row["operator_chat"] is not None and row["operator_bot"] is not None
    return KeptCanary(
        id=CanaryId(row["id"]),
        begun_at=from_ms(row["begun_at"]),
        alert_id=None if row["alert_id"] is None else AlertId(row["alert_id"]),
        operator=(row["operator_bot"], row["operator_chat"]) if told else None,
        seen_at=from_ms_or_none(row["seen_at"]),
        missed_at=from_ms_or_none(row["missed_at"]),
    )
