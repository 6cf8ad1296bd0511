"""`interlude run` as it is started from a shell: by the command line, but as a process that holds nothing of it."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from phones.server import serve
from phones.world import World

TOKEN = "7100000001:launched"
_LOOK = """
import sys, bot.commands.running
unused = {"typer", "rich", "pygments", "alembic", "sqlalchemy"}
print(*unused & {name.partition(".")[0] for name in sys.modules})
"""


async def test_what_runs_for_months_holds_nothing_of_the_command_line_or_of_a_migration():
    fresh = await asyncio.create_subprocess_exec(sys.executable, "-c", _LOOK, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(fresh.communicate(), 60)
    assert out.decode().split() == []


async def test_run_makes_a_new_installation_listens_and_ends_well_when_it_is_told_to(tmp_path: Path):
    world = World()
    world.bot("Interlude", token=TOKEN)
    telegram = await serve(world)
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": telegram.bot_api_url,
        "INTERLUDE_DATA_DIR": str(tmp_path / "data"),
        "INTERLUDE_DATABASE_URL": "",
        "INTERLUDE_HTTP_PORT": "0",
    }
    typed = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env={**os.environ, **settings}, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(60):
            await next(iter(world.bots.values())).updates.polled()
        typed.send_signal(signal.SIGTERM)
        _, told = await asyncio.wait_for(typed.communicate(), 10)
    finally:
        if typed.returncode is None:
            typed.kill()
            await typed.wait()
        await telegram.close()
    assert typed.returncode == 0, told.decode()
    assert "Stopped; nothing is lost" in told.decode()
    assert (tmp_path / "data" / "interlude.db").exists()
