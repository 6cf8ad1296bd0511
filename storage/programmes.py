"""Programmes and their rules."""

import json
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from mentoring.people import ProgrammeId
from mentoring.programmes import Programme, Rules
from mentoring.quiet_hours import QuietBlock
from storage.times import to_ms
from storage.tx import Row, Tx

_COLUMNS = "id, name, time_zone, language, rules, staff_chat_id"


def rules_to_json(rules: Rules) -> str:
    """Return rules as they are kept."""
    return json.dumps(
        {
            "quiet_blocks": [[b.weekday, f"{b.starts:%H:%M}", f"{b.ends:%H:%M}"] for b in rules.quiet_blocks],
            "carer_consent_required": rules.carer_consent_required,
        }
    )


@lru_cache(maxsize=1024)
def rules_from_json(text: str) -> Rules:
    """Return rules from how they are kept. Cached: each message asks for its programme's, and they rarely change."""
    kept = json.loads(text)
    return Rules(
        quiet_blocks=tuple(
            QuietBlock(weekday, time.fromisoformat(starts), time.fromisoformat(ends))
            for weekday, starts, ends in kept["quiet_blocks"]
        ),
        carer_consent_required=kept["carer_consent_required"],
    )


def add(tx: Tx, *, name: str, zone: ZoneInfo, language: str, rules: Rules, now: datetime) -> ProgrammeId:
    """Add a programme and return its id."""
    return ProgrammeId(
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
    """Keep a programme's new name, zone, language, rules and staff group."""
    tx.run(
        "UPDATE programmes SET name = :name, time_zone = :time_zone, language = :language, rules = :rules,"
        " staff_chat_id = :staff_chat_id WHERE id = :id",
        id=programme.id,
        name=programme.name,
        time_zone=programme.zone.key,
        language=programme.language,
        rules=rules_to_json(programme.rules),
        staff_chat_id=programme.staff_chat_id,
    )


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
    )
