"""The world: everyone in it, where they talk, and what bots are told of it."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from phones.accounts import Account, Bot
from phones.calls import CallLog
from phones.chats import AnyChat, Group, Participant, PrivateChat, Status, Topic, chat_member
from phones.clock import PhonesClock
from phones.errors import NothingThere, NotOnThisPhone
from phones.events import Events
from phones.faults import Faults
from phones.files import Files
from phones.limits import Limits
from phones.messages import Message
from phones.playing import Playing
from phones.updates import UpdateQueue

if TYPE_CHECKING:
    from phones.people import Press
    from phones.phone import Phone
    from phones.webhook import Webhook

_FIRST_ACCOUNT = 5_100_000_001
_FIRST_BOT = 7_100_000_001
_FIRST_GROUP = 2_100_000_001
_FIRST_UPDATE = 300_000_001
TOPIC_COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
LATE_BY_SECONDS = 5.0


class World:
    """A Telegram of its own: nothing in it is shared with another world or with the real one.

    Everything but waiting is plain, synchronous code; use a world from one thread.
    """

    def __init__(self, clock: PhonesClock | None = None, *, enforce_limits: bool = False) -> None:
        self.clock = clock or PhonesClock()
        self.events = Events()
        self.files = Files()
        self.faults = Faults()
        self.limits = Limits(self.clock, enforce=enforce_limits)
        self.calls = CallLog()
        self.bots: dict[int, Bot] = {}
        self.accounts: dict[int, Account] = {}
        self.groups: dict[int, Group] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.presses: dict[str, Press] = {}
        self._private: dict[tuple[int, int], PrivateChat] = {}
        self._by_token: dict[str, Bot] = {}
        self._numbers = 0
        self.clock.subscribe(lambda _: self.events.tell("clock"))
        self.playing = Playing(
            self.clock, self.calls, lambda: list(self.bots.values()), lambda: self.events.tell("clock")
        )

    async def close(self) -> None:
        """Stop delivering to webhooks, and playing."""
        await self.playing.stop()
        for webhook in list(self.webhooks.values()):
            await webhook.stop()
        self.webhooks.clear()

    # Who there is

    def bot(
        self, first_name: str, *, username: str | None = None, token: str | None = None, reads_groups: bool = False
    ) -> Bot:
        """Return a new bot, or the one that has `token` already. Without `username` it is made from the name.

        Raises ValueError when `token` does not look like one (`123456:letters`).
        """
        if token is not None and token in self._by_token:
            return self._by_token[token]
        bot_id = _FIRST_BOT + len(self.bots)
        if token is None:
            token = f"{bot_id}:{hashlib.sha256(str(bot_id).encode()).hexdigest()[:35]}"
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret:
            raise ValueError("A bot token is a number, a colon and letters")
        bot_id = int(number)
        username = username or f"{first_name.lower().replace(' ', '_')}_bot"
        bot = Bot(bot_id, token, first_name, username, UpdateQueue(self.clock, _FIRST_UPDATE), reads_groups)
        self.bots[bot_id] = self._by_token[token] = bot
        self.events.tell("bot", subject=bot)
        return bot

    def account(
        self,
        first_name: str,
        last_name: str | None = None,
        *,
        username: str | None = None,
        language_code: str | None = "en",
        premium: bool = False,
        refuses_voice: bool = False,
    ) -> Account:
        """Return a new person with a phone, who has not met any bot yet."""
        account = Account(
            _FIRST_ACCOUNT + len(self.accounts), first_name, last_name, username, language_code, premium, refuses_voice
        )
        self.accounts[account.id] = account
        self.events.tell("account", subject=account)
        return account

    def group(self, title: str, *members: Account, is_forum: bool = False, basic: bool = False) -> Group:
        """Return a new group; its first member owns it. A forum is never basic."""
        number = _FIRST_GROUP + len(self.groups)
        small = basic and not is_forum
        chat_id = -number if small else -1_000_000_000_000 - number
        group = Group(id=chat_id, title=title, is_forum=is_forum, basic=small)
        for place, member in enumerate(members):
            group.members[member.id] = (member, "member" if place else "creator")
        self.groups[chat_id] = group
        self.events.tell("chat", group)
        return group

    def phone(self, account: Account, place: Bot | Group | None = None) -> "Phone":
        """Return `account`'s phone, open at the private chat with a bot (default: the first bot) or at a group."""
        from phones.phone import Phone

        if isinstance(place, Group):
            return Phone(self, account, place)
        bot = place or self.first_bot()
        return Phone(self, account, self.private_chat(account, bot))

    def first_bot(self) -> Bot:
        """Return the bot that was there first. Raises NothingThere when there is none."""
        if not self.bots:
            raise NothingThere("There is no bot yet")
        return next(iter(self.bots.values()))

    def bot_of(self, token: str) -> Bot | None:
        """Return the bot whose token this is, None when nobody's."""
        return self._by_token.get(token)

    def private_chat(self, account: Account, bot: Bot) -> PrivateChat:
        """Return the private chat of these two, opened now if it never was."""
        key = (bot.id, account.id)
        if key not in self._private:
            self._private[key] = PrivateChat(id=account.id, account=account, bot=bot)
        return self._private[key]

    def private_chats(self) -> Iterable[PrivateChat]:
        """Return every private chat, of every person with every bot."""
        return [self.private_chat(account, bot) for account in self.accounts.values() for bot in self.bots.values()]

    def number(self) -> int:
        """Return a number never given before: for ids that mean nothing."""
        self._numbers += 1
        return self._numbers

    def has_met(self, bot: Bot, account: Account) -> bool:
        """Return whether `bot` knows that `account` exists: it wrote, or they share a group."""
        return self.private_chat(account, bot).started or any(
            group.has(bot) and group.has(account) for group in self.groups.values()
        )

    # What happens in chats

    def post(
        self,
        chat: AnyChat,
        sender: Participant,
        content: dict[str, Any],
        *,
        extra: dict[str, Any] | None = None,
        reply_to: Message | None = None,
        inline_keyboard: list[list[dict[str, Any]]] | None = None,
        thread: int | None = None,
        silent: bool = False,
    ) -> Message:
        """Put a message into a chat and tell the bots that see it. Nothing is checked here."""
        message = Message(
            chat,
            chat.next_message_id(),
            sender,
            self.clock.timestamp(),
            content,
            extra or {},
            reply_to,
            inline_keyboard,
            thread,
            silent,
        )
        chat.messages[message.id] = message
        self.tell_bots(message, "message")
        self.events.tell("message", chat, message)
        return message

    def tell_bots(self, message: Message, kind: str) -> None:
        """Give `message` as an update of `kind` (message, edited_message) to each bot that sees it."""
        if isinstance(message.chat, PrivateChat):
            if message.sender is not message.chat.bot:
                self.tell_bot(message.chat.bot, kind, message.as_json(), message.chat.id)
            return
        for bot in message.chat.bots():
            if _sees(bot, message):
                self.tell_bot(bot, kind, message.as_json(), message.chat.id)

    def tell_bot(self, bot: Bot, kind: str, content: dict[str, Any], chat_id: int | None) -> None:
        """Give one update to one bot, unless a fault makes it late; a fault may also make it come twice."""
        fault = self.faults.for_update(kind, chat_id, bot.id) if bot.updates.wants(kind) else None
        if fault is None:
            bot.updates.add(kind, content)
        elif fault.kind == "duplicate_update":
            bot.updates.add(kind, content, repeats=1)
        else:
            late = timedelta(seconds=LATE_BY_SECONDS if fault.seconds is None else fault.seconds)
            self.clock.call_at(self.clock.now() + late, lambda: bot.updates.add(kind, content))

    # Groups

    def joins(
        self, who: Participant, group: Group, *, admin: bool = False, invited_by: Participant | None = None
    ) -> None:
        """Let someone into a group, or give or take an administrator's rights of someone who is in it already.

        Raises NotOnThisPhone when the group lives on elsewhere.
        """
        if group.migrated_to is not None:
            raise NotOnThisPhone("This group became a supergroup")
        new: Status = "administrator" if admin else "member"
        old = group.status_of(who)
        if old in (new, "creator"):
            return
        newcomer = not group.has(who)
        if newcomer and not group.present() and not who.is_bot:
            new = "creator"
        self.set_status(group, who, new, by=invited_by)
        if newcomer:
            self.post(group, invited_by or who, {"new_chat_members": [who.as_user()], "new_chat_member": who.as_user()})
        self.events.tell("chat", group)

    def leaves(self, who: Participant, group: Group, *, removed_by: Participant | None = None) -> None:
        """Take someone out of a group. Raises NotOnThisPhone when they are not in it."""
        if not group.has(who):
            raise NotOnThisPhone(f"{who.name} is not in {group.title}")
        self.set_status(group, who, "kicked" if removed_by else "left", by=removed_by)
        self.post(group, removed_by or who, {"left_chat_member": who.as_user()})
        self.events.tell("chat", group)

    def set_status(self, group: Group, who: Participant, status: Status, *, by: Participant | None = None) -> None:
        """Change what `who` is in `group`; bots hear of themselves, and of others when they are administrators."""
        change = {
            "chat": group.as_chat(),
            # A bot is let in by someone; a person comes by themselves.
            "from": (by or (next(iter(group.present()), who) if who.is_bot else who)).as_user(),
            "date": self.clock.timestamp(),
            "old_chat_member": chat_member(who, group.status_of(who)),
            "new_chat_member": chat_member(who, status),
        }
        group.members[who.id] = (who, status)
        if isinstance(who, Bot):
            self.tell_bot(who, "my_chat_member", change, group.id)
        for bot in group.bots():
            if bot is not who and group.is_admin(bot):
                self.tell_bot(bot, "chat_member", change, group.id)

    def opens_topic(
        self, group: Group, who: Participant, name: str, icon_color: int | None = None, icon: str | None = None
    ) -> Topic:
        """Open a forum topic. Raises NotOnThisPhone when the group is no forum."""
        if not group.is_forum:
            raise NotOnThisPhone(f"{group.title} has no topics")
        colour = icon_color or TOPIC_COLOURS[len(group.topics) % len(TOPIC_COLOURS)]
        opened: dict[str, Any] = {"name": name, "icon_color": colour}
        if icon:
            opened["icon_custom_emoji_id"] = icon
        # The topic's id is its first message's id, which is given out when it is posted.
        topic = Topic(group.last_message_id + 1, name, colour, icon)
        group.topics[topic.id] = topic
        self.post(group, who, {"forum_topic_created": opened}, thread=topic.id)
        self.events.tell("chat", group)
        return topic

    def upgrade(self, group: Group) -> Group:
        """Turn a basic group into a supergroup with a new id; both sides tell of it, as Telegram does.

        Raises NotOnThisPhone when it is a supergroup already.
        """
        if not group.basic or group.migrated_to is not None:
            raise NotOnThisPhone(f"{group.title} is a supergroup already")
        new = Group(id=-1_000_000_000_000 + group.id, title=group.title, members=dict(group.members))
        self.groups[new.id] = new
        owner = next(iter(group.present()))
        self.post(group, owner, {"migrate_to_chat_id": new.id})
        group.migrated_to = new.id
        self.post(new, owner, {"migrate_from_chat_id": group.id})
        self.events.tell("chat", group)
        self.events.tell("chat", new)
        return new


def _sees(bot: Bot, message: Message) -> bool:
    """Return whether `bot` is told of a group message: by rights, by privacy mode off, or because it is meant.

    Source: Bot API documentation, "Privacy mode". Bots never see what other bots write.
    """
    group, sender = message.chat, message.sender
    if sender is bot or not isinstance(group, Group):
        return False
    if message.service_kind is not None:
        return True
    if isinstance(sender, Bot):
        return False
    if bot.reads_groups or group.is_admin(bot):
        return True
    if message.reply_to is not None and message.reply_to.sender is bot:
        return True
    text = message.text
    handle = f"@{bot.username}".lower()
    return (text.startswith("/") and ("@" not in text.split()[0] or handle in text.lower())) or handle in text.lower()
