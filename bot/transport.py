"""How calls reach Telegram: python-telegram-bot's request interface over aiohttp.

httpx, the default, costs about twenty times the CPU under load (docs/decisions/0003). Errors say what the sender must
know: was the call surely not made, or can nobody tell?
"""

from functools import cache
from typing import Any

import aiohttp
import orjson
from telegram import Bot, InputFile
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

READ_SECONDS = 30.0
"""How long a call may take: the library's 5 s turns a busy Telegram into unknown outcomes (fact 6)."""

_CONNECT_SECONDS = 10.0
_CONNECTIONS = 256
_JSON = {"Content-Type": "application/json"}


_NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


def was_not_sent(error: NetworkError) -> bool:
    """Return whether a failed call surely never left this machine, so that making it again is safe.

    Any other network error came after the call was on its way: Telegram may have done it or not (fact 5, case 53).
    """
    return isinstance(error.__cause__, _NEVER_LEFT)


class AiohttpRequest(BaseRequest):
    """Bot API calls over one aiohttp session."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that a call may take unless it says otherwise."""
        return READ_SECONDS

    async def initialize(self) -> None:
        """Open the session; doing so twice is harmless."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, ttl_dns_cache=300),
                timeout=_timeout(READ_SECONDS),
                # Telegram sets no cookies and asks for none of these; making them up for each call costs a tenth.
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
            )

    async def shutdown(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Return an answer as Telegram wrote it. Raises TelegramError when it is no JSON."""
        try:
            return orjson.loads(payload)
        except orjson.JSONDecodeError as error:
            raise TelegramError("the answer is no JSON") from error

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
        """Make one HTTP call and return its status and body.

        Raises NetworkError (TimedOut when no answer came in time) with aiohttp's error as its cause.
        """
        if self._session is None:
            raise RuntimeError("the session is not open")
        body: Any = None
        headers = None
        if request_data is not None:
            if request_data.contains_files:
                body = _multipart(request_data)
            else:
                body, headers = orjson.dumps(request_data.parameters), _JSON
        timeout = None if isinstance(read_timeout, DefaultValue) else _timeout(read_timeout)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout or self._session.timeout
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"no answer: {type(error).__name__}") from error


class BotApi:
    """The Bot API by method name and plain JSON, for what is stored as such: updates in, calls out.

    The library's typed methods would parse and build objects that nobody here reads, and drop fields they do not
    know yet. Errors are the library's own (`telegram.error`).
    """

    def __init__(self, bot: Bot) -> None:
        self.bot_id = int(bot.token.partition(":")[0])
        self._bot = bot

    async def call(self, method: str, parameters: dict[str, Any], *, read_seconds: float = READ_SECONDS) -> Any:
        """Make a call and return its result as Telegram wrote it. Raises telegram.error.TelegramError.

        A parameter that is an `InputFile` is uploaded under its name; the call is then multipart.
        """
        data = RequestData([_parameter(name, value) for name, value in parameters.items()])
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", data, read_timeout=read_seconds)


def _parameter(name: str, value: Any) -> RequestParameter:
    is_file = isinstance(value, InputFile)
    return RequestParameter(name, None if is_file else value, [value] if is_file else None)


@cache
def _timeout(seconds: float | None) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS, sock_read=seconds)


def _multipart(request_data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime_type) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form
