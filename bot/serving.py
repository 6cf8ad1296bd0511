"""Serving HTTP in the bot's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from bot.cannot_start import SettingWrong

_GRACE_SECONDS = 1


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone: the composition root handles them for all."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: FastAPI, host: str, port: int) -> AsyncIterator[str]:
    """Serve `app` and give its address; port 0 takes a free one. Raises SettingWrong when the port cannot be had."""
    listener = _listener(host, port)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=_GRACE_SECONDS
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]), name="http")
    try:
        yield f"http://{host}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SettingWrong(
            f"INTERLUDE_HTTP_PORT: cannot listen on {host}, port {port}: {error.strerror}. Choose another port."
        ) from None
