"""Edits: the partner's copies follow the writer's words."""

from datetime import datetime

from bot.copies import UNMADE, add_call, copies_of, rewrite_copies
from bot.incoming import Incoming
from bot.passing_on import pass_on
from bot.rendering import as_edit
from mentoring.content import Content
from mentoring.relay import Talk
from storage import messages, outbox
from storage.messages import Message, MessageState, Place
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx

_NEVER_PASSED_ON = frozenset({MessageState.REFUSED, MessageState.FAILED})


def propagate_edit(tx: Tx, talk: Talk, message: Message, incoming: Incoming, now: datetime) -> None:
    """Bring the partner's copies of a message up to date with its edited words.

    Copies that wait are rewritten, so that only the last words arrive (case 15); those that are there are edited. An
    edit that changes nothing one can see (case 13), or of something taken back, does nothing; one of a message that
    never got through is a new try (case 16).
    """
    content = incoming.content
    if content == message.content or message.state is MessageState.WITHDRAWN:
        return
    if message.state in _NEVER_PASSED_ON or _is_another(tx, message, content):
        _pass_on_anew(tx, talk, message, incoming, now)
        return
    messages.change(tx, message, content, incoming.written_at, now)
    outbox.withdraw_edits(tx, message.id, now)
    copies = outbox.of_message(tx, message.id)
    own = Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id)
    rewrite_copies(tx, talk, message.id, content, own, now, held=message.state is MessageState.HELD)
    parts = copies_of(talk, content, own)
    for number, (_row, state) in enumerate(copies):
        if state in UNMADE:
            continue
        if number >= len(parts):
            add_call(tx, talk, Call("deleteMessage", {}, Purpose.DELETE, Priority.EDIT, message.id, number), now)
        elif (edit := as_edit(parts[number])) is not None:
            add_call(tx, talk, Call(edit.method, edit.parameters, Purpose.EDIT, Priority.EDIT, message.id, number), now)


def _is_another(tx: Tx, message: Message, content: Content) -> bool:
    """Return whether the medium was replaced by one that the copies cannot become (case 14).

    A copy that waits is made of whatever then stands in the writer's chat, so a picture may become another picture.
    """
    if content.kind is not message.content.kind:
        return True
    waits = all(state in UNMADE for _, state in outbox.of_message(tx, message.id))
    return content.file_id != message.content.file_id and not waits


def _pass_on_anew(tx: Tx, talk: Talk, message: Message, incoming: Incoming, now: datetime) -> None:
    """Pass the edited message on as a new one: what the rules say of it counts, and it answers the one it was."""
    waiting = [row for row, state in outbox.of_message(tx, message.id) if state in UNMADE]
    for row in waiting:
        outbox.withdraw(tx, row, now)
    if waiting:
        messages.set_state(tx, message.id, MessageState.WITHDRAWN)
    messages.forget_place(tx, Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id))
    pass_on(tx, talk, incoming, message, now)
