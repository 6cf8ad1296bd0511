"""A pair may have been silent for too long."""

from datetime import datetime

from bot.silence import look
from mentoring.pairs import PairId
from storage import pairs
from storage.due import Due
from storage.tx import Tx


def look_at_silence(tx: Tx, due: Due, now: datetime) -> None:
    """Ask the staff to look at a pair that has been silent for too long, if it has."""
    pair = pairs.get(tx, PairId(due.subject))
    if pair is not None:
        look(tx, pair, now)
