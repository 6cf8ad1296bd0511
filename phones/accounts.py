"""Who is in this Telegram: people with phones, and bots."""

from dataclasses import dataclass, field
from typing import Any

from phones.updates import UpdateQueue


@dataclass(slots=True, eq=False)
class Account:
    """A person with a phone.

    `premium` allows captions of 2048 instead of 1024. `refuses_voice`: their privacy settings take no voice and video
    messages. A `deleted` account can no longer be reached.
    """

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "en"
    premium: bool = False
    refuses_voice: bool = False
    deleted: bool = False

    is_bot = False

    @property
    def name(self) -> str:
        """First and last name, as shown above messages."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def as_user(self) -> dict[str, Any]:
        """Return the Bot API `User`."""
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        if self.premium:
            user["is_premium"] = True
        return user


@dataclass(slots=True)
class Profile:
    """What a bot says about itself. Keys are language codes, "" for everyone else.

    `commands` is keyed by scope (its JSON with sorted keys) and language, `menu_buttons` by chat id, None for the
    default.
    """

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    menu_buttons: dict[int | None, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Bot:
    """A bot: its token, its profile, the updates waiting for it.

    `reads_groups` is BotFather's privacy mode switched off: it then sees every message of its groups.
    """

    id: int
    token: str
    first_name: str
    username: str
    updates: UpdateQueue
    reads_groups: bool = False
    profile: Profile = field(default_factory=Profile)
    last_private_message_id: int = 0

    is_bot = True
    deleted = False

    @property
    def name(self) -> str:
        """The name shown above its messages."""
        return self.profile.names.get("", self.first_name)

    def as_user(self) -> dict[str, Any]:
        """Return the Bot API `User`."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def next_private_message_id(self) -> int:
        """Return the next id of a message in a private chat: one sequence over all of them, as in Telegram."""
        self.last_private_message_id += 1
        return self.last_private_message_id
