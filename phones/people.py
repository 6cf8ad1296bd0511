"""What people do with their phones: write, edit, press, react, start, block."""

import asyncio
import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from phones.accounts import Account, Bot
from phones.chats import AnyChat, Group, PrivateChat, chat_member
from phones.drafts import read_caption, read_content, read_draft
from phones.errors import NothingThere, NotOnThisPhone
from phones.messages import Message
from phones.reactions import as_given_by_phones
from phones.world import World

# How long Telegram keeps a callback query for the bot (Client.cpp of tdlib/telegram-bot-api).
CALLBACK_KEPT_FOR = timedelta(seconds=150)


@dataclass(slots=True, eq=False)
class Press:
    """A button that someone pressed. `answer` is `{text, alert, url}` once the bot answered, before that None.

    `opens` is the address of a button that opens something, `copies` the text of one that copies; the bot hears of
    neither.
    """

    id: str
    account: Account
    message: Message
    at: datetime
    bot: Bot | None = None
    opens: str | None = None
    copies: str | None = None
    answer: dict[str, Any] | None = None
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    async def answered(self, within_seconds: float = 10) -> dict[str, Any]:
        """Wait until the bot answers and return the answer. Raises TimeoutError after so many real seconds."""
        if self.answer is None:
            waiting = asyncio.get_running_loop().create_future()
            self._waiting.append(waiting)
            async with asyncio.timeout(within_seconds):
                await waiting
        assert self.answer is not None
        return self.answer

    def settle(self, answer: dict[str, Any]) -> None:
        """Let the phone show the bot's answer."""
        self.answer = answer
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)
        self._waiting.clear()


def write(world: World, account: Account, chat: AnyChat, fields: dict[str, Any]) -> Message:
    """Send what `fields` describe (docs/phones.md, "What a person may write"). Raises NotOnThisPhone."""
    _check_may_write(account, chat)
    draft = read_draft(world, chat, account, fields)
    if isinstance(chat, PrivateChat) and not chat.started:
        chat.started = True
        world.events.tell("chat", chat)
    if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
        world.events.tell("chat", chat)
    return world.post(chat, account, draft.content, extra=draft.extra, reply_to=draft.reply_to, thread=draft.thread)


def edit(world: World, account: Account, message: Message, fields: dict[str, Any]) -> Message:
    """Replace text, caption, medium or place; with none of them the bot hears of an edit that changed nothing.

    Raises NotOnThisPhone when the message is not the account's own, or has no such thing.
    """
    _check_own(account, message)
    _check_may_write(account, message.chat)
    content = dict(message.content)
    if "text" in fields:
        if "text" not in content:
            raise NotOnThisPhone("There is no text in this message")
        content = read_content(world, account, fields)
    elif "location" in fields and "location" in content:
        content = read_content(world, account, fields)  # a live location that moved
    elif new := read_content(world, account, fields):
        if message.media_kind is None:
            raise NotOnThisPhone("There is no medium in this message")
        content = new if "caption" in fields else new | _caption_of(message)
    elif "caption" in fields:
        if message.media_kind is None:
            raise NotOnThisPhone("There is no caption in this message")
        content = {k: v for k, v in content.items() if k not in ("caption", "caption_entities")}
        content |= read_caption(account, fields)
    message.content = content
    message.edit_date = world.clock.timestamp()
    world.tell_bots(message, "edited_message")
    world.events.tell("edit", message.chat, message)
    return message


def delete(world: World, account: Account, message: Message) -> None:
    """Delete a message for everyone. Bots are not told. In a private chat the bot's messages may be deleted too."""
    if isinstance(message.chat, Group):
        _check_own(account, message)
    message.deleted = True
    world.events.tell("delete", message.chat, message)


def press(world: World, account: Account, message: Message, row: int, column: int, *, gone: bool = False) -> Press:
    """Press an inline button. Raises NothingThere when it is not there.

    `gone`: the bot gets an InaccessibleMessage in the query, as for messages too old to be looked up.
    """
    if not message.inline_keyboard or not 0 <= row < len(message.inline_keyboard):
        raise NothingThere("There is no such button")
    if not 0 <= column < len(message.inline_keyboard[row]):
        raise NothingThere("There is no such button")
    button = message.inline_keyboard[row][column]
    pressed = Press(str(4_000_000_000_000_000_000 + world.number()), account, message, world.clock.now())
    if "callback_data" not in button:
        pressed.opens = button.get("url")
        pressed.copies = (button.get("copy_text") or {}).get("text")
        return pressed
    _check_may_write(account, message.chat)
    if not isinstance(message.sender, Bot):
        raise NotOnThisPhone("Only a bot hears of its buttons")
    bot = pressed.bot = message.sender
    shown: dict[str, Any] = message.as_json()
    if gone:
        shown = {"chat": message.chat.as_chat(), "message_id": message.id, "date": 0}
    _forget_old_presses(world)
    world.presses[pressed.id] = pressed
    world.tell_bot(
        bot,
        "callback_query",
        {
            "id": pressed.id,
            "from": account.as_user(),
            "message": shown,
            "chat_instance": str(6_000_000_000_000_000_000 + abs(message.chat.id)),
            "data": button["callback_data"],
        },
        message.chat.id,
    )
    return pressed


def react(world: World, account: Account, message: Message, emoji: list[str]) -> None:
    """Put these reactions in place of the account's earlier ones; an empty list takes them back."""
    _check_may_write(account, message.chat)
    old = message.reactions.get(account.id, [])
    new: list[dict[str, Any]] = [{"type": "emoji", "emoji": as_given_by_phones(one)} for one in emoji]
    if old == new:
        return
    if new:
        message.reactions[account.id] = new
    else:
        message.reactions.pop(account.id, None)
    chat = message.chat
    content = {
        "chat": chat.as_chat(),
        "message_id": message.id,
        "user": account.as_user(),
        "date": world.clock.timestamp(),
        "old_reaction": old,
        "new_reaction": new,
    }
    # In groups only administrators are told; in a private chat the bot is (as relay bots observe).
    told = [chat.bot] if isinstance(chat, PrivateChat) else [bot for bot in chat.bots() if chat.is_admin(bot)]
    for bot in told:
        world.tell_bot(bot, "message_reaction", content, chat.id)
    world.events.tell("reaction", chat, message)


def start(world: World, account: Account, chat: AnyChat, code: str | None = None) -> Message:
    """Open the bot: unblock it when blocked, then send /start with the code of a deep link, if any.

    Raises NotOnThisPhone outside a private chat.
    """
    if not isinstance(chat, PrivateChat):
        raise NotOnThisPhone("A bot is started in its private chat")
    if chat.blocked:
        unblock(world, chat)
    return write(world, account, chat, {"text": f"/start {code}" if code else "/start"})


def block(world: World, chat: AnyChat) -> None:
    """Block the bot. Raises NotOnThisPhone outside a private chat; blocking twice changes nothing."""
    _set_blocked(world, chat, blocked=True)


def unblock(world: World, chat: AnyChat) -> None:
    """Unblock the bot. No /start is sent, as some apps do not (tdesktop issue 2573)."""
    _set_blocked(world, chat, blocked=False)


def delete_account(world: World, account: Account) -> None:
    """Let the person leave Telegram: bots that write to them get 403, groups lose them."""
    for group in world.groups.values():
        if group.has(account):
            world.leaves(account, group)
    account.deleted = True
    world.events.tell("account", subject=account)


def _set_blocked(world: World, chat: AnyChat, *, blocked: bool) -> None:
    if not isinstance(chat, PrivateChat):
        raise NotOnThisPhone("A bot is blocked in its private chat")
    if chat.blocked == blocked:
        return
    chat.blocked = blocked
    before, after = ("member", "kicked") if blocked else ("kicked", "member")
    world.tell_bot(
        chat.bot,
        "my_chat_member",
        {
            "chat": chat.as_chat(),
            "from": chat.account.as_user(),
            "date": world.clock.timestamp(),
            "old_chat_member": chat_member(chat.bot, before),  # type: ignore[arg-type]
            "new_chat_member": chat_member(chat.bot, after),  # type: ignore[arg-type]
        },
        chat.id,
    )
    world.events.tell("block", chat)


def _check_may_write(account: Account, chat: AnyChat) -> None:
    if account.deleted:
        raise NotOnThisPhone(f"{account.name} has left Telegram")
    if isinstance(chat, PrivateChat):
        if chat.account is not account:
            raise NothingThere(f"{account.name} is not in this chat")
        if chat.blocked:
            raise NotOnThisPhone("Unblock the bot first")
    elif not chat.has(account):
        raise NothingThere(f"{account.name} is not in {chat.title}")
    elif chat.migrated_to is not None:
        raise NotOnThisPhone("This group became a supergroup")


def _check_own(account: Account, message: Message) -> None:
    if message.sender is not account:
        raise NotOnThisPhone(f"{account.name} did not write this message")


def _forget_old_presses(world: World) -> None:
    """Drop presses that the bot can no longer answer; they are kept in the order in which they happened."""
    oldest = world.clock.now() - CALLBACK_KEPT_FOR
    for press_id in list(itertools.takewhile(lambda one: world.presses[one].at < oldest, world.presses)):
        del world.presses[press_id]


def _caption_of(message: Message) -> dict[str, Any]:
    return {key: message.content[key] for key in ("caption", "caption_entities") if key in message.content}
