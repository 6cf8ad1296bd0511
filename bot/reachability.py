"""Whether a chat can be reached: a person's lane stops when they stop the bot, and goes on when they are back.

A staff group that is out of reach is none any more: the staff are told one by one, so that nothing waits unheard.
"""

from dataclasses import replace
from datetime import datetime

from bot.alerts import lose_chat
from bot.holding import decide_unsent
from bot.speech import chat_of, tell_staff
from bot.words import deferred
from mentoring.tasks import TaskKind
from storage import audit, lanes, outbox, people, programmes, tasks
from storage.lanes import Lane, LaneState
from storage.tx import Tx


def close_lane(tx: Tx, bot_id: int, chat_id: int, state: LaneState, now: datetime) -> None:
    """Stop a chat's lane, its queue kept, and tell the staff once. The partner is not told: nobody is shamed."""
    if lanes.get(tx, bot_id, chat_id).state is state:
        return
    lanes.put(tx, Lane(bot_id, chat_id, state, None), now)
    lose_chat(tx, bot_id, chat_id, now)  # before what is said there goes to everybody: a case goes to the leads
    _lose_staff_group(tx, bot_id, chat_id, now)
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
        kind = TaskKind.BOT_BLOCKED if state is LaneState.BLOCKED else TaskKind.ACCOUNT_GONE
        tasks.open_task(tx, programme=programme.id, kind=kind, person=person.id, now=now)


def reopen_lane(tx: Tx, bot_id: int, chat_id: int, now: datetime) -> None:
    """Let a chat's queue go on, because somebody there has just done something. An open lane stays as it is."""
    if not lanes.reopen(tx, bot_id, chat_id, now):
        return
    person = people.of_chat(tx, bot_id, chat_id)
    if person is not None:
        audit.add(tx, actor=f"person:{person.id}", did="lane.open", about=f"person:{person.id}", at=now)
        for kind in (TaskKind.BOT_BLOCKED, TaskKind.ACCOUNT_GONE):
            tasks.close_for(tx, kind, person=person.id, now=now)
        decide_unsent(tx, person, now)


def _lose_staff_group(tx: Tx, bot_id: int, chat_id: int, now: datetime) -> None:
    """Tell the staff in their own chats from now on, and there what their group could not be told any more."""
    programme = programmes.with_staff_chat(tx, chat_id)
    if programme is None:
        return
    programme = replace(programme, staff_chat_id=None)
    programmes.change(tx, programme)
    audit.add(tx, actor=audit.SYSTEM, did="staff_group.lost", about=f"programme:{programme.id}", at=now)
    sentence = deferred(
        "I am no longer in the staff group, so I write to each of you here. To change that, add me to the group again."
    )
    tell_staff(tx, programme, sentence, now=now)
    for call in outbox.take_notices(tx, bot_id, chat_id, now):
        for chat in filter(None, map(chat_of, people.staff_of(tx, programme.id))):
            outbox.add(tx, call, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now)
