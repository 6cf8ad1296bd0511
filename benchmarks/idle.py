"""Section `idle`: what `interlude run` costs while nobody writes: a share of one core, and memory."""

import asyncio
import os
import signal
import sys
import tempfile
from asyncio.subprocess import Process

from benchmarks.relay import cpu_seconds, peak_mb, resident_mb
from phones import World
from phones.server import serve

TOKEN = "7100000001:idle"
SETTLING_SECONDS = 5
MEASURED_SECONDS = 30


async def main() -> None:
    """Start it against a local Telegram, let it settle, and look."""
    world = World()
    world.bot("Interlude", token=TOKEN)
    server = await serve(world)
    with tempfile.TemporaryDirectory(prefix="interlude-bench-") as folder:
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": server.bot_api_url,
            "INTERLUDE_DATA_DIR": folder,
            "INTERLUDE_DATABASE_URL": "",
            "INTERLUDE_HTTP_PORT": "0",
            "INTERLUDE_LOG_LEVEL": "WARNING",
        }
        environment = {**os.environ, **settings}
        # An installation that has been set up: what the first start alone costs (the schema, the shipped
        # questionnaires) is not what it costs to be there.
        migrating = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "migrate", env=environment)
        await migrating.wait()
        await _end(await _started(world, environment))
        process = await _started(world, environment)
        before = cpu_seconds(process.pid)
        await asyncio.sleep(MEASURED_SECONDS)
        share = (cpu_seconds(process.pid) - before) / MEASURED_SECONDS * 100
        memory, peak = resident_mb(process.pid), peak_mb(process.pid)
        await _end(process)
    await server.close()
    at_most = f"{peak:.0f} MB at most, while starting"
    print(f"\nidle: {share:.2f} % of one core over {MEASURED_SECONDS} s, {memory:.0f} MB ({at_most})")


async def _started(world: World, environment: dict[str, str]) -> Process:
    """Start it, and return it when all that it does at a start is done."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=environment)
    await next(iter(world.bots.values())).updates.polled()
    await asyncio.sleep(SETTLING_SECONDS)
    return process


async def _end(process: Process) -> None:
    process.send_signal(signal.SIGTERM)
    await process.wait()


if __name__ == "__main__":
    asyncio.run(main())
