"""A phone in someone's hand, open at one chat: how tests act as people and see what people see."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from phones import people
from phones.accounts import Account
from phones.chats import AnyChat
from phones.errors import NothingThere
from phones.events import Event
from phones.messages import Message
from phones.params import Upload
from phones.people import Press
from phones.world import World

WAIT_SECONDS = 5.0
Found = TypeVar("Found")


class Phone:
    """One person at one chat. Verbs act at once; `next_message` and its like wait for the bot.

    Verbs raise NotOnThisPhone when a real phone would not allow it.
    """

    def __init__(self, world: World, account: Account, chat: AnyChat) -> None:
        self.world = world
        self.account = account
        self.chat = chat
        self._seen = self._newest_id()

    def __repr__(self) -> str:
        return f"<Phone of {self.account.name}: {self.texts}>"

    # What it shows

    @property
    def messages(self) -> list[Message]:
        """Everything in the chat that is not deleted, in order, service messages included."""
        return self.chat.shown()

    @property
    def received(self) -> list[Message]:
        """What the bots wrote here and is still there, in order."""
        return [message for message in self.chat.shown() if message.sender.is_bot and not message.service_kind]

    @property
    def texts(self) -> list[str]:
        """The texts and captions of `received`; "" for media without."""
        return [message.text for message in self.received]

    @property
    def last(self) -> Message:
        """The newest of `received`. Raises NothingThere when the bot wrote nothing."""
        if not (received := self.received):
            raise NothingThere("The bot wrote nothing here")
        return received[-1]

    @property
    def keyboard(self) -> list[list[str]]:
        """The texts of the reply keyboard below the input; [] without one."""
        keyboard = self.chat.keyboard
        return [[str(button["text"]) for button in row] for row in keyboard["keyboard"]] if keyboard else []

    # What the person does

    def says(self, text: str | None = None, *, reply_to: Message | None = None, **fields: Any) -> Message:
        """Write a text. `fields` are those of docs/phones.md, "What a person may write"."""
        return self._write({**fields, "text": text}, reply_to)

    def sends(self, *, reply_to: Message | None = None, **fields: Any) -> Message:
        """Send anything else: `contact=…`, `location=…`, `poll=…`, `raw=…`; fields as in docs/phones.md."""
        return self._write(fields, reply_to)

    def sends_photo(
        self, caption: str | None = None, *, photo: Upload | dict[str, Any] | None = None, **fields: Any
    ) -> Message:
        """Send a photo, a sample one unless given."""
        return self.sends_media("photo", photo, caption=caption, **fields)

    def sends_voice(self, *, voice: Upload | dict[str, Any] | None = None, **fields: Any) -> Message:
        """Send a voice message, a sample one unless given."""
        return self.sends_media("voice", voice, **fields)

    def sends_document(
        self, caption: str | None = None, *, document: Upload | dict[str, Any] | None = None, **fields: Any
    ) -> Message:
        """Send a file, a sample one unless given."""
        return self.sends_media("document", document, caption=caption, **fields)

    def sends_sticker(self, emoji: str = "🙂", **fields: Any) -> Message:
        """Send a sample sticker that stands for `emoji`."""
        return self.sends_media("sticker", {"sample": "sticker", "emoji": emoji}, **fields)

    def sends_media(
        self,
        kind: str,
        media: Upload | dict[str, Any] | None = None,
        *,
        reply_to: Message | None = None,
        **fields: Any,
    ) -> Message:
        """Send a file of any kind (docs/phones.md lists them), a sample unless given."""
        return self._write({**fields, kind: media or {"sample": kind}}, reply_to)

    def sends_album(
        self, items: int | list[dict[str, Any]] = 2, caption: str | None = None, *, reply_to: Message | None = None
    ) -> list[Message]:
        """Send several photos, or the given items (`{"photo": …}`, `{"video": …}`), as one album.

        The first item carries the caption.
        """
        drafts = [{"photo": {"sample": "photo"}} for _ in range(items)] if isinstance(items, int) else items
        album = str(13_000_000_000_000_000 + self.world.number())
        return [
            self._write({**({"caption": caption} if not n else {}), **draft, "media_group_id": album}, reply_to)
            for n, draft in enumerate(drafts)
        ]

    def edits(self, message: Message, text: str | None = None, **fields: Any) -> Message:
        """Edit an own message: `text`, `caption=…` or a medium. With nothing the bot hears of an edit all the same."""
        if text is not None:
            fields["text"] = text
        self.catches_up()
        return people.edit(self.world, self.account, message, fields)

    def deletes(self, message: Message) -> None:
        """Delete a message; the bot is not told."""
        people.delete(self.world, self.account, message)

    def presses(self, button: str, message: Message | None = None, *, gone: bool = False) -> Press:
        """Press the newest inline button of this text, or the one below `message`. Raises NothingThere."""
        for shown in [message] if message else reversed(self.chat.shown()):
            for row, texts in enumerate(shown.buttons):
                for column, candidate in enumerate(texts):
                    if candidate.text == button:
                        self.catches_up()
                        return people.press(self.world, self.account, shown, row, column, gone=gone)
        offered = [text for shown in self.chat.shown() for text in shown.button_texts]
        raise NothingThere(f"There is no button {button!r}; there are: {offered}")

    def taps(self, button: str) -> Message:
        """Press a button of the reply keyboard: it sends its text, or the contact it asks for. Raises NothingThere."""
        keyboard = self.chat.keyboard or {"keyboard": []}
        found = next((b for row in keyboard["keyboard"] for b in row if b["text"] == button), None)
        if found is None:
            raise NothingThere(f"There is no key {button!r}; there are: {self.keyboard}")
        if found.get("request_contact"):
            contact = {"phone_number": "+15550100", "first_name": self.account.first_name, "user_id": self.account.id}
            return self.sends(contact=contact)
        if found.get("request_location"):
            return self.sends(location={"latitude": 42.6977, "longitude": 23.3219})
        return self.says(button)

    def reacts(self, message: Message, *emoji: str) -> None:
        """React with these emoji in place of earlier ones; none takes them back."""
        self.catches_up()
        people.react(self.world, self.account, message, list(emoji))

    def starts(self, code: str | None = None) -> Message:
        """Open the bot, with the code of a deep link if any; unblocks it first."""
        self.catches_up()
        return people.start(self.world, self.account, self.chat, code)

    def blocks(self) -> None:
        """Block the bot."""
        people.block(self.world, self.chat)

    def unblocks(self) -> None:
        """Unblock the bot, without a /start."""
        people.unblock(self.world, self.chat)

    # Waiting for the bot

    def catches_up(self) -> None:
        """Take all that is here as seen: `next_message` waits for what comes from now on. Every verb does this."""
        self._seen = self._newest_id()

    async def next_message(self, within_seconds: float = WAIT_SECONDS) -> Message:
        """Return the first message of a bot since the person last did something or called this; wait for it if need be.

        Raises TimeoutError after so many real seconds.
        """
        message = await self._once(self._next_unseen, within_seconds)
        self._seen = message.id
        return message

    async def sees(self, text: str, within_seconds: float = WAIT_SECONDS) -> Message:
        """Return the newest message of a bot that holds `text` (also after an edit), once there is one.

        Raises TimeoutError after so many real seconds.
        """
        return await self._once(
            lambda: next((message for message in reversed(self.received) if text in message.text), None), within_seconds
        )

    async def until(self, holds: Callable[["Phone"], Any], within_seconds: float = WAIT_SECONDS) -> None:
        """Wait until `holds(self)` is true, looked at after everything that happens. Raises TimeoutError."""
        await self._once(lambda: holds(self) or None, within_seconds)

    async def _once(self, look: Callable[[], Found | None], within_seconds: float) -> Found:
        """Return what `look` finds, looking again after each event of the world."""
        if (found := look()) is not None:
            return found
        arrived: asyncio.Future[Found] = asyncio.get_running_loop().create_future()

        def look_again(_: Event) -> None:
            if not arrived.done() and (found := look()) is not None:
                arrived.set_result(found)

        stop = self.world.events.watch(look_again)
        try:
            async with asyncio.timeout(within_seconds):
                return await arrived
        finally:
            stop()

    def _write(self, fields: dict[str, Any], reply_to: Message | None) -> Message:
        if reply_to is not None:
            fields["reply_to"] = reply_to.id
        self.catches_up()
        return people.write(self.world, self.account, self.chat, fields)

    def _next_unseen(self) -> Message | None:
        unseen = None
        for message in reversed(self.chat.messages.values()):  # from the end: chats grow long, news are few
            if message.id <= self._seen:
                break
            if message.sender.is_bot and not message.deleted and not message.service_kind:
                unseen = message
        return unseen

    def _newest_id(self) -> int:
        return next(reversed(self.chat.messages), 0)
