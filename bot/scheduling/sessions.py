"""Something is to be said about a session: news of it, a reminder, or the question whether it happened."""

from datetime import datetime

from bot.sessions.news import say_prompt
from storage import sessions
from storage.due import Due
from storage.tx import Tx


def say_about_session(tx: Tx, due: Due, now: datetime) -> None:
    """Say what was meant for this moment, if it still holds and has not been said."""
    row = sessions.get_prompt(tx, due.subject)
    if row is not None:
        say_prompt(tx, row, now)
