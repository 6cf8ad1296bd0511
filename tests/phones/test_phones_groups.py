"""Groups: who is in them, what bots see there, topics, the change to a supergroup."""

from collections.abc import Awaitable, Callable

import pytest
import telegram
from telegram import ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden

from phones import Bot, Group, NothingThere, NotOnThisPhone, Phone, World

Hears = Callable[[], Awaitable[list[telegram.Update]]]


@pytest.fixture
def staff(world: World, ben: Phone, amina: Phone) -> Group:
    return world.group("Staff", ben.account, amina.account, is_forum=True)


@pytest.fixture
def carla(world: World, ben: Phone, staff: Group) -> Phone:
    """Whoever owns the group."""
    return world.phone(ben.account, staff)


def message_texts(updates: list[telegram.Update]) -> list[str]:
    return [update.message.text for update in updates if update.message and update.message.text]


async def test_a_bot_hears_that_it_was_let_in_promoted_and_removed(
    hears: Hears, world: World, bot: Bot, staff: Group
) -> None:
    world.joins(bot, staff)
    world.joins(bot, staff, admin=True)
    world.leaves(bot, staff, removed_by=staff.present()[0])
    changes = [u.my_chat_member for u in await hears() if u.my_chat_member]
    assert [(c.old_chat_member.status, c.new_chat_member.status) for c in changes] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "kicked"),
    ]


async def test_a_bot_that_is_not_there_cannot_write(
    quick_bot: telegram.Bot, world: World, bot: Bot, staff: Group
) -> None:
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await quick_bot.send_message(staff.id, "hi")
    world.joins(bot, staff)
    world.leaves(bot, staff, removed_by=staff.present()[0])
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await quick_bot.send_message(staff.id, "hi")


async def test_an_ordinary_bot_sees_only_what_is_meant_for_it(
    quick_bot: telegram.Bot, hears: Hears, world: World, bot: Bot, staff: Group, carla: Phone
) -> None:
    world.joins(bot, staff)
    question = await quick_bot.send_message(staff.id, "Questions?")
    carla.says("just talking")
    carla.says("/status")
    carla.says("/status@other_bot")
    carla.says("hey @interlude_bot")
    carla.says("yes", reply_to=staff.messages[question.message_id])
    assert message_texts(await hears()) == ["/status", "hey @interlude_bot", "yes"]


@pytest.mark.parametrize("how", ["administrator", "privacy mode off"])
async def test_an_administrator_or_a_bot_without_privacy_mode_sees_everything(
    hears: Hears, world: World, bot: Bot, staff: Group, carla: Phone, how: str
) -> None:
    bot.reads_groups = how == "privacy mode off"
    world.joins(bot, staff, admin=how == "administrator")
    carla.says("just talking")
    assert message_texts(await hears()) == ["just talking"]


async def test_people_come_and_go_with_a_line_in_the_chat(hears: Hears, world: World, bot: Bot, staff: Group) -> None:
    world.joins(bot, staff, admin=True)
    await hears()
    sol = world.account("Sol")
    world.joins(sol, staff)
    world.leaves(sol, staff)
    updates = await hears()
    assert [u.chat_member.new_chat_member.status for u in updates if u.chat_member] == ["member", "left"]
    joined, left = [u.message for u in updates if u.message]
    assert (joined.new_chat_members[0].first_name, left.left_chat_member.first_name) == ("Sol", "Sol")
    with pytest.raises(NothingThere, match="Sol is not in Staff"):
        world.phone(sol, staff).says("hello?")


async def test_reactions_in_groups_reach_administrators_only(
    hears: Hears, world: World, bot: Bot, staff: Group, carla: Phone
) -> None:
    world.joins(bot, staff)
    carla.reacts(carla.says("/done"), "👍")
    world.joins(bot, staff, admin=True)
    carla.reacts(carla.says("done"), "🎉")
    reactions = [u.message_reaction.new_reaction[0].emoji for u in await hears() if u.message_reaction]
    assert reactions == ["🎉"]


async def test_members_are_told_by_rank(quick_bot: telegram.Bot, world: World, bot: Bot, staff: Group) -> None:
    world.joins(bot, staff, admin=True)
    owner, member = staff.present()[:2]
    stranger = world.account("Otto")
    ranks = [(await quick_bot.get_chat_member(staff.id, who.id)).status for who in (owner, member, bot, stranger)]
    assert ranks == ["creator", "member", "administrator", "left"]
    admins = await quick_bot.get_chat_administrators(staff.id)
    assert {admin.user.id for admin in admins} == {owner.id, bot.id}
    assert await quick_bot.get_chat_member_count(staff.id) == 3
    await quick_bot.leave_chat(staff.id)
    assert not staff.has(bot)


# Topics


async def test_a_topic_takes_messages_until_it_is_closed_or_deleted(
    telegram_bot: telegram.Bot, world: World, bot: Bot, staff: Group, carla: Phone
) -> None:
    world.joins(bot, staff, admin=True)
    topic = await telegram_bot.create_forum_topic(staff.id, "Case 7")
    thread = topic.message_thread_id
    message = await telegram_bot.send_message(staff.id, "Concern", message_thread_id=thread)
    assert (message.message_thread_id, message.is_topic_message) == (thread, True)
    assert message.reply_to_message.forum_topic_created.name == "Case 7"
    await telegram_bot.edit_forum_topic(staff.id, thread, name="Case 7, closed")
    await telegram_bot.close_forum_topic(staff.id, thread)
    with pytest.raises(NotOnThisPhone, match="The topic Case 7, closed is closed"):
        carla.says("one more thing", thread=thread)
    with pytest.raises(BadRequest, match="Topic_not_modified"):
        await telegram_bot.close_forum_topic(staff.id, thread)
    await telegram_bot.reopen_forum_topic(staff.id, thread)
    carla.says("one more thing", thread=thread)
    await telegram_bot.delete_forum_topic(staff.id, thread)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await telegram_bot.send_message(staff.id, "Concern", message_thread_id=thread)
    assert [message for message in staff.shown() if message.thread == thread] == []


async def test_a_closed_topic_is_closed_to_bots_without_rights(
    quick_bot: telegram.Bot, world: World, bot: Bot, staff: Group
) -> None:
    world.joins(bot, staff, admin=True)
    thread = (await quick_bot.create_forum_topic(staff.id, "Case 7")).message_thread_id
    await quick_bot.close_forum_topic(staff.id, thread)
    world.joins(bot, staff, admin=False)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await quick_bot.send_message(staff.id, "Concern", message_thread_id=thread)
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await quick_bot.create_forum_topic(staff.id, "Case 8")


async def test_people_open_topics_and_write_into_them(hears: Hears, world: World, bot: Bot, staff: Group) -> None:
    world.joins(bot, staff, admin=True)
    topic = world.opens_topic(staff, staff.present()[0], "Questions")
    world.phone(staff.present()[0], staff).says("How do I…?", thread=topic.id)
    message = (await hears())[-1].message
    assert (message.message_thread_id, message.reply_to_message.message_id) == (topic.id, topic.id)


async def test_a_group_without_topics_has_none(quick_bot: telegram.Bot, world: World, bot: Bot, ben: Phone) -> None:
    plain = world.group("Plain", ben.account)
    world.joins(bot, plain, admin=True)
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await quick_bot.create_forum_topic(plain.id, "Case 7")


# Ids


async def test_a_basic_group_that_became_a_supergroup_tells_its_new_id(
    telegram_bot: telegram.Bot, hears: Hears, world: World, bot: Bot, ben: Phone
) -> None:
    old = world.group("Staff", ben.account, basic=True)
    world.joins(bot, old, admin=True)
    new = world.upgrade(old)
    with pytest.raises(ChatMigrated) as migrated:
        await telegram_bot.send_message(old.id, "hi")
    assert migrated.value.new_chat_id == new.id
    await telegram_bot.send_message(new.id, "hi")
    told = [u.message for u in await hears() if u.message]
    assert [m.migrate_to_chat_id for m in told if m.migrate_to_chat_id] == [new.id]
    assert [m.migrate_from_chat_id for m in told if m.migrate_from_chat_id] == [old.id]


async def test_message_ids_run_over_all_private_chats_and_anew_in_each_group(
    quick_bot: telegram.Bot, world: World, bot: Bot, staff: Group, ben: Phone, amina: Phone
) -> None:
    world.joins(bot, staff)
    assert [ben.says("one").id, amina.says("two").id, ben.says("three").id] == [1, 2, 3]
    in_group = await quick_bot.send_message(staff.id, "one")
    assert in_group.message_id < 3


async def test_a_reply_across_chats_needs_the_message_to_be_there(
    quick_bot: telegram.Bot, world: World, bot: Bot, staff: Group, ben: Phone
) -> None:
    world.joins(bot, staff)
    ben.starts()
    here = await quick_bot.send_message(staff.id, "here")
    reply = ReplyParameters(here.message_id, chat_id=staff.id)
    answer = await quick_bot.send_message(ben.account.id, "there", reply_parameters=reply)
    assert (answer.external_reply.chat.id, answer.external_reply.message_id) == (staff.id, here.message_id)
    assert answer.reply_to_message is None
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await quick_bot.send_message(ben.account.id, "x", reply_parameters=ReplyParameters(999, chat_id=staff.id))
