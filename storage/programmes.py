"""Programmes and their rules."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mentoring.people import ProgrammeId
from mentoring.programmes import Programme, Rules
from mentoring.school_calendar import CalendarEntry
from storage import digests
from storage.hours import days_off_from_json
from storage.rules_json import rules_from_json, rules_to_json
from storage.times import to_ms
from storage.tx import Row, Tx

_COLUMNS = "id, name, time_zone, language, rules, staff_chat_id, rules_version"


def add(tx: Tx, *, name: str, zone: ZoneInfo, language: str, rules: Rules, now: datetime) -> ProgrammeId:
    """Add a programme, its first digest due with it, and return its id."""
    programme = ProgrammeId(
        tx.insert(
            "INSERT INTO programmes (name, time_zone, language, rules, created_at)"
            " VALUES (:name, :time_zone, :language, :rules, :created_at) RETURNING id",
            name=name,
            time_zone=zone.key,
            language=language,
            rules=rules_to_json(rules),
            created_at=to_ms(now),
        )
    )
    digests.plan(tx, programme, zone=zone, at=rules.digest_at, now=now)
    return programme


def get(tx: Tx, programme: ProgrammeId) -> Programme | None:
    """Return a programme, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM programmes WHERE id = :id", id=programme)
    return None if row is None else _programme(row)


def everyone(tx: Tx) -> list[Programme]:
    """Return all programmes, oldest first."""
    return [_programme(row) for row in tx.all(f"SELECT {_COLUMNS} FROM programmes ORDER BY id")]


def page(tx: Tx, *, after: int, limit: int) -> list[Programme]:
    """Return the first `limit` programmes whose id is greater than `after`."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM programmes WHERE id > :after ORDER BY id LIMIT :limit", after=after, limit=limit
    )
    return [_programme(row) for row in rows]


def change(tx: Tx, programme: Programme) -> None:
    """Keep a programme's new name, zone, language, rules and staff group.

    Rules or a zone that differ from those before get a new version, for decisions to cite.
    """
    tx.run(
        "UPDATE programmes SET name = :name, time_zone = :time_zone, language = :language, rules = :rules,"
        " staff_chat_id = :staff_chat_id, rules_version = rules_version"
        " + CASE WHEN rules = :rules AND time_zone = :time_zone THEN 0 ELSE 1 END WHERE id = :id",
        id=programme.id,
        name=programme.name,
        time_zone=programme.zone.key,
        language=programme.language,
        rules=rules_to_json(programme.rules),
        staff_chat_id=programme.staff_chat_id,
    )


def days_off(tx: Tx, programme: ProgrammeId) -> tuple[CalendarEntry, ...]:
    """Return what of a programme's calendar is off."""
    row = tx.one("SELECT days_off FROM programmes WHERE id = :id", id=programme)
    return () if row is None else days_off_from_json(row["days_off"])


def with_staff_chat(tx: Tx, chat_id: int) -> Programme | None:
    """Return the programme whose staff group this chat is, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM programmes WHERE staff_chat_id = :chat", chat=chat_id)
    return None if row is None else _programme(row)


def move_staff_chat(tx: Tx, chat_id: int, to: int) -> None:
    """Note that a staff group has become the chat `to`."""
    tx.run("UPDATE programmes SET staff_chat_id = :to WHERE staff_chat_id = :chat", chat=chat_id, to=to)


def _programme(row: Row) -> Programme:
    return Programme(
        id=ProgrammeId(row["id"]),
        name=row["name"],
        zone=ZoneInfo(row["time_zone"]),
        language=row["language"],
        rules=rules_from_json(row["rules"]),
        staff_chat_id=row["staff_chat_id"],
        rules_version=row["rules_version"],
    )
