"""The door without sockets: a python-telegram-bot request that calls the world directly."""

import asyncio
import re
from typing import Any
from urllib.parse import unquote

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from phones import methods  # noqa: F401  registers them
from phones.bot_api import Answer, Reset, Silence, call
from phones.params import Params, Upload
from phones.world import World

_CALL = re.compile(r"/bot([^/]+)/(\w+)$")
_FILE = re.compile(r"/file/bot([^/]+)/(.+)$")


class PhonesRequest(BaseRequest):
    """Give it to a `telegram.Bot` as `request` and `get_updates_request`; the host in the bot's URLs does not matter.

    Lost answers raise what a transport over aiohttp raises: `TimedOut` or `NetworkError` with aiohttp's error as
    `__cause__`. Nothing waits for a timeout to pass: an answer that will not come is given up at once, one that comes
    after `seconds` is waited for when `read_timeout` allows it.
    """

    def __init__(self, world: World, *, read_timeout: float | None = 5.0) -> None:
        self._world = world
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float | None:
        """Seconds after which an answer is given up; None never."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Do nothing: there is no connection to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is no connection to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call, or download one file. Returns HTTP status and body. Raises as the class says."""
        if (wanted := _FILE.search(url)) is not None:
            return self._download(unquote(wanted.group(1)), unquote(wanted.group(2)))
        asked = _CALL.search(url)
        if asked is None:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        params = Params(request_data.json_parameters, _uploads(request_data)) if request_data else Params({})
        outcome = await call(self._world, unquote(asked.group(1)), asked.group(2), params)
        # A real transport always lets other tasks run while it waits; without this a bot's loop could starve its tests.
        await asyncio.sleep(0)
        match outcome:
            case Answer():
                return outcome.status, outcome.as_bytes()
            case Silence():
                return await self._late(outcome, read_timeout)
            case Reset():
                raise _lost_connection(outcome)

    async def _late(self, silence: Silence, given: Any) -> tuple[int, bytes]:
        patience = self._read_timeout if given is BaseRequest.DEFAULT_NONE else given
        if silence.answer is not None and (patience is None or silence.seconds is None or silence.seconds < patience):
            await asyncio.sleep(silence.seconds or 0)
            return silence.answer.status, silence.answer.as_bytes()
        raise TimedOut from aiohttp.SocketTimeoutError("Timeout on reading data from socket")

    def _download(self, token: str, path: str) -> tuple[int, bytes]:
        if self._world.bot_of(token) is None:
            return 401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        if (stored := self._world.files.by_path(path)) is None:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        return 200, stored.upload.data


def _lost_connection(reset: Reset) -> NetworkError:
    """Return the error with its cause in place, as `raise … from …` would put it."""
    error: NetworkError
    if reset.unreachable:
        error = TimedOut()
        error.__cause__ = aiohttp.ConnectionTimeoutError("Connection timeout to host")
    else:
        cause = aiohttp.ClientOSError(104, "Connection reset by peer")
        error = NetworkError(f"aiohttp.{type(cause).__name__}: {cause}")
        error.__cause__ = cause
    return error


def _uploads(data: RequestData) -> dict[str, Upload]:
    if not data.contains_files:
        return {}
    uploads = {}
    for name, (file_name, content, mime_type) in data.multipart_data.items():
        read = content if isinstance(content, bytes) else content.read()
        uploads[name] = Upload(file_name, mime_type, read)
    return uploads
