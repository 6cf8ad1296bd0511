"""`interlude run`: the bot, the scheduler and the admin API in one process and one event loop.

A program of its own, which launching.py starts: nothing else shall stay in its memory.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

from telegram.error import InvalidToken, NetworkError, RetryAfter

from admin_api.app import create_app
from admin_api.health_facts import BotFacts
from bot.app import BotAddress, RunningBot, running_bot
from bot.canary import Canary
from bot.cannot_start import CannotStart, SettingWrong
from bot.clock import Clock, SystemClock
from bot.collector import settle, share_one_heap
from bot.installation import opened_store
from bot.lexicon_press import Press, ProcessPress
from bot.logs import set_up
from bot.pacing import Limits
from bot.serving import serving
from bot.settings import Settings, admin_token_of, bot_token_of, read_settings
from bot.shipped_lexicon import shipped_lexicon
from mentoring.safeguarding import Lexicon
from storage.store import Store

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 60.0


class BotStatus:
    """What the admin API may know of the bot: who it is, and whether Telegram answers it."""

    def __init__(self) -> None:
        self.running: RunningBot | None = None

    def username(self) -> str | None:
        """Return the bot's username, None until Telegram has told it."""
        return None if self.running is None else self.running.house.username

    def facts(self) -> BotFacts | None:
        """Return how the intake stands."""
        last = None if self.running is None else self.running.intake.last_success
        return BotFacts(None if last is None else asyncio.get_running_loop().time() - last)


async def run(settings: Settings, limits: Limits | None = None) -> None:
    """Run until SIGTERM or SIGINT, then drain. Raises SettingWrong or CannotStart with a sentence.

    `limits` replaces the pace that Telegram asks for, None keeps it.
    """
    address = BotAddress(bot_token_of(settings), settings.api_base_url, settings.file_base_url)
    share_one_heap()
    clock = SystemClock()
    stop = stop_event()
    async with opened_store(settings) as store:
        status = BotStatus()
        canary = Canary(chat=settings.canary_chat, operator_chat=settings.operator_chat)
        press = ProcessPress(settings.data_dir / "lexicons")
        app = create_app(
            store,
            token=admin_token_of(settings),
            now=clock.now,
            bot_username=status.username,
            health=status.facts,
            shipped=lambda: press.shipped,
        )
        async with serving(app, settings.http_host, settings.http_port) as url:
            log.info("Admin API at %s/api/v1", url, extra={"action": "run.api"})
            await until(stop, _keep_running(store, clock, address, limits, status, press, canary))
    log.info("Stopped; nothing is lost", extra={"action": "run.stopped"})


def stop_event() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def _keep_running(
    store: Store,
    clock: Clock,
    address: BotAddress,
    limits: Limits | None,
    status: BotStatus,
    press: Press,
    canary: Canary,
) -> None:
    lexicon = await asyncio.to_thread(shipped_lexicon)
    async with _reached(store, clock, address, lexicon, press, canary, limits) as bot:
        status.running = bot
        settle()
        log.info("@%s is listening", bot.house.username, extra={"action": "run.listening"})
        await bot.wait()


@asynccontextmanager
async def _reached(
    store: Store,
    clock: Clock,
    address: BotAddress,
    lexicon: Lexicon,
    press: Press,
    canary: Canary,
    limits: Limits | None,
) -> AsyncIterator[RunningBot]:
    """Run the bot as soon as Telegram answers; until then try again, each pause twice as long as the one before."""
    pause = 1.0
    while True:
        try:
            running = running_bot(store, clock, address, lexicon=lexicon, press=press, canary=canary, limits=limits)
            bot = await running.__aenter__()
        except InvalidToken:
            raise CannotStart(
                "TELEGRAM_BOT_TOKEN: Telegram does not know this token. BotFather shows the right one."
            ) from None
        except (NetworkError, RetryAfter) as error:
            log.warning("Telegram is out of reach: %s", type(error).__name__, extra={"action": "run.unreachable"})
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
            continue
        break
    try:
        yield bot
    finally:
        await running.__aexit__(None, None, None)


async def until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it ends or `stop` is set; an error of the work is raised here."""
    task, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((task, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def main() -> None:
    """Run until Ctrl+C or SIGTERM; what went wrong is one sentence on standard error and exit code 1."""
    try:
        settings = read_settings()
        set_up(settings.log_level)
        asyncio.run(run(settings))
    except (SettingWrong, CannotStart) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
