"""Delivery to a webhook, as Telegram's server does it: in order per chat, again until it is taken."""

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import aiohttp

from phones.accounts import Bot
from phones.updates import Waiting

if TYPE_CHECKING:
    from phones.world import World

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
# Telegram retries at once, then after 2, 4, 8 … seconds up to a minute or two (WebhookActor.cpp of
# tdlib/telegram-bot-api).
LONGEST_PAUSE_SECONDS = 60.0
ANSWER_WITHIN_SECONDS = 60.0


class WebhookRefused(ValueError):
    """The URL or the secret are not what Telegram takes."""


class Webhook:
    """One bot's webhook. Start and stop it inside the same running event loop."""

    def __init__(
        self, world: "World", bot: Bot, url: str, *, secret: str | None = None, max_connections: int = 40
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise WebhookRefused("invalid URL")
        if secret and not _SECRET.fullmatch(secret):
            raise WebhookRefused("secret token contains unallowed characters")
        self.url = url
        self.max_connections = min(max(1, max_connections), 100)
        self.last_error: tuple[int, str] | None = None
        self._world = world
        self._bot = bot
        self._headers = {"Content-Type": "application/json"}
        if secret:
            self._headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()

    def start(self) -> None:
        """Begin to deliver what waits and what comes."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop; what was not taken keeps waiting."""
        tasks = [task for task in (self._task, *self._lanes.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._lanes.clear()

    async def _run(self) -> None:
        stop_watching = self._bot.updates.watch(self._changed.set)
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN_SECONDS)
        try:
            async with aiohttp.ClientSession(timeout=timeout) as session:
                while True:
                    self._changed.clear()
                    self._open_lanes(session)
                    await self._changed.wait()
        finally:
            stop_watching()

    def _open_lanes(self, session: aiohttp.ClientSession) -> None:
        """Start delivering the oldest update of each lane that has none under way."""
        for waiting in self._bot.updates.first(2 * self.max_connections):
            lane = _lane(waiting.body)
            if len(self._lanes) >= self.max_connections:
                return
            if lane not in self._lanes:
                self._lanes[lane] = asyncio.create_task(self._deliver(session, lane, waiting))

    async def _deliver(self, session: aiohttp.ClientSession, lane: str, waiting: Waiting) -> None:
        pause = 0.0
        while not await self._taken(session, waiting):
            await asyncio.sleep(pause)
            pause = min(max(1.0, pause) * 2, LONGEST_PAUSE_SECONDS)
        del self._lanes[lane]
        self._bot.updates.remove(waiting)

    async def _taken(self, session: aiohttp.ClientSession, waiting: Waiting) -> bool:
        """Send one update once; return whether the bot took it. A call in the answer is made, its result lost."""
        try:
            async with session.post(self.url, data=json.dumps(waiting.body), headers=self._headers) as response:
                answer = await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            return self._failed(f"Connection failed: {type(error).__name__}")
        if not 200 <= response.status < 300:
            return self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
        await self._call_in(answer)
        return True

    def _failed(self, why: str) -> bool:
        self.last_error = (self._world.clock.timestamp(), why)
        return False

    async def _call_in(self, answer: bytes) -> None:
        from phones.bot_api import call
        from phones.params import Params

        try:
            asked: Any = json.loads(answer) if answer.strip() else None
        except ValueError:
            return
        if isinstance(asked, dict) and isinstance(asked.get("method"), str):
            await call(self._world, self._bot.token, asked["method"], Params(asked))


def _lane(update: dict[str, Any]) -> str:
    """Return what an update must not overtake: messages and edits of one chat, and each other kind by itself."""
    for kind, content in update.items():
        if kind in ("message", "edited_message"):
            return f"chat {content['chat']['id']}"
        if kind == "callback_query":
            return f"callbacks of {content['from']['id']}"
        if isinstance(content, dict):
            return f"{kind} {content.get('chat', {}).get('id')}"
    return "other"
