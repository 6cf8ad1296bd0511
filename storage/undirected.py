"""Messages of a mentor with several mentees that wait to be told whom they are for."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.content import Content
from mentoring.people import PersonId
from storage.messages import content_from_bytes, content_to_bytes
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx


@dataclass(frozen=True, slots=True)
class Undirected:
    """A message without an addressee, as it stands in the writer's chat."""

    id: int
    person_id: PersonId
    telegram_id: int
    content: Content
    written_at: datetime


def add(tx: Tx, person: PersonId, telegram_id: int, content: Content, written_at: datetime) -> int:
    """Keep a message until its writer says whom it is for, and return its id."""
    key = _key(person)
    return tx.insert(
        "INSERT INTO undirected (person_id, telegram_id, key_name, body, written_at)"
        " VALUES (:person, :telegram, :key, :body, :written_at) RETURNING id",
        person=person,
        telegram=telegram_id,
        key=key,
        body=tx.seal(key, content_to_bytes(content)),
        written_at=to_ms(written_at),
    )


def get(tx: Tx, undirected: int, person: PersonId) -> Undirected | None:
    """Return a message that still waits to be told whom it is for; None when it is another's, sent or dropped."""
    row = tx.one(
        "SELECT id, person_id, telegram_id, key_name, body, written_at FROM undirected"
        " WHERE id = :id AND person_id = :person AND directed_at IS NULL AND body IS NOT NULL",
        id=undirected,
        person=person,
    )
    return None if row is None else _undirected(tx, row)


def take(tx: Tx, undirected: int, person: PersonId, now: datetime) -> Undirected | None:
    """Return the message now that its writer said whom it is for; None when it is another's or was sent before."""
    row = tx.one(
        "UPDATE undirected SET directed_at = :now WHERE id = :id AND person_id = :person AND directed_at IS NULL"
        " AND body IS NOT NULL RETURNING id, person_id, telegram_id, key_name, body, written_at",
        id=undirected,
        person=person,
        now=to_ms(now),
    )
    if row is None:
        return None
    tx.run("UPDATE undirected SET body = NULL WHERE id = :id", id=undirected)
    return _undirected(tx, row)


def was_directed(tx: Tx, undirected: int, person: PersonId) -> bool:
    """Return whether a person has said before whom a message is for."""
    row = tx.one(
        "SELECT 1 AS found FROM undirected WHERE id = :id AND person_id = :person AND directed_at IS NOT NULL",
        id=undirected,
        person=person,
    )
    return row is not None


def edit(tx: Tx, person: PersonId, telegram_id: int, content: Content) -> bool:
    """Give a message that still waits its edited words; False when none waits at that place."""
    key = _key(person)
    changed = tx.run(
        "UPDATE undirected SET body = :body WHERE person_id = :person AND telegram_id = :telegram"
        " AND directed_at IS NULL AND body IS NOT NULL",
        person=person,
        telegram=telegram_id,
        body=tx.seal(key, content_to_bytes(content)),
    )
    return changed == 1


def _undirected(tx: Tx, row: Row) -> Undirected:
    return Undirected(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        telegram_id=row["telegram_id"],
        content=content_from_bytes(tx.unseal(row["key_name"], row["body"])),
        written_at=from_ms(row["written_at"]),
    )


def _key(person: PersonId) -> str:
    return f"person:{person}"
