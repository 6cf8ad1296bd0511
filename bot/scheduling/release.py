"""Quiet hours are over: what was held for a person is let go, and they hear what became of their own messages."""

from datetime import datetime

from bot.holding import release_held, tell_not_passed_on
from mentoring.people import PersonId
from mentoring.relay import MessageId
from storage import messages, people
from storage.due import Due
from storage.tx import Tx


def release_messages(tx: Tx, due: Due, now: datetime) -> None:
    """Let a person's held messages go, each if the rules of this moment still say so."""
    person = people.get(tx, PersonId(due.subject))
    if person is not None:
        release_held(tx, person, now)


def not_passed_on(tx: Tx, due: Due, now: datetime) -> None:
    """Tell a writer of a message that was refused while they were not to be disturbed."""
    message = messages.get(tx, MessageId(due.subject))
    if message is not None:
        tell_not_passed_on(tx, message, now)
