"""A mentor is shown what they may see of a check-in."""

from datetime import datetime

from bot.check_ins.what_mentors_see import show_to_mentor
from mentoring.check_ins import CheckInId
from storage.due import Due
from storage.tx import Tx


def show_check_in(tx: Tx, due: Due, now: datetime) -> None:
    """Show it, if the two may still talk."""
    show_to_mentor(tx, CheckInId(due.subject), now)
