"""What happens in the world, for whoever watches: the page, and tests that wait."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from phones.accounts import Account, Bot
from phones.chats import AnyChat
from phones.messages import Message

EventKind = Literal[
    "message", "edit", "delete", "reaction", "callback_answer", "action", "chat", "block", "bot", "account", "clock"
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `subject` is the message, account or bot it happened to, `facts` what else to tell."""

    kind: EventKind
    chat: AnyChat | None = None
    subject: Message | Account | Bot | None = None
    facts: dict[str, Any] = field(default_factory=dict)


class Events:
    """Tells every watcher of every event, at once and in order."""

    def __init__(self) -> None:
        self._watchers: list[Callable[[Event], None]] = []

    def watch(self, watcher: Callable[[Event], None]) -> Callable[[], None]:
        """Call `watcher(event)` from now on. Returns the way out."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def tell(
        self,
        kind: EventKind,
        chat: AnyChat | None = None,
        subject: Message | Account | Bot | None = None,
        facts: dict[str, Any] | None = None,
    ) -> None:
        """Tell everyone. Costs next to nothing while nobody watches."""
        if not self._watchers:
            return
        event = Event(kind, chat, subject, facts or {})
        for watcher in tuple(self._watchers):
            watcher(event)
