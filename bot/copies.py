"""The rows that put copies of a message into the partner's chat."""

from datetime import datetime

from bot.filling import QUOTE
from bot.rendering import render
from bot.speech import words_of
from mentoring.content import Content
from mentoring.relay import MessageId, Talk
from storage import outbox, pairs
from storage.messages import Message, Place
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx


def add_copies(
    tx: Tx,
    talk: Talk,
    message: MessageId,
    content: Content,
    own: Place,
    answered: Message | None,
    now: datetime,
    *,
    held: bool,
    first_part: int = 0,
) -> None:
    """Add the calls that show a message to the partner, from part `first_part` on; `held` ones wait for a release.

    `own` is where the message stands in its writer's chat, `answered` the message it replies to, None for none.
    """
    parts = render(content, talk.sender.display_name, words_of(talk.recipient), own.chat_id, own.telegram_id)
    for number, part in enumerate(parts[first_part:], first_part):
        parameters = dict(part.parameters)
        if held:
            parameters["disable_notification"] = True  # the summary line rings, once (case 60)
        if number == 0 and answered is not None and content.quote and content.quote in answered.content.text:
            parameters[QUOTE] = content.quote
        reply_to = message if number else (None if answered is None else answered.id)
        add_call(
            tx,
            talk,
            Call(part.method, parameters, Purpose.RELAY, Priority.RELAY, message, number, reply_to),
            now,
            held=held,
        )


def add_call(tx: Tx, talk: Talk, call: Call, now: datetime, *, held: bool = False) -> None:
    """Add one call to the partner\'s lane, sealed with the pair\'s key."""
    bot_id, chat_id = talk.recipient.bot_id, talk.recipient.chat_id
    if bot_id is not None and chat_id is not None:
        outbox.add(tx, call, bot_id=bot_id, chat_id=chat_id, now=now, key_name=pairs.key_name(talk.pair.id), held=held)
