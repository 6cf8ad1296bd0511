"""Telegram's sending limits, when they are switched on."""

import pytest
import telegram
from telegram.error import RetryAfter

from phones import Bot, Phone, World


@pytest.fixture(autouse=True)
def started(ben: Phone, world: World) -> None:
    ben.starts()
    world.limits.enforce = True


def seconds(refusal: RetryAfter) -> int:
    return int(refusal._retry_after.total_seconds())


async def test_limits_are_off_unless_switched_on(quick_bot: telegram.Bot, ben: Phone, world: World) -> None:
    world.limits.enforce = False
    for _ in range(50):
        await quick_bot.send_message(ben.account.id, "hi")


async def test_one_person_gets_a_burst_of_three_then_one_a_second(
    quick_bot: telegram.Bot, ben: Phone, world: World
) -> None:
    for _ in range(3):
        await quick_bot.send_message(ben.account.id, "hi")
    with pytest.raises(RetryAfter) as refusal:
        await quick_bot.send_message(ben.account.id, "hi")
    assert seconds(refusal.value) == 1
    world.clock.forward(seconds=1)
    await quick_bot.send_message(ben.account.id, "hi")
    with pytest.raises(RetryAfter):
        await quick_bot.send_message(ben.account.id, "hi")
    assert len(ben.texts) == 4


async def test_a_group_gets_twenty_a_minute_and_edits_count(
    quick_bot: telegram.Bot, ben: Phone, world: World, bot: Bot
) -> None:
    staff = world.group("Staff", ben.account)
    world.joins(bot, staff, admin=True)
    message = await quick_bot.send_message(staff.id, "card")
    for n in range(19):
        world.clock.forward(seconds=1)
        await quick_bot.edit_message_text(f"card {n}", staff.id, message.message_id)
    with pytest.raises(RetryAfter) as refusal:
        await quick_bot.edit_message_text("one too many", staff.id, message.message_id)
    assert seconds(refusal.value) == 41
    world.clock.forward(seconds=41)
    await quick_bot.edit_message_text("later", staff.id, message.message_id)


async def test_thirty_a_second_in_all(quick_bot: telegram.Bot, world: World, bot: Bot) -> None:
    phones = [world.phone(world.account(f"Person {n}"), bot) for n in range(31)]
    for phone in phones:
        phone.starts()
    for phone in phones[:30]:
        await quick_bot.send_message(phone.account.id, "hi")
    with pytest.raises(RetryAfter):
        await quick_bot.send_message(phones[30].account.id, "hi")
    world.clock.forward(seconds=1)
    await quick_bot.send_message(phones[30].account.id, "hi")
