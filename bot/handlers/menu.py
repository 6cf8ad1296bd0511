"""`/menu` and the presses that lead through it: one message that changes in place."""

from telegram import Update

from bot import menu
from bot.context import BotContext
from bot.handlers.buttons import as_id, press_of
from bot.handlers.joining import greet
from bot.pages import show
from bot.speech import Chat
from storage import asked, people
from storage.tx import Tx


async def menu_asked(update: Update, context: BotContext) -> None:
    """`/menu`: what waits, and where everything is."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        asked.forget(tx, person.id)
        show(tx, chat, None, menu.home(tx, person, context.now), context.now)

    await context.act(act)


async def menu_pressed(update: Update, context: BotContext) -> None:
    """A button that leads through the menu was pressed (`menu:page` or `menu:page.pair`)."""
    press = await press_of(update, context)
    name, _dot, number = press.subject.partition(".")

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        if person is None or not person.has_joined:
            return
        asked.forget(tx, person.id)  # whoever presses on has left the question for their own words
        page = menu.page(tx, person, name, as_id(number), context.now)
        show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)
