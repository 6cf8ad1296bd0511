"""Quiet hours are over: what was held for a person is let go."""

from datetime import datetime

from bot.holding import release_held
from mentoring.people import PersonId
from storage import people
from storage.due import Due
from storage.tx import Tx


def release_messages(tx: Tx, due: Due, now: datetime) -> None:
    """Let a person's held messages go, each if the rules of this moment still say so."""
    person = people.get(tx, PersonId(due.subject))
    if person is not None:
        release_held(tx, person, now)
