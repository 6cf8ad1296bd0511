"""Absences, and who was told of them."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.absences import Absence, AbsenceKind
from mentoring.people import PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

_COLUMNS = "id, person_id, kind, starts_at, ends_at, ended_at, noted_by"
_NOTICES = "SELECT id, absence_id, reader_id, told_away_at, told_back_at FROM absence_notices"


@dataclass(frozen=True, slots=True)
class Notice:
    """What one reader has been told of an absence (the person themselves, or a partner), None while not."""

    id: int
    absence_id: int
    reader_id: PersonId
    told_away_at: datetime | None
    told_back_at: datetime | None


def add(
    tx: Tx,
    *,
    person: PersonId,
    kind: AbsenceKind,
    starts_at: datetime,
    ends_at: datetime | None,
    noted_by: str,
    now: datetime,
) -> Absence:
    """Note an absence and return it."""
    absence = tx.insert(
        "INSERT INTO absences (person_id, kind, starts_at, ends_at, noted_by, created_at)"
        " VALUES (:person, :kind, :starts_at, :ends_at, :noted_by, :now) RETURNING id",
        person=person,
        kind=kind.value,
        starts_at=to_ms(starts_at),
        ends_at=None if ends_at is None else to_ms(ends_at),
        noted_by=noted_by,
        now=to_ms(now),
    )
    kept = get(tx, absence)
    assert kept is not None
    return kept


def get(tx: Tx, absence: int) -> Absence | None:
    """Return an absence, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM absences WHERE id = :id", id=absence)
    return None if row is None else _absence(row)


def present_of(tx: Tx, person: PersonId, now: datetime) -> list[Absence]:
    """Return the absences of a person that are not over, those to come among them, by their beginning."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM absences WHERE person_id = :person AND ended_at IS NULL"
        " AND (ends_at IS NULL OR ends_at > :now) ORDER BY starts_at, id",
        person=person,
        now=to_ms(now),
    )
    return [_absence(row) for row in rows]


def page(tx: Tx, person: PersonId, *, after: int, limit: int) -> list[Absence]:
    """Return the first `limit` absences of a person whose id is greater than `after`."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM absences WHERE person_id = :person AND id > :after ORDER BY id LIMIT :limit",
        person=person,
        after=after,
        limit=limit,
    )
    return [_absence(row) for row in rows]


def end(tx: Tx, absence: int, now: datetime) -> bool:
    """Note that an absence ends now; False when it was over."""
    changed = tx.run(
        "UPDATE absences SET ended_at = :now WHERE id = :id AND ended_at IS NULL"
        " AND (ends_at IS NULL OR ends_at > :now)",
        id=absence,
        now=to_ms(now),
    )
    return changed == 1


def notice_for(tx: Tx, absence: int, reader: PersonId) -> Notice:
    """Return the notice of an absence for a reader; made when there is none."""
    tx.run(
        "INSERT INTO absence_notices (absence_id, reader_id) VALUES (:absence, :reader) ON CONFLICT DO NOTHING",
        absence=absence,
        reader=reader,
    )
    row = tx.one(f"{_NOTICES} WHERE absence_id = :absence AND reader_id = :reader", absence=absence, reader=reader)
    assert row is not None
    return _notice(row)


def notices_of(tx: Tx, absence: int) -> list[Notice]:
    """Return the notices of an absence, oldest first."""
    return [_notice(row) for row in tx.all(f"{_NOTICES} WHERE absence_id = :absence ORDER BY id", absence=absence)]


def get_notice(tx: Tx, notice: int) -> Notice | None:
    """Return a notice, or None when there is none with that id."""
    row = tx.one(f"{_NOTICES} WHERE id = :id", id=notice)
    return None if row is None else _notice(row)


def note_told_away(tx: Tx, notice: int, now: datetime) -> bool:
    """Note that a reader is told that somebody is away; False when they were."""
    changed = tx.run(
        "UPDATE absence_notices SET told_away_at = :now WHERE id = :id AND told_away_at IS NULL",
        id=notice,
        now=to_ms(now),
    )
    return changed == 1


def note_told_back(tx: Tx, notice: int, now: datetime) -> bool:
    """Note that a reader is told that somebody is back; False when they were, or had not heard of it at all."""
    changed = tx.run(
        "UPDATE absence_notices SET told_back_at = :now WHERE id = :id AND told_back_at IS NULL"
        " AND told_away_at IS NOT NULL",
        id=notice,
        now=to_ms(now),
    )
    return changed == 1


def _absence(row: Row) -> Absence:
    return Absence(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        kind=AbsenceKind(row["kind"]),
        starts_at=from_ms(row["starts_at"]),
        ends_at=from_ms_or_none(row["ends_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
        noted_by=row["noted_by"],
    )


def _notice(row: Row) -> Notice:
    return Notice(
        id=row["id"],
        absence_id=row["absence_id"],
        reader_id=PersonId(row["reader_id"]),
        told_away_at=from_ms_or_none(row["told_away_at"]),
        told_back_at=from_ms_or_none(row["told_back_at"]),
    )
