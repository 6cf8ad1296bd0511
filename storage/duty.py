"""A programme's duty rota, and whose cases somebody of the staff must not work."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import NewType
from zoneinfo import ZoneInfo

from mentoring.cases import Case, CaseId
from mentoring.duty import DutySpan, Rota
from mentoring.people import PersonId, ProgrammeId
from storage import concerns, pairs
from storage.lists import listed, numbered
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx

ConflictId = NewType("ConflictId", int)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why `staff_id` hears nothing of cases of `person_id`: a relative, their tutor, or what else `reason` says."""

    id: ConflictId
    programme_id: ProgrammeId
    staff_id: PersonId
    person_id: PersonId
    reason: str
    noted_at: datetime


_CONFLICT = "id, programme_id, staff_id, person_id, reason, noted_at"


def rota_of(tx: Tx, programme: ProgrammeId, zone: ZoneInfo) -> Rota | None:
    """Return a programme's rota, on the clock of `zone`; None when none was ever set."""
    head = tx.one("SELECT head_id, on_call_id, admits_gaps FROM duty_rotas WHERE programme_id = :id", id=programme)
    if head is None:
        return None
    rows = tx.all(
        "SELECT weekday, starts, ends, lead_id, deputy_id FROM duty_spans WHERE programme_id = :id ORDER BY id",
        id=programme,
    )
    return Rota(
        zone=zone,
        spans=tuple(_span(row) for row in rows),
        head=_person(head["head_id"]),
        on_call=_person(head["on_call_id"]),
        admits_gaps=bool(head["admits_gaps"]),
    )


def set_rota(tx: Tx, programme: ProgrammeId, rota: Rota, now: datetime) -> None:
    """Keep a programme's rota in place of the one it had."""
    tx.run(
        "INSERT INTO duty_rotas (programme_id, head_id, on_call_id, admits_gaps, set_at)"
        " VALUES (:id, :head, :on_call, :gaps, :now) ON CONFLICT (programme_id) DO UPDATE SET"
        " head_id = excluded.head_id, on_call_id = excluded.on_call_id,"
        " admits_gaps = excluded.admits_gaps, set_at = excluded.set_at",
        id=programme,
        head=rota.head,
        on_call=rota.on_call,
        gaps=int(rota.admits_gaps),
        now=to_ms(now),
    )
    tx.run("DELETE FROM duty_spans WHERE programme_id = :id", id=programme)
    for span in rota.spans:
        tx.run(
            "INSERT INTO duty_spans (programme_id, weekday, starts, ends, lead_id, deputy_id)"
            " VALUES (:id, :weekday, :starts, :ends, :lead, :deputy)",
            id=programme,
            weekday=span.weekday,
            starts=f"{span.starts:%H:%M}",
            ends=f"{span.ends:%H:%M}",
            lead=span.lead,
            deputy=span.deputy,
        )


def add_conflict(
    tx: Tx, *, programme: ProgrammeId, staff: PersonId, person: PersonId, reason: str, now: datetime
) -> Conflict:
    """Note that one of the staff must not work somebody's cases, and return it; noted before, with the new reason."""
    row = tx.one(
        "INSERT INTO conflicts (programme_id, staff_id, person_id, reason, noted_at)"
        " VALUES (:programme, :staff, :person, :reason, :now)"
        f" ON CONFLICT (staff_id, person_id) DO UPDATE SET reason = excluded.reason RETURNING {_CONFLICT}",
        programme=programme,
        staff=staff,
        person=person,
        reason=reason,
        now=to_ms(now),
    )
    assert row is not None
    return _conflict(row)


def conflict(tx: Tx, conflict_id: ConflictId) -> Conflict | None:
    """Return a conflict, or None when there is none with that id."""
    row = tx.one(f"SELECT {_CONFLICT} FROM conflicts WHERE id = :id", id=conflict_id)
    return None if row is None else _conflict(row)


def drop_conflict(tx: Tx, conflict_id: ConflictId) -> None:
    """Forget a conflict: it was noted by mistake, or is over."""
    tx.run("DELETE FROM conflicts WHERE id = :id", id=conflict_id)


def conflicts_page(tx: Tx, programme: ProgrammeId, *, after: int, limit: int) -> list[Conflict]:
    """Return the first `limit` conflicts of a programme whose id is greater than `after`."""
    rows = tx.all(
        f"SELECT {_CONFLICT} FROM conflicts WHERE programme_id = :programme AND id > :after ORDER BY id LIMIT :limit",
        programme=programme,
        after=after,
        limit=limit,
    )
    return [_conflict(row) for row in rows]


NAMED, ABOUT = "named", "about"
"""Why somebody is kept out of one case: something in it names them, or it is about them."""


def keep_out(tx: Tx, case: CaseId, person: PersonId, reason: str, now: datetime) -> bool:
    """Note that one of the staff must not hear of a case, `NAMED` or `ABOUT`. False when it was noted before."""
    added = tx.run(
        "INSERT INTO case_conflicts (case_id, person_id, reason, noted_at) VALUES (:case, :person, :reason, :now)"
        " ON CONFLICT (case_id, person_id) DO NOTHING",
        case=case,
        person=person,
        reason=reason,
        now=to_ms(now),
    )
    return added == 1


def named_in(tx: Tx, case: Case) -> frozenset[PersonId]:
    """Return who of the staff is kept out of a case only because something in it names them."""
    rows = tx.all(
        "SELECT person_id FROM case_conflicts WHERE case_id = :case AND reason = :named", case=case.id, named=NAMED
    )
    return frozenset(PersonId(row["person_id"]) for row in rows)


def in_conflict(tx: Tx, case: Case) -> frozenset[PersonId]:
    """Return who must not work a case: everybody it is about or names, and all in conflict with one it is about."""
    kept_out = {
        PersonId(row["person_id"])
        for row in tx.all("SELECT person_id FROM case_conflicts WHERE case_id = :case", case=case.id)
    }
    pair = None if case.pair_id is None else pairs.get(tx, case.pair_id)
    about = {case.person_id, *(concern.person_id for concern in concerns.of_case(tx, case.id))}
    about |= set() if pair is None else {pair.mentor_id, pair.mentee_id}
    known = sorted(person for person in about if person is not None)
    if not known:
        return frozenset(kept_out)
    rows = tx.all(f"SELECT staff_id FROM conflicts WHERE person_id IN ({listed(len(known))})", **numbered(known))
    return frozenset(known) | kept_out | {PersonId(row["staff_id"]) for row in rows}


def _span(row: Row) -> DutySpan:
    return DutySpan(
        row["weekday"],
        time.fromisoformat(row["starts"]),
        time.fromisoformat(row["ends"]),
        PersonId(row["lead_id"]),
        _person(row["deputy_id"]),
    )


def _person(kept: int | None) -> PersonId | None:
    return None if kept is None else PersonId(kept)


def _conflict(row: Row) -> Conflict:
    return Conflict(
        id=ConflictId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        staff_id=PersonId(row["staff_id"]),
        person_id=PersonId(row["person_id"]),
        reason=row["reason"],
        noted_at=from_ms(row["noted_at"]),
    )
