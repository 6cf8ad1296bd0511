"""Everything over HTTP in one server: the Bot API, the control API, the page."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from phones import control_api, http_bot_api
from phones.control_events import Broadcast
from phones.http_bot_api import WORLD
from phones.world import World

PAGE = Path(__file__).parent / "page"
# A little over the 50 MB that bots may upload, so that the refusal is the Bot API's own.
MOST_BODY_BYTES = 70 * 1024 * 1024


class RunningServer:
    """A server that listens at `url` (no slash at the end) until it is closed."""

    def __init__(self, runner: web.AppRunner, url: str) -> None:
        self._runner = runner
        self.url = url

    @property
    def bot_api_url(self) -> str:
        """What bots put before their token."""
        return f"{self.url}/bot"

    @property
    def file_url(self) -> str:
        """What bots put before their token to download files."""
        return f"{self.url}/file/bot"

    async def close(self) -> None:
        """Stop listening, end long polls and event streams, stop delivering to webhooks."""
        await self._runner.cleanup()


def create_web_app(world: World, *, allow_remote: bool = False) -> web.Application:
    """Return the application for `world`. Only this machine may use it unless `allow_remote`."""
    middlewares = [control_api.sentences_for_errors]
    app = web.Application(
        middlewares=middlewares if allow_remote else [_only_this_machine, *middlewares],
        client_max_size=MOST_BODY_BYTES,
    )
    app[WORLD] = world
    broadcast = Broadcast(world)
    app.add_routes(http_bot_api.routes())
    app.add_routes(control_api.routes())
    app.add_routes([web.get("/control/events", broadcast.stream), web.get("/", _page), web.get("/page/{name}", _page)])

    async def close(_: web.Application) -> None:
        broadcast.close()
        await world.close()

    app.on_cleanup.append(close)
    return app


async def serve(world: World, host: str = "127.0.0.1", port: int = 0, *, allow_remote: bool = False) -> RunningServer:
    """Listen at `host` and `port` (0: any free one) and return the running server. Raises OSError when it is taken."""
    # Without cancellation a handler that keeps silent on purpose would outlive the client that gave up.
    runner = web.AppRunner(
        create_web_app(world, allow_remote=allow_remote),
        handler_cancellation=True,
        access_log=None,
        shutdown_timeout=0.1,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    bound = runner.addresses[0][1]
    shown = f"[{host}]" if ":" in host else host
    return RunningServer(runner, f"http://{shown}:{bound}")


@web.middleware
async def _only_this_machine(request: web.Request, handler: control_api.Handler) -> web.StreamResponse:
    """Answer this machine only, and in a browser only our own page, not what other sites have it fetch."""
    origin = request.headers.get("Origin")
    is_own_page = origin is None or urlsplit(origin).netloc == request.host
    if not (
        is_own_page and _is_local(request.remote or "") and _is_local(urlsplit(f"//{request.host}").hostname or "")
    ):
        return web.json_response({"error": "The phones answer only to this machine"}, status=403)
    return await handler(request)


def _is_local(name: str) -> bool:
    """Return whether a host name or address is this machine; any other name might be made to point here."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


async def _page(request: web.Request) -> web.StreamResponse:
    """Serve the page's own files, by name, from one folder."""
    file = PAGE / request.match_info.get("name", "index.html")
    if file.parent != PAGE or not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file, headers={"Cache-Control": "no-cache"})
