"""APScheduler's part: it pulls the timer as a safety net and keeps house. It holds nothing that must not be lost."""

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.scheduling.timer import Timer
from storage import inbox, outbox
from storage.store import Store
from storage.tx import Tx

log = logging.getLogger(__name__)

# Late is better than never: the default would silently skip what is more than a second late.
_JOBS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}


def housekeeper(store: Store, clock: Clock, timer: Timer) -> AsyncIOScheduler:
    """Return the scheduler, not started yet."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_JOBS)
    scheduler.add_job(timer.wake, "interval", seconds=30, id="timer")
    prune = _pruning(store, clock)
    scheduler.add_job(prune, "cron", hour=3, minute=17, id="prune")
    scheduler.add_job(prune, id="prune at start")  # a machine that is off every night prunes all the same
    return scheduler


def _pruning(store: Store, clock: Clock) -> Callable[[], Awaitable[None]]:
    def prune(tx: Tx) -> tuple[int, int]:
        now = clock.now()
        return inbox.prune(tx, now), outbox.prune(tx, now)

    async def run() -> None:
        updates, calls = await store.write(prune)
        log.info("Pruned %d updates and %d calls", updates, calls, extra={"action": "house.pruned"})

    return run
