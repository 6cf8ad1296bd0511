"""Pauses: for whom a pair rests, and since when."""

from datetime import datetime

from mentoring.pairs import PairId
from mentoring.pauses import Pause
from mentoring.people import PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

_COLUMNS = "id, pair_id, person_id, noted_by, started_at, ended_at"


def begin(tx: Tx, *, pair: PairId, person: PersonId | None, noted_by: str, now: datetime) -> bool:
    """Note a pause of a person for themselves, or of the coordinator (None); False when it holds already."""
    if any(pause.person_id == person for pause in present_in(tx, pair)):
        return False
    tx.run(
        "INSERT INTO pauses (pair_id, person_id, noted_by, started_at) VALUES (:pair, :person, :noted_by, :now)",
        pair=pair,
        person=person,
        noted_by=noted_by,
        now=to_ms(now),
    )
    return True


def end(tx: Tx, pause: int, now: datetime) -> bool:
    """Note that a pause ends; False when it had."""
    return (
        tx.run("UPDATE pauses SET ended_at = :now WHERE id = :id AND ended_at IS NULL", id=pause, now=to_ms(now)) == 1
    )


def get(tx: Tx, pause: int) -> Pause | None:
    """Return a pause, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM pauses WHERE id = :id", id=pause)
    return None if row is None else _pause(row)


def present_in(tx: Tx, pair: PairId) -> list[Pause]:
    """Return the pauses that hold in a pair, oldest first."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM pauses WHERE pair_id = :pair AND ended_at IS NULL ORDER BY id", pair=pair)
    return [_pause(row) for row in rows]


def page(tx: Tx, pair: PairId, *, after: int, limit: int) -> list[Pause]:
    """Return the first `limit` pauses of a pair whose id is greater than `after`, those that ended among them."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM pauses WHERE pair_id = :pair AND id > :after ORDER BY id LIMIT :limit",
        pair=pair,
        after=after,
        limit=limit,
    )
    return [_pause(row) for row in rows]


def _pause(row: Row) -> Pause:
    return Pause(
        id=row["id"],
        pair_id=PairId(row["pair_id"]),
        person_id=None if row["person_id"] is None else PersonId(row["person_id"]),
        noted_by=row["noted_by"],
        started_at=from_ms(row["started_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
    )
