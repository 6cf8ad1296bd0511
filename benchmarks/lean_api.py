"""The least Bot API that a relay can be measured against: so cheap that it is never the bottleneck.

Gives every bot the same updates, answers every call after a set latency, and notes what arrived when.
"""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_NUMBER = re.compile(rb"page(?: |\+|%20)(\d+)")
_FIRST_PAGE = 2_000
"""Messages are numbered from here on: "1488" is a sign of hatred, and is rightly not passed on."""
_CHAT = re.compile(rb'chat_id"?[=:\s]+"?(\d+)')
_OFFSET = re.compile(rb'offset"?[=:\s]+"?(\d+)')
_POLL_LIMIT = 100


@dataclass
class Traffic:
    """What is asked of a bot: `messages` updates from `chats` chats in turn; chats 2k and 2k+1 are partners."""

    messages: int
    chats: int
    latency_seconds: float
    served_at: dict[int, float] = field(default_factory=dict)
    arrivals: list[tuple[int, int, float]] = field(default_factory=list)  # message, chat, when
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def chat_of(self, number: int) -> int:
        """Return the chat that writes message `number`."""
        return 1000 + number % self.chats

    def partner_of(self, chat: int) -> int:
        """Return whom a chat's messages are for."""
        return 1000 + ((chat - 1000) ^ 1)


class LeanApi:
    """The server. `polled` is set at a bot's first getUpdates; nothing is given out before `go`."""

    def __init__(self, traffic: Traffic) -> None:
        self.traffic = traffic
        self.polled = asyncio.Event()
        self.go = asyncio.Event()
        self._next_id = 1_000_000
        self._updates = [self._update(number) for number in range(traffic.messages)]

    def _update(self, number: int) -> bytes:
        chat = self.traffic.chat_of(number)
        person = {"id": chat, "is_bot": False, "first_name": "P", "language_code": "en"}
        message = {
            "message_id": number + 10,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private", "first_name": "P"},
            "from": person,
            "text": f"page {_FIRST_PAGE + number} and some more words, as people write them to each other on a weekday",
        }
        return json.dumps({"update_id": number + 1, "message": message}).encode()

    async def answer(self, method: bytes, body: bytes) -> bytes:
        """Return the body of the answer to one call."""
        if method == b"getupdates":
            return await self._poll(body)
        if method == b"getme":
            return _ok({"id": 7, "is_bot": True, "first_name": "B", "username": "b_bot", "can_join_groups": True})
        if self.traffic.latency_seconds:
            await asyncio.sleep(self.traffic.latency_seconds)
        if method != b"sendmessage":
            return b'{"ok":true,"result":true}'
        return self._sent(body)

    def _sent(self, body: bytes) -> bytes:
        number, chat = _NUMBER.search(body), _CHAT.search(body)
        if number is not None and chat is not None:
            self.traffic.arrivals.append((int(number[1]) - _FIRST_PAGE, int(chat[1]), time.perf_counter()))
            if len(self.traffic.arrivals) >= self.traffic.messages:
                self.traffic.done.set()
        self._next_id += 1
        return b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%s,"type":"private"},"text":"x"}}' % (
            self._next_id,
            time.time(),
            chat[1] if chat else b"1",
        )

    async def _poll(self, body: bytes) -> bytes:
        self.polled.set()
        await self.go.wait()
        offset = _OFFSET.search(body)
        first = max(0, int(offset[1]) - 1) if offset else 0
        chosen = self._updates[first : first + _POLL_LIMIT]
        if not chosen:
            await asyncio.sleep(1)
        now = time.perf_counter()
        for number in range(first, first + len(chosen)):
            self.traffic.served_at.setdefault(number, now)
        return b'{"ok":true,"result":[' + b",".join(chosen) + b"]}"


class Connection(asyncio.Protocol):
    """One keep-alive connection; requests on it are answered one after the other."""

    def __init__(self, api: LeanApi) -> None:
        self._api = api
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            found = _LENGTH.search(head)
            if found is None and b"chunked" in head.lower():
                last = self._buffer.find(b"\r\n0\r\n\r\n", end)
                if last < 0:
                    return
                whole = last + 7
            else:
                whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            method = head.split(b" ", 2)[1].rpartition(b"/")[2].lower()
            task = asyncio.ensure_future(self._api.answer(method, body))
            task.add_done_callback(self._write)

    def _write(self, task: "asyncio.Future[bytes]") -> None:
        if self._transport is None or self._transport.is_closing() or task.cancelled():
            return
        body = task.result()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )


def _ok(result: object) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()
