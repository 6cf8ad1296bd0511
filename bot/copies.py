"""The rows that put copies of a message into the partner's chat."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from bot.filling import QUOTE
from bot.rendering import Part, render
from bot.speech import words_of
from mentoring.content import Content
from mentoring.relay import MessageId, Talk
from storage import messages, outbox, pairs
from storage.messages import Message, Place
from storage.outbox import Call, Priority, Purpose, State
from storage.tx import Tx

UNMADE = frozenset({State.HELD, State.WITHHELD, State.WAITING, State.UNKNOWN})
"""A copy in one of these states may still be given other words."""


def copies_of(talk: Talk, content: Content, own: Place) -> list[Part]:
    """Return the calls that show `content` to the partner; `own` is where it stands in its writer's chat."""
    return render(content, talk.sender.display_name, words_of(talk.recipient), own.chat_id, own.telegram_id)


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
    only: Collection[int] | None = None,
) -> None:
    """Add the calls that show a message to the partner (`only` these parts of it, None for all).

    `held` ones wait for a release. `own` is where the message stands in its writer's chat, `answered` the message it
    replies to, None for none.
    """
    for number, part in enumerate(copies_of(talk, content, own)):
        if only is not None and number not in only:
            continue
        parameters = _parameters(part, number, content, answered, held=held)
        reply_to = message if number else (None if answered is None else answered.id)
        add_call(
            tx,
            talk,
            Call(part.method, parameters, Purpose.RELAY, Priority.RELAY, message, number, reply_to),
            now,
            held=held,
        )


def rewrite_copies(
    tx: Tx, talk: Talk, message: MessageId, content: Content, own: Place, now: datetime, *, held: bool
) -> None:
    """Give the copies that have not been made, or may be made again, the words of `content`.

    Those that it no longer needs are withdrawn, those that it needs besides are added.
    """
    answered_id = outbox.answered_by(tx, message)
    answered = None if answered_id is None else messages.get(tx, answered_id)
    copies = outbox.of_message(tx, message)
    parts = copies_of(talk, content, own)
    for number, (row, state) in enumerate(copies):
        if state not in UNMADE:
            continue
        if number < len(parts):
            outbox.rewrite(tx, row, _parameters(parts[number], number, content, answered, held=held))
        else:
            outbox.withdraw(tx, row, now)
    new = range(len(copies), len(parts))
    add_copies(tx, talk, message, content, own, answered, now, held=held, only=new)


def add_call(tx: Tx, talk: Talk, call: Call, now: datetime, *, held: bool = False) -> None:
    """Add one call to the partner's lane, sealed with the pair's key."""
    bot_id, chat_id = talk.recipient.bot_id, talk.recipient.chat_id
    if bot_id is not None and chat_id is not None:
        outbox.add(tx, call, bot_id=bot_id, chat_id=chat_id, now=now, key_name=pairs.key_name(talk.pair.id), held=held)


def _parameters(part: Part, number: int, content: Content, answered: Message | None, *, held: bool) -> dict[str, Any]:
    parameters = dict(part.parameters)
    if held:
        parameters["disable_notification"] = True  # the summary line rings, once (case 60)
    if number == 0 and answered is not None and content.quote and content.quote in answered.content.text:
        parameters[QUOTE] = content.quote
    return parameters
