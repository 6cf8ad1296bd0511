"""What a coordinator did about a pair or a consent reaches the two people."""

from datetime import datetime

from bot.check_ins.turns import follow_pair
from bot.pair_news import tell_if_they_can_talk, tell_of_change
from bot.pauses import settle, tell_consent_withdrawn, tell_what_is_kept
from bot.sessions.news import call_off
from bot.start_point.showing import plan_again, show_again
from mentoring.pairs import PairId, PairState
from mentoring.people import PersonId
from mentoring.relay import ConsentMissing, may_talk
from mentoring.tasks import TaskKind
from storage import pairs, people, tasks
from storage.due import Due
from storage.tx import Tx


def tell_pair(tx: Tx, due: Due, now: datetime) -> None:
    """Tell a pair of the state it is in, and do what that means to what it has under way."""
    pair = pairs.get(tx, PairId(due.subject))
    if pair is None:
        return
    tell_of_change(tx, pair, now)
    settle(tx, pair.id, now)
    follow_pair(tx, pair, now)
    if pair.state is PairState.CLOSED:
        call_off(tx, pair, now)
        plan_again(tx, pair.mentee_id, now)
    talk = pairs.talk_in(tx, pair.mentee_id, pair.id)
    if talk is not None and isinstance(may_talk(talk), ConsentMissing):
        tasks.open_task(
            tx,
            programme=pair.programme_id,
            kind=TaskKind.CONSENT_MISSING,
            pair=pair.id,
            person=pair.mentee_id,
            now=now,
        )


def tell_pair_news(tx: Tx, due: Due, now: datetime) -> None:
    """Tell of a pair whoever was not to be disturbed when it changed; of what waits, too, where it waits."""
    pair = pairs.get(tx, PairId(due.subject))
    if pair is None:
        return
    for talk in tell_of_change(tx, pair, now):
        if isinstance(may_talk(talk), ConsentMissing) or pair.state is PairState.PAUSED:
            tell_what_is_kept(tx, talk, now)


def open_talk(tx: Tx, due: Due, now: datetime) -> None:
    """Tell a person and their partner that they can write now, if nothing else stands in the way.

    What was kept for either meanwhile is let go.
    """
    person = people.get(tx, PersonId(due.subject))
    if person is not None:
        tell_if_they_can_talk(tx, person, now)
        for talk in pairs.talks_of(tx, person.id):
            if may_talk(talk) is None:
                settle(tx, talk.pair.id, now)


def consent_gone(tx: Tx, due: Due, now: datetime) -> None:
    """Tell a mentee and their mentors that nothing passes for now, because their carer's consent was taken back."""
    person = people.get(tx, PersonId(due.subject))
    if person is not None:
        tell_consent_withdrawn(tx, person, now)


def show_start_point(tx: Tx, due: Due, now: datetime) -> None:
    """Show somebody whose mentoring has ended where they stood when it began."""
    person = people.get(tx, PersonId(due.subject))
    if person is not None and person.has_joined:
        show_again(tx, person, now)
