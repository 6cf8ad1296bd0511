""" "No answer needed", pressed under a reminder."""

from telegram import Update

from bot.context import BotContext
from bot.handlers.buttons import press_of
from bot.speech import change, words_of
from bot.windows import let_go
from mentoring.windows import WindowId
from storage import audit, people, windows
from storage.tx import Tx


async def let_go_pressed(update: Update, context: BotContext) -> None:
    """Whoever was to answer says that nothing is waited for (`letgo:window`); the partner does not hear of it."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        window = None if press.id is None else windows.get(tx, WindowId(press.id))
        if person is None or window is None or window.person_id != person.id:
            return
        if window.ended_at is None:
            let_go(tx, window, context.now)
            actor = f"person:{person.id}"
            audit.add(tx, actor=actor, did="window.let_go", about=f"pair:{window.pair_id}", at=context.now)
        _ = words_of(person)
        change(tx, press.chat, press.bubble, _("All right, no answer needed."), now=context.now)

    await context.act(act)
