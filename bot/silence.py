"""The watch over silence: a pair that says nothing for some open days is a reason to ask how they are."""

from datetime import datetime, timedelta

from mentoring.pairs import Pair, PairState
from mentoring.relay import Talk
from mentoring.silence import silent_at
from mentoring.tasks import TaskKind
from storage import due, hours, programmes, silence, tasks
from storage.times import to_ms
from storage.tx import Tx

PAIR_SILENT = "pair_silent"
"""The kind of due row that looks whether a pair has fallen silent; its subject is the pair's id."""

_LOOK_AGAIN = timedelta(days=1)  # while nobody can say when, because somebody is away without an end


def watch(tx: Tx, pair: Pair, now: datetime) -> None:
    """Look at a pair when it would have been silent for too long, if it said nothing from its last word on."""
    if pair.state is PairState.ACTIVE:
        _look_at(tx, pair, _too_long(tx, pair, silence.last_word(tx, pair)), now)


def look(tx: Tx, pair: Pair, now: datetime) -> None:
    """Ask the staff to look at a pair if it has been silent for too long; and look again later."""
    programme = programmes.get(tx, pair.programme_id)
    if programme is None or pair.state is not PairState.ACTIVE:
        return
    since = silence.last_word(tx, pair)
    moment = _too_long(tx, pair, since)
    if moment is not None and moment <= now:
        days = (now.astimezone(programme.zone).date() - since.astimezone(programme.zone).date()).days
        tasks.open_task(
            tx, programme=programme.id, kind=TaskKind.PAIR_SILENT, pair=pair.id, facts={"days": days}, now=now
        )
        moment = _too_long(tx, pair, now)  # whoever was asked and did nothing is asked again
    _look_at(tx, pair, moment, now)


def heard(tx: Tx, talk: Talk, now: datetime) -> None:
    """Note that one of a pair wrote: its silence, if there was one, is over."""
    if talk.silence_is_noticed:
        tasks.close_for(tx, TaskKind.PAIR_SILENT, pair=talk.pair.id, now=now)


def _too_long(tx: Tx, pair: Pair, since: datetime) -> datetime | None:
    programme = programmes.get(tx, pair.programme_id)
    assert programme is not None
    both = [hours.hours_of(tx, person, pair.id).answering for person in (pair.mentee_id, pair.mentor_id)]
    return silent_at(since, programme.rules.silent_after_days, both)


def _look_at(tx: Tx, pair: Pair, moment: datetime | None, now: datetime) -> None:
    at = now + _LOOK_AGAIN if moment is None else max(moment, now)
    due.add(tx, kind=PAIR_SILENT, subject=pair.id, occurrence=f"{PAIR_SILENT}:{pair.id}:{to_ms(at)}", due_at=at)
