"""What holds for every request and every answer, whichever endpoint it is."""

import re

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 512 * 1024
"""Bytes. The largest thing asked for, but for a questionnaire, is a school's calendar as a file."""

LARGEST_QUESTIONNAIRE = 1536 * 1024
"""Bytes. A workbook may have a million, and base64 adds a third."""

_QUESTIONNAIRE = re.compile(r"/api/v1(?:/programmes/[^/]+)?/questionnaires/[^/]+(?:/preview)?")


def largest_body(path: str) -> int:
    """Return how many bytes the body of a request to this address may have."""
    return LARGEST_QUESTIONNAIRE if _QUESTIONNAIRE.fullmatch(path) else LARGEST_BODY


class Edges:
    """Bounds what comes in, and keeps what goes out from being stored on its way: it holds children's names."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        left = largest = largest_body(scope["path"])

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                sentence = f"The body of the request is too large: {largest // 1024} kB at most at this address."
                raise HTTPException(413, sentence)
            return message

        async def unstored(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Cache-Control", "no-store")
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, counted, unstored)
