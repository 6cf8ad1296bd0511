"""What a coordinator did about a pair or a consent reaches the two people."""

from datetime import datetime

from bot.holding import decide_unsent, release_held
from bot.pair_news import tell_if_they_can_talk, tell_of_change
from mentoring.pairs import PairId
from mentoring.people import PersonId
from storage import messages, pairs, people
from storage.due import Due
from storage.tx import Tx


def tell_pair(tx: Tx, due: Due, now: datetime) -> None:
    """Tell a pair of the state it is in, and decide again about what is held or waits for either."""
    pair = pairs.get(tx, PairId(due.subject))
    if pair is None:
        return
    tell_of_change(tx, pair, now)
    for person_id in (pair.mentor_id, pair.mentee_id):
        person = people.get(tx, person_id)
        if person is None:
            continue
        decide_unsent(tx, person, now)
        if messages.holds_for(tx, person_id):
            release_held(tx, person, now)


def open_talk(tx: Tx, due: Due, now: datetime) -> None:
    """Tell a person and their partner that they can write now, if nothing else stands in the way."""
    person = people.get(tx, PersonId(due.subject))
    if person is not None:
        tell_if_they_can_talk(tx, person, now)
