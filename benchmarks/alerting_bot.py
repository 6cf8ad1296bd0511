"""The bot of section `alerts` in a process of its own: `python -m benchmarks.alerting_bot database port token`."""

import asyncio
import signal
import sys
from pathlib import Path

from bot.app import BotAddress, running_bot
from bot.clock import SystemClock
from bot.collector import settle
from bot.shipped_lexicon import shipped_lexicon
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault


async def main(file: str, api_url: str, token: str) -> None:
    """Run at Telegram's own pace until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = await Store.open(SqliteDatabase(Path(file)), Vault(bytes(32)))
    async with running_bot(store, SystemClock(), BotAddress(token, api_url), lexicon=shipped_lexicon()):
        settle()  # as `interlude run` does
        await stop.wait()
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
