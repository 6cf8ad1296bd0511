"""What each of a pair last heard of how the pair stands."""

from mentoring.pairs import PairId
from mentoring.people import PersonId
from storage.tx import Tx


def heard(tx: Tx, pair: PairId, person: PersonId) -> str | None:
    """Return what somebody last heard of a pair, as `note` was told it; None when that is nothing."""
    row = tx.one("SELECT heard FROM pair_news WHERE pair_id = :pair AND person_id = :person", pair=pair, person=person)
    return None if row is None else str(row["heard"])


def note(tx: Tx, pair: PairId, person: PersonId, heard: str) -> None:
    """Note what somebody has heard of a pair."""
    tx.run(
        "INSERT INTO pair_news (pair_id, person_id, heard) VALUES (:pair, :person, :heard)"
        " ON CONFLICT (pair_id, person_id) DO UPDATE SET heard = :heard",
        pair=pair,
        person=person,
        heard=heard,
    )


def forget(tx: Tx, pair: PairId, person: PersonId) -> None:
    """Let somebody have heard nothing of a pair: whatever comes next is news to them."""
    tx.run("DELETE FROM pair_news WHERE pair_id = :pair AND person_id = :person", pair=pair, person=person)
