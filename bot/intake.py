"""Intake by long polling: an update is on disk before Telegram is told that we have it (invariant 1)."""

import asyncio
import logging
from typing import Any

from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.clock import Clock
from bot.incoming import chat_of
from bot.lanes import Lanes
from bot.transport import BotApi
from storage import inbox
from storage.database import StorageFailed
from storage.inbox import Arrival
from storage.store import Store
from storage.tx import Tx

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""Named one by one: business and guest messages from other chats must never reach us (case 63)."""

POLL_SECONDS = 50
_LARGEST_POLL = 100
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


class Intake:
    """Fetches a bot's updates, keeps them, and puts them in their lanes."""

    def __init__(self, api: BotApi, store: Store, clock: Clock, lanes: Lanes, poll_seconds: int = POLL_SECONDS) -> None:
        self._api = api
        self._store = store
        self._clock = clock
        self._lanes = lanes
        self._poll_seconds = poll_seconds
        self._offset: int | None = None
        self.last_success: float | None = None
        """The event loop's time of the last answer from Telegram; None before the first."""

    async def run(self) -> None:
        """Poll until cancelled. Failures are waited out, each pause twice as long as the one before."""
        pause = _FIRST_PAUSE
        while True:
            try:
                updates = await self._poll()
                self.last_success = asyncio.get_running_loop().time()
                if updates:
                    await self.accept(updates)
                    # Only now: asking for what follows tells Telegram that everything before is safe with us.
                    self._offset = updates[-1]["update_id"] + 1
                pause = _FIRST_PAUSE
                continue
            except RetryAfter as error:
                log.warning("Telegram asks to poll less", extra={"action": "intake.flood"})
                wait = _seconds(error)
            except Conflict:
                log.warning(
                    "Another process fetches this bot's messages, or a webhook is set; see `interlude doctor`",
                    extra={"action": "intake.conflict"},
                )
                wait = pause = min(_LONGEST_PAUSE, max(3.0, pause * 2))
            except InvalidToken:
                log.error("Telegram does not accept the bot token", extra={"action": "intake.token"})
                wait = pause = _LONGEST_PAUSE
            except (NetworkError, TelegramError) as error:
                log.warning("Telegram is out of reach: %s", type(error).__name__, extra={"action": "intake.network"})
                wait = pause = min(_LONGEST_PAUSE, pause * 2)
            except StorageFailed:
                log.exception("Could not keep what came in; Telegram keeps it", extra={"action": "intake.storage"})
                wait = pause = min(_LONGEST_PAUSE, pause * 2)
            await asyncio.sleep(wait)

    async def accept(self, updates: list[dict[str, Any]]) -> list[Arrival]:
        """Keep updates, put the new ones in their lanes and return them. Raises StorageFailed when nothing was kept."""
        now = self._clock.now()
        laned = [(chat_of(update), update) for update in updates]

        def keep(tx: Tx) -> list[Arrival]:
            return inbox.accept(tx, self._api.bot_id, laned, now)

        arrivals = await self._store.write(keep)
        self._lanes.put(arrivals)
        return arrivals

    async def _poll(self) -> list[dict[str, Any]]:
        parameters: dict[str, Any] = {
            "timeout": self._poll_seconds,
            "limit": _LARGEST_POLL,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if self._offset is not None:
            parameters["offset"] = self._offset
        updates: list[dict[str, Any]] = await self._api.call(
            "getUpdates", parameters, read_seconds=self._poll_seconds + 10
        )
        return updates


def _seconds(error: RetryAfter) -> float:
    pause = error.retry_after
    return float(pause if isinstance(pause, int) else pause.total_seconds())
