"""How the bot itself speaks: rows in the outbox, like everything that leaves the house.

A file (a PDF, a calendar entry, a picture) is a row too: `send_file` seals its bytes into the row with everything
else, `bot/filling.py` makes them an upload when the call is made, and they are dropped when it has ended. So a file
waits, is retried with the same bytes and survives a crash as words do. It must be small: megabytes belong elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.filling import FILES, kept_file
from bot.rendering import LONGEST_CAPTION, shortened
from bot.words import Words, words
from mentoring.people import Person, Role
from mentoring.programmes import Programme
from mentoring.relay import MessageId
from storage import outbox, people
from storage.outbox import HOUSE_KEY, Call, Priority, Purpose
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` comes back when it is pressed: a verb and the id of what it is about.

    One with `copies` puts that text (at most 256 characters) on the clipboard instead, and nothing comes back.
    """

    label: str
    data: str = ""
    copies: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as the Bot API wants it."""
        if self.copies is not None:
            return {"text": self.label, "copy_text": {"text": self.copies}}
        return {"text": self.label, "callback_data": self.data}


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
    purpose: Purpose = Purpose.NOTICE,
    key_name: str = HOUSE_KEY,
) -> None:
    """Put a message of the bot's own in a chat's lane; to None (nobody has opened that chat yet) it says nothing.

    `answers` is the id of a bubble in that chat to reply to, `about` the pair's message it tells of; `quietly` leaves
    out the phone's sound. A `purpose` of PROMPT is said once at most: it is not repeated when nobody can say whether it
    arrived. What repeats a pair's own words is sealed with the pair's key: its `key_name`. A text that is longer than
    Telegram takes is cut.
    """
    if to is None:
        return
    parameters: dict[str, Any] = {"text": shortened(text), "link_preview_options": {"is_disabled": True}}
    if buttons:
        parameters["reply_markup"] = keyboard(buttons)
    if answers is not None:
        parameters["reply_parameters"] = {"message_id": answers, "allow_sending_without_reply": True}
    if quietly:
        parameters["disable_notification"] = True
    call = Call("sendMessage", parameters, purpose, priority, message=about)
    outbox.add(tx, call, bot_id=to.bot_id, chat_id=to.chat_id, now=now, key_name=key_name)


def send_file(
    tx: Tx,
    to: Chat | None,
    name: str,
    media_type: str,
    content: bytes,
    caption: str = "",
    *,
    now: datetime,
    shown_as: Literal["document", "photo"] = "document",
    buttons: Buttons = (),
    priority: Priority = Priority.STAFF_REPLY,
    key_name: str = HOUSE_KEY,
) -> None:
    """Put a file in a chat's lane, with a `caption` that is cut at 1024 UTF-16 units; to None it sends nothing.

    `name` is what the phone saves it as, `media_type` such as "application/pdf", `content` not empty. `key_name` seals
    it as in `say`.
    """
    if to is None:
        return
    parameters: dict[str, Any] = {FILES: {shown_as: kept_file(name, media_type, content)}}
    if caption:
        parameters["caption"] = shortened(caption, LONGEST_CAPTION)
    if buttons:
        parameters["reply_markup"] = keyboard(buttons)
    call = Call("sendPhoto" if shown_as == "photo" else "sendDocument", parameters, Purpose.NOTICE, priority)
    outbox.add(tx, call, bot_id=to.bot_id, chat_id=to.chat_id, now=now, key_name=key_name)


def change(
    tx: Tx,
    in_chat: Chat,
    bubble: int,
    text: str,
    *,
    now: datetime,
    buttons: Buttons = (),
    key_name: str = HOUSE_KEY,
) -> None:
    """Give a bubble of the bot's own another text and other buttons (none, unless given). `key_name` as in `say`."""
    parameters: dict[str, Any] = {"message_id": bubble, "text": shortened(text)}
    if buttons:
        parameters["reply_markup"] = keyboard(buttons)
    call = Call("editMessageText", parameters, Purpose.NOTICE, Priority.STAFF_REPLY)
    outbox.add(tx, call, bot_id=in_chat.bot_id, chat_id=in_chat.chat_id, now=now, key_name=key_name)


@dataclass(frozen=True, slots=True)
class Room:
    """Where the staff hear things: a chat, and the words of those in it."""

    chat: Chat
    words: Words


def staff_rooms(tx: Tx, programme: Programme, *, only: Role | None = None) -> list[Room]:
    """Return where a programme's staff hear things: the staff group when there is one, else each one's own chat.

    `only` leaves out the own chats of other roles. None when nobody of them has joined.
    """
    staff = people.staff_of(tx, programme.id)
    if programme.staff_chat_id is not None and staff:
        # The group was brought in by one of the staff, with the bot that they joined with.
        return [Room(Chat(staff[0].bot_id or 0, programme.staff_chat_id), words(programme.language))]
    own = [(chat_of(person), words_of(person)) for person in staff if only in (None, person.role)]
    return [Room(chat, in_words) for chat, in_words in own if chat is not None]


def tell_staff(tx: Tx, programme: Programme, sentence: str, *, now: datetime, **facts: object) -> None:
    """Tell a programme's staff: in the staff group when there is one, else each in their own chat.

    `sentence` is a key of the catalogues; `facts` fill it.
    """
    for room in staff_rooms(tx, programme):
        say(tx, room.chat, room.words(sentence, **facts), now=now)


def keyboard(buttons: Buttons) -> dict[str, Any]:
    """Return buttons as the Bot API wants them."""
    return {"inline_keyboard": [[button.as_json() for button in row] for row in buttons]}
