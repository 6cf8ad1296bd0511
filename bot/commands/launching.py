"""`interlude run` goes on as a process that holds nothing but what it needs.

What the command line and a migration brought into memory, some 4 and 20 MB, would else stay there for months.
"""

import os
import sys
from typing import NoReturn

from bot.installation import migrate_alone
from bot.settings import Settings, bot_token_of


def launch(settings: Settings) -> NoReturn:
    """Bring the database up to date, then become bot/commands/running.py: the same process, terminal and settings.

    Raises SettingWrong or CannotStart with a sentence when there is no token or the database cannot be used.
    """
    bot_token_of(settings)
    migrate_alone(settings)
    sys.stdout.flush()
    sys.stderr.flush()
    # -P: what lies in the folder it is started in is not imported. And without the places of errors within their lines:
    # a megabyte, and a line is enough to find one.
    program = [sys.executable, "-P", "-X", "no_debug_ranges", "-m", "bot.commands.running"]
    os.execv(sys.executable, program)  # noqa: S606
