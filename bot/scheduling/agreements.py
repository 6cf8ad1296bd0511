"""What happens to agreements because time passed: somebody is told or reminded, staff are asked, a version counts."""

from datetime import datetime

from bot.agreement.effect import put_in_force
from bot.agreement.news import tell, tell_kept, watch_until
from bot.agreement.table import Table, sit_down
from mentoring.pairs import PairState
from mentoring.tasks import TaskKind
from storage import agreements, pairs, tasks
from storage.agreements import About, AgreementId
from storage.due import Due
from storage.tx import Tx

_RESTING = frozenset({PairState.PAUSED, PairState.PROPOSED})
_OVER = frozenset({PairState.CLOSING, PairState.CLOSED})


def tell_agreement_news(tx: Tx, due: Due, now: datetime) -> None:
    """Tell somebody what waited for their open hours."""
    tell_kept(tx, due.subject, now)


def start_agreement(tx: Tx, due: Due, now: datetime) -> None:
    """Let a signed version take effect at its stated time, and tell both."""
    agreement = agreements.get(tx, AgreementId(due.subject))
    pair = None if agreement is None else pairs.get(tx, agreement.pair_id)
    if agreement is None or pair is None or pair.state is PairState.CLOSED:
        return  # what they signed for later ended with them
    if not put_in_force(tx, agreement, now):
        return
    table = sit_down(tx, agreement.id, agreement.mentor_id, now)
    if table is not None:
        for person in (table.reader, table.partner):
            tell(tx, table, person)


def watch_agreement(tx: Tx, due: Due, now: datetime) -> None:
    """Remind who has to do something, gently and once; later tell the coordinator that it has come to a halt."""
    agreement = agreements.get(tx, AgreementId(due.subject))
    pair = None if agreement is None else pairs.get(tx, agreement.pair_id)
    table = None if agreement is None else sit_down(tx, agreement.id, agreement.mentor_id, now)
    if pair is None or table is None or pair.state in _OVER or not table.negotiation.is_under_way:
        return
    bounds = table.frame.bounds
    last = agreements.last_step_at(tx, table.agreement.id)
    if pair.state in _RESTING:
        watch_until(tx, table.agreement, now + bounds.reminder_after)
    elif now < last + bounds.reminder_after:
        watch_until(tx, table.agreement, last + bounds.reminder_after)
    elif now < last + bounds.stalled_after:
        for person in (table.reader, table.partner):
            if person.id in table.negotiation.waits_for:
                tell(tx, table, person, About.WAITING)
        watch_until(tx, table.agreement, last + bounds.stalled_after)
    else:
        _ask_coordinator(tx, table, now)


def _ask_coordinator(tx: Tx, table: Table, now: datetime) -> None:
    agreement, waits_for = table.agreement, table.negotiation.waits_for
    tasks.open_task(
        tx,
        programme=table.programme.id,
        kind=TaskKind.AGREEMENT_STALLED,
        now=now,
        pair=agreement.pair_id,
        # Whom it waits for, when it is one of the two alone.
        person=waits_for[0] if len(waits_for) == 1 else None,
        facts={
            "agreement": agreement.id,
            "state": agreement.state.value,
            "since": agreement.since.isoformat(timespec="seconds"),
            "settled": agreement.settled,
            "clauses": agreement.clauses,
        },
    )
