"""The bot being stopped, started again, or brought into a group."""

from dataclasses import replace
from datetime import datetime

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.context import BotContext
from bot.reachability import close_lane
from bot.speech import Chat, say
from bot.words import words
from storage import audit, outbox, people, programmes
from storage.lanes import LaneState
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx

_THERE = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)


async def membership_changed(update: Update, context: BotContext) -> None:
    """`my_chat_member`: in a private chat blocking and unblocking, in a group coming and going."""
    change = update.my_chat_member
    if change is None:
        return
    is_there = change.new_chat_member.status in _THERE
    chat = Chat(context.house.bot_id, change.chat.id)

    def act(tx: Tx) -> None:
        if change.chat.type == ChatType.PRIVATE:
            if not is_there:  # being there again opens the lane, as any sign of life does
                close_lane(tx, chat.bot_id, chat.chat_id, LaneState.BLOCKED, context.now)
        elif is_there:
            _brought_into_group(tx, chat, change.from_user.id, context.now)
        elif programmes.with_staff_chat(tx, chat.chat_id) is not None:
            close_lane(tx, chat.bot_id, chat.chat_id, LaneState.BLOCKED, context.now)

    await context.act(act, sign_of_life=is_there)


def _brought_into_group(tx: Tx, chat: Chat, brought_by: int, now: datetime) -> None:
    """A group that a coordinator brings the bot into becomes the staff group; any other is left (case 64)."""
    person = people.of_chat(tx, chat.bot_id, brought_by)
    programme = None if person is None else programmes.get(tx, person.programme_id)
    if person is None or programme is None or not (person.role.is_staff and person.has_joined):
        if programmes.with_staff_chat(tx, chat.chat_id) is None:
            leave = Call("leaveChat", {}, Purpose.NOTICE, Priority.STAFF_REPLY)
            outbox.add(tx, leave, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now)
        return
    if programme.staff_chat_id == chat.chat_id:
        return  # made an administrator, most likely
    programmes.change(tx, replace(programme, staff_chat_id=chat.chat_id))
    audit.add(tx, actor=f"person:{person.id}", did="staff_group.set", about=f"programme:{programme.id}", at=now)
    _ = words(programme.language)
    text = _(
        "This is now the staff group of “{programme}”. I write here when a pair needs you.", programme=programme.name
    )
    say(tx, chat, text, now=now)
