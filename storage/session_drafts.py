"""What somebody has chosen so far for a session that they are about to propose. A restart loses none of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.sessions import Place, SessionId
from storage import pairs
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

KEPT_FOR = timedelta(days=14)
"""How long a draft may lie untouched."""

_COLUMNS = "id, person_id, pair_id, session_id, asks, day, clock, minutes, place, line, changed_at"


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's draft. `asks` is the step it is at; day and clock are wall time where that person is.

    `session_id` is the session that it would move, or answer with another proposal; None for a new one. None elsewhere:
    not chosen yet. `line` is a place in their own words.
    """

    id: int
    person_id: PersonId
    pair_id: PairId
    session_id: SessionId | None
    asks: str
    day: date | None = None
    clock: time | None = None
    minutes: int | None = None
    place: Place | None = None
    line: str = ""
    changed_at: datetime | None = None


def begin(tx: Tx, person: PersonId, pair: PairId, session: SessionId | None, asks: str, now: datetime) -> Draft:
    """Begin a draft in place of any other of that person, and return it."""
    drop(tx, person)
    row = tx.insert(
        "INSERT INTO session_drafts (person_id, pair_id, session_id, asks, changed_at)"
        " VALUES (:person, :pair, :session, :asks, :now) RETURNING id",
        person=person,
        pair=pair,
        session=session,
        asks=asks,
        now=to_ms(now),
    )
    return Draft(row, person, pair, session, asks, changed_at=now)


def of_person(tx: Tx, person: PersonId) -> Draft | None:
    """Return a person's draft, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM session_drafts WHERE person_id = :person", person=person)
    return None if row is None else _draft(tx, row)


def keep(tx: Tx, draft: Draft, now: datetime) -> Draft:
    """Keep what has been chosen by now, and return the draft as it is kept."""
    tx.run(
        "UPDATE session_drafts SET asks = :asks, day = :day, clock = :clock, minutes = :minutes, place = :place,"
        " line = :line, changed_at = :now WHERE id = :id",
        id=draft.id,
        asks=draft.asks,
        day=None if draft.day is None else draft.day.isoformat(),
        clock=None if draft.clock is None else f"{draft.clock:%H:%M}",
        minutes=draft.minutes,
        place=None if draft.place is None else draft.place.value,
        line=tx.seal(pairs.key_name(draft.pair_id), draft.line.encode()) if draft.line else None,
        now=to_ms(now),
    )
    return replace(draft, changed_at=now)


def drop(tx: Tx, person: PersonId) -> None:
    """Forget a person's draft."""
    tx.run("DELETE FROM session_drafts WHERE person_id = :person", person=person)


def prune(tx: Tx, now: datetime) -> int:
    """Forget drafts that nobody has touched for `KEPT_FOR`, and return how many."""
    return tx.run("DELETE FROM session_drafts WHERE changed_at < :before", before=to_ms(now - KEPT_FOR))


def _draft(tx: Tx, row: Row) -> Draft:
    pair = PairId(row["pair_id"])
    return Draft(
        id=row["id"],
        person_id=PersonId(row["person_id"]),
        pair_id=pair,
        session_id=None if row["session_id"] is None else SessionId(row["session_id"]),
        asks=row["asks"],
        day=None if row["day"] is None else date.fromisoformat(row["day"]),
        clock=None if row["clock"] is None else time.fromisoformat(row["clock"]),
        minutes=row["minutes"],
        place=None if row["place"] is None else Place(row["place"]),
        line=_line(tx, pair, row["line"]),
        changed_at=from_ms(row["changed_at"]),
    )


def _line(tx: Tx, pair: PairId, sealed: bytes | None) -> str:
    if sealed is None:
        return ""
    try:
        return tx.unseal(pairs.key_name(pair), sealed).decode()
    except KeyErased:
        return ""
