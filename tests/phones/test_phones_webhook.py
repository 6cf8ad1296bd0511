"""Delivery to a webhook: with its secret, in order, again until it is taken."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest, Conflict

from phones import Bot, Phone, World


class Receiver:
    """A bot's web server. `refuse` is how many more updates it answers with 500."""

    def __init__(self) -> None:
        self.taken: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.secrets: set[str | None] = set()
        self.refuse = 0
        self.reply: dict[str, Any] | None = None
        self.url = ""

    async def receive(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.refuse:
            self.refuse -= 1
            return web.Response(status=500)
        self.taken.put_nowait(await request.json())
        return web.json_response(self.reply) if self.reply else web.Response()

    async def next_text(self) -> str:
        async with asyncio.timeout(2):
            return str((await self.taken.get())["message"]["text"])


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_are_delivered_in_order_with_the_secret(
    quick_bot: telegram.Bot, receiver: Receiver, ben: Phone
) -> None:
    ben.says("before")
    await quick_bot.set_webhook(receiver.url, secret_token="s3cret")
    ben.says("after")
    assert [await receiver.next_text(), await receiver.next_text()] == ["before", "after"]
    assert receiver.secrets == {"s3cret"}


async def test_what_is_not_taken_comes_again_and_holds_up_its_chat(
    quick_bot: telegram.Bot, receiver: Receiver, ben: Phone, world: World
) -> None:
    receiver.refuse = 1
    await quick_bot.set_webhook(receiver.url)
    ben.says("one")
    ben.says("two")
    assert [await receiver.next_text(), await receiver.next_text()] == ["one", "two"]
    async with asyncio.timeout(2):
        await world.first_bot().updates.drained()
    info = await quick_bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == (receiver.url, 0)
    assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"


async def test_a_duplicate_is_delivered_twice(
    quick_bot: telegram.Bot, receiver: Receiver, ben: Phone, world: World
) -> None:
    await quick_bot.set_webhook(receiver.url)
    world.faults.add("duplicate_update")
    ben.says("one")
    assert [await receiver.next_text(), await receiver.next_text()] == ["one", "one"]


async def test_a_call_in_the_answer_is_made(quick_bot: telegram.Bot, receiver: Receiver, ben: Phone) -> None:
    receiver.reply = {"method": "sendMessage", "chat_id": ben.account.id, "text": "got it"}
    await quick_bot.set_webhook(receiver.url)
    ben.says("hello")
    assert (await ben.next_message()).text == "got it"


async def test_polling_and_a_webhook_exclude_each_other(
    quick_bot: telegram.Bot, receiver: Receiver, ben: Phone, bot: Bot
) -> None:
    poll = asyncio.create_task(quick_bot.get_updates(timeout=30))
    await bot.updates.polled()
    await quick_bot.set_webhook(receiver.url)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await quick_bot.get_updates()
    await quick_bot.delete_webhook()
    ben.says("polled again")
    assert [update.message.text for update in await quick_bot.get_updates()] == ["polled again"]


async def test_pending_updates_may_be_dropped(quick_bot: telegram.Bot, receiver: Receiver, ben: Phone) -> None:
    ben.says("old")
    await quick_bot.set_webhook(receiver.url, drop_pending_updates=True)
    ben.says("new")
    assert await receiver.next_text() == "new"


@pytest.mark.parametrize(("url", "secret"), [("ftp://example.org", None), ("https://example.org", "not ok!")])
async def test_a_bad_webhook_is_refused(quick_bot: telegram.Bot, url: str, secret: str | None) -> None:
    with pytest.raises(BadRequest, match="Bad webhook"):
        await quick_bot.set_webhook(url, secret_token=secret)
