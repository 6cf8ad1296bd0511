"""Edits: the partner's copies follow the writer's words."""

from dataclasses import replace
from datetime import datetime

from bot.copies import UNMADE, add_call, copies_of, rewrite_copies
from bot.incoming import Incoming
from bot.passing_on import pass_on
from bot.rendering import as_edit
from bot.withholding import give_back, let_mentor_know, note_withheld, without_private_words
from mentoring.case_record import Fact
from mentoring.cases import EventKind
from mentoring.content import Content
from mentoring.relay import Deliver, Talk
from mentoring.safety import Contacts
from storage import cases, concerns, messages, outbox
from storage.messages import Message, MessageState, Place
from storage.outbox import Call, Priority, Purpose, State
from storage.tx import Tx

_NEVER_PASSED_ON = frozenset({MessageState.REFUSED, MessageState.FAILED, MessageState.RETURNED})
_WITHHELD = frozenset({MessageState.WITHHELD, MessageState.KEPT})


def propagate_edit(tx: Tx, talk: Talk, message: Message, incoming: Incoming, now: datetime) -> None:
    """Bring the partner's copies of a message up to date with its edited words.

    Copies that wait are rewritten, so that only the last words arrive (case 15); those that are there are edited. An
    edit that changes nothing one can see (case 13), or of something taken back, does nothing; one of a message that
    never got through is a new try (case 16).
    """
    if incoming.concern is not None:
        concerns.attach(tx, incoming.concern, message.id, talk.pair.id)
    if incoming.content == message.content or message.state is MessageState.WITHDRAWN:
        return
    let_mentor_know(tx, talk, incoming, now)
    if message.state not in _NEVER_PASSED_ON and _stays_here(tx, talk, message, incoming, now):
        return
    incoming, _decision = without_private_words(incoming, Deliver(message.cited))
    content = incoming.content
    if message.state in _NEVER_PASSED_ON or _is_another(tx, message, content):
        _pass_on_anew(tx, talk, message, incoming, now)
        return
    messages.change(tx, message, content, incoming.written_at, now)
    outbox.withdraw_edits(tx, message.id, now)
    copies = outbox.of_message(tx, message.id)
    own = Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id)
    if message.state in _WITHHELD:
        rewrite_copies(tx, talk, message.id, content, own, now, held=True)
        outbox.withhold(tx, message.id)
        for case in concerns.cases_of_message(tx, message.id):
            words = {"text": content.text}
            actor = f"person:{message.sender_id}"
            facts: dict[str, Fact] = {"message": int(message.id)}
            cases.append(tx, case, EventKind.MESSAGE_EDITED, actor=actor, at=now, facts=facts, words=words)
        return
    rewrite_copies(tx, talk, message.id, content, own, now, held=message.state is MessageState.HELD)
    parts = copies_of(talk, content, own)
    for number, (_row, state) in enumerate(copies):
        if state in UNMADE:
            continue
        if number >= len(parts):
            add_call(tx, talk, Call("deleteMessage", {}, Purpose.DELETE, Priority.EDIT, message.id, number), now)
        elif (edit := as_edit(parts[number])) is not None:
            add_call(tx, talk, Call(edit.method, edit.parameters, Purpose.EDIT, Priority.EDIT, message.id, number), now)


def _stays_here(tx: Tx, talk: Talk, message: Message, incoming: Incoming, now: datetime) -> bool:
    """Keep an edit from the partner because of what was noticed in it; False when it may pass.

    What the partner has stays as it is; what they have not got yet, they do not get. The edited words are kept with the
    concern (`bot/noticing.py`), so nothing that is sent again later can hold them.
    """
    is_private = incoming.verdict is not None and incoming.verdict.contacts is Contacts.HOLD
    if incoming.is_withheld and message.state in (MessageState.HELD, MessageState.QUEUED):
        outbox.withhold(tx, message.id)
        if all(state is State.WITHHELD for _, state in outbox.of_message(tx, message.id)):
            messages.change(tx, message, incoming.content, incoming.written_at, now)
            messages.set_state(tx, message.id, MessageState.WITHHELD)
            own = Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id)
            rewrite_copies(tx, talk, message.id, incoming.content, own, now, held=True)
            outbox.withhold(tx, message.id)
            note_withheld(tx, message.id, incoming.case, now)
            return True
    if incoming.is_withheld or is_private:
        if is_private:
            give_back(tx, talk, message.id, replace(incoming, private=()), now)
        return message.state not in _WITHHELD or is_private
    # Whoever hears nothing of the other sees no old words change, either.
    return talk.recipient_hears_nothing and message.state not in (MessageState.HELD, *_WITHHELD)


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
