"""Drills: begun, taken, ended, with the moments of each; and when the next unannounced one is due."""

from datetime import datetime

from mentoring.cases import CaseId
from mentoring.drills import Drill, DrillCause, DrillId, next_drill, span_of
from mentoring.people import PersonId, ProgrammeId
from mentoring.programmes import Programme
from storage import due, duty
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

DRILL_PLANNED = "drill_planned"
"""The kind of due row that begins an unannounced drill; its subject is the programme's id."""

DRILL_BEGINS = "drill_begins"
"""The kind of due row that lets a drill begin to call; its subject is the drill's id."""

DRILL_ENDS = "drill_ends"
"""The kind of due row that ends a drill that nobody has taken; its subject is the drill's id."""

_COLUMNS = "id, programme_id, cause, begun_by, begun_at, case_id, taken_by, taken_at, ended_at"


def begin(
    tx: Tx, programme: ProgrammeId, cause: DrillCause, now: datetime, *, by: PersonId | None = None
) -> Drill | None:
    """Begin a drill, which calls at once, and return it; None while another one of the programme is under way."""
    if under_way(tx, programme) is not None:
        return None
    row = tx.one(
        "INSERT INTO drills (programme_id, cause, begun_by, begun_at) VALUES (:programme, :cause, :by, :now)"
        f" RETURNING {_COLUMNS}",
        programme=programme,
        cause=cause.value,
        by=by,
        now=to_ms(now),
    )
    assert row is not None
    drill = _drill(row)
    due.add(tx, kind=DRILL_BEGINS, subject=drill.id, occurrence=f"{DRILL_BEGINS}:{drill.id}", due_at=now)
    return drill


def get(tx: Tx, drill: DrillId) -> Drill | None:
    """Return a drill, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM drills WHERE id = :id", id=drill)
    return None if row is None else _drill(row)


def of_case(tx: Tx, case: CaseId) -> Drill | None:
    """Return the drill that a case belongs to, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM drills WHERE case_id = :case", case=case)
    return None if row is None else _drill(row)


def under_way(tx: Tx, programme: ProgrammeId) -> Drill | None:
    """Return the drill of a programme that has not ended, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM drills WHERE programme_id = :id AND ended_at IS NULL", id=programme)
    return None if row is None else _drill(row)


def page(tx: Tx, programme: ProgrammeId, *, after: int, limit: int) -> list[Drill]:
    """Return the first `limit` drills of a programme whose id is greater than `after`."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM drills WHERE programme_id = :programme AND id > :after ORDER BY id LIMIT :limit",
        programme=programme,
        after=after,
        limit=limit,
    )
    return [_drill(row) for row in rows]


def ended_between(tx: Tx, programme: ProgrammeId, since: datetime, until: datetime) -> list[Drill]:
    """Return the drills of a programme that ended from `since` until before `until`, in order."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM drills WHERE programme_id = :programme AND ended_at >= :since AND ended_at < :until"
        " ORDER BY id",
        programme=programme,
        since=to_ms(since),
        until=to_ms(until),
    )
    return [_drill(row) for row in rows]


def has_begun_since(tx: Tx, programme: ProgrammeId, since: datetime) -> bool:
    """Return whether the schedule has begun a drill since then: one in each of its spans is enough."""
    row = tx.one(
        "SELECT COUNT(*) AS found FROM drills WHERE programme_id = :programme AND cause = 'schedule'"
        " AND begun_at >= :since",
        programme=programme,
        since=to_ms(since),
    )
    return row is not None and row["found"] > 0


def set_case(tx: Tx, drill: DrillId, case: CaseId) -> None:
    """Note the case through which a drill calls."""
    tx.run("UPDATE drills SET case_id = :case WHERE id = :id", id=drill, case=case)


def take(tx: Tx, drill: DrillId, person: PersonId, now: datetime) -> bool:
    """Note who has taken a drill, which ends it; False when it has ended."""
    return (
        tx.run(
            "UPDATE drills SET taken_by = :person, taken_at = :now, ended_at = :now"
            " WHERE id = :id AND ended_at IS NULL",
            id=drill,
            person=person,
            now=to_ms(now),
        )
        == 1
    )


def end(tx: Tx, drill: DrillId, now: datetime) -> bool:
    """Note that a drill has ended; False when it had."""
    changed = tx.run("UPDATE drills SET ended_at = :now WHERE id = :id AND ended_at IS NULL", id=drill, now=to_ms(now))
    return changed == 1


def plan(tx: Tx, programme: Programme, now: datetime) -> None:
    """Let the next unannounced drill be due, where the programme's rules want any; done again it changes nothing."""
    every, rota = programme.rules.drill_every_days, duty.rota_of(tx, programme.id, programme.zone)
    if every is None or rota is None:
        return
    at_any_hour = programme.rules.drills_at_any_hour
    moment = next_drill(now, every, rota, at_any_hour=at_any_hour, seed=f"drill:{programme.id}")
    if moment is None:
        return
    start, _ = span_of(every, programme.zone, moment)
    occurrence = f"{DRILL_PLANNED}:{programme.id}:{to_ms(start)}"
    due.add(tx, kind=DRILL_PLANNED, subject=programme.id, occurrence=occurrence, due_at=moment)


def plan_anew(tx: Tx, programme: Programme, now: datetime) -> None:
    """Plan as `plan` does, in place of what was planned: the rules or the rota have changed."""
    tx.run("DELETE FROM due WHERE kind = :kind AND subject = :programme", kind=DRILL_PLANNED, programme=programme.id)
    plan(tx, programme, now)


def _drill(row: Row) -> Drill:
    return Drill(
        id=DrillId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        cause=DrillCause(row["cause"]),
        begun_by=None if row["begun_by"] is None else PersonId(row["begun_by"]),
        begun_at=from_ms(row["begun_at"]),
        case_id=None if row["case_id"] is None else CaseId(row["case_id"]),
        taken_by=None if row["taken_by"] is None else PersonId(row["taken_by"]),
        taken_at=from_ms_or_none(row["taken_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
    )
