"""Section `due`: a hundred thousand pairs waiting for time to pass, and APScheduler doing the same beside it."""

import asyncio
import gc
import logging
import os
import random
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import SystemClock
from bot.scheduling.timer import Timer
from storage import due
from storage.dialect import Dialect
from storage.due import Due, NewDue
from storage.schema import bring_up_to_date
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault

PAIRS = 100_000
BURST = 5_000
CHUNK = 5_000  # pairs whose rows one act adds
FAR = timedelta(days=30)
HEAD_START = 0.5  # seconds between adding what is due together and its moment
PATIENCE = 60.0

_LOOK_EVERY = 0.002  # seconds; looking more often would slow down what is looked at


def memory_mb() -> float:
    """Return how much memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@dataclass
class Ran:
    """What became of a burst: when each row ran, and how long the loop was kept from everything else."""

    times: dict[int, list[float]] = field(default_factory=dict)
    blocked: float = 0.0

    def note(self, subject: int) -> None:
        self.times.setdefault(subject, []).append(time.time())

    def count(self) -> int:
        return len(self.times)

    def late(self, due_at: datetime) -> tuple[float, float]:
        """Return how late the middle one and the last one ran, in milliseconds."""
        waits = sorted((times[0] - due_at.timestamp()) * 1000 for times in self.times.values())
        return (statistics.median(waits), waits[-1]) if waits else (0.0, 0.0)

    def doubled(self) -> int:
        return sum(len(times) > 1 for times in self.times.values())


@asynccontextmanager
async def watching(ran: Ran) -> AsyncIterator[None]:
    """Note for how long the event loop ran nothing else, at most."""

    async def watch() -> None:
        while True:
            started = time.perf_counter()
            await asyncio.sleep(_LOOK_EVERY)
            ran.blocked = max(ran.blocked, (time.perf_counter() - started - _LOOK_EVERY) * 1000)

    task = asyncio.create_task(watch())
    try:
        yield
    finally:
        task.cancel()


async def until(done: Callable[[], bool]) -> None:
    """Wait until it is done, or until patience ends."""
    give_up = time.perf_counter() + PATIENCE
    while not done() and time.perf_counter() < give_up:  # noqa: ASYNC110 - it comes true on another thread
        await asyncio.sleep(0.005)


def report(name: str, ran: Ran, due_at: datetime, wanted: int) -> None:
    middle, last = ran.late(due_at)
    print(
        f"  {name:34} {wanted:6} due at once: middle {middle:8.0f} ms late, last {last:8.0f} ms,"
        f" dropped {wanted - ran.count():5}, doubled {ran.doubled():3}, loop blocked {ran.blocked:6.1f} ms at most"
    )


# Ours


async def add_waiting(store: Store) -> tuple[float, float]:
    """Add a window and a check-in for each pair, spread as they would be; return seconds, and those of a processor."""
    now = SystemClock().now()
    chance = random.Random(7)
    friday = now + timedelta(days=4)

    def add(first: int) -> Callable[[Tx], None]:
        rows = []
        for pair in range(first, min(first + CHUNK, PAIRS)):
            lapses = now + timedelta(days=1) + chance.random() * timedelta(days=3)
            asked = friday + chance.random() * timedelta(hours=2)
            rows.append(NewDue("response_window", pair, f"response_window:{pair}:end", lapses))
            rows.append(NewDue("check_in", pair, f"check_in:{pair}:12", asked))
        return lambda tx: due.add_many(tx, rows)

    seconds = used = 0.0
    for first in range(0, PAIRS, CHUNK):
        act = add(first)
        started, used_before = time.perf_counter(), time.process_time()
        await store.write(act)
        seconds += time.perf_counter() - started
        used += time.process_time() - used_before
    return seconds, used


async def ours(folder: Path) -> None:
    """Add, then let a burst be due in the middle of all the rest."""
    bring_up_to_date(Dialect.SQLITE, str(folder / "bench.db"))
    store = await Store.open(SqliteDatabase(folder / "bench.db"), Vault(bytes(32)))
    gc.collect()
    before = memory_mb()
    seconds, used = await add_waiting(store)
    gc.collect()
    print(
        f"  {'due table':34} {2 * PAIRS} rows for {PAIRS} pairs: {seconds / (2 * PAIRS) * 1e6:.1f} µs a row"
        f" ({used / (2 * PAIRS) * 1e6:.1f} of a processor), {memory_mb() - before:.1f} MB more memory"
    )
    ran = Ran()

    def fire(tx: Tx, row: Due, _now: datetime) -> None:
        # As a reminder does it: something is written, and noted as run once that is durable.
        tx.run("INSERT INTO audit (at, actor, did, about, facts) VALUES (0, 'bench', 'fired', 'due', '{}')")
        tx.after_commit(lambda: ran.note(row.subject))

    timer = Timer(store, SystemClock(), {"burst": fire})
    running = asyncio.create_task(timer.run())
    due_at = SystemClock().now() + timedelta(seconds=HEAD_START)

    def add_burst(tx: Tx) -> None:
        for number in range(BURST):
            due.add(tx, kind="burst", subject=number, occurrence=f"burst:{number}", due_at=due_at)

    await store.write(add_burst)
    async with watching(ran):
        await until(lambda: ran.count() == BURST)
    running.cancel()
    await store.close()
    report("due table and timer", ran, due_at, BURST)


# APScheduler

_RAN = Ran()  # a persisted job names its function by module and name, so that what it notes must stand there too


async def _fired(number: int) -> None:
    _RAN.note(number)


async def apscheduler(name: str, store: MemoryJobStore | SQLAlchemyJobStore, waiting: int, burst: int) -> None:
    """Add jobs that wait, then let a burst be due among them; with the settings that it has unless told otherwise."""
    global _RAN
    _RAN = Ran()
    scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone="UTC")
    scheduler.start()
    gc.collect()
    before, started = memory_mb(), time.perf_counter()
    start = datetime.now(UTC) + timedelta(days=1)
    for number in range(waiting):
        moment = start + FAR * (number * 7919 % waiting) / waiting
        scheduler.add_job(_fired, "date", run_date=moment, args=[number], id=f"w{number}")
    seconds = time.perf_counter() - started
    gc.collect()
    print(
        f"  {name:34} {waiting} jobs: {seconds / waiting * 1e6:.0f} µs a job, {memory_mb() - before:.1f} MB more memory"
    )
    # Adding takes long enough to count: the moment lies behind it.
    due_at = datetime.now(UTC) + timedelta(seconds=HEAD_START + burst * seconds / waiting * 6)
    for number in range(burst):
        scheduler.add_job(_fired, "date", run_date=due_at, args=[number], id=f"b{number}")
    ran = _RAN
    async with watching(ran):
        settled = Counter[int]()

        def still() -> bool:
            settled[ran.count()] += 1
            return ran.count() == burst or (datetime.now(UTC) > due_at and settled[ran.count()] > 400)

        await until(still)
    scheduler.shutdown(wait=False)
    report(name, ran, due_at, burst)


async def main() -> None:
    """Ours with all rows, the others with as many as they manage in reasonable time."""
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it has a line for each job that it drops
    folder = Path(tempfile.mkdtemp(prefix="interlude-bench-", dir="."))
    print("\ndue: what waits for its moment")
    try:
        await ours(folder)
        await apscheduler("APScheduler, in memory", MemoryJobStore(), 5_000, 2_000)
        url = f"sqlite:///{folder / 'jobs.db'}"
        await apscheduler("APScheduler, SQLAlchemy on SQLite", SQLAlchemyJobStore(url), 500, 500)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    asyncio.run(main())
