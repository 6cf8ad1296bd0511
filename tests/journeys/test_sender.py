"""The sender in tight places: alerts go first, and a shutdown leaves nothing in doubt that need not be."""

import asyncio
from typing import Any

import pytest

from bot.pacing import Limits, Pace
from bot.speech import Chat, say
from mentoring.people import Role
from phones.clock import PhonesClock
from phones.world import World
from storage.outbox import Priority
from tests.story import MONDAY_AFTERNOON, Story, told


async def test_an_alert_passes_everything_also_in_a_chat_that_already_waits(story: Story):
    amina, ben, _ = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    sender, bot_id = story.bot.sender, story.bot.house.bot_id
    sender._limits = Limits(Pace(1e9, 9), Pace(1e9, 9), Pace(1 / 3600, 1))
    sender._everyone = None

    def tell(member, text: str, priority: Priority):
        chat = Chat(bot_id, member.phone.account.id)
        return lambda tx: say(tx, chat, text, now=story.now, priority=priority)

    await story.store.write(tell(ben, "takes the last token", Priority.STAFF_REPLY))
    await ben.phone.sees("takes the last token")
    await story.store.write(tell(amina, "waits in front", Priority.STAFF_REPLY))
    await story.store.write(tell(carla, "waits behind", Priority.BROADCAST))
    await asyncio.sleep(0)
    await story.store.write(tell(carla, "look at once", Priority.ALERT))

    await carla.phone.sees("look at once", within_seconds=1)


async def test_what_was_about_to_be_sent_at_a_shutdown_is_sent_and_nobody_is_asked(
    sqlite_database, vault, monkeypatch: pytest.MonkeyPatch
):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _ = await story.pair()
        preparing, go_on, write = asyncio.Event(), asyncio.Event(), story.store.write

        class Slow:
            async def write(self, work: Any) -> Any:
                result = await write(work)
                preparing.set()
                await go_on.wait()
                return result

        monkeypatch.setattr(story.bot.sender, "_store", Slow())
        ben.phone.says("one")
        await preparing.wait()
        asyncio.get_running_loop().call_later(0.05, go_on.set)  # the writer is slow while all is shut down

    async with told(sqlite_database, vault, world=world) as story:
        await story.settles()
        assert amina.phone.texts[-1] == "Ben\none"
        assert not any("unconfirmed" in text for text in ben.phone.texts)


async def test_a_listener_that_fails_does_not_stop_the_store(story: Story):
    def fails(_fact: object) -> None:
        raise ValueError("no")

    amina, ben, _ = await story.pair()
    story.store.listen("outbox", fails)

    ben.phone.says("one")

    await amina.phone.sees("Ben\none")
