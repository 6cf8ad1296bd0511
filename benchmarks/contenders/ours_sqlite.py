"""Ours on SQLite: the real composition root with Telegram's pace left out."""

import asyncio
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import BotAddress, running_bot
from bot.clock import SystemClock
from bot.collector import settle
from bot.pacing import UNLIMITED
from bot.shipped_lexicon import shipped_lexicon
from mentoring.pairs import PairState
from mentoring.people import Role
from mentoring.programmes import Rules
from storage import pairs, people, programmes
from storage.database import Database
from storage.dialect import Dialect
from storage.schema import bring_up_to_date
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault

ZONE = ZoneInfo("Europe/Sofia")


def cast(tx: Tx, chats: int) -> None:
    """Add a programme and a pair for each two chats."""
    now = SystemClock().now()
    programme = programmes.add(
        tx, name="Bench", zone=ZONE, language="en", rules=Rules(carer_consent_required=False), now=now
    )
    for chat in range(1000, 1000 + chats, 2):
        two = []
        for offset, role in enumerate((Role.MENTOR, Role.MENTEE)):
            person = people.add(tx, programme=programme, role=role, display_name="P", language="en", now=now)
            found = people.get(tx, person)
            assert found is not None
            people.join(tx, people.seat(tx, found, 7, chat + offset), now)
            two.append(person)
        pair = pairs.add(tx, programme=programme, mentor=two[0], mentee=two[1], now=now)
        pairs.set_state(tx, pair, PairState.ACTIVE, now)


async def relay(database: Database, port: int, chats: int) -> None:
    """Relay until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    store = await Store.open(database, Vault(bytes(32)))
    await store.write(lambda tx: cast(tx, chats))
    address = BotAddress("7:bench", f"http://127.0.0.1:{port}/bot")
    async with running_bot(store, SystemClock(), address, lexicon=shipped_lexicon(), limits=UNLIMITED):
        settle()  # as `interlude run` does
        await stop.wait()
    await store.close()


def main() -> None:
    """Run on a file that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="interlude-bench-"))
    try:
        bring_up_to_date(Dialect.SQLITE, str(folder / "bench.db"))
        asyncio.run(relay(SqliteDatabase(folder / "bench.db"), int(sys.argv[1]), int(sys.argv[2])))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
