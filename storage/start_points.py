"""Start points: one a person, sealed under their own key."""

from dataclasses import dataclass
from datetime import datetime

import orjson

from mentoring.people import PersonId
from mentoring.start_point import Map, Photo, Spot
from storage.journals import key_name
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

_COLUMNS = "person_id, body, begun_at, changed_at, finished_at, shared_with, shown_again_at"


@dataclass(frozen=True, slots=True)
class StartPoint:
    """A person's start point. Moments are aware, UTC.

    `finished_at` is None until they first looked at the whole, `shared_with` whom they showed it to, None for nobody;
    `shown_again_at` when they last saw it again at the end.
    """

    person_id: PersonId
    map: Map
    begun_at: datetime
    changed_at: datetime
    finished_at: datetime | None
    shared_with: PersonId | None
    shown_again_at: datetime | None


def of_person(tx: Tx, person: PersonId) -> StartPoint | None:
    """Return a person's start point; None while they have begun none, or once its key is erased."""
    row = tx.one(f"SELECT {_COLUMNS} FROM start_points WHERE person_id = :person", person=person)
    return None if row is None else _start_point(tx, row)


def keep(tx: Tx, person: PersonId, kept: Map, now: datetime) -> None:
    """Keep a person's map as it is now."""
    tx.run(
        "INSERT INTO start_points (person_id, body, begun_at, changed_at) VALUES (:person, :body, :now, :now)"
        " ON CONFLICT (person_id) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at",
        person=person,
        body=tx.seal(key_name(person), _to_bytes(kept)),
        now=to_ms(now),
    )


def finish(tx: Tx, person: PersonId, now: datetime) -> None:
    """Note that somebody has seen the whole of it, the first time they do."""
    tx.run(
        "UPDATE start_points SET finished_at = COALESCE(finished_at, :now) WHERE person_id = :person",
        person=person,
        now=to_ms(now),
    )


def note_shared(tx: Tx, person: PersonId, reader: PersonId) -> None:
    """Note whom a person has shown it to."""
    tx.run("UPDATE start_points SET shared_with = :reader WHERE person_id = :person", person=person, reader=reader)


def note_shown_again(tx: Tx, person: PersonId, now: datetime) -> None:
    """Note that a person has seen it again at the end."""
    tx.run("UPDATE start_points SET shown_again_at = :now WHERE person_id = :person", person=person, now=to_ms(now))


def _to_bytes(kept: Map) -> bytes:
    return orjson.dumps({"spots": dict(kept.spots), "photo": kept.photo})


def _start_point(tx: Tx, row: Row) -> StartPoint | None:
    person = PersonId(row["person_id"])
    try:
        fields = orjson.loads(tx.unseal(key_name(person), row["body"]))
    except KeyErased:
        return None
    spots = {
        topic: Spot(tuple(spot["words"]), spot["line"], spot["is_withheld"]) for topic, spot in fields["spots"].items()
    }
    photo = None if fields["photo"] is None else Photo(**fields["photo"])
    return StartPoint(
        person,
        Map(spots, photo),
        from_ms(row["begun_at"]),
        from_ms(row["changed_at"]),
        from_ms_or_none(row["finished_at"]),
        None if row["shared_with"] is None else PersonId(row["shared_with"]),
        from_ms_or_none(row["shown_again_at"]),
    )
