"""The updates waiting for one bot: kept until confirmed, given again until then."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from phones.clock import PhonesClock
from phones.errors import conflict

# Telegram keeps updates for a day (Client.cpp of tdlib/telegram-bot-api).
KEPT_FOR = timedelta(hours=24)

# All kinds that the phones produce; Telegram leaves out the last ones unless asked for (setWebhook, allowed_updates).
DEFAULT_KINDS = frozenset(
    {"message", "edited_message", "callback_query", "my_chat_member", "poll", "poll_answer", "channel_post"}
)
ASKED_FOR_KINDS = frozenset({"message_reaction", "message_reaction_count", "chat_member"})


@dataclass(slots=True, eq=False)
class Waiting:
    """One update not yet confirmed. `repeats` is how often it comes back after that."""

    id: int
    body: dict[str, Any]
    since: datetime
    repeats: int = 0


class UpdateQueue:
    """Updates of one bot in the order in which they happened; at most one poller at a time."""

    def __init__(self, clock: PhonesClock, first_id: int) -> None:
        self._clock = clock
        self._next_id = first_id
        self._waiting: deque[Waiting] = deque()
        self._kinds: frozenset[str] = DEFAULT_KINDS
        self._poller: asyncio.Future[None] | None = None
        self._watchers: list[Callable[[], None]] = []
        self.allowed: list[str] | None = None  # as asked for; None until someone asks

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, kinds: list[str] | None) -> None:
        """Give only these kinds from now on. None keeps the previous choice; an empty list is Telegram's default."""
        if kinds is None:
            return
        known = frozenset(kinds) & (DEFAULT_KINDS | ASKED_FOR_KINDS)
        self._kinds = known or DEFAULT_KINDS
        self.allowed = sorted(known)

    def wants(self, kind: str) -> bool:
        """Return whether updates of this kind are given to the bot."""
        return kind in self._kinds

    def add(self, kind: str, content: dict[str, Any], *, repeats: int = 0) -> None:
        """Append an update that holds `content` under `kind`, unless the bot did not ask for the kind."""
        if kind not in self._kinds:
            return
        waiting = Waiting(self._next_id, {"update_id": self._next_id, kind: content}, self._clock.now(), repeats)
        self._next_id += 1
        self._waiting.append(waiting)
        self._wake()

    def restart_ids(self, first_id: int) -> None:
        """Go on counting from `first_id`, as Telegram does (at random) when a bot had no updates for a week."""
        self._next_id = first_id

    def confirm_below(self, offset: int) -> None:
        """Forget every update below `offset`; an offset beyond all ids ever given confirms everything."""
        again: list[Waiting] = []
        while self._waiting and self._waiting[0].id < offset:
            done = self._waiting.popleft()
            if done.repeats:
                done.repeats -= 1
                again.append(done)
        self._waiting.extendleft(reversed(again))
        self._notify()

    def drop_all(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()
        self._notify()

    def first(self, limit: int) -> list[Waiting]:
        """Return up to `limit` waiting updates, oldest first; those older than a day are gone."""
        too_old = self._clock.now() - KEPT_FOR
        while self._waiting and self._waiting[0].since < too_old:
            self._waiting.popleft()
        return [waiting for waiting, _ in zip(self._waiting, range(limit), strict=False)]

    def remove(self, waiting: Waiting) -> None:
        """Forget one update (a webhook took it); one that repeats stays for another time."""
        if waiting.repeats:
            waiting.repeats -= 1
        elif waiting in self._waiting:
            self._waiting.remove(waiting)
        self._notify()

    def watch(self, watcher: Callable[[], None]) -> Callable[[], None]:
        """Call `watcher()` after each change of what waits and when a long poll begins. Returns the way out."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    async def get(self, offset: int, limit: int, timeout_seconds: float) -> list[dict[str, Any]]:
        """Answer getUpdates: confirm, then give what waits, waiting up to `timeout_seconds` of real time for the first.

        A negative offset keeps only that many of the newest. Raises a 409 in the poller that is overtaken by another.
        """
        self.stop_poller("terminated by other getUpdates request; make sure that only one bot instance is running")
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        else:
            # After the ids were restarted an old offset may be far ahead of them; it confirms nothing then.
            self.confirm_below(offset if offset <= self._next_id else 0)
        found = self.first(limit)
        if not found and timeout_seconds > 0:
            await self._arrival(timeout_seconds)
            found = self.first(limit)
        return [waiting.body for waiting in found]

    def stop_poller(self, why: str) -> None:
        """End the long poll under way, if any, with a 409 that says `why`."""
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(why))

    async def drained(self) -> None:
        """Wait until the bot has confirmed everything."""
        await self._until(lambda: not self._waiting)

    async def polled(self) -> None:
        """Wait until the bot waits for news in a long poll."""
        await self._until(lambda: self._poller is not None)

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            changed = asyncio.Event()
            stop = self.watch(changed.set)
            try:
                await changed.wait()
            finally:
                stop()

    async def _arrival(self, timeout_seconds: float) -> None:
        poller = asyncio.get_running_loop().create_future()
        self._poller = poller
        self._notify()
        try:
            async with asyncio.timeout(timeout_seconds):
                await poller
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None

    def _wake(self) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        self._notify()

    def _notify(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
