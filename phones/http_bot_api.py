"""The Bot API over HTTP: GET and POST, JSON, urlencoded and multipart, and downloads of files."""

import asyncio
import json
import socket
import struct
from typing import Any

from aiohttp import BodyPartReader, web

from phones import methods  # noqa: F401  registers them
from phones.bot_api import Answer, Reset, Silence, call
from phones.params import Params, Upload
from phones.world import World

WORLD = web.AppKey("world", World)
_NOT_FOUND = Answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})


def routes() -> list[web.RouteDef]:
    """Return the routes of this door."""
    return [
        web.route("*", "/bot{token}/{method}", _call),
        web.get("/file/bot{token}/{path:.+}", _download),
    ]


async def _call(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    name, token = request.match_info["method"], request.match_info["token"]
    if request.method not in ("GET", "POST"):
        return _response(_NOT_FOUND)
    try:
        params = await _params(request)
    except ValueError:
        return _response(Answer(400, {"ok": False, "error_code": 400, "description": "Bad Request: can't parse JSON"}))
    outcome = await call(world, token, name, params)
    match outcome:
        case Answer():
            return _response(outcome)
        case Silence():
            if outcome.answer is None:
                # Until the client gives up: the server then cancels this handler.
                await asyncio.Event().wait()
            await asyncio.sleep(outcome.seconds or 0)
            assert outcome.answer is not None
            return _response(outcome.answer)
        case Reset():
            _break(request)
            return web.Response()


def _response(answer: Answer) -> web.Response:
    return web.Response(body=answer.as_bytes(), status=answer.status, content_type="application/json")


def _break(request: web.Request) -> None:
    """Reset the connection: with no time to linger, closing sends RST instead of a polite end."""
    transport = request.transport
    if transport is None:
        return
    raw: Any = transport.get_extra_info("socket")
    if raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _params(request: web.Request) -> Params:
    """Read the parameters wherever they are: the query, a form, a JSON object. Raises ValueError for broken JSON."""
    values: dict[str, Any] = dict(request.query)
    if not request.can_read_body:
        return Params(values)
    if request.content_type == "multipart/form-data":
        files: dict[str, Upload] = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            data = bytes(await part.read(decode=True))
            if part.filename is None:
                values[part.name] = data.decode()
            else:
                mime_type = part.headers.get("Content-Type", "application/octet-stream")
                files[part.name] = Upload(part.filename, mime_type, data)
        return Params(values, files)
    if request.content_type == "application/json":
        body = json.loads(await request.read())
        if not isinstance(body, dict):
            raise ValueError("not an object")
        return Params({**values, **body})
    return Params({**values, **dict(await request.post())})


async def _download(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    if world.bot_of(request.match_info["token"]) is None:
        return _response(Answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"}))
    stored = world.files.by_path(request.match_info["path"])
    if stored is None:
        return _response(_NOT_FOUND)
    return web.Response(body=stored.upload.data, content_type="application/octet-stream")
