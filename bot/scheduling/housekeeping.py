"""APScheduler's part: it pulls the timer as a safety net and keeps house. It holds nothing that must not be lost."""

import logging
from asyncio import to_thread
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.scheduling.canary import Tick
from bot.scheduling.timer import Timer
from mentoring.public_holidays import public_holidays
from storage import canaries, inbox, outbox, programmes, session_drafts, taken_words
from storage.store import Store
from storage.tx import Tx

log = logging.getLogger(__name__)

# Late is better than never: the default would silently skip what is more than a second late.
_JOBS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}


def housekeeper(store: Store, clock: Clock, timer: Timer, canary: Tick | None = None) -> AsyncIOScheduler:
    """Return the scheduler, not started yet. `canary` is what sends one, each hour and at the start; None for none."""
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_JOBS)
    scheduler.add_job(timer.wake, "interval", seconds=30, id="timer")
    prune = _pruning(store, clock)
    scheduler.add_job(prune, "cron", hour=3, minute=17, id="prune")
    scheduler.add_job(prune, id="prune at start")  # a machine that is off every night prunes all the same
    know_holidays = _knowing_holidays(store, clock)
    scheduler.add_job(know_holidays, "cron", hour=3, minute=27, id="holidays")
    scheduler.add_job(know_holidays, id="holidays at start")
    if canary is not None:
        scheduler.add_job(canary, "cron", minute=7, id="canary")
        scheduler.add_job(canary, id="canary at start")
    return scheduler


def _knowing_holidays(store: Store, clock: Clock) -> Callable[[], Awaitable[None]]:
    """Return the job that works out this and the next year's public holidays ahead of the first message that asks.

    The first country takes a second, which must not be the writer's.
    """

    async def run() -> None:
        rules = [programme.rules for programme in await store.read(programmes.everyone)]
        regions = {(rule.holiday_country, rule.holiday_subdivision) for rule in rules}
        for country, subdivision in regions:
            for year in (clock.now().year, clock.now().year + 1):
                if country is not None:
                    await to_thread(public_holidays, country, subdivision, year)

    return run


def _pruning(store: Store, clock: Clock) -> Callable[[], Awaitable[None]]:
    def prune(tx: Tx) -> tuple[int, int]:
        now = clock.now()
        session_drafts.prune(tx, now)
        taken_words.prune(tx, now)
        canaries.prune(tx, now)
        return inbox.prune(tx, now), outbox.prune(tx, now)

    async def run() -> None:
        updates, calls = await store.write(prune)
        log.info("Pruned %d updates and %d calls", updates, calls, extra={"action": "house.pruned"})

    return run
