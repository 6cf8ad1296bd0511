"""Somebody's time away was noted, begins or ends."""

from datetime import datetime

from bot.absences import follow, tell
from storage import absences
from storage.due import Due
from storage.tx import Tx


def follow_absence(tx: Tx, due: Due, now: datetime) -> None:
    """Do what an absence means now: it was noted or ended by the staff, it begins, or it is over."""
    absence = absences.get(tx, due.subject)
    if absence is not None:
        follow(tx, absence, now)


def tell_of_absence(tx: Tx, due: Due, now: datetime) -> None:
    """Tell one reader, whose quiet hours are over, what they do not know yet of an absence, if that still counts."""
    notice = absences.get_notice(tx, due.subject)
    absence = None if notice is None else absences.get(tx, notice.absence_id)
    if notice is not None and absence is not None:
        tell(tx, absence, notice, now)
