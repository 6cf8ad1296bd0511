"""What people do with their phones, and what the bot hears of it."""

from collections.abc import Awaitable, Callable

import pytest
import telegram

from phones import NothingThere, NotOnThisPhone, Phone, Upload, World

Hears = Callable[[], Awaitable[list[telegram.Update]]]


async def heard(hears: Hears) -> telegram.Message:
    """Return the newest message that the bot was told of."""
    message = (await hears())[-1].effective_message
    assert message is not None
    return message


async def test_a_message_says_who_wrote_it_when_and_where(ben: Phone, hears: Hears) -> None:
    ben.says("hello")
    message = await heard(hears)
    sender = message.from_user
    assert (sender.full_name, sender.username, sender.language_code) == ("Ben Kolev", "ben_k", "bg")
    assert (message.chat.id, message.chat.type, message.date) == (ben.account.id, "private", ben.world.clock.now())


async def test_telegram_finds_links_names_and_commands_in_what_people_write(ben: Phone, hears: Hears) -> None:
    ben.says("😀 see example.org or @amina_d", entities=[{"type": "bold", "offset": 0, "length": 2}])
    message = await heard(hears)
    assert [(e.type, message.parse_entity(e)) for e in message.entities] == [
        ("bold", "😀"),
        ("url", "example.org"),
        ("mention", "@amina_d"),
    ]


async def test_starting_with_a_code_sends_a_command(ben: Phone, hears: Hears) -> None:
    ben.starts("code42")
    message = await heard(hears)
    assert message.text == "/start code42"
    assert message.parse_entities(["bot_command"]) == {message.entities[0]: "/start"}


async def test_an_edit_is_told_with_its_time(ben: Phone, hears: Hears, world: World) -> None:
    message = ben.says("Thrusday")
    world.clock.forward(minutes=1)
    ben.edits(message, "Thursday")
    update = (await hears())[-1]
    assert update.edited_message.text == "Thursday"
    assert update.edited_message.edit_date == world.clock.now()


async def test_an_edit_may_change_nothing(ben: Phone, hears: Hears) -> None:
    message = ben.says("same")
    ben.edits(message)
    before, after = await hears()
    assert (before.message.text, after.edited_message.text) == ("same", "same")


async def test_captions_and_media_are_edited(ben: Phone, hears: Hears) -> None:
    message = ben.sends_photo("before")
    ben.edits(message, caption="after")
    ben.edits(message, photo=Upload("new.jpg", "image/jpeg", b"new"))
    first, second, third = [update.effective_message for update in await hears()]
    assert [m.caption for m in (first, second, third)] == ["before", "after", "after"]
    assert first.photo[-1].file_unique_id == second.photo[-1].file_unique_id != third.photo[-1].file_unique_id


async def test_the_bot_never_hears_of_a_deletion(ben: Phone, hears: Hears) -> None:
    message = ben.says("oops")
    await hears()
    ben.deletes(message)
    assert await hears() == []
    assert ben.messages == []


async def test_an_update_already_given_does_not_change_with_a_later_edit(ben: Phone, hears: Hears) -> None:
    ben.edits(ben.says("first"), "second")
    assert [update.effective_message.text for update in await hears()] == ["first", "second"]


async def test_reactions_come_with_what_was_there_before(ben: Phone, hears: Hears) -> None:
    message = ben.says("hello")
    ben.reacts(message, "❤️")
    ben.reacts(message, "👍", "🔥")
    ben.reacts(message)
    changes = [update.message_reaction for update in (await hears())[1:]]
    assert [([r.emoji for r in c.old_reaction], [r.emoji for r in c.new_reaction]) for c in changes] == [
        ([], ["❤"]),
        (["❤"], ["👍", "🔥"]),
        (["👍", "🔥"], []),
    ]


async def test_blocking_and_unblocking_are_told(ben: Phone, hears: Hears) -> None:
    ben.starts()
    ben.blocks()
    ben.blocks()
    ben.unblocks()
    changes = [update.my_chat_member for update in (await hears())[1:]]
    assert [(c.old_chat_member.status, c.new_chat_member.status) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]
    assert all(change.chat.id == change.from_user.id == ben.account.id for change in changes)


async def test_whoever_blocked_the_bot_cannot_write_but_can_start_again(ben: Phone, hears: Hears) -> None:
    ben.starts()
    ben.blocks()
    with pytest.raises(NotOnThisPhone, match="Unblock the bot first"):
        ben.says("hello?")
    await hears()
    ben.starts()
    unblocked, started = await hears()
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert started.message.text == "/start"


# Replies and forwards


async def test_a_reply_carries_what_it_answers_and_the_quote(ben: Phone, hears: Hears) -> None:
    first = ben.says("😀 one two three")
    second = ben.says("which?", reply_to=first)
    ben.says("this", reply_to=second)
    ben.says("two!", reply_to=first, quote="two")
    _, _, third, fourth = [update.message for update in await hears()]
    assert third.reply_to_message.text == "which?"
    assert third.reply_to_message.reply_to_message is None
    assert (fourth.quote.text, fourth.quote.position, fourth.quote.is_manual) == ("two", 7, True)


async def test_a_reply_to_something_elsewhere_shows_where(ben: Phone, hears: Hears) -> None:
    ben.says("look", external_reply={"origin": {"kind": "hidden_user", "name": "Otto"}, "chat_title": "Class 9b"})
    message = await heard(hears)
    assert message.external_reply.origin.sender_user_name == "Otto"
    assert message.external_reply.chat.title == "Class 9b"
    assert message.reply_to_message is None


@pytest.mark.parametrize(
    ("origin", "kind", "name"),
    [
        ({"kind": "user", "name": "Otto", "username": "otto_x"}, "user", "Otto"),
        ({"kind": "hidden_user", "name": "Otto"}, "hidden_user", "Otto"),
        ({"kind": "chat", "title": "Class 9b"}, "chat", "Class 9b"),
        ({"kind": "channel", "title": "News"}, "channel", "News"),
    ],
)
async def test_a_forwarded_message_names_its_origin(
    ben: Phone, hears: Hears, origin: dict[str, str], kind: str, name: str
) -> None:
    ben.says("read this", forward_of=origin)
    message = await heard(hears)
    assert message.forward_origin.type == kind
    assert name in str(message.forward_origin.to_dict())


async def test_people_forward_their_own_words_too(ben: Phone, hears: Hears) -> None:
    source = ben.says("as I said")
    ben.sends(forward_of=source.id)
    message = await heard(hears)
    assert message.text == "as I said"
    assert message.forward_origin.sender_user.id == ben.account.id


async def test_via_bot_and_raw_fields_are_passed_on(ben: Phone, hears: Hears) -> None:
    ben.says("cat", via_bot="@gif")
    ben.sends(raw={"rich_message": {"blocks": []}})
    first, second = [update.message for update in await hears()]
    assert first.via_bot.username == "gif"
    assert second.api_kwargs == {"rich_message": {"blocks": []}}


# Media and other kinds


@pytest.mark.parametrize("kind", ["photo", "video", "animation", "voice", "audio", "video_note", "document", "sticker"])
async def test_people_send_every_kind_of_file(ben: Phone, hears: Hears, kind: str) -> None:
    ben.sends_media(kind)
    message = await heard(hears)
    attached = message.effective_attachment
    newest = attached[-1] if kind == "photo" else attached
    assert newest == (message.photo[-1] if kind == "photo" else getattr(message, kind))
    assert newest.file_size > 0


async def test_an_album_comes_as_separate_updates_with_one_id(ben: Phone, hears: Hears) -> None:
    ben.sends_album(3, caption="my bench")
    messages = [update.message for update in await hears()]
    assert [message.caption for message in messages] == ["my bench", None, None]
    assert len({message.media_group_id for message in messages}) == 1


async def test_people_send_contacts_places_polls_and_dice(ben: Phone, hears: Hears) -> None:
    ben.sends(contact={"phone_number": "+359888123456", "first_name": "Otto", "user_id": 77})
    ben.sends(location={"latitude": 42.7, "longitude": 23.3, "live_period": 900})
    ben.sends(venue={"location": {"latitude": 1.0, "longitude": 2.0}, "title": "School", "address": "1 Main St"})
    ben.sends(poll={"question": "When?", "options": ["Mon", "Tue"]})
    ben.sends(dice={"emoji": "🎯"})
    contact, location, venue, poll, dice = [update.message for update in await hears()]
    assert contact.contact.phone_number == "+359888123456"
    assert location.location.live_period is not None
    assert venue.venue.title == "School"
    assert [option.text for option in poll.poll.options] == ["Mon", "Tue"]
    assert dice.dice.emoji == "🎯"


async def test_a_live_location_moves_by_edits(ben: Phone, hears: Hears) -> None:
    message = ben.sends(location={"latitude": 42.7, "longitude": 23.3, "live_period": 900})
    ben.edits(message, location={"latitude": 42.8, "longitude": 23.3, "live_period": 900})
    assert [u.effective_message.location.latitude for u in await hears()] == [42.7, 42.8]


async def test_a_spoiler_stays_a_spoiler(ben: Phone, hears: Hears) -> None:
    ben.sends_photo(has_media_spoiler=True)
    assert (await heard(hears)).has_media_spoiler


# What a phone does not let people do


def test_a_phone_sends_nothing_empty_or_overlong(ben: Phone) -> None:
    with pytest.raises(NotOnThisPhone, match="There is nothing to send"):
        ben.says("")
    with pytest.raises(NotOnThisPhone, match="There is nothing to send"):
        ben.says("   ")
    with pytest.raises(NotOnThisPhone, match="at most 4096"):
        ben.says("a" * 4097)
    with pytest.raises(NotOnThisPhone, match="at most 1024"):
        ben.sends_photo("a" * 1025)


def test_people_edit_only_their_own_words(ben: Phone, amina: Phone) -> None:
    with pytest.raises(NotOnThisPhone, match="Ben Kolev did not write this message"):
        ben.edits(amina.says("mine"), "yours")


def test_people_answer_only_what_is_there(ben: Phone) -> None:
    gone = ben.says("gone")
    ben.deletes(gone)
    with pytest.raises(NothingThere):
        ben.says("what?", reply_to=gone)
    with pytest.raises(NotOnThisPhone, match="The quote is not part of that message"):
        ben.says("what?", reply_to=ben.says("here"), quote="there")
