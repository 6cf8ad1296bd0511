"""Invites: only the hash of a code is kept."""

from datetime import datetime

from mentoring.invites import Invite, InviteId
from mentoring.people import PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Tx


def add(tx: Tx, *, person: PersonId, code_hash: str, expires_at: datetime, now: datetime) -> InviteId:
    """Add an invite and return its id. Earlier unused invites of the person stop working: one link at a time."""
    tx.run(
        "UPDATE invites SET revoked_at = :now WHERE person_id = :person AND used_at IS NULL AND revoked_at IS NULL",
        person=person,
        now=to_ms(now),
    )
    return InviteId(
        tx.insert(
            "INSERT INTO invites (person_id, code_hash, expires_at, created_at)"
            " VALUES (:person, :code_hash, :expires_at, :now) RETURNING id",
            person=person,
            code_hash=code_hash,
            expires_at=to_ms(expires_at),
            now=to_ms(now),
        )
    )


def by_hash(tx: Tx, code_hash: str) -> Invite | None:
    """Return the invite with that code, or None when nobody made one."""
    return _one(tx, "code_hash = :value", code_hash)


def get(tx: Tx, invite: InviteId) -> Invite | None:
    """Return an invite by its id, or None."""
    return _one(tx, "id = :value", invite)


def mark_used(tx: Tx, invite: InviteId, now: datetime) -> bool:
    """Use an invite up; return False when somebody was quicker."""
    return (
        tx.run("UPDATE invites SET used_at = :now WHERE id = :id AND used_at IS NULL", id=invite, now=to_ms(now)) == 1
    )


def _one(tx: Tx, where: str, value: str | int) -> Invite | None:
    row = tx.one(
        f"SELECT id, person_id, expires_at, used_at, revoked_at FROM invites WHERE {where}",
        value=value,
    )
    if row is None:
        return None
    return Invite(
        id=InviteId(row["id"]),
        person_id=PersonId(row["person_id"]),
        expires_at=from_ms(row["expires_at"]),
        used_at=from_ms_or_none(row["used_at"]),
        revoked_at=from_ms_or_none(row["revoked_at"]),
    )
