"""Decks of cards that a programme has made its own, in place of those that are shipped; as JSON, nobody's words."""

import json
from datetime import datetime

from mentoring.people import ProgrammeId
from storage.times import to_ms
from storage.tx import Tx


def of_programme(tx: Tx, programme: ProgrammeId, deck: str) -> object | None:
    """Return a programme's own deck as plain data; None where it uses the shipped one."""
    row = tx.one(
        "SELECT body FROM card_decks WHERE programme_id = :programme AND deck = :deck", programme=programme, deck=deck
    )
    if row is None:
        return None
    written: object = json.loads(row["body"])
    return written


def names(tx: Tx, programme: ProgrammeId) -> list[str]:
    """Return the keys of the decks that a programme has of its own, sorted."""
    rows = tx.all("SELECT deck FROM card_decks WHERE programme_id = :programme ORDER BY deck", programme=programme)
    return [row["deck"] for row in rows]


def keep(tx: Tx, programme: ProgrammeId, deck: str, written: object, now: datetime) -> None:
    """Keep a programme's own deck in place of what it had."""
    tx.run(
        "INSERT INTO card_decks (programme_id, deck, body, changed_at) VALUES (:programme, :deck, :body, :now)"
        " ON CONFLICT (programme_id, deck) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at",
        programme=programme,
        deck=deck,
        body=json.dumps(written, ensure_ascii=False),
        now=to_ms(now),
    )


def drop(tx: Tx, programme: ProgrammeId, deck: str) -> bool:
    """Let a programme use the shipped deck again; False when it does."""
    return (
        tx.run(
            "DELETE FROM card_decks WHERE programme_id = :programme AND deck = :deck", programme=programme, deck=deck
        )
        == 1
    )
