"""Copies carry the content and nothing of its origin; forwards carry the author."""

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest

from phones import Phone, World


@pytest.fixture(autouse=True)
def both_started(ben: Phone, amina: Phone) -> None:
    ben.starts()
    amina.starts()


async def test_a_copy_holds_the_words_but_no_name(telegram_bot: telegram.Bot, ben: Phone, amina: Phone) -> None:
    source = amina.says("A secret of example.org", forward_of={"kind": "user", "account": ben.account.id})
    copied = await telegram_bot.copy_message(ben.account.id, amina.account.id, source.id)
    assert ben.last.id == copied.message_id
    assert ben.texts == ["A secret of example.org"]
    shown = ben.last.as_json()
    assert "forward_origin" not in shown
    assert "Amina" not in str(shown)


async def test_a_copy_of_a_photo_may_have_another_caption(telegram_bot: telegram.Bot, ben: Phone, amina: Phone) -> None:
    source = amina.sends_photo("me at amina.example.org")
    await telegram_bot.copy_message(ben.account.id, amina.account.id, source.id, caption="me")
    assert ben.texts == ["me"]
    assert ben.last.content["photo"] == source.content["photo"]
    assert ben.last.entities == []


async def test_a_keyboard_is_not_copied(quick_bot: telegram.Bot, ben: Phone, amina: Phone) -> None:
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]])
    source = await quick_bot.send_message(amina.account.id, "Press", reply_markup=markup)
    await quick_bot.copy_message(ben.account.id, amina.account.id, source.message_id)
    assert ben.last.buttons == []


async def test_what_was_deleted_cannot_be_copied(telegram_bot: telegram.Bot, ben: Phone, amina: Phone) -> None:
    source = amina.says("oops")
    amina.deletes(source)
    with pytest.raises(BadRequest, match="Message to copy not found"):
        await telegram_bot.copy_message(ben.account.id, amina.account.id, source.id)


async def test_protected_messages_are_neither_copied_nor_forwarded(
    quick_bot: telegram.Bot, ben: Phone, amina: Phone
) -> None:
    source = await quick_bot.send_message(amina.account.id, "stay", protect_content=True)
    with pytest.raises(BadRequest, match="Message can't be copied"):
        await quick_bot.copy_message(ben.account.id, amina.account.id, source.message_id)
    with pytest.raises(BadRequest, match="Message can't be forwarded"):
        await quick_bot.forward_message(ben.account.id, amina.account.id, source.message_id)


async def test_an_unknown_new_kind_of_message_cannot_be_copied(
    quick_bot: telegram.Bot, ben: Phone, amina: Phone
) -> None:
    source = amina.sends(raw={"rich_message": {"blocks": []}})
    with pytest.raises(BadRequest, match="Message can't be copied"):
        await quick_bot.copy_message(ben.account.id, amina.account.id, source.id)


async def test_an_overlong_caption_may_be_copied_only_as_it_is(
    quick_bot: telegram.Bot, world: World, ben: Phone
) -> None:
    premium = world.phone(world.account("Otto", premium=True), world.first_bot())
    source = premium.sends_photo("a" * 1500)
    own = ben.says("hm")
    await quick_bot.copy_message(ben.account.id, premium.account.id, source.id)
    assert ben.texts == ["a" * 1500]
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await quick_bot.copy_message(
            ben.account.id, premium.account.id, source.id, reply_parameters=ReplyParameters(own.id)
        )


async def test_several_copies_keep_albums_together_and_skip_what_is_gone(
    telegram_bot: telegram.Bot, ben: Phone, amina: Phone
) -> None:
    gone = amina.says("gone")
    album = amina.sends_album(3, caption="three")
    amina.deletes(gone)
    ids = [gone.id, *(message.id for message in album)]
    copies = await telegram_bot.copy_messages(ben.account.id, amina.account.id, ids)
    assert [copy.message_id for copy in copies] == [message.id for message in ben.received]
    albums = {message.extra["media_group_id"] for message in ben.received}
    assert len(albums) == 1
    assert albums != {album[0].extra["media_group_id"]}


async def test_ids_of_several_copies_must_increase(quick_bot: telegram.Bot, ben: Phone, amina: Phone) -> None:
    first, second = amina.says("one"), amina.says("two")
    with pytest.raises(BadRequest, match="strictly increasing order"):
        await quick_bot.copy_messages(ben.account.id, amina.account.id, [second.id, first.id])


async def test_a_forward_shows_its_author(telegram_bot: telegram.Bot, ben: Phone, amina: Phone) -> None:
    source = amina.says("Hi, it is me")
    message = await telegram_bot.forward_message(ben.account.id, amina.account.id, source.id)
    assert message.forward_origin.sender_user.id == amina.account.id
    assert ben.texts == ["Hi, it is me"]
