"""`interlude demo`: everything on this machine, with a local Telegram in place of the real one, and a cast."""

import asyncio
import logging
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from admin_api.app import create_app
from bot.app import BotAddress, running_bot
from bot.collector import settle
from bot.commands.rehearsal.school import Wished
from bot.commands.rehearsal.stillness import NeverStill
from bot.commands.rehearsing import hasty_store, played
from bot.commands.running import BotStatus, stop_event, until
from bot.commands.seeding import Seeding
from bot.installation import opened_store
from bot.lexicon_press import ProcessPress
from bot.pacing import UNLIMITED
from bot.serving import serving
from bot.settings import Settings, admin_token_of, read_settings
from bot.shipped_lexicon import shipped_lexicon
from mentoring.safeguarding import Lexicon
from phones.accounts import Bot
from phones.clock import PhonesClock
from phones.server import RunningServer, serve
from phones.world import World

log = logging.getLogger(__name__)

ZONE = ZoneInfo("Europe/Sofia")
PAIRS, WEEKS = 5, 3
"""How much of a term is played before the demo opens: enough for scores to be shown of, and done within seconds."""

_LANGUAGES = ("en", "bg", "tr", "es")
_SEED = 1
_TOKEN = "7100000001:a-token-that-only-this-machine-knows"  # noqa: S105 - a name for the local Telegram, no secret


async def demonstrate(
    *, host: str, port: int, tell: Callable[[str], None], pairs: int = PAIRS, weeks: int = WEEKS
) -> None:
    """Run the demo until SIGTERM or SIGINT. `tell` is given each line that the person at the screen reads.

    Before it opens, so many weeks of so many made-up pairs are played, which end on the afternoon that it shows.
    Everything lives in a folder of its own that is gone afterwards. A port that is taken gives way to a free one.
    """
    stop = stop_event()
    afternoon = _this_afternoon()
    begins = (afternoon - timedelta(weeks=weeks)).replace(hour=8)
    autumn = Wished(pairs, weeks, _SEED, _LANGUAGES, begins, ZONE, programme="Autumn")
    world = World(PhonesClock.standing_at(begins))
    bot = world.bot("Interlude", username="interlude_demo_bot", token=_TOKEN)
    seeding = Seeding(world, bot, ZONE)
    with tempfile.TemporaryDirectory(prefix="interlude-demo-") as folder:
        settings = read_settings(data_dir=Path(folder), database_url=None)
        phones = await _served(world, host, port)
        try:
            lexicon = await asyncio.to_thread(shipped_lexicon)
            tell(f"Playing the last {weeks} weeks of {pairs} made-up pairs, for something to look at …")
            await until(stop, _play_term(settings, world, bot, autumn, lexicon))
            if not stop.is_set():
                world.clock.move_to(max(afternoon, world.clock.now()))
                world.clock.run_at(1.0)
                await _open(settings, world, bot, seeding, phones, lexicon, stop, tell)
        finally:
            await phones.close()


async def _play_term(settings: Settings, world: World, bot: Bot, wished: Wished, lexicon: Lexicon) -> None:
    """Play a term into the demo's database. A machine that is too busy for it gets as much of it as was played."""
    file = settings.sqlite_path
    assert file is not None  # read_settings was given no database_url
    try:
        async with hasty_store(settings, file) as store:
            await played(store, world, bot, wished, lexicon, lambda _progress: None, goodbye=False)
    except NeverStill as error:
        log.warning("The term was not played to its end: %s", error, extra={"action": "demo.term"})


async def _open(
    settings: Settings,
    world: World,
    bot: Bot,
    seeding: Seeding,
    phones: RunningServer,
    lexicon: Lexicon,
    stop: asyncio.Event,
    tell: Callable[[str], None],
) -> None:
    clock = world.clock
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
        address = BotAddress(bot.token, phones.bot_api_url, phones.file_url)
        async with (
            serving(app, "127.0.0.1", 0) as api,
            # The local Telegram asks for no patience, and a demo that crawls would be no demo.
            running_bot(store, clock, address, lexicon=lexicon, press=press, limits=UNLIMITED) as running,
        ):
            status.running = running
            await seeding.plant(store)
            settle()
            tell(f"The phones:    {phones.url}/?zone={ZONE.key}")
            tell(f"The admin API: {api}/docs   (token: {admin_token_of(settings)})")
            tell("Write on one phone, read on the other; move the clock at the top into the night and on.")
            tell("Amina and Ben begin today, in “Spring”. In “Autumn” everybody has weeks behind them: look in.")
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
