"""Edits: the partner's copies follow the writer's words."""

from datetime import datetime

from bot.copies import add_call, add_copies
from bot.incoming import Incoming
from bot.rendering import Part, render, render_edit
from bot.speech import words_of
from mentoring.relay import MessageId, Talk
from storage import messages, outbox
from storage.messages import Message, MessageState, Place
from storage.outbox import Call, Priority, Purpose, State
from storage.tx import Tx


def propagate_edit(tx: Tx, talk: Talk, message: Message, incoming: Incoming, now: datetime) -> None:
    """Bring the partner's copies of a message up to date with its edited words.

    Before it is sent the waiting copies are rewritten, so that only the last words arrive (case 15); afterwards the
    copies are edited. An edit that changes nothing one can see (case 13) does nothing.
    """
    content = incoming.content
    if content == message.content:
        return
    messages.change(tx, message, content, incoming.written_at, now)
    copies = outbox.of_message(tx, message.id)
    if message.state in (MessageState.HELD, MessageState.QUEUED, MessageState.UNCONFIRMED) and all(
        state in (State.HELD, State.WAITING, State.UNKNOWN) for _, state in copies
    ):
        _rewrite_copies(tx, talk, message, incoming, now)
    elif message.state in (MessageState.DELIVERED, MessageState.QUEUED):
        _edit_copies(tx, talk, message, incoming, now)


def _rewrite_copies(tx: Tx, talk: Talk, message: Message, incoming: Incoming, now: datetime) -> None:
    own = Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id)
    parts = render(incoming.content, talk.sender.display_name, words_of(talk.recipient), own.chat_id, own.telegram_id)
    copies = outbox.of_message(tx, message.id)
    held = message.state is MessageState.HELD
    for (row, _state), part in zip(copies, parts, strict=False):
        outbox.rewrite(tx, row, {**part.parameters, **({"disable_notification": True} if held else {})})
    for row, _state in copies[len(parts) :]:
        outbox.withdraw(tx, row, now)
    if len(parts) > len(copies):
        add_copies(tx, talk, message.id, incoming.content, own, None, now, held=held, first_part=len(copies))


def _edit_copies(tx: Tx, talk: Talk, message: Message, incoming: Incoming, now: datetime) -> None:
    content, recipient = incoming.content, talk.recipient
    if recipient.bot_id is None or recipient.chat_id is None:
        return
    if content.file_id != message.content.file_id or content.kind is not message.content.kind:
        # A bot cannot put another's file into its copy (case 14): the new one comes as an answer to the old.
        own = Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id)
        parts = render(content, talk.sender.display_name, words_of(recipient), own.chat_id, own.telegram_id)
        for replacement in parts:
            call = Call(
                replacement.method, replacement.parameters, Purpose.RELAY, Priority.RELAY, message.id, 0, message.id
            )
            add_call(tx, talk, call, now)
        return
    outbox.withdraw_edits(tx, message.id, now)
    copies = [row for row, state in outbox.of_message(tx, message.id) if state is not State.WITHDRAWN]
    for index, part in render_edit(content, talk.sender.display_name, words_of(recipient), copies):
        add_call(tx, talk, _edit_call(message.id, index, part, is_new=index >= len(copies)), now)


def _edit_call(message: MessageId, index: int, part: Part | None, *, is_new: bool) -> Call:
    if part is None:
        return Call("deleteMessage", {}, Purpose.DELETE, Priority.EDIT, message, index)
    if is_new:
        return Call(part.method, part.parameters, Purpose.RELAY, Priority.RELAY, message, index, message)
    return Call(part.method, part.parameters, Purpose.EDIT, Priority.EDIT, message, index)
