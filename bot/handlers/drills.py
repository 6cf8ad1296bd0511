"""`/drill`: practise an alert, from the staff group or one's own chat; for everybody else there is no such command."""

from telegram import Update

from bot.context import BotContext
from bot.drilling import begin_by_hand
from bot.handlers.helping import unknown_command
from bot.speech import Chat, say
from mentoring.people import Person
from storage import people, programmes
from storage.tx import Tx


async def drill_asked(update: Update, context: BotContext) -> None:
    """`/drill`: a lead or a coordinator begins a drill of their programme."""
    message, account = update.effective_message, update.effective_user
    if message is None or account is None:
        return
    chat, by = Chat(context.house.bot_id, message.chat.id), account.id
    if await context.house.store.read(lambda tx: _may_begin(tx, chat, by)) is None:
        if chat.chat_id == by:
            await unknown_command(update, context)
        return

    def act(tx: Tx) -> None:
        person = _may_begin(tx, chat, by)
        if person is not None:
            say(tx, chat, begin_by_hand(tx, person, context.now), now=context.now)

    await context.act(act)


def _may_begin(tx: Tx, chat: Chat, account: int) -> Person | None:
    """Return who of the staff this is; None for everybody else, and in a chat that is not theirs to work in."""
    person = people.of_chat(tx, chat.bot_id, account)
    if person is None or not (person.role.is_staff and person.has_joined):
        return None
    programme = programmes.get(tx, person.programme_id)
    at_work = programme is not None and chat.chat_id in (account, programme.staff_chat_id)
    return person if at_work else None
