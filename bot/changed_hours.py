"""Somebody's hours have changed, because rules, a calendar or a zone did: what waits for them is decided again."""

from datetime import datetime

from bot.holding import decide_unsent, release_held, tell_of_later
from bot.windows import plan_anew
from mentoring.people import PersonId
from mentoring.relay import Deliver, Hold, Keeper, Withhold, decide_relay
from storage import messages, pairs, people
from storage.messages import Message, MessageState
from storage.tx import Tx

HOURS_CHANGED = "hours_changed"
"""The kind of due row that decides again what waits for a person; its subject is the person's id."""


def hold_what_is_late(tx: Tx, bot_id: int, now: datetime) -> None:
    """Decide again about all that waits to be sent: it may have become quiet while the bot was not running."""
    for person_id in messages.recipients_waited_for(tx, bot_id):
        person = people.get(tx, person_id)
        if person is not None:
            decide_unsent(tx, person, now)


def follow_changed_hours(tx: Tx, person_id: PersonId, now: datetime) -> None:
    """Hold what may no longer arrive now, let go in order what may, and find anew when their answers are due.

    Whatever the change, the rules of this moment decide: a stricter one never lets out what is held.
    """
    person = people.get(tx, person_id)
    if person is None:
        return
    decide_unsent(tx, person, now)
    if messages.holds_for(tx, person.id):
        release_held(tx, person, now)
    for message in messages.seemingly_held_for(tx, person.id, now):
        _seem_to_hold(tx, message, now)
    plan_anew(tx, person.id)


def _seem_to_hold(tx: Tx, message: Message, now: datetime) -> None:
    """Let what is kept back unnoticed go on looking like all that is held: the same rule, the same word of a change."""
    talk = pairs.talk_in(tx, message.sender_id, message.pair_id)
    decision = None if talk is None else decide_relay(talk, message.content.kind, now)
    match decision:
        case Deliver(cited):
            until = None
        case Hold(until, cited) | Withhold(_, cited, until):
            pass
        case _:
            return
    keeper = Keeper.STAFF if message.state is MessageState.WITHHELD else Keeper.RECIPIENT
    messages.decide_again(tx, message.id, Withhold(keeper, cited, until))
    if talk is not None and until is not None and message.held_until is not None and until > message.held_until:
        tell_of_later(tx, talk, message, until, now)
