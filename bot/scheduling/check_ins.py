"""Check-ins come to their time: they are planned, asked, reminded of, and let go."""

from datetime import datetime

from bot.check_ins.turns import ask_or_wait, follow_pair, let_go, remind_gently, take_turn
from mentoring.check_ins import CheckInId
from mentoring.pairs import PairId
from mentoring.people import ProgrammeId
from storage import pairs, schedules
from storage.due import Due
from storage.schedules import PlanId
from storage.tx import Tx


def plan_programme(tx: Tx, due: Due, now: datetime) -> None:
    """Let every pair of a programme be planned anew: its schedules have changed."""
    schedules.plan_pairs(tx, ProgrammeId(due.subject), now)


def plan_check_ins(tx: Tx, due: Due, now: datetime) -> None:
    """Plan what the two of a pair are asked, by the schedules and the state of this moment."""
    pair = pairs.get(tx, PairId(due.subject))
    if pair is not None:
        follow_pair(tx, pair, now)


def take_plans_turn(tx: Tx, due: Due, now: datetime) -> None:
    """Do what a plan meant for this moment, if it still does, and plan what follows."""
    take_turn(tx, PlanId(due.subject), now)


def ask_check_in(tx: Tx, due: Due, now: datetime) -> None:
    """Ask a planned check-in, if nothing is in the way now."""
    ask_or_wait(tx, CheckInId(due.subject), now)


def remind_of_check_in(tx: Tx, due: Due, now: datetime) -> None:
    """Remind somebody of a check-in that they have not handed in."""
    remind_gently(tx, CheckInId(due.subject), now)


def end_check_in(tx: Tx, due: Due, now: datetime) -> None:
    """Let go of a check-in whose time is over."""
    let_go(tx, CheckInId(due.subject), now)
