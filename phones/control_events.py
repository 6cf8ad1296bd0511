"""/control/events: everything that happens, as server-sent events."""

import asyncio
import json
from collections import deque

from aiohttp import web

from phones.events import Event
from phones.views import event_view
from phones.world import World

KEPT = 2000
# Comments keep proxies and browsers from giving up on a quiet stream.
QUIET_SECONDS = 15


class Broadcast:
    """The last events, rendered when they happen, and the streams that wait for the next."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._events: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self._last = 0
        self._streams: set[asyncio.Event] = set()
        self._stop = world.events.watch(self._on_event)

    def close(self) -> None:
        """Stop watching the world."""
        self._stop()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Answer GET /control/events. `Last-Event-ID` or `?after=` resumes behind that event, else only news comes."""
        after = request.headers.get("Last-Event-ID") or request.query.get("after")
        sent = int(after) if after is not None and after.isdigit() else self._last
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        await response.write(b": connected\n\n")
        news = asyncio.Event()
        self._streams.add(news)
        try:
            while True:
                news.clear()
                for number, body in [event for event in self._events if event[0] > sent]:
                    await response.write(body)
                    sent = number
                try:
                    async with asyncio.timeout(QUIET_SECONDS):
                        await news.wait()
                except TimeoutError:
                    await response.write(b": still here\n\n")
        finally:
            self._streams.discard(news)

    def _on_event(self, event: Event) -> None:
        self._last += 1
        data = json.dumps(event_view(self._world, event), ensure_ascii=False)
        self._events.append((self._last, f"id: {self._last}\nevent: {event.kind}\ndata: {data}\n\n".encode()))
        for news in self._streams:
            news.set()
