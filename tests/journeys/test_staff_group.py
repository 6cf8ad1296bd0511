"""The staff group is where the staff hear things; when it is gone, they hear them all the same."""

from mentoring.people import Role
from tests.story import Member, Story


async def with_staff_group(story: Story, *, basic: bool = False):
    """Let Carla join and bring the bot into a group; return her and the group."""
    carla: Member = await story.joins("Carla", Role.COORDINATOR)
    bot = story.world.bots[story.bot.house.bot_id]
    group = story.world.group("Staff", carla.phone.account, basic=basic)
    story.world.joins(bot, group, admin=True, invited_by=carla.phone.account)
    await story.world.phone(carla.phone.account, group).sees("staff group")
    await story.settles()
    return carla, group, story.world.phone(carla.phone.account, group)


async def test_when_the_bot_is_put_out_of_the_staff_group_the_staff_are_told_one_by_one(story: Story):
    amina, _ben, _ = await story.pair()
    carla, group, _ = await with_staff_group(story)
    story.world.leaves(story.world.bots[story.bot.house.bot_id], group, removed_by=carla.phone.account)
    await story.settles()

    amina.phone.blocks()

    await carla.phone.sees("Amina has stopped the bot")


async def test_what_the_staff_group_could_not_take_any_more_is_told_one_by_one(story: Story):
    amina, _ben, _ = await story.pair()
    carla, group, _ = await with_staff_group(story)
    story.world.faults.add("403", method="sendMessage", chat=group.id)

    amina.phone.blocks()

    await carla.phone.sees("Amina has stopped the bot")
    await story.settles()
    assert sum("Amina has stopped the bot" in text for text in carla.phone.texts) == 1


async def test_a_staff_group_that_becomes_a_supergroup_goes_on_in_order(story: Story):
    amina, ben, _ = await story.pair()
    carla, group, _ = await with_staff_group(story, basic=True)
    new = story.world.upgrade(group)
    await story.settles()

    amina.phone.blocks()
    ben.phone.blocks()
    await story.settles()
    amina.phone.unblocks()
    await story.settles()
    amina.phone.blocks()
    await story.settles()

    shown = [text.split()[0] for text in story.world.phone(carla.phone.account, new).texts if "stopped" in text]
    assert shown == ["Amina", "Ben", "Amina"]


async def test_what_is_said_in_the_staff_group_or_a_foreign_one_is_nobodys_business(story: Story):
    amina, ben, _ = await story.pair()
    carla, _group, in_group = await with_staff_group(story)
    otto = story.world.account("Otto")
    foreign = story.world.group("Football", otto, carla.phone.account)
    before = amina.phone.texts, ben.phone.texts
    bot = story.world.bots[story.bot.house.bot_id]

    in_group.says("/start")
    in_group.says("Amina again")
    story.world.joins(bot, foreign, admin=True, invited_by=otto)
    await story.settles()

    assert (amina.phone.texts, ben.phone.texts) == before
    assert not foreign.has(bot)
