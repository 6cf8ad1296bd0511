"""Faults on demand, as both doors let the bot feel them."""

import asyncio
import itertools
import time

import aiohttp
import pytest
import telegram
from telegram.error import Forbidden, NetworkError, RetryAfter, TimedOut

from phones import Bot, Phone, World
from phones.faults import KINDS, UnknownFault
from phones.in_process import PhonesRequest
from phones.server import RunningServer


@pytest.fixture(autouse=True)
def started(ben: Phone) -> None:
    ben.starts()


async def test_a_429_says_how_long_to_wait_and_does_nothing(
    telegram_bot: telegram.Bot, ben: Phone, world: World
) -> None:
    world.faults.add(429, method="sendMessage", retry_after=7)
    with pytest.raises(RetryAfter) as refusal:
        await telegram_bot.send_message(ben.account.id, "hi")
    assert int(refusal.value._retry_after.total_seconds()) == 7
    assert ben.texts == []
    await telegram_bot.send_message(ben.account.id, "hi")
    assert ben.texts == ["hi"]


async def test_a_403_looks_like_a_blocked_bot(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    world.faults.add("403")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await telegram_bot.send_message(ben.account.id, "hi")


async def test_a_500_is_an_internal_error(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    world.faults.add("500")
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await telegram_bot.send_message(ben.account.id, "hi")
    assert ben.texts == []


@pytest.mark.parametrize(("kind", "arrived"), [("timeout_before", []), ("timeout_after", ["hi"])])
async def test_no_answer_leaves_the_bot_in_doubt(
    telegram_bot: telegram.Bot, ben: Phone, world: World, kind: str, arrived: list[str]
) -> None:
    world.faults.add(kind, method="sendMessage")
    with pytest.raises(TimedOut) as error:
        await telegram_bot.send_message(ben.account.id, "hi", read_timeout=0.2)
    assert error.value.__cause__ is not None
    assert ben.texts == arrived


@pytest.mark.parametrize(("kind", "arrived"), [("reset_before", []), ("reset_after", ["hi"]), ("reset", ["hi"])])
async def test_a_reset_connection_leaves_the_bot_in_doubt(
    telegram_bot: telegram.Bot, ben: Phone, world: World, kind: str, arrived: list[str]
) -> None:
    world.faults.add(kind, method="sendMessage")
    with pytest.raises(NetworkError) as error:
        await telegram_bot.send_message(ben.account.id, "hi")
    assert not isinstance(error.value, TimedOut)
    assert error.value.__cause__ is not None
    assert ben.texts == arrived
    await telegram_bot.send_message(ben.account.id, "next")


async def test_a_late_answer_still_comes(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    world.faults.add("timeout_after", seconds=0.1)
    begun = time.monotonic()
    message = await telegram_bot.send_message(ben.account.id, "hi", read_timeout=2)
    assert message.text == "hi"
    assert time.monotonic() - begun >= 0.1


async def test_in_process_the_causes_are_those_of_an_aiohttp_transport(
    quick_bot: telegram.Bot, ben: Phone, world: World
) -> None:
    causes: dict[str, type[aiohttp.ClientError]] = {
        "timeout_before": aiohttp.SocketTimeoutError,
        "timeout_after": aiohttp.SocketTimeoutError,
        "reset_before": aiohttp.ClientOSError,
        "reset_after": aiohttp.ClientOSError,
        "unreachable": aiohttp.ConnectionTimeoutError,
    }
    for kind, cause in causes.items():
        world.faults.add(kind)
        with pytest.raises(NetworkError) as error:
            await quick_bot.send_message(ben.account.id, kind)
        assert type(error.value.__cause__) is cause
    assert ben.texts == ["timeout_after", "reset_after"]


async def test_over_http_the_connection_really_breaks(server: RunningServer, bot: Bot, world: World) -> None:
    url = f"{server.bot_api_url}{bot.token}/getMe"
    async with aiohttp.ClientSession() as session:
        world.faults.add("reset")
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.post(url)  # aiohttp repeats a GET by itself
        world.faults.add("timeout_before")
        with pytest.raises(TimeoutError):
            await session.post(url, timeout=aiohttp.ClientTimeout(total=0.1))


async def test_a_fault_hits_only_what_it_is_meant_for_and_only_so_often(
    quick_bot: telegram.Bot, ben: Phone, amina: Phone, world: World
) -> None:
    amina.starts()
    world.faults.add("500", method="sendmessage", chat=ben.account.id, times=2)
    await quick_bot.get_me()
    await quick_bot.send_message(amina.account.id, "hi")
    for _ in range(2):
        with pytest.raises(NetworkError):
            await quick_bot.send_message(ben.account.id, "hi")
    assert world.faults.coming() == []
    await quick_bot.send_message(ben.account.id, "hi")


async def test_long_polls_can_fail_too(quick_bot: telegram.Bot, world: World) -> None:
    world.faults.add("timeout_before", method="getUpdates")
    with pytest.raises(TimedOut):
        await quick_bot.get_updates()


def test_there_are_no_other_faults(world: World) -> None:
    with pytest.raises(UnknownFault, match="timeout_before"):
        world.faults.add("bad_weather")
    assert set(KINDS) > {"429", "reset_after"}


async def test_every_call_is_logged_with_what_became_of_it(
    quick_bot: telegram.Bot, ben: Phone, world: World, bot: Bot
) -> None:
    await quick_bot.send_message(ben.account.id, "hi")
    world.faults.add("timeout_after")
    with pytest.raises(TimedOut):
        await quick_bot.send_message(ben.account.id, "hi")
    with pytest.raises(NetworkError):
        await quick_bot.send_message(12, "hi")
    await quick_bot.get_updates()
    calls = world.calls.of("sendMessage")
    assert [call.outcome for call in calls] == ["ok", "timeout_after", "Bad Request: chat not found"]
    assert calls[0].parameters["text"] == "hi"
    assert world.calls.since(calls[1].n, bot.id)[-1].n == world.calls.last
    assert world.calls.of("getUpdates") == []


async def test_a_bots_own_loop_lets_others_run(world: World, bot: Bot) -> None:
    """A bot that never waits for anything else must not starve whoever watches it."""
    polled_often = asyncio.Event()

    async def poll() -> None:
        async with telegram.Bot(
            bot.token, request=PhonesRequest(world), get_updates_request=PhonesRequest(world)
        ) as real:
            for turn in itertools.count():
                await real.get_me()
                if turn == 5:
                    polled_often.set()

    polling = asyncio.create_task(poll())
    async with asyncio.timeout(2):
        await polled_often.wait()
    polling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await polling
