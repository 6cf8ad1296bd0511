"""Telegram stalls, floods, breaks off; people stop the bot; handlers fail. Nothing is lost, doubled or reordered."""

import asyncio

import pytest

from bot.handlers import relaying
from bot.logs import StandardFormatter
from mentoring.people import Role
from phones.clock import PhonesClock
from phones.world import World
from storage import inbox, messages
from tests.story import MONDAY_AFTERNOON, Story, told


async def test_while_amina_has_stopped_the_bot_her_messages_wait_and_the_staff_are_told_but_not_ben(story: Story):
    amina, ben, _ = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    amina.phone.blocks()
    await story.settles()
    assert "Amina has stopped the bot" in carla.phone.texts[-1]
    before = ben.phone.texts

    ben.phone.says("one")
    ben.phone.says("two")
    await story.settles()
    assert ben.phone.texts == before

    amina.phone.unblocks()
    await amina.phone.until(lambda phone: phone.texts[-2:] == ["Ben\none", "Ben\ntwo"])


async def test_a_block_that_is_only_noticed_when_sending_pauses_the_lane(story: Story):
    amina, ben, _ = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    story.world.faults.add("403", method="sendMessage", chat=amina.phone.account.id)

    ben.phone.says("one")
    await carla.phone.next_message()
    ben.phone.says("two")
    await story.settles()
    assert not any("one" in text for text in amina.phone.texts)

    amina.phone.starts()
    await amina.phone.until(lambda phone: "Ben\ntwo" in phone.texts)
    assert [text for text in amina.phone.texts if text.startswith("Ben")] == ["Ben\none", "Ben\ntwo"]


async def test_a_flooded_chat_waits_as_long_as_telegram_asks_and_others_go_on(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("429", method="sendMessage", chat=amina.phone.account.id, retry_after=30)

    ben.phone.says("one")
    ben.phone.says("two")
    await asyncio.sleep(0.05)
    amina.phone.says("still here")
    await ben.phone.sees("Amina\nstill here")
    assert "Ben\none" not in amina.phone.texts

    story.world.clock.forward(seconds=32)
    await amina.phone.until(lambda phone: phone.texts[-2:] == ["Ben\none", "Ben\ntwo"])


@pytest.mark.parametrize("fault", ["500", "timeout_after", "reset_after", "timeout_before"])
async def test_when_nobody_can_tell_whether_it_arrived_the_writer_is_asked_and_nothing_is_doubled(
    story: Story, fault: str
):
    amina, ben, _ = await story.pair()
    story.world.faults.add(fault, method="sendMessage", chat=amina.phone.account.id)

    ben.phone.says("one")

    question = await ben.phone.next_message()
    assert "Delivery unconfirmed" in question.text
    assert question.button_texts == ["Send again"]
    ben.phone.says("two")
    await amina.phone.sees("Ben\ntwo")
    arrived = amina.phone.texts.count("Ben\none")
    assert arrived <= 1

    ben.phone.presses("Send again", question)
    await amina.phone.until(lambda phone: phone.texts.count("Ben\none") == arrived + 1)
    ben.phone.presses("Send again", question) if question.button_texts else None
    await story.settles()
    assert amina.phone.texts.count("Ben\none") == arrived + 1


async def test_what_surely_never_left_is_simply_sent_again(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("unreachable", method="sendMessage", chat=amina.phone.account.id)

    ben.phone.says("one")
    await asyncio.sleep(0.05)
    story.world.clock.forward(seconds=5)

    await amina.phone.sees("Ben\none")
    await story.settles()
    assert amina.phone.texts.count("Ben\none") == 1


async def test_an_update_that_comes_twice_is_handled_once(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("duplicate_update")

    ben.phone.says("once")
    await amina.phone.sees("Ben\nonce")
    await story.settles()

    assert amina.phone.texts.count("Ben\nonce") == 1


async def test_a_failing_handler_does_not_block_its_lane_for_ever(
    story: Story, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    amina, ben, _ = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    monkeypatch.setattr("bot.lanes.PAUSES", (0.01, 0.01))
    working = relaying.pass_on

    def fails_on_one(tx, talk, incoming, answered, now):
        working(tx, talk, incoming, answered, now)
        if incoming.content.text == "strawberry":
            raise RuntimeError(f"could not handle {incoming.content.text}")

    monkeypatch.setattr(relaying, "pass_on", fails_on_one)
    ben.phone.says("strawberry")
    ben.phone.says("good")

    await amina.phone.sees("Ben\ngood")
    await ben.phone.sees("Something went wrong, and I did not pass this on.")
    await carla.phone.sees("I could not handle something that Ben sent.")
    assert "Ben\nstrawberry" not in amina.phone.texts
    told = [StandardFormatter().format(record) for record in caplog.records]
    assert any("RuntimeError" in line for line in told)
    assert not any("strawberry" in line for line in told)


async def test_after_a_restart_what_was_being_sent_is_flagged_and_the_rest_goes_out_in_order(sqlite_database, vault):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _ = await story.pair()
        story.world.faults.add("timeout_after", method="sendMessage", chat=amina.phone.account.id, seconds=3600)
        stopped = asyncio.create_task(story.bot.sender.stop(0))
        ben.phone.says("kept")
        await stopped
        await world.bots[story.bot.house.bot_id].updates.drained()
        await story.bot.lanes.idle()
        await story.store.write(lambda tx: tx.run("UPDATE outbox SET state = 'sending' WHERE state = 'waiting'"))
    world.faults.clear()

    async with told(sqlite_database, vault, world=world) as story:
        await ben.phone.sees("Delivery unconfirmed")
        ben.phone.presses("Send again")
        await amina.phone.sees("Ben\nkept")
        ben.phone.says("after")
        await amina.phone.sees("Ben\nafter")


async def test_what_came_in_while_nobody_was_there_is_handled_when_somebody_is(sqlite_database, vault):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _ = await story.pair(quiet="21:00-07:00")
    for number in range(10):
        ben.phone.says(f"{number}")
    world.clock.forward(hours=2)

    async with told(sqlite_database, vault, world=world):
        await amina.phone.until(lambda phone: phone.texts[-10:] == [f"Ben\n{number}" for number in range(10)])


async def test_a_release_that_was_slept_through_happens_at_the_next_start(sqlite_database, vault):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _ = await story.pair(quiet="21:00-07:00")
        await story.at("22:00")
        ben.phone.says("Good night")
        await ben.phone.next_message()
    world.clock.forward(hours=12)

    async with told(sqlite_database, vault, world=world):
        await amina.phone.sees("Ben\nGood night")


async def test_words_are_nowhere_in_the_database_file(sqlite_database, vault):
    async with told(sqlite_database, vault) as story:
        amina, ben, _ = await story.pair(quiet="21:00-07:00")
        await story.at("22:00")
        said = ben.phone.says("strawberry")
        await story.settles()
        ben.phone.edits(said, "strawberry jam")
        await story.at("07:00")
        assert amina.phone.texts[-1] == "Ben\nstrawberry jam"
        kept = await story.store.read(lambda tx: messages.get(tx, messages.MessageId(1)))
        assert kept is not None
        assert kept.content.text == "strawberry jam"
    for file in sqlite_database.path.parent.iterdir():
        assert b"strawberry" not in file.read_bytes()


async def test_what_was_put_aside_can_be_handled_again_later(
    sqlite_database, vault, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    monkeypatch.setattr("bot.lanes.PAUSES", (0.01,))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _ = await story.pair()
        with monkeypatch.context() as broken:
            broken.setattr(relaying, "pass_on", lambda *_: 1 / 0)
            ben.phone.says("strawberry")
            await ben.phone.sees("Something went wrong, and I did not pass this on.")
        assert len(await story.store.write(inbox.unpark)) == 1

    async with told(sqlite_database, vault, world=world):
        await amina.phone.sees("Ben\nstrawberry")
