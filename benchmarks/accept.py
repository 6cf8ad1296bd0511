"""Section `accept`: from an update in hand to durable, against the disk's own fdatasync."""

import asyncio
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from storage import inbox
from storage.dialect import Dialect
from storage.schema import bring_up_to_date
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault

ALONE = 400
TOGETHER = 64
ROUNDS = 40


def _update(number: int) -> dict[str, Any]:
    chat = {"id": 1000 + number % 512, "type": "private", "first_name": "P"}
    text = "some words, as people write them to each other on a weekday"
    message = {"message_id": number, "date": 1_770_000_000, "chat": chat, "from": chat, "text": text}
    return {"update_id": number, "message": message}


def _fdatasync(folder: Path) -> list[float]:
    descriptor = os.open(folder / "probe", os.O_CREAT | os.O_WRONLY)
    waits = []
    for _ in range(ALONE):
        os.write(descriptor, b"x" * 4096)
        started = time.perf_counter()
        os.fdatasync(descriptor)
        waits.append((time.perf_counter() - started) * 1000)
    os.close(descriptor)
    return waits


async def _accept(store: Store, number: int) -> float:
    update, now = _update(number), SystemClock().now()

    def keep(tx: Tx) -> None:
        inbox.accept(tx, 7, [(update["message"]["chat"]["id"], update)], now)

    started = time.perf_counter()
    await store.write(keep)
    return (time.perf_counter() - started) * 1000


def _line(name: str, waits: list[float]) -> None:
    waits = sorted(waits)
    p50, p99 = statistics.median(waits), waits[int(len(waits) * 0.99)]
    print(f"  {name:34} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms   worst {waits[-1]:7.2f} ms   n {len(waits)}")


async def main() -> None:
    """Measure one at a time and 64 at once, with the disk probed before and after."""
    # In the working folder: /tmp is memory on many machines, and memory needs no fdatasync.
    folder = Path(tempfile.mkdtemp(prefix="interlude-bench-", dir="."))
    try:
        bring_up_to_date(Dialect.SQLITE, str(folder / "bench.db"))
        before = _fdatasync(folder)
        store = await Store.open(SqliteDatabase(folder / "bench.db"), Vault(bytes(32)))
        alone = [await _accept(store, number) for number in range(ALONE)]
        together: list[float] = []
        for each in range(ROUNDS):
            first = 10_000 + each * TOGETHER
            together += await asyncio.gather(*(_accept(store, first + n) for n in range(TOGETHER)))
        await store.close()
        after = _fdatasync(folder)
    finally:
        shutil.rmtree(folder)
    print("\naccept: an update made durable")
    _line("this disk's fdatasync of 4 kB", before + after)
    _line("accept, one at a time", alone)
    _line(f"accept, {TOGETHER} at once", together)


if __name__ == "__main__":
    asyncio.run(main())
