"""getUpdates gives what happened until it is confirmed."""

import asyncio
from datetime import timedelta

import pytest
import telegram
from telegram.error import Conflict

from phones import Bot, Phone, World
from phones.clock import PhonesClock


async def texts(telegram_bot: telegram.Bot, **parameters: object) -> list[str]:
    return [update.message.text for update in await telegram_bot.get_updates(**parameters)]


async def test_updates_come_again_until_a_higher_offset_confirms_them(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.says("one")
    ben.says("two")
    first, second = await telegram_bot.get_updates()
    assert await texts(telegram_bot) == ["one", "two"]
    assert second.update_id == first.update_id + 1
    assert await texts(telegram_bot, offset=second.update_id) == ["two"]
    assert await texts(telegram_bot, offset=second.update_id + 1) == []
    assert await texts(telegram_bot) == []


async def test_a_negative_offset_keeps_only_the_newest(telegram_bot: telegram.Bot, ben: Phone) -> None:
    for text in ("one", "two", "three"):
        ben.says(text)
    assert await texts(telegram_bot, offset=-1) == ["three"]
    assert await texts(telegram_bot) == ["three"]


async def test_no_more_than_the_limit_is_given(telegram_bot: telegram.Bot, ben: Phone) -> None:
    for text in ("one", "two", "three"):
        ben.says(text)
    assert await texts(telegram_bot, limit=2) == ["one", "two"]


async def test_a_long_poll_ends_when_someone_writes(telegram_bot: telegram.Bot, ben: Phone, bot: Bot) -> None:
    poll = asyncio.create_task(texts(telegram_bot, timeout=30))
    async with asyncio.timeout(2):
        await bot.updates.polled()
        assert not poll.done()
        ben.says("now")
        assert await poll == ["now"]


async def test_a_long_poll_ends_empty_when_nobody_writes(telegram_bot: telegram.Bot) -> None:
    assert await texts(telegram_bot, timeout=timedelta(milliseconds=50)) == []


async def test_a_second_poller_ends_the_first_one(
    telegram_bot: telegram.Bot, quick_bot: telegram.Bot, ben: Phone, bot: Bot
) -> None:
    first = asyncio.create_task(telegram_bot.get_updates(timeout=30))
    await bot.updates.polled()
    second = asyncio.create_task(texts(quick_bot, timeout=30))
    with pytest.raises(Conflict, match="make sure that only one bot instance is running"):
        await first
    ben.says("for the second")
    assert await second == ["for the second"]


async def test_reactions_are_given_only_to_a_bot_that_asks_and_the_choice_stays(
    telegram_bot: telegram.Bot, ben: Phone
) -> None:
    message = ben.says("hello")
    ben.reacts(message, "👍")
    assert [update.message_reaction for update in await telegram_bot.get_updates()] == [None]
    await telegram_bot.get_updates(allowed_updates=["message_reaction"])
    ben.reacts(message, "👎")
    ben.says("not asked for any more")
    kinds = [sorted(update.to_dict()) for update in await telegram_bot.get_updates(offset=-1)]
    assert kinds == [["message_reaction", "update_id"]]


async def test_updates_older_than_a_day_are_gone(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    ben.says("old")
    world.clock.forward(hours=23)
    ben.says("new")
    world.clock.forward(hours=2)
    assert await texts(telegram_bot) == ["new"]


async def test_after_a_restart_of_the_ids_an_old_offset_confirms_nothing(
    telegram_bot: telegram.Bot, ben: Phone, bot: Bot
) -> None:
    ben.says("before")
    (before,) = await telegram_bot.get_updates()
    await telegram_bot.get_updates(offset=before.update_id + 1)
    bot.updates.restart_ids(5000)
    ben.says("after")
    (after,) = await telegram_bot.get_updates(offset=before.update_id + 1)
    assert (after.update_id, after.message.text) == (5000, "after")
    assert await texts(telegram_bot, offset=5001) == []


async def test_a_duplicate_comes_once_more_after_it_was_confirmed(
    telegram_bot: telegram.Bot, ben: Phone, world: World
) -> None:
    world.faults.add("duplicate_update", method="message")
    ben.says("twice")
    ben.says("once")
    first, second = await telegram_bot.get_updates()
    (again,) = await telegram_bot.get_updates(offset=second.update_id + 1)
    assert again == first
    assert await texts(telegram_bot, offset=second.update_id + 1) == []


async def test_a_late_update_comes_behind_newer_ones(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    world.faults.add("late_update", seconds=60)
    ben.says("first")
    ben.says("second")
    assert await texts(telegram_bot) == ["second"]
    world.clock.forward(minutes=1)
    assert await texts(telegram_bot) == ["second", "first"]


async def test_whoever_waits_learns_that_the_bot_has_confirmed_everything(
    telegram_bot: telegram.Bot, ben: Phone, bot: Bot
) -> None:
    ben.says("one")
    drained = asyncio.create_task(bot.updates.drained())
    (update,) = await telegram_bot.get_updates()
    assert not drained.done()
    await telegram_bot.get_updates(offset=update.update_id + 1)
    async with asyncio.timeout(2):
        await drained


async def test_time_that_passes_by_itself_brings_the_late_update_too() -> None:
    world = World(PhonesClock(speed=3600))
    bot = world.bot("Interlude")
    ben = world.phone(world.account("Ben"), bot)
    world.faults.add("late_update", seconds=timedelta(minutes=1).total_seconds())
    ben.says("late")
    async with asyncio.timeout(2):
        (update,) = await bot.updates.get(0, 10, timeout_seconds=2)
    assert update["message"]["text"] == "late"
