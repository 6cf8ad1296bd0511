"""Who did what, about whom, when. Only ever added to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.times import from_ms, to_ms
from storage.tx import Tx

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act: `actor` names a thing and its id (`person:3`, `api`, `system`); `at` is aware, UTC."""

    at: datetime
    actor: str
    did: str
    facts: Mapping[str, Any]


def add(tx: Tx, *, actor: str, did: str, about: str, at: datetime, **facts: Any) -> None:
    """Note an act. `actor` and `about` name a thing and its id (`person:3`, `pair:7`, `api`); facts hold no words."""
    tx.run(
        "INSERT INTO audit (at, actor, did, about, facts) VALUES (:at, :actor, :did, :about, :facts)",
        at=to_ms(at),
        actor=actor,
        did=did,
        about=about,
        facts=json.dumps(facts, sort_keys=True),
    )


def of(tx: Tx, about: str) -> list[str]:
    """Return what was done about a thing, oldest first."""
    return [row["did"] for row in tx.all("SELECT did FROM audit WHERE about = :about ORDER BY id", about=about)]


def entries_of(tx: Tx, about: str) -> list[Entry]:
    """Return the acts about a thing, oldest first."""
    rows = tx.all("SELECT at, actor, did, facts FROM audit WHERE about = :about ORDER BY id", about=about)
    return [Entry(from_ms(row["at"]), row["actor"], row["did"], json.loads(row["facts"])) for row in rows]
