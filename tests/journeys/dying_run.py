"""The bot in a process of its own, at a moment that stands still, which kills itself at one of its commits.

It dies with SIGKILL just before or after that commit, or ends when nothing is left to do at that moment. Each life is
forked (`tests/nursery.py`): what deaths prove is about what is on the disk, not about how Python starts.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import aiohttp

from bot.app import BotAddress, running_bot
from bot.pacing import UNLIMITED
from phones.clock import PhonesClock
from storage import store as stores
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault
from tests.nursery import begins
from tests.story import Story
from tests.watchwords import small_lexicon

SECRET_KEY = bytes(range(32))
TOKEN = "7100000001:story"
LEXICON = small_lexicon()


async def ends_by_itself(file: Path, api_url: str, moment: datetime, when: str, number: int) -> bool:
    """Run the bot on `file` at `moment` (aware) until it is done, or dies at its `number`th commit (1 is the first).

    `when` is "before" or "after" that commit. False when it died; what else goes wrong is an AssertionError.
    """
    life = await begins(_live, file, api_url, moment, when, number)
    code, _, last_words = await life.communicates()
    assert code in (0, -signal.SIGKILL), last_words
    return code == 0


def _live(file: Path, api_url: str, moment: datetime, when: str, number: int) -> None:
    stores.commit_batch = dying(stores.commit_batch, when, number)
    asyncio.run(main(file, api_url, moment))


def die() -> None:
    """End as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def dying(commit: Callable[..., Any], when: str, number: int) -> Callable[..., Any]:
    """Return `commit`, fatal at its `number`th time that changes anything."""
    times = 0

    def commit_or_die(connection: Any, dialect: Any, vault: Any, works: Sequence[Any]) -> Any:
        nonlocal times
        before = connection.total_changes
        outcomes = commit(_Fatal(connection, lambda: times + 1 == number and when == "before"), dialect, vault, works)
        if connection.total_changes > before:
            times += 1
            if times == number:
                die()
        return outcomes

    return commit_or_die


class _Fatal:
    """A connection on which COMMIT may be the last thing that is tried."""

    def __init__(self, connection: Any, is_last: Callable[[], bool]) -> None:
        self._connection, self._is_last = connection, is_last
        self._before = connection.total_changes

    def execute(self, sql: str, *parameters: Any) -> Any:
        """Run a statement, unless it is the commit at which to die."""
        if sql == "COMMIT" and self._is_last() and self._connection.total_changes > self._before:
            die()
        return self._connection.execute(sql, *parameters)


async def _accepted(api_url: str) -> None:
    """Wait until the bot has taken over whatever Telegram has for it: before, there only seems nothing to do."""
    async with aiohttp.ClientSession() as session:
        waiting = 1
        while waiting:
            async with session.get(f"{api_url}{TOKEN}/getWebhookInfo") as response:
                waiting = (await response.json())["result"]["pending_update_count"]
            await asyncio.sleep(0.005)


async def main(file: Path, api_url: str, moment: datetime) -> None:
    """Run until nothing is left to do."""
    clock = PhonesClock.standing_at(moment)
    store = await Store.open(SqliteDatabase(file), Vault(SECRET_KEY))
    try:
        address = BotAddress(TOKEN, api_url)
        async with running_bot(store, clock, address, lexicon=LEXICON, limits=UNLIMITED, poll_seconds=1) as bot:
            await _accepted(api_url)
            world: Any = SimpleNamespace(clock=clock, bots={bot.house.bot_id: SimpleNamespace(updates=())})
            await Story(store, world, bot).settles()
    finally:
        await store.close()
