"""The day and hour of one's own check-in: a press leads from the days to the hours, and keeps what was chosen."""

from telegram import Update

from bot.check_ins.choosing_time import time_page
from bot.context import BotContext
from bot.handlers.away import presser
from bot.handlers.buttons import press_of
from bot.pages import show
from storage.tx import Tx


async def check_in_time_pressed(update: Update, context: BotContext) -> None:
    """A day, an hour, or the way to them was pressed (`sched:…`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        page = None if person is None else time_page(tx, person, press.subject, context.now)
        if page is not None:
            show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)
