"""The process is killed in the middle of two hundred messages, again and again: none is lost, none changes places."""

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest

from phones.phone import Phone
from phones.server import serve
from phones.world import World
from tests.journeys.unpaced_run import unpaced_run
from tests.nursery import begins

TOKEN = "7100000001:killed"
ADMIN = "a-token-for-the-admin-api"
MESSAGES = 200
KILLS_AFTER = (30, 75, 140)


class Process:
    """`interlude run` as a process of its own, on its own data."""

    def __init__(self, data: Path, bot_api_url: str) -> None:
        self._env = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": bot_api_url,
            "INTERLUDE_DATA_DIR": str(data),
            "INTERLUDE_DATABASE_URL": "",
            "INTERLUDE_ADMIN_TOKEN": ADMIN,
            "INTERLUDE_HTTP_PORT": "0",
        }
        self.api = ""

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self.child = await begins(unpaced_run, env=self._env)
        self.log = ""
        while "is listening" not in self.log:
            line = (await asyncio.wait_for(self.child.err.readline(), 60)).decode()
            assert line, self.log
            self.log += line
            if "Admin API at" in line:
                self.api = line.split("Admin API at ")[1].split()[0]
        self._reading = asyncio.create_task(self._read_on())

    async def end(self, how: signal.Signals) -> int:
        """End it and return its exit code."""
        self.child.send_signal(how)
        code = await self.child.ends(10)
        await self._reading
        return code

    async def _read_on(self) -> None:
        async for line in self.child.err:
            self.log += line.decode()


async def joined(phone: Phone, code: str) -> None:
    phone.starts(code)
    offer = await phone.next_message(20)
    phone.presses("English", offer)
    await phone.until(lambda shown: len(shown.last.button_texts) == 1, 20)
    phone.presses(phone.last.button_texts[0])
    await phone.sees("You are in.", 20)


async def set_up_through_the_api(api: str, world: World) -> tuple[Phone, Phone]:
    """Make programme, people and pair over HTTP, and have both join on their phones."""
    bot = next(iter(world.bots.values()))
    async with httpx.AsyncClient(base_url=api, headers={"Authorization": f"Bearer {ADMIN}"}) as client:

        async def post(path: str, **body: object) -> dict:
            response = await client.post(f"{api}{path}", json=body)
            assert response.status_code in (200, 201), response.text
            return response.json()

        programme = await post(
            "/programmes", name="Spring", time_zone="Europe/Sofia", language="en", rules={"rota_required": False}
        )
        phones, ids = {}, {}
        for name, role in (("Ben", "mentor"), ("Amina", "mentee")):
            person = await post(f"/programmes/{programme['id']}/people", role=role, display_name=name)
            invite = await post(f"/people/{person['id']}/invites")
            phones[name] = world.phone(world.account(name), bot)
            await joined(phones[name], invite["code"])
            ids[role] = person["id"]
        await post(
            f"/people/{ids['mentee']}/consents",
            kind="carer", given_by="Mother", scope="messages", given_at="2026-01-05T08:00:00Z",
        )  # fmt: skip
        pair = await post(f"/programmes/{programme['id']}/pairs", mentor_id=ids["mentor"], mentee_id=ids["mentee"])
        await post(f"/pairs/{pair['id']}/activate")
    for phone in phones.values():
        await phone.sees("can write to each other now", 20)
    return phones["Ben"], phones["Amina"]


@pytest.fixture
async def process(telegram, tmp_path: Path):
    _world, server = telegram
    process = Process(tmp_path, server.bot_api_url)
    try:
        await process.start()
        yield process
    finally:
        process.child.is_put_down()


@pytest.fixture
async def telegram():
    world = World()
    world.bot("Interlude", username="interlude_bot", token=TOKEN)
    server = await serve(world)
    yield world, server
    await server.close()


def passed_on(phone: Phone) -> list[int]:
    return [int(text.removeprefix("Ben\npage ")) for text in phone.texts if text.startswith("Ben\n")]


async def test_killed_in_the_middle_of_200_messages_nothing_is_lost_or_reordered(telegram, process):
    world, _server = telegram
    ben, amina = await set_up_through_the_api(process.api, world)

    written = 0
    for kill_after in (*KILLS_AFTER, MESSAGES):
        while written < kill_after:
            ben.says(f"page {written}")
            written += 1
            if written % 7 == 0:
                await asyncio.sleep(0.01)
        if kill_after < MESSAGES:
            await process.end(signal.SIGKILL)
            await process.start()

    await amina.until(lambda phone: MESSAGES - 1 in passed_on(phone), 400)
    unsure = [m.reply_to for m in ben.received if "Delivery unconfirmed" in m.text and m.reply_to]
    flagged = {int(message.text.removeprefix("page ")) for message in unsure}
    arrived = passed_on(amina)
    assert set(range(MESSAGES)) - set(arrived) <= flagged, "lost without having been flagged"
    assert arrived == sorted(set(arrived)), "doubled or reordered"
    assert len(flagged) <= len(KILLS_AFTER)
    assert await process.end(signal.SIGTERM) == 0
    assert "Stopped; nothing is lost" in process.log


async def test_told_to_stop_it_ends_within_five_seconds_also_while_telegram_keeps_it_waiting(telegram, process):
    world, _server = telegram
    ben, amina = await set_up_through_the_api(process.api, world)
    world.faults.add("timeout_before", method="sendMessage", chat=amina.account.id, times=10, seconds=60)
    ben.says("Hello?")
    await world.first_bot().updates.drained()
    await asyncio.sleep(0.2)

    started = asyncio.get_running_loop().time()
    assert await process.end(signal.SIGTERM) == 0
    assert asyncio.get_running_loop().time() - started < 5

    world.faults.clear()
    await process.start()
    await ben.sees("Delivery unconfirmed", 20)
    ben.presses("Send again")
    await amina.sees("Ben\nHello?", 20)
    await process.end(signal.SIGTERM)
