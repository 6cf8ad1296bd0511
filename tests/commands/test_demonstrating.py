"""`interlude demo`: a pair that begins today, beside pairs that have weeks behind them, on one page and in one API."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from bot.commands.demonstrating import demonstrate

pytestmark = pytest.mark.asyncio(loop_scope="module")

_PATIENCE_SECONDS = 100  # the first time on a machine the lexicon is compiled


@dataclass(frozen=True)
class Demo:
    """A demo that is open: what it told, and its two addresses."""

    lines: list[str]
    http: aiohttp.ClientSession
    page: str
    api: str
    token: str

    async def of_api(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.http.get(f"{self.api}/api/v1/{path}", headers=headers) as answer:
            return await answer.json()

    async def of_phones(self, path: str) -> Any:
        async with self.http.get(f"{self.page}{path}") as answer:
            return await answer.json()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo() -> AsyncIterator[Demo]:
    """A demo with two pairs who have two weeks behind them, opened as the command opens it."""
    told: asyncio.Queue[str] = asyncio.Queue()
    running = asyncio.create_task(demonstrate(host="127.0.0.1", port=0, tell=told.put_nowait, pairs=2, weeks=2))
    lines: list[str] = []
    async with asyncio.timeout(_PATIENCE_SECONDS), aiohttp.ClientSession() as http:
        while not lines or not lines[-1].startswith("Ctrl+C"):
            heard = asyncio.create_task(told.get())
            await asyncio.wait((heard, running), return_when=asyncio.FIRST_COMPLETED)
            assert not running.done(), await running
            lines.append(await heard)
        text = "\n".join(lines)
        (page,), ((api, token),) = (
            re.findall(r"phones: +(\S+)/\?", text),
            re.findall(r"API: (\S+)/docs +\(token: (.+)\)", text),
        )
        yield Demo(lines, http, page, api, token)
        signal.raise_signal(signal.SIGTERM)
        await running


async def test_amina_and_ben_stand_first_on_the_page_and_the_others_behind_them(demo: Demo):
    state = await demo.of_phones("/control/state")

    assert [account["first_name"] for account in state["accounts"]][:4] == ["Amina", "Ben", "Carla", "Sol"]
    groups = [chat["title"] for chat in state["chats"] if chat["kind"] != "private"]
    assert groups == ["Spring staff", "Autumn staff"]


async def test_the_staff_group_of_spring_is_not_told_of_autumn(demo: Demo):
    state = await demo.of_phones("/control/state")
    spring = next(chat["id"] for chat in state["chats"] if chat.get("title") == "Spring staff")

    shown = await demo.of_phones(f"/control/chats/{spring}")

    assert [message["text"] for message in shown["messages"] if message.get("text")] == [
        "This is now the staff group of “Spring”. I write here when a pair needs you."
    ]


async def test_the_api_shows_a_term_under_way_and_one_that_begins(demo: Demo):
    programmes = (await demo.of_api("programmes"))["items"]
    goals = {each["name"]: (await demo.of_api(f"programmes/{each['id']}/goals"))["items"] for each in programmes}
    check_ins = (await demo.of_api("programmes/1/check-ins"))["items"]

    assert list(goals) == ["Autumn", "Spring"]
    assert goals["Autumn"]
    assert not goals["Spring"]
    assert any(each["answers"] for each in check_ins)


async def test_the_clock_stands_at_four_o_clock_and_runs(demo: Demo):
    clock = (await demo.of_phones("/control/state"))["clock"]

    assert clock["speed"] == 1
    assert re.search(r"T1[345]:", clock["now"])  # UTC; a moment after four in Sofia
