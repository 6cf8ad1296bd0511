"""`python -m phones`: a Telegram on this machine, with its page."""

import argparse
import asyncio
import contextlib
import signal
from datetime import UTC, datetime

from phones.clock import PhonesClock
from phones.server import serve
from phones.world import World


def main() -> None:
    """Run until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m phones", description="A Telegram that runs on this machine only.")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port (default: %(default)s)")
    parser.add_argument("--allow-remote", action="store_true", help="answer to other machines as well")
    parser.add_argument("--clock", type=_moment, help="the moment at which to start, ISO 8601 (default: now)")
    parser.add_argument("--speed", type=float, default=1.0, help="phone seconds per real second (default: %(default)s)")
    parser.add_argument("--limits", action="store_true", help="enforce Telegram's sending limits")
    parser.add_argument("--token", help="the token of a bot to begin with")
    given = parser.parse_args()
    world = World(PhonesClock(given.clock, given.speed), enforce_limits=given.limits)
    if given.token:
        world.bot("Bot", token=given.token)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(world, given.host, given.port, allow_remote=given.allow_remote))


async def _run(world: World, host: str, port: int, *, allow_remote: bool) -> None:
    server = await serve(world, host, port, allow_remote=allow_remote)
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    print(f"The phones are at {server.url}/, the Bot API at {server.bot_api_url}<token>/", flush=True)  # noqa: T201
    try:
        await stopped.wait()
    finally:
        await server.close()


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
