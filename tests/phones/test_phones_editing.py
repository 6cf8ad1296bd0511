"""Edits, deletions, reactions, pins and answered buttons."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReactionTypeEmoji, ReplyKeyboardMarkup
from telegram.error import BadRequest

from phones import Phone, World

Hears = Callable[[], Awaitable[list[telegram.Update]]]
YES = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Yes", callback_data="yes"), InlineKeyboardButton("No", callback_data="no")]]
)


@pytest.fixture(autouse=True)
def started(ben: Phone) -> None:
    ben.starts()


async def test_a_bot_edits_its_own_text(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    message = await telegram_bot.send_message(ben.account.id, "draft", reply_markup=YES)
    world.clock.forward(seconds=30)
    edited = await telegram_bot.edit_message_text("final", ben.account.id, message.message_id)
    assert (ben.texts, ben.last.buttons) == (["final"], [])
    assert edited.edit_date == world.clock.now()


async def test_an_edit_that_changes_nothing_is_refused(telegram_bot: telegram.Bot, ben: Phone) -> None:
    message = await telegram_bot.send_message(ben.account.id, "same", reply_markup=YES)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await telegram_bot.edit_message_text("same", ben.account.id, message.message_id, reply_markup=YES)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await telegram_bot.edit_message_reply_markup(ben.account.id, message.message_id, reply_markup=YES)
    await telegram_bot.edit_message_text("same", ben.account.id, message.message_id)
    assert ben.last.buttons == []


async def test_what_is_gone_or_someone_elses_cannot_be_edited(telegram_bot: telegram.Bot, ben: Phone) -> None:
    message = await telegram_bot.send_message(ben.account.id, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await telegram_bot.edit_message_text("x", ben.account.id, ben.says("yours").id)
    ben.deletes(ben.received[0])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await telegram_bot.edit_message_text("x", ben.account.id, message.message_id)


async def test_a_message_with_a_reply_keyboard_stays_as_it_is(quick_bot: telegram.Bot, ben: Phone) -> None:
    keys = ReplyKeyboardMarkup([["Yes"]])
    message = await quick_bot.send_message(ben.account.id, "Well?", reply_markup=keys)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await quick_bot.edit_message_text("Well, well", ben.account.id, message.message_id)


async def test_captions_and_media_are_edited_by_their_own_methods(quick_bot: telegram.Bot, ben: Phone) -> None:
    text = await quick_bot.send_message(ben.account.id, "text")
    photo = await quick_bot.send_photo(ben.account.id, b"one", caption="before")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await quick_bot.edit_message_text("x", ben.account.id, photo.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await quick_bot.edit_message_caption(ben.account.id, text.message_id, caption="x")
    await quick_bot.edit_message_caption(ben.account.id, photo.message_id, caption="after")
    assert ben.texts == ["text", "after"]
    await quick_bot.edit_message_media(InputMediaPhoto(b"two", caption="new"), ben.account.id, photo.message_id)
    assert ben.texts == ["text", "new"]
    assert ben.last.content["photo"][-1]["file_id"] != photo.photo[-1].file_id


async def test_a_bot_deletes_for_48_hours(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    first = await telegram_bot.send_message(ben.account.id, "first")
    second = await telegram_bot.send_message(ben.account.id, "second")
    world.clock.forward(hours=47)
    await telegram_bot.delete_message(ben.account.id, first.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await telegram_bot.delete_message(ben.account.id, first.message_id)
    world.clock.forward(hours=1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await telegram_bot.delete_message(ben.account.id, second.message_id)
    assert ben.texts == ["second"]


async def test_several_are_deleted_at_once_and_missing_ones_skipped(quick_bot: telegram.Bot, ben: Phone) -> None:
    ids = [(await quick_bot.send_message(ben.account.id, str(n))).message_id for n in range(3)]
    assert await quick_bot.delete_messages(ben.account.id, [*ids[:2], 9999])
    assert ben.texts == ["2"]


async def test_a_bot_reacts_with_one_emoji_that_telegram_knows(telegram_bot: telegram.Bot, ben: Phone) -> None:
    message = ben.says("done!")
    await telegram_bot.set_message_reaction(ben.account.id, message.id, "❤")
    assert message.emoji == ["❤"]
    await telegram_bot.set_message_reaction(ben.account.id, message.id, "👍")
    assert message.emoji == ["👍"]
    for unknown in ("🪚", "❤\ufe0f"):
        with pytest.raises(BadRequest, match="Reaction_invalid"):
            await telegram_bot.set_message_reaction(ben.account.id, message.id, [ReactionTypeEmoji(unknown)])
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await telegram_bot.set_message_reaction(
            ben.account.id, message.id, [ReactionTypeEmoji("👍"), ReactionTypeEmoji("👎")]
        )
    await telegram_bot.set_message_reaction(ben.account.id, message.id, [])
    assert message.emoji == []


async def test_a_reaction_to_an_album_is_shown_on_its_first_item(quick_bot: telegram.Bot, ben: Phone) -> None:
    album = ben.sends_album(3)
    ben.deletes(album[0])
    await quick_bot.set_message_reaction(ben.account.id, album[2].id, "👍")
    assert [item.emoji for item in album] == [[], ["👍"], []]


async def test_pins_are_kept_newest_first(quick_bot: telegram.Bot, ben: Phone) -> None:
    first, second = ben.says("one"), ben.says("two")
    await quick_bot.pin_chat_message(ben.account.id, first.id)
    await quick_bot.pin_chat_message(ben.account.id, second.id)
    assert (await quick_bot.get_chat(ben.account.id)).pinned_message.message_id == second.id
    await quick_bot.unpin_chat_message(ben.account.id)
    assert ben.chat.pinned == [first.id]
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await quick_bot.unpin_chat_message(ben.account.id, message_id=second.id)


# Buttons


async def test_a_press_reaches_the_bot_and_its_answer_reaches_the_phone(telegram_bot: telegram.Bot, ben: Phone) -> None:
    await telegram_bot.send_message(ben.account.id, "Well?", reply_markup=YES)
    press = ben.presses("No")
    waiting = asyncio.create_task(press.answered())
    (query,) = [update.callback_query for update in await telegram_bot.get_updates() if update.callback_query]
    assert (query.data, query.from_user.id, query.message.text) == ("no", ben.account.id, "Well?")
    await query.answer("Noted", show_alert=True)
    assert await waiting == {"text": "Noted", "alert": True, "url": None}


async def test_a_query_can_be_answered_for_a_while_only(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    await telegram_bot.send_message(ben.account.id, "Well?", reply_markup=YES)
    press = ben.presses("Yes")
    world.clock.forward(seconds=151)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await telegram_bot.answer_callback_query(press.id)
    with pytest.raises(TimeoutError):
        await press.answered(within_seconds=0.01)


async def test_the_message_of_a_press_may_be_inaccessible(quick_bot: telegram.Bot, ben: Phone, hears: Hears) -> None:
    await quick_bot.send_message(ben.account.id, "Well?", reply_markup=YES)
    ben.presses("Yes", gone=True)
    query = (await hears())[-1].callback_query
    assert not query.message.is_accessible
