"""Somebody loses their account or stops the bot: what waits for them waits, and reaches nobody else."""

from mentoring.pairs import PairState
from mentoring.people import Role
from tests.story import Story


async def test_what_waited_for_a_lost_account_arrives_in_the_new_one(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("403", method="sendMessage", chat=amina.phone.account.id)
    ben.phone.says("Where are you?")
    await story.settles()

    new = story.phone(story.account("AminaAgain"))
    await story.taps_through(new, await story.invite(amina.id))
    await story.settles()

    assert "Ben\nWhere are you?" in new.texts
    assert "Ben\nWhere are you?" not in amina.phone.texts


async def test_nothing_shows_on_the_new_phone_before_its_owner_has_agreed(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("403", method="sendMessage", chat=amina.phone.account.id)
    ben.phone.says("Where are you?")
    await story.settles()

    new = story.phone(story.account("AminaAgain"))
    new.starts(await story.invite(amina.id))
    await new.next_message()
    await story.settles()

    assert not any("Where are you?" in text for text in new.texts)


async def test_what_is_held_for_the_morning_does_not_arrive_on_the_phone_that_was_lost(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("Good night")
    await story.settles()
    before = amina.phone.texts

    new = story.phone(story.account("AminaAgain"))
    await story.taps_through(new, await story.invite(amina.id))
    await story.at("07:00")

    assert amina.phone.texts == before
    assert new.texts[-2:] == ["1 message came in during quiet time:", "Ben\nGood night"]


async def test_the_old_phone_is_a_strangers_from_then_on(story: Story):
    amina, ben, _ = await story.pair()
    said = amina.phone.says("Hello")
    await ben.phone.sees("Amina\nHello")
    new = story.phone(story.account("AminaAgain"))
    await story.taps_through(new, await story.invite(amina.id))
    before = ben.phone.texts

    amina.phone.edits(said, "I am somebody else now")
    amina.phone.says("Still here")
    answer = await amina.phone.next_message()
    await story.settles()

    assert "To join, open the link" in answer.text
    assert ben.phone.texts == before


async def test_an_account_that_changes_hands_answers_nobody_of_its_former_owner(story: Story):
    amina, ben, _ = await story.pair()
    ben.phone.says("How are you?")
    asked = await amina.phone.next_message()
    await story.taps_through(story.phone(story.account("AminaAgain")), await story.invite(amina.id))
    otto = await story.person("Otto", Role.MENTEE)
    phone = story.phone(amina.phone.account)
    await story.taps_through(phone, await story.invite(otto))
    before = ben.phone.texts

    phone.says("Who are you?", reply_to=asked)
    await phone.next_message()
    await story.settles()

    assert ben.phone.texts == before


async def test_what_waits_behind_a_stopped_bot_does_not_outlive_the_pair(story: Story):
    amina, ben, pair = await story.pair()
    amina.phone.blocks()
    await story.settles()
    ben.phone.says("Meet me outside")
    await story.settles()

    await story.brings(pair, PairState.CLOSED)
    amina.phone.unblocks()
    await story.settles()

    assert not any("Meet me outside" in text for text in amina.phone.texts)
    assert any("Your time with Amina has ended, so this was not passed on." in text for text in ben.phone.texts)


async def test_the_staff_hear_of_a_block_once_however_it_was_noticed(story: Story):
    amina, ben, _ = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    story.world.faults.add("403", method="sendMessage", chat=amina.phone.account.id)
    ben.phone.says("one")
    await story.settles()

    amina.phone.blocks()
    await story.settles()

    assert sum("Amina has stopped the bot" in text for text in carla.phone.texts) == 1
