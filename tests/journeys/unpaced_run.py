"""`interlude run` as it is, but without Telegram's patience: two hundred messages to one chat would take minutes."""

import asyncio

from bot.commands.running import run
from bot.logs import set_up
from bot.pacing import UNLIMITED
from bot.settings import read_settings


def unpaced_run() -> None:
    """Run until SIGTERM, by the settings in the environment."""
    set_up("INFO")
    asyncio.run(run(read_settings(), UNLIMITED))
