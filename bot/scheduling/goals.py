"""Something is to be said of a goal: a reminder, news of what the other one did, or a card to talk about."""

from datetime import datetime

from bot.goals.news import say_prompt
from storage import goal_prompts
from storage.due import Due
from storage.tx import Tx


def say_about_goal(tx: Tx, due: Due, now: datetime) -> None:
    """Say what was meant for this moment, if it still holds and has not been said."""
    row = goal_prompts.get(tx, due.subject)
    if row is not None:
        say_prompt(tx, row, now)
