"""Where messages are: private chats of a person and a bot, and groups with their members and topics."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from phones.accounts import Account, Bot

if TYPE_CHECKING:
    from phones.messages import Message

Participant = Account | Bot
Status = Literal["creator", "administrator", "member", "left", "kicked"]

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(slots=True, eq=False, kw_only=True)
class Chat:
    """What all chats share. Messages are kept by id, deleted ones included (marked), so that ids stay taken."""

    id: int
    messages: "dict[int, Message]" = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboard: dict[str, Any] | None = None

    def shown(self) -> "list[Message]":
        """Return the messages that are still there, in the order in which they were written."""
        return [message for message in self.messages.values() if not message.deleted]

    def find(self, message_id: int) -> "Message | None":
        """Return the message unless it never was or was deleted."""
        message = self.messages.get(message_id)
        return None if message is None or message.deleted else message


@dataclass(slots=True, eq=False, kw_only=True)
class PrivateChat(Chat):
    """A person and a bot. `started`: the person pressed start or wrote; before that the bot may not write."""

    account: Account
    bot: Bot
    started: bool = False
    blocked: bool = False

    kind = "private"

    def next_message_id(self) -> int:
        """Return the id for a new message here."""
        return self.bot.next_private_message_id()

    def as_chat(self) -> dict[str, Any]:
        """Return the Bot API `Chat`."""
        chat: dict[str, Any] = {"id": self.id, "type": "private", "first_name": self.account.first_name}
        if self.account.last_name:
            chat["last_name"] = self.account.last_name
        if self.account.username:
            chat["username"] = self.account.username
        return chat


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False


@dataclass(slots=True, eq=False, kw_only=True)
class Group(Chat):
    """A group. `basic` ones are the old small kind, without forum, that may become supergroups.

    `members` holds everyone who was ever here by id; those who left keep their status `left` or `kicked`.
    `migrated_to` is the supergroup that took over, None while this one lives.
    """

    title: str
    username: str | None = None
    is_forum: bool = False
    basic: bool = False
    members: dict[int, tuple[Participant, Status]] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    last_message_id: int = 0
    migrated_to: int | None = None

    @property
    def kind(self) -> Literal["group", "supergroup"]:
        """The Bot API's chat type."""
        return "group" if self.basic else "supergroup"

    def next_message_id(self) -> int:
        """Return the id for a new message here."""
        self.last_message_id += 1
        return self.last_message_id

    def status_of(self, who: Participant) -> Status:
        """Return what `who` is here; `left` when they never were."""
        return self.members.get(who.id, (who, "left"))[1]

    def has(self, who: Participant) -> bool:
        """Return whether `who` is in the group now."""
        return self.status_of(who) not in ("left", "kicked")

    def is_admin(self, who: Participant) -> bool:
        """Return whether `who` has an administrator's rights (the owner has)."""
        return self.status_of(who) in ("creator", "administrator")

    def present(self) -> list[Participant]:
        """Return everyone who is in the group now."""
        return [who for who, status in self.members.values() if status not in ("left", "kicked")]

    def bots(self) -> list[Bot]:
        """Return the bots that are in the group now."""
        return [who for who in self.present() if isinstance(who, Bot)]

    def as_chat(self) -> dict[str, Any]:
        """Return the Bot API `Chat`."""
        chat: dict[str, Any] = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            chat["username"] = self.username
        if self.is_forum:
            chat["is_forum"] = True
        return chat


AnyChat = PrivateChat | Group


def chat_member(who: Participant, status: Status, *, by_bot: bool = False) -> dict[str, Any]:
    """Return the Bot API `ChatMember` of someone with this status. `by_bot`: the asking bot may change their rights."""
    member: dict[str, Any] = {"status": status, "user": who.as_user()}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= {"can_be_edited": by_bot, "is_anonymous": False, **dict.fromkeys(ADMIN_RIGHTS, True)}
        member["can_promote_members"] = False
    elif status == "kicked":
        member["until_date"] = 0
    return member
