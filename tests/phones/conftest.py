"""A world with a bot that the real python-telegram-bot drives, through each of the two doors for bots."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
import telegram
from telegram.request import HTTPXRequest

from phones import Bot, Phone, PhonesClock, World
from phones.in_process import PhonesRequest
from phones.server import RunningServer, serve

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALL_KINDS = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]

Hears = Callable[[], Awaitable[list[telegram.Update]]]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World(PhonesClock.standing_at(MONDAY))
    yield world
    await world.close()


@pytest.fixture
def bot(world: World) -> Bot:
    return world.bot("Interlude", username="interlude_bot")


@pytest.fixture
def ben(world: World, bot: Bot) -> Phone:
    return world.phone(world.account("Ben", "Kolev", username="ben_k", language_code="bg"), bot)


@pytest.fixture
def amina(world: World, bot: Bot) -> Phone:
    return world.phone(world.account("Amina", username="amina_d", language_code="en"), bot)


@pytest.fixture
async def server(world: World) -> AsyncIterator[RunningServer]:
    server = await serve(world)
    yield server
    await server.close()


@pytest.fixture(params=["in process", "over HTTP"])
async def telegram_bot(request: pytest.FixtureRequest, world: World, bot: Bot) -> AsyncIterator[telegram.Bot]:
    """The real Bot, once through each door."""
    if request.param == "in process":
        async with telegram.Bot(
            bot.token, request=PhonesRequest(world), get_updates_request=PhonesRequest(world)
        ) as real:
            yield real
        return
    server = await serve(world)
    async with bot_over_http(bot.token, server) as real:
        yield real
    await server.close()


def bot_over_http(token: str, server: RunningServer) -> telegram.Bot:
    """Return the real Bot with its real transport; nothing is encrypted here, so no certificates are loaded."""
    plain, polling = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    return telegram.Bot(
        token,
        base_url=server.bot_api_url,
        base_file_url=server.file_url,
        request=plain,
        get_updates_request=polling,
    )


@pytest.fixture
async def quick_bot(world: World, bot: Bot) -> AsyncIterator[telegram.Bot]:
    """The real Bot in process, for what does not depend on the door."""
    async with telegram.Bot(bot.token, request=PhonesRequest(world), get_updates_request=PhonesRequest(world)) as real:
        yield real


@pytest.fixture
def hears(quick_bot: telegram.Bot, bot: Bot) -> Hears:
    """Give the updates since the last time, confirming them."""
    bot.updates.allow(ALL_KINDS)
    offset = 0

    async def hear() -> list[telegram.Update]:
        nonlocal offset
        updates = await quick_bot.get_updates(offset=offset)
        if updates:
            offset = updates[-1].update_id + 1
            await quick_bot.get_updates(offset=offset)
        return list(updates)

    return hear
