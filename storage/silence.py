"""Silence: when a pair last said something."""

from datetime import datetime

from mentoring.pairs import Pair
from storage.times import from_ms
from storage.tx import Tx


def last_word(tx: Tx, pair: Pair) -> datetime:
    """Return when either of a pair last wrote to the other; when it began, or went on, if that is later."""
    row = tx.one(
        "SELECT recorded_at FROM messages WHERE pair_id = :pair AND state <> 'refused' ORDER BY id DESC LIMIT 1",
        pair=pair.id,
    )
    return pair.state_since if row is None else max(pair.state_since, from_ms(row["recorded_at"]))
