"""That a case's words were read, until the pair is told: one telling for all readings since the last."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.cases import CaseId
from mentoring.people import PersonId
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx

ReadingId = NewType("ReadingId", int)

PAIR_TOLD = "reading_told"
"""The kind of due row that tells a pair that its words were read; its subject is the reading's id."""

STILL_KEPT = "reading_kept"
"""The kind of due row that reminds of a pair that was not told; its subject is the reading's id."""


class Telling(StrEnum):
    """What becomes of the telling: it is planned, kept back for a reason, done, or there is nobody left to tell."""

    PLANNED = "planned"
    KEPT = "kept"
    TOLD = "told"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Reading:
    """One telling: of what was first read then, by whom; `tell_at` when it comes; `reason` why it is kept, else None.

    `decided_by` is who kept it back, None for the house itself. Moments are aware, UTC.
    """

    id: ReadingId
    case_id: CaseId
    reader_id: PersonId
    read_at: datetime
    state: Telling
    reason: str | None
    decided_by: PersonId | None
    tell_at: datetime


_COLUMNS = "id, case_id, reader_id, read_at, state, reason, decided_by, tell_at"


def add(
    tx: Tx, case: CaseId, reader: PersonId, state: Telling, *, reason: str | None, tell_at: datetime, now: datetime
) -> Reading:
    """Note that a case's words were read, and what becomes of the telling."""
    row = tx.one(
        "INSERT INTO readings (case_id, reader_id, read_at, state, reason, tell_at)"
        f" VALUES (:case, :reader, :now, :state, :reason, :tell_at) RETURNING {_COLUMNS}",
        case=case,
        reader=reader,
        now=to_ms(now),
        state=state.value,
        reason=reason,
        tell_at=to_ms(tell_at),
    )
    assert row is not None
    return _reading(row)


def get(tx: Tx, reading: ReadingId) -> Reading | None:
    """Return a reading, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM readings WHERE id = :id", id=reading)
    return None if row is None else _reading(row)


def untold_of(tx: Tx, case: CaseId) -> Reading | None:
    """Return the reading of a case of which the pair was not told (yet), or None; there is one at most."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM readings WHERE case_id = :case AND state IN ('planned', 'kept')"
        " ORDER BY id DESC LIMIT 1",
        case=case,
    )
    return None if row is None else _reading(row)


def keep(tx: Tx, reading: ReadingId, reason: str, by: PersonId) -> None:
    """Note that the pair is not told for now, why, and who says so."""
    tx.run(
        "UPDATE readings SET state = 'kept', reason = :reason, decided_by = :by WHERE id = :id",
        id=reading,
        reason=reason,
        by=by,
    )


def plan(tx: Tx, reading: ReadingId, tell_at: datetime) -> None:
    """Note when the pair is told."""
    tx.run("UPDATE readings SET state = 'planned', tell_at = :at WHERE id = :id", id=reading, at=to_ms(tell_at))


def end(tx: Tx, reading: ReadingId, state: Telling, now: datetime) -> None:
    """Note that the pair was told, or that there is nobody left to tell."""
    tx.run(
        "UPDATE readings SET state = :state, told_at = :now WHERE id = :id",
        id=reading,
        state=state.value,
        now=to_ms(now),
    )


def _reading(row: Row) -> Reading:
    return Reading(
        id=ReadingId(row["id"]),
        case_id=CaseId(row["case_id"]),
        reader_id=PersonId(row["reader_id"]),
        read_at=from_ms(row["read_at"]),
        state=Telling(row["state"]),
        reason=row["reason"],
        decided_by=None if row["decided_by"] is None else PersonId(row["decided_by"]),
        tell_at=from_ms(row["tell_at"]),
    )
