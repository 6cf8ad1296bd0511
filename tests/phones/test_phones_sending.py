"""What a bot may send, to whom, and what Telegram says otherwise."""

import asyncio

import pytest
import telegram
from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, EndPointNotFound, Forbidden, InvalidToken

from phones import NothingThere, Phone, World
from phones.in_process import PhonesRequest
from phones.server import RunningServer
from tests.phones.conftest import bot_over_http


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[button] for button in buttons])


async def test_the_bot_learns_who_it_is(telegram_bot: telegram.Bot) -> None:
    me = await telegram_bot.get_me()
    assert (me.first_name, me.username, me.is_bot, me.can_read_all_group_messages) == (
        "Interlude",
        "interlude_bot",
        True,
        False,
    )


@pytest.mark.parametrize("token", ["7100000001:wrong", "no token at all"])
async def test_a_wrong_token_opens_nothing(world: World, server: RunningServer, token: str) -> None:
    for real in (
        telegram.Bot(token, request=PhonesRequest(world), get_updates_request=PhonesRequest(world)),
        bot_over_http(token, server),
    ):
        with pytest.raises(InvalidToken):
            await real.initialize()
        await real.shutdown()


async def test_an_unknown_method_is_not_found(telegram_bot: telegram.Bot) -> None:
    with pytest.raises(EndPointNotFound):
        await telegram_bot.do_api_request("sendTelepathy")


async def test_method_names_are_read_in_any_case(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    await telegram_bot.do_api_request("SENDMESSAGE", {"chat_id": ben.account.id, "text": "hi"})
    assert ben.texts == ["hi"]


# Who can be reached


async def test_a_stranger_cannot_be_written_to(telegram_bot: telegram.Bot, ben: Phone) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await telegram_bot.send_message(ben.account.id, "hi")
    with pytest.raises(BadRequest, match="Chat not found"):
        await telegram_bot.send_message(4242, "hi")


async def test_someone_from_a_shared_group_must_write_first(
    telegram_bot: telegram.Bot, ben: Phone, world: World
) -> None:
    world.joins(world.first_bot(), world.group("Class", ben.account))
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await telegram_bot.send_message(ben.account.id, "hi")


async def test_whoever_started_the_bot_is_reached(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts("code42")
    message = await telegram_bot.send_message(ben.account.id, "Welcome!")
    assert ben.texts == ["Welcome!"]
    assert ben.last.id == message.message_id
    assert message.date == ben.world.clock.now()
    assert (message.chat.id, message.chat.type, message.chat.username) == (ben.account.id, "private", "ben_k")


async def test_a_person_who_blocked_the_bot_is_out_of_reach_until_unblocking(
    telegram_bot: telegram.Bot, ben: Phone
) -> None:
    ben.starts()
    ben.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await telegram_bot.send_message(ben.account.id, "hi")
    ben.unblocks()
    await telegram_bot.send_message(ben.account.id, "hi again")
    assert ben.texts == ["hi again"]


async def test_a_deleted_account_is_deactivated(telegram_bot: telegram.Bot, ben: Phone, world: World) -> None:
    ben.starts()
    ben.account.deleted = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        await telegram_bot.send_message(ben.account.id, "hi")


# Texts


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("", "Message text is empty"), (" \n ", "Text must be non-empty"), ("a" * 4097, "Message is too long")],
)
async def test_a_text_has_a_length(telegram_bot: telegram.Bot, ben: Phone, text: str, refusal: str) -> None:
    ben.starts()
    with pytest.raises(BadRequest, match=refusal):
        await telegram_bot.send_message(ben.account.id, text)
    assert ben.texts == []


async def test_length_counts_utf16_units(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    await quick_bot.send_message(ben.account.id, "😀" * 2048)
    with pytest.raises(BadRequest, match="Message is too long"):
        await quick_bot.send_message(ben.account.id, "😀" * 2049)


async def test_entities_are_kept_and_links_found(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    bold = MessageEntity("bold", 3, 4)
    message = await telegram_bot.send_message(ben.account.id, "😀 bold example.org", entities=[bold])
    assert [(e.type, e.offset, e.length) for e in message.entities] == [("bold", 3, 4), ("url", 8, 11)]


async def test_an_entity_beyond_the_text_is_refused(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    with pytest.raises(BadRequest, match="Entity beginning at utf-16 offset 1 ends after the end of the text"):
        await quick_bot.send_message(ben.account.id, "abc", entities=[MessageEntity("bold", 1, 3)])
    with pytest.raises(BadRequest, match="Entity begins in a middle of a utf-16 symbol"):
        await quick_bot.send_message(ben.account.id, "😀", entities=[MessageEntity("bold", 1, 1)])


async def test_html_becomes_entities(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    message = await telegram_bot.send_message(
        ben.account.id, '<b>Hi</b> &lt;<a href="https://example.org">there</a>&gt;', parse_mode="HTML"
    )
    assert message.text == "Hi <there>"
    assert [(e.type, e.offset, e.length, e.url) for e in message.entities] == [
        ("bold", 0, 2, None),
        ("text_link", 4, 5, "https://example.org"),
    ]


async def test_white_space_at_the_ends_is_cut_and_entities_follow(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    message = await quick_bot.send_message(ben.account.id, "\n  hello \n", entities=[MessageEntity("bold", 0, 8)])
    assert message.text == "hello"
    assert [(e.offset, e.length) for e in message.entities] == [(0, 5)]


async def test_a_person_is_mentioned_only_if_the_bot_knows_them(
    quick_bot: telegram.Bot, ben: Phone, amina: Phone
) -> None:
    ben.starts()
    text = '<a href="tg://user?id={}">you</a>'
    known = await quick_bot.send_message(ben.account.id, text.format(ben.account.id), parse_mode="HTML")
    unknown = await quick_bot.send_message(ben.account.id, text.format(amina.account.id), parse_mode="HTML")
    assert known.entities[0].user.first_name == "Ben"
    assert unknown.entities == ()


# Circumstances


async def test_a_reply_shows_what_it_answers(telegram_bot: telegram.Bot, ben: Phone) -> None:
    question = ben.says("Are you there?")
    message = await telegram_bot.send_message(
        ben.account.id, "Yes", reply_parameters=ReplyParameters(question.id, quote="you there")
    )
    assert message.reply_to_message.text == "Are you there?"
    assert (message.quote.text, message.quote.position) == ("you there", 4)
    assert ben.last.reply_to is question


async def test_a_reply_to_what_is_gone_fails_unless_that_is_allowed(telegram_bot: telegram.Bot, ben: Phone) -> None:
    question = ben.says("Never mind")
    ben.deletes(question)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await telegram_bot.send_message(ben.account.id, "What?", reply_parameters=ReplyParameters(question.id))
    message = await telegram_bot.send_message(
        ben.account.id,
        "What?",
        reply_parameters=ReplyParameters(question.id, allow_sending_without_reply=True),
    )
    assert message.reply_to_message is None


async def test_a_quote_must_be_in_the_message(telegram_bot: telegram.Bot, ben: Phone) -> None:
    question = ben.says("Are you there?")
    with pytest.raises(BadRequest, match="Quote_text_invalid"):
        await telegram_bot.send_message(
            ben.account.id, "Yes", reply_parameters=ReplyParameters(question.id, quote="somewhere else")
        )


async def test_protected_and_silent_messages_say_so(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    message = await telegram_bot.send_message(ben.account.id, "psst", protect_content=True, disable_notification=True)
    assert message.has_protected_content
    assert ben.last.silent


async def test_a_thread_in_a_private_chat_is_not_found(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    with pytest.raises(BadRequest, match="Message thread not found"):
        await quick_bot.send_message(ben.account.id, "hi", message_thread_id=7)


# Keyboards


async def test_inline_buttons_hang_below_the_message(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    markup = keyboard(
        InlineKeyboardButton("Yes", callback_data="y"),
        InlineKeyboardButton("Site", url="https://example.org"),
        InlineKeyboardButton("Helpline", copy_text=CopyTextButton("116111")),
    )
    message = await telegram_bot.send_message(ben.account.id, "Well?", reply_markup=markup)
    assert message.reply_markup == markup
    assert ben.last.button_texts == ["Yes", "Site", "Helpline"]
    assert ben.presses("Site").opens == "https://example.org"
    assert ben.presses("Helpline").copies == "116111"
    with pytest.raises(NothingThere, match="there are"):
        ben.presses("No")


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        (InlineKeyboardButton("x", callback_data="é" * 33), "button_data_invalid"),
        (InlineKeyboardButton("x"), "text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton("", callback_data="x"), "button text must be non-empty"),
        (InlineKeyboardButton("x", url="http://localhost/"), "is invalid: wrong http url"),
        (InlineKeyboardButton("x", copy_text=CopyTextButton("n" * 257)), "button_copy_text_invalid"),
    ],
)
async def test_a_button_must_do_one_thing_that_telegram_knows(
    quick_bot: telegram.Bot, ben: Phone, button: InlineKeyboardButton, refusal: str
) -> None:
    ben.starts()
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await quick_bot.send_message(ben.account.id, "x", reply_markup=keyboard(button))


async def test_a_reply_keyboard_stays_below_the_input_until_removed(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    keys = ReplyKeyboardMarkup([["Yes", KeyboardButton("My number", request_contact=True)]])
    await telegram_bot.send_message(ben.account.id, "Well?", reply_markup=keys)
    assert ben.keyboard == [["Yes", "My number"]]
    assert ben.taps("Yes").text == "Yes"
    assert ben.taps("My number").content["contact"]["user_id"] == ben.account.id
    await telegram_bot.send_message(ben.account.id, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert ben.keyboard == []


async def test_a_one_time_keyboard_goes_when_the_person_writes(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    keys = ReplyKeyboardMarkup([["Yes"]], one_time_keyboard=True)
    await quick_bot.send_message(ben.account.id, "Well?", reply_markup=keys)
    ben.taps("Yes")
    assert ben.keyboard == []


# Media


async def test_an_uploaded_photo_has_sizes_and_can_be_downloaded_and_sent_again(
    telegram_bot: telegram.Bot, ben: Phone
) -> None:
    ben.starts()
    message = await telegram_bot.send_photo(ben.account.id, b"\xff\xd8 not much of a picture", caption="My bench")
    assert message.caption == "My bench"
    assert [size.width for size in message.photo] == [90, 320, 800, 1280]
    file = await telegram_bot.get_file(message.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == b"\xff\xd8 not much of a picture"
    again = await telegram_bot.send_photo(ben.account.id, message.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == message.photo[-1].file_unique_id


@pytest.mark.parametrize("kind", ["document", "voice", "video", "animation", "audio", "video_note", "sticker"])
async def test_every_kind_of_file_can_be_sent(telegram_bot: telegram.Bot, ben: Phone, kind: str) -> None:
    ben.starts()
    send = getattr(telegram_bot, f"send_{kind}")
    message = await send(ben.account.id, b"content")
    assert getattr(message, kind).file_size == 7
    assert ben.last.media_kind == kind


@pytest.mark.parametrize(
    ("file", "refusal"),
    [
        ("AgACunknown", "Wrong file identifier/http url specified"),
        ("https://example.org/a.jpg", "Failed to get http url"),
    ],
)
async def test_an_unknown_file_cannot_be_sent(quick_bot: telegram.Bot, ben: Phone, file: str, refusal: str) -> None:
    ben.starts()
    with pytest.raises(BadRequest, match=f"(?i){refusal}"):
        await quick_bot.send_photo(ben.account.id, file)


async def test_a_caption_is_shorter_than_a_text(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await quick_bot.send_photo(ben.account.id, b"photo", caption="a" * 1025)


async def test_a_file_over_20_mb_cannot_be_downloaded(telegram_bot: telegram.Bot, ben: Phone) -> None:
    message = ben.sends_document(document={"base64": "aGk=", "file_name": "film.mov", "size": 21 * 1024 * 1024})
    with pytest.raises(BadRequest, match="File is too big"):
        await telegram_bot.get_file(message.content["document"]["file_id"])


async def test_whoever_refuses_voice_messages_gets_none(quick_bot: telegram.Bot, ben: Phone) -> None:
    voice = ben.sends_voice()
    ben.account.refuses_voice = True
    assert (await quick_bot.get_chat(ben.account.id)).has_restricted_voice_and_video_messages
    with pytest.raises(BadRequest, match="Voice_messages_forbidden"):
        await quick_bot.send_voice(ben.account.id, b"voice")
    with pytest.raises(BadRequest, match="Voice_messages_forbidden"):
        await quick_bot.copy_message(ben.account.id, ben.account.id, voice.id)


async def test_an_album_goes_out_as_one(telegram_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    messages = await telegram_bot.send_media_group(
        ben.account.id, [InputMediaPhoto(b"one", caption="Both sides"), InputMediaPhoto(b"two")]
    )
    assert len({message.media_group_id for message in messages}) == 1
    assert ben.texts == ["Both sides", ""]


async def test_an_album_has_two_to_ten_items_of_kinds_that_go_together(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    with pytest.raises(BadRequest, match="2-10"):
        await quick_bot.send_media_group(ben.account.id, [InputMediaPhoto(b"one")])
    with pytest.raises(BadRequest, match="Can't use the media of the specified type in the album"):
        await quick_bot.send_media_group(ben.account.id, [InputMediaPhoto(b"one"), InputMediaDocument(b"two")])


async def test_locations_contacts_polls_and_dice_can_be_sent(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    chat = ben.account.id
    assert (await quick_bot.send_location(chat, 42.7, 23.3)).location.latitude == 42.7
    assert (await quick_bot.send_contact(chat, "+359888000000", "Helpline")).contact.first_name == "Helpline"
    assert (await quick_bot.send_poll(chat, "When?", ["Monday", "Tuesday"])).poll.options[1].text == "Tuesday"
    assert (await quick_bot.send_dice(chat)).dice.value == 4


async def test_typing_is_seen_by_whoever_watches(quick_bot: telegram.Bot, ben: Phone, world: World) -> None:
    ben.starts()
    seen = []
    world.events.watch(lambda event: seen.append((event.kind, event.facts.get("action"))))
    await quick_bot.send_chat_action(ben.account.id, "typing")
    assert seen == [("action", "typing")]


# Waiting in tests


async def test_a_test_waits_for_the_answer_to_what_the_person_did(quick_bot: telegram.Bot, ben: Phone) -> None:
    ben.starts()
    await quick_bot.send_message(ben.account.id, "before")
    ben.says("hello")
    answer = asyncio.create_task(ben.next_message())
    await quick_bot.send_message(ben.account.id, "first")
    await quick_bot.send_message(ben.account.id, "second")
    assert (await answer).text == "first"
    assert (await ben.next_message()).text == "second"
    with pytest.raises(TimeoutError):
        await ben.next_message(within_seconds=0.01)
    assert (await ben.sees("before")).text == "before"
