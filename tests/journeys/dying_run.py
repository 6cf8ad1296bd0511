"""The bot in a process of its own, at a moment that stands still, which kills itself at one of its commits.

Run as `python -m tests.journeys.dying_run file api_url token moment before|after number`: it dies with SIGKILL just
before or after that commit, or ends with 0 when nothing is left to do at that moment.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from bot.app import BotAddress, running_bot
from bot.pacing import UNLIMITED
from phones.clock import PhonesClock
from storage import store as stores
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault
from tests.story import Story
from tests.watchwords import small_lexicon

SECRET_KEY = bytes(range(32))


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


async def main(file: str, api_url: str, token: str, moment: str) -> None:
    """Run until nothing is left to do."""
    clock = PhonesClock.standing_at(datetime.fromisoformat(moment))
    store = await Store.open(SqliteDatabase(file), Vault(SECRET_KEY))
    try:
        address = BotAddress(token, api_url)
        async with running_bot(store, clock, address, lexicon=small_lexicon(), limits=UNLIMITED, poll_seconds=1) as bot:
            world: Any = SimpleNamespace(clock=clock, bots={bot.house.bot_id: SimpleNamespace(updates=())})
            await Story(store, world, bot).settles()
    finally:
        await store.close()


if __name__ == "__main__":
    *where, when, number = sys.argv[1:]
    stores.commit_batch = dying(stores.commit_batch, when, int(number))
    asyncio.run(main(*where))
