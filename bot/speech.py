"""How the bot itself speaks: rows in the outbox, like everything that leaves the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.words import Words, words
from mentoring.people import Person
from mentoring.programmes import Programme
from mentoring.relay import MessageId
from storage import outbox, people
from storage.outbox import Call, Priority, Purpose
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` comes back when it is pressed: a verb and the id of what it is about."""

    label: str
    data: str


Buttons = Sequence[Sequence[Button]]
"""Rows of buttons."""


@dataclass(frozen=True, slots=True)
class Chat:
    """Where to speak: a chat with a bot."""

    bot_id: int
    chat_id: int


def chat_of(person: Person) -> Chat | None:
    """Return a person's chat with the bot, or None while they have none."""
    return None if person.bot_id is None or person.chat_id is None else Chat(person.bot_id, person.chat_id)


def words_of(person: Person) -> Words:
    """Return the words in a person's language."""
    return words(person.language)


def say(
    tx: Tx,
    to: Chat | None,
    text: str,
    *,
    now: datetime,
    buttons: Buttons = (),
    answers: int | None = None,
    quietly: bool = False,
    about: MessageId | None = None,
    priority: Priority = Priority.STAFF_REPLY,
) -> None:
    """Put a message of the bot's own in a chat's lane; to None (nobody has opened that chat yet) it says nothing.

    `answers` is the id of a bubble in that chat to reply to, `about` the pair's message it tells of; `quietly` leaves
    out the phone's sound.
    """
    if to is None:
        return
    parameters: dict[str, Any] = {"text": text, "link_preview_options": {"is_disabled": True}}
    if buttons:
        parameters["reply_markup"] = _keyboard(buttons)
    if answers is not None:
        parameters["reply_parameters"] = {"message_id": answers, "allow_sending_without_reply": True}
    if quietly:
        parameters["disable_notification"] = True
    call = Call("sendMessage", parameters, Purpose.NOTICE, priority, message=about)
    outbox.add(tx, call, bot_id=to.bot_id, chat_id=to.chat_id, now=now)


def change(tx: Tx, in_chat: Chat, bubble: int, text: str, *, now: datetime, buttons: Buttons = ()) -> None:
    """Give a bubble of the bot's own another text and other buttons (none, unless given)."""
    parameters: dict[str, Any] = {"message_id": bubble, "text": text}
    if buttons:
        parameters["reply_markup"] = _keyboard(buttons)
    call = Call("editMessageText", parameters, Purpose.NOTICE, Priority.STAFF_REPLY)
    outbox.add(tx, call, bot_id=in_chat.bot_id, chat_id=in_chat.chat_id, now=now)


def tell_staff(tx: Tx, programme: Programme, sentence: str, *, now: datetime, **facts: object) -> None:
    """Tell a programme's staff: in the staff group when there is one, else each in their own chat.

    `sentence` is a key of the catalogues; `facts` fill it.
    """
    staff = people.staff_of(tx, programme.id)
    if programme.staff_chat_id is not None and staff:
        # The group was brought in by one of the staff, with the bot that they joined with.
        group = Chat(staff[0].bot_id or 0, programme.staff_chat_id)
        say(tx, group, words(programme.language)(sentence, **facts), now=now)
        return
    for person in staff:
        say(tx, chat_of(person), words_of(person)(sentence, **facts), now=now)


def _keyboard(buttons: Buttons) -> dict[str, Any]:
    return {
        "inline_keyboard": [[{"text": button.label, "callback_data": button.data} for button in row] for row in buttons]
    }
