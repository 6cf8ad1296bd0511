"""A person's hours have changed."""

from datetime import datetime

from bot.changed_hours import follow_changed_hours
from mentoring.people import PersonId
from storage.due import Due
from storage.tx import Tx


def hours_changed(tx: Tx, due: Due, now: datetime) -> None:
    """Decide again what waits for a person, by the rules of this moment."""
    follow_changed_hours(tx, PersonId(due.subject), now)
