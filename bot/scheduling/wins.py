"""Somebody is to hear of a win, or of the applause for one."""

from datetime import datetime

from bot.wins import tell
from storage.due import Due
from storage.tx import Tx
from storage.wins import WinId


def tell_of_win(tx: Tx, due: Due, now: datetime) -> None:
    """Tell whom it concerns, if it still holds and they have not heard of it."""
    tell(tx, WinId(due.subject), now)
