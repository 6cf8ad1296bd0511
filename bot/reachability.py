"""Whether a person can be reached: their lane stops when they stop the bot, and goes on when they are back."""

from datetime import datetime

from bot.speech import tell_staff
from bot.words import deferred
from storage import audit, lanes, people, programmes
from storage.lanes import Lane, LaneState
from storage.tx import Tx


def close_lane(tx: Tx, bot_id: int, chat_id: int, state: LaneState, now: datetime) -> None:
    """Stop a chat's lane, its queue kept, and tell the staff once. The partner is not told: nobody is shamed."""
    if lanes.get(tx, bot_id, chat_id).state is state:
        return
    lanes.put(tx, Lane(bot_id, chat_id, state, None), now)
    person = people.of_chat(tx, bot_id, chat_id)
    if person is None:
        return
    audit.add(tx, actor=audit.SYSTEM, did=f"lane.{state}", about=f"person:{person.id}", at=now)
    programme = programmes.get(tx, person.programme_id)
    if programme is not None and not person.role.is_staff:
        sentence = (
            deferred(
                "{name} has stopped the bot. Messages wait until {name} starts it again. A word in person may help."
            )
            if state is LaneState.BLOCKED
            else deferred(
                "{name} can no longer be reached: the Telegram account is gone. A new invite lets {name} join again."
            )
        )
        tell_staff(tx, programme, sentence, now=now, name=person.display_name)


def reopen_lane(tx: Tx, bot_id: int, chat_id: int, now: datetime) -> None:
    """Let a chat's queue go on, because somebody there has just done something. An open lane stays as it is."""
    if not lanes.reopen(tx, bot_id, chat_id, now):
        return
    person = people.of_chat(tx, bot_id, chat_id)
    if person is not None:
        audit.add(tx, actor=f"person:{person.id}", did="lane.open", about=f"person:{person.id}", at=now)
