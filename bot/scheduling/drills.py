"""What happens with drills because time passed: an unannounced one begins, one calls, one is over."""

from datetime import datetime

from bot.drilling import begin_unannounced, end_untaken, let_call
from mentoring.drills import DrillId
from mentoring.people import ProgrammeId
from storage import drills, programmes
from storage.due import Due
from storage.tx import Tx


def begin_planned_drill(tx: Tx, due: Due, now: datetime) -> None:
    """Begin a programme's unannounced drill."""
    programme = programmes.get(tx, ProgrammeId(due.subject))
    if programme is not None:
        begin_unannounced(tx, programme, now)


def let_drill_call(tx: Tx, due: Due, now: datetime) -> None:
    """Let a drill that was begun, in the chat or at the console, call."""
    drill = drills.get(tx, DrillId(due.subject))
    if drill is not None:
        let_call(tx, drill, now)


def end_drill(tx: Tx, due: Due, now: datetime) -> None:
    """End a drill that nobody has taken."""
    drill = drills.get(tx, DrillId(due.subject))
    if drill is not None:
        end_untaken(tx, drill, now)
