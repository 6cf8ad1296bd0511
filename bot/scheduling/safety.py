"""What happens later because of a case: a mentor is told that an adult helps, alerts are looked after, messages go."""

from datetime import datetime

from bot.alerts import look_whether_shown
from bot.calling import climb
from bot.noticing import tell_partner
from bot.sharing import show
from bot.withholding import let_go
from mentoring.cases import CaseId
from mentoring.relay import MessageId
from storage import messages
from storage.due import Due
from storage.shares import ShareId
from storage.tx import Tx


def tell_mentor(tx: Tx, due: Due, now: datetime) -> None:
    """Tell the mentor of a case's pair that an adult is helping their mentee."""
    tell_partner(tx, CaseId(due.subject), now)


def go_up_ladder(tx: Tx, due: Due, now: datetime) -> None:
    """Call who is next about a case that nobody has taken."""
    climb(tx, CaseId(due.subject), now)


def look_after_alert(tx: Tx, due: Due, now: datetime) -> None:
    """Tell of a case again that was not shown to anybody."""
    look_whether_shown(tx, CaseId(due.subject), now)


def release_withheld(tx: Tx, due: Due, now: datetime) -> None:
    """Pass on a message that one of the staff has let go, as the rules of this moment say."""
    message = messages.get(tx, MessageId(due.subject))
    if message is not None:
        let_go(tx, message, now)


def show_share(tx: Tx, due: Due, now: datetime) -> None:
    """Show a mentee what their mentor would like to tell the staff."""
    show(tx, ShareId(due.subject), now)
