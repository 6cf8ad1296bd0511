"""A small Telegram for the browser tests: who lives there, and a bot that talks as any bot does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from playwright.async_api import Page

from phones import Account, Group, Phone, World
from phones.accounts import Bot
from phones.server import RunningServer

MONDAY_NOON = datetime(2026, 9, 14, 9, tzinfo=UTC)  # 12:00 in Sofia

Json = dict[str, Any]
Browse = Callable[..., Awaitable[Page]]


@dataclass
class Town:
    """Amina, Ben, the staff group and one bot, in a Telegram that is served at `server.url`."""

    world: World
    server: RunningServer
    bot: Bot
    amina: Account
    ben: Account
    carla: Account
    staff: Group
    http: aiohttp.ClientSession
    asked: list[str] = field(default_factory=list)

    def phone(self, account: Account, place: Bot | Group | None = None) -> Phone:
        """Return the phone of `account`, open at the bot or at a group."""
        return self.world.phone(account, place)

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call the Bot API as the bot and return the result."""
        url = f"{self.server.bot_api_url}{self.bot.token}/{method}"
        async with self.http.post(url, json=parameters) as answer:
            body = await answer.json()
            assert body["ok"], body
            return body["result"]

    @asynccontextmanager
    async def answering(self, react: Callable[[Json], Awaitable[None]]) -> AsyncIterator[None]:
        """Let the bot poll for updates and give each to `react`."""

        async def poll() -> None:
            offset = 0
            while True:
                for update in await self.call("getUpdates", offset=offset, timeout=30):
                    offset = update["update_id"] + 1
                    await react(update)

        polling = asyncio.create_task(poll())
        try:
            yield
        finally:
            polling.cancel()
            with suppress(asyncio.CancelledError):
                await polling  # tells what went wrong in the bot, if anything did
