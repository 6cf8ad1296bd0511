"""`interlude demo`: everything on this machine, with a local Telegram in place of the real one, and a cast."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from admin_api.app import create_app
from bot.app import BotAddress, running_bot
from bot.collector import settle
from bot.commands.running import BotStatus, stop_event, until
from bot.commands.seeding import Seeding
from bot.installation import opened_store
from bot.lexicon_press import ProcessPress
from bot.pacing import UNLIMITED
from bot.serving import serving
from bot.settings import Settings, admin_token_of, read_settings
from bot.shipped_lexicon import shipped_lexicon
from phones.clock import PhonesClock
from phones.server import RunningServer, serve
from phones.world import World

ZONE = ZoneInfo("Europe/Sofia")
_TOKEN = "7100000001:a-token-that-only-this-machine-knows"  # noqa: S105 - a name for the local Telegram, no secret


async def demonstrate(*, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Run the demo until SIGTERM or SIGINT. `tell` is given each line that the person at the screen reads.

    Everything lives in a folder of its own that is gone afterwards. A port that is taken gives way to a free one.
    """
    stop = stop_event()
    clock = PhonesClock(_this_afternoon())
    world = World(clock)
    with tempfile.TemporaryDirectory(prefix="interlude-demo-") as folder:
        settings = read_settings(data_dir=Path(folder), database_url=None)
        phones = await _served(world, host, port)
        try:
            await _play(settings, world, clock, phones.url, phones.bot_api_url, phones.file_url, stop, tell)
        finally:
            await phones.close()


async def _play(
    settings: Settings,
    world: World,
    clock: PhonesClock,
    page: str,
    bot_api_url: str,
    file_url: str,
    stop: asyncio.Event,
    tell: Callable[[str], None],
) -> None:
    bot = world.bot("Interlude", username="interlude_demo_bot", token=_TOKEN)
    status = BotStatus()
    press = ProcessPress(settings.data_dir / "lexicons")
    async with opened_store(settings) as store:
        app = create_app(
            store,
            token=admin_token_of(settings),
            now=clock.now,
            bot_username=status.username,
            health=status.facts,
            shipped=lambda: press.shipped,
        )
        address = BotAddress(bot.token, bot_api_url, file_url)
        lexicon = await asyncio.to_thread(shipped_lexicon)
        async with (
            serving(app, "127.0.0.1", 0) as api,
            # The local Telegram asks for no patience, and a demo that crawls would be no demo.
            running_bot(store, clock, address, lexicon=lexicon, press=press, limits=UNLIMITED) as running,
        ):
            status.running = running
            await Seeding(store, world, bot, ZONE).plant()
            settle()
            tell(f"The phones:    {page}/?zone={ZONE.key}")
            tell(f"The admin API: {api}/docs   (token: {admin_token_of(settings)})")
            tell("Write on one phone, read on the other; move the clock at the top into the night and on.")
            tell("Ctrl+C ends it; nothing is kept.")
            await until(stop, running.wait())


async def _served(world: World, host: str, port: int) -> RunningServer:
    try:
        return await serve(world, host, port)
    except OSError:
        return await serve(world, host, 0)


def _this_afternoon() -> datetime:
    """Return four o'clock of the last school day, so that the demo does not begin in quiet hours."""
    day = datetime.now(ZONE)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day.replace(hour=16, minute=0, second=0, microsecond=0)
