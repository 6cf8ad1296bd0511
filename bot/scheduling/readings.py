"""What happens because a case's words were read: the pair is told of it, or who keeps that back is reminded."""

from datetime import datetime

from bot.telling_of_reading import remind, tell_pair
from storage import readings
from storage.due import Due
from storage.readings import ReadingId
from storage.tx import Tx


def tell_of_reading(tx: Tx, due: Due, now: datetime) -> None:
    """Tell a pair that its words were read."""
    reading = readings.get(tx, ReadingId(due.subject))
    if reading is not None:
        tell_pair(tx, reading, now)


def ask_whether_to_tell(tx: Tx, due: Due, now: datetime) -> None:
    """Remind of a pair that was not told."""
    reading = readings.get(tx, ReadingId(due.subject))
    if reading is not None:
        remind(tx, reading, now)
