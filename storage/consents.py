"""Consents: who agreed to what, when, and when they took it back."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.people import ConsentKind, PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

_COLUMNS = "id, person_id, kind, given_by, scope, given_at, withdrawn_at"


@dataclass(frozen=True, slots=True)
class Consent:
    """One recorded consent. `withdrawn_at` is None while it holds."""

    id: int
    person_id: PersonId
    kind: ConsentKind
    given_by: str
    scope: str
    given_at: datetime
    withdrawn_at: datetime | None


def add(
    tx: Tx, *, person: PersonId, kind: ConsentKind, given_by: str, scope: str, given_at: datetime, now: datetime
) -> int:
    """Record a consent and return its id."""
    return tx.insert(
        "INSERT INTO consents (person_id, kind, given_by, scope, given_at, created_at)"
        " VALUES (:person, :kind, :given_by, :scope, :given_at, :now) RETURNING id",
        person=person,
        kind=kind.value,
        given_by=given_by,
        scope=scope,
        given_at=to_ms(given_at),
        now=to_ms(now),
    )


def withdraw(tx: Tx, consent: int, now: datetime) -> bool:
    """Note that a consent was taken back; False when it is unknown or was taken back before."""
    changed = tx.run(
        "UPDATE consents SET withdrawn_at = :now WHERE id = :id AND withdrawn_at IS NULL", id=consent, now=to_ms(now)
    )
    return changed == 1


def get(tx: Tx, consent: int) -> Consent | None:
    """Return a consent, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM consents WHERE id = :id", id=consent)
    return None if row is None else _consent(row)


def of_person(tx: Tx, person: PersonId) -> list[Consent]:
    """Return a person's consents, oldest first, those taken back among them."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM consents WHERE person_id = :person ORDER BY id", person=person)
    return [_consent(row) for row in rows]


def page(tx: Tx, person: PersonId, *, after: int, limit: int) -> list[Consent]:
    """Return the first `limit` consents of a person whose id is greater than `after`."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM consents WHERE person_id = :person AND id > :after ORDER BY id LIMIT :limit",
        person=person,
        after=after,
        limit=limit,
    )
    return [_consent(row) for row in rows]


def _consent(row: Row) -> Consent:
    return Consent(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        kind=ConsentKind(row["kind"]),
        given_by=row["given_by"],
        scope=row["scope"],
        given_at=from_ms(row["given_at"]),
        withdrawn_at=from_ms_or_none(row["withdrawn_at"]),
    )
