"""Who did what, about whom, when. Only ever added to."""

import json
from datetime import datetime
from typing import Any

from storage.times import to_ms
from storage.tx import Tx

SYSTEM = "system"


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
