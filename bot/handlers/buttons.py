"""Button presses: answered at once, so that the phone stops waiting; what they do comes after (case 61)."""

import logging
from dataclasses import dataclass

from telegram import Update
from telegram.error import TelegramError

from bot.context import BotContext
from bot.speech import Chat

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: the chat and bubble it was in, the subject its data names (`verb:subject`), who pressed it.

    `by` is the presser's account: in a private chat the chat's own id, in a group anybody's who is in it.
    """

    chat: Chat
    bubble: int
    subject: str
    by: int

    @property
    def id(self) -> int | None:
        """The subject as the id of a row; None when it is none, as only a forged press would have it."""
        return as_id(self.subject)


def as_id(text: str) -> int | None:
    """Return the id of a row that a part of a button's data spells; None when it spells none."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


async def press_of(update: Update, context: BotContext) -> Press:
    """Return the press that an update brings, having told the phone that it arrived.

    The data can be forged by a changed app: whoever acts on it looks up whether the thing is the presser's.
    """
    query = update.callback_query
    if query is None or query.data is None or query.message is None:
        raise ValueError("the update holds no press of a button of ours")
    try:
        # The one call that handlers make themselves: it may be lost, it shows nothing, and it cannot wait in a lane.
        await query.answer()
    except TelegramError:
        log.info("Press could not be acknowledged", extra={"action": "press.late"})
    chat = Chat(context.house.bot_id, query.message.chat.id)
    return Press(chat, query.message.message_id, query.data.partition(":")[2], query.from_user.id)
