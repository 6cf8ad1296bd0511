"""What somebody wrote when the bot had asked for something: taken as that, or still in doubt, and perhaps a message.

The words themselves wait among the undirected messages, so that they can be passed on as if just written.
"""

from dataclasses import dataclass
from datetime import datetime

from mentoring.people import PersonId
from storage.times import to_ms
from storage.tx import Row, Tx


@dataclass(frozen=True, slots=True)
class TakenWords:
    """Words that can still go elsewhere; `id` is the undirected message that holds them.

    Of what was taken, `subject` is what it became; of what is in doubt, what it may be the answer to (`is_taken`).
    """

    id: int
    what: str
    subject: int
    is_taken: bool


def add(tx: Tx, undirected: int, what: str, subject: int, until: datetime, *, is_taken: bool) -> None:
    """Keep what an undirected message was taken as (or may be) until `until`."""
    tx.run(
        "INSERT INTO taken_words (undirected_id, what, subject, is_taken, until)"
        " VALUES (:undirected, :what, :subject, :is_taken, :until)",
        undirected=undirected,
        what=what,
        subject=subject,
        is_taken=int(is_taken),
        until=to_ms(until),
    )


_WAITING = """SELECT t.undirected_id, t.what, t.subject, t.is_taken FROM taken_words t
 JOIN undirected u ON u.id = t.undirected_id WHERE u.person_id = :person AND u.directed_at IS NULL AND t.until > :now"""


def get(tx: Tx, undirected: int, person: PersonId, now: datetime) -> TakenWords | None:
    """Return a person's words that were taken or are in doubt; None: another's, old, or gone elsewhere."""
    row = tx.one(f"{_WAITING} AND u.id = :id", id=undirected, person=person, now=to_ms(now))
    return None if row is None else _taken(row)


def at(tx: Tx, person: PersonId, telegram_id: int, now: datetime) -> TakenWords | None:
    """Return what a bubble in a person's chat was taken as, or None."""
    row = tx.one(f"{_WAITING} AND u.telegram_id = :telegram", telegram=telegram_id, person=person, now=to_ms(now))
    return None if row is None else _taken(row)


def prune(tx: Tx, now: datetime) -> int:
    """Forget the words that nobody wanted elsewhere in time, and return how many."""
    tx.run(
        "UPDATE undirected SET body = NULL WHERE directed_at IS NULL"
        " AND id IN (SELECT undirected_id FROM taken_words WHERE until <= :now)",
        now=to_ms(now),
    )
    return tx.run("DELETE FROM taken_words WHERE until <= :now", now=to_ms(now))


def _taken(row: Row) -> TakenWords:
    return TakenWords(row["undirected_id"], row["what"], row["subject"], bool(row["is_taken"]))
