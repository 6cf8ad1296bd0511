"""Amina and Ben talk through the bot: each message arrives as what it was, and says nothing of who they are."""

import json

import pytest

from mentoring.pairs import PairState
from mentoring.people import Role
from tests.story import Story


async def test_what_ben_writes_reaches_amina_under_his_name(story: Story):
    amina, ben, _ = await story.pair()

    ben.phone.says("Free on Thursday?")

    copy = await amina.phone.next_message()
    assert copy.text == "Ben\nFree on Thursday?"
    assert copy.extra["has_protected_content"] is True


async def test_formatting_arrives_as_it_was(story: Story):
    amina, ben, _ = await story.pair()

    ben.phone.says("🙂 be brave", entities=[{"type": "bold", "offset": 6, "length": 5}])

    copy = await amina.phone.next_message()
    assert copy.text == "Ben\n🙂 be brave"
    assert [(e["type"], e["offset"], e["length"]) for e in copy.entities] == [("bold", 0, 3), ("bold", 10, 5)]


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "sticker"])
async def test_each_kind_arrives_as_what_it_was(story: Story, kind: str):
    amina, ben, _ = await story.pair()

    amina.phone.sends_media(kind)

    copy = await ben.phone.next_message()
    assert kind in copy.content


async def test_a_caption_comes_along_with_its_photo(story: Story):
    amina, ben, _ = await story.pair()

    amina.phone.sends_photo("my first weld")

    assert (await ben.phone.next_message()).text == "Amina\nmy first weld"


@pytest.mark.parametrize(
    "what",
    [
        {"contact": {"phone_number": "+359888123456", "first_name": "Amina"}},
        {"location": {"latitude": 42.7, "longitude": 23.3}},
        {"poll": {"question": "Pizza?", "options": ["yes", "no"]}},
        {"dice": {"emoji": "🎲", "value": 4}},
        {"raw": {"rich_message": {"blocks": []}}},
    ],
)
async def test_what_is_not_passed_on_is_refused_with_a_sentence_and_never_swallowed(story: Story, what: dict):
    amina, ben, _ = await story.pair()

    sent = amina.phone.sends(**what)

    answer = await amina.phone.next_message()
    await story.settles()
    assert "Ben did not get this" in answer.text
    assert answer.reply_to is not None
    assert answer.reply_to.id == sent.id
    assert len(ben.phone.received) == len(ben.phone.texts)
    with pytest.raises(TimeoutError):
        await ben.phone.next_message(within_seconds=0.05)


async def test_answers_show_what_they_answer_on_both_phones(story: Story):
    amina, ben, _ = await story.pair()
    question = ben.phone.says("Free on Thursday?")
    asked = await amina.phone.next_message()

    amina.phone.says("Yes!", reply_to=asked)
    answered = await ben.phone.next_message()
    ben.phone.says("Great", reply_to=answered)
    closing = await amina.phone.next_message()

    assert answered.reply_to is not None
    assert answered.reply_to.id == question.id
    assert closing.reply_to is not None
    assert closing.reply_to.text == "Yes!"


async def test_an_answer_to_a_long_gone_message_still_finds_it(story: Story):
    amina, ben, _ = await story.pair()
    first = ben.phone.says("Hello")
    asked = await amina.phone.next_message()
    await story.at("12:00", days=200)

    amina.phone.says("Hello back", reply_to=asked)

    answered = await ben.phone.next_message()
    assert answered.reply_to is not None
    assert answered.reply_to.id == first.id


async def test_the_partner_sees_the_new_words_after_an_edit(story: Story):
    amina, ben, _ = await story.pair()
    said = ben.phone.says("Thrusday?")
    copy = await amina.phone.next_message()

    ben.phone.edits(said, "Thursday?")

    await amina.phone.until(lambda phone: phone.texts[-1] == "Ben\nThursday?")
    assert amina.phone.received[-1].id == copy.id


async def test_an_edit_that_changes_nothing_visible_does_nothing(story: Story):
    amina, ben, _ = await story.pair()
    said = ben.phone.says("Hello")
    await amina.phone.next_message()
    calls = len(story.world.calls.since(0))

    ben.phone.edits(said)
    await story.settles()

    made = [call.method for call in story.world.calls.since(0)[calls:]]
    assert "editMessageText" not in made
    assert "sendMessage" not in made


async def test_an_edited_caption_follows(story: Story):
    amina, ben, _ = await story.pair()
    said = amina.phone.sends_photo("my frist weld")
    await ben.phone.next_message()

    amina.phone.edits(said, caption="my first weld")

    await ben.phone.until(lambda phone: phone.texts[-1] == "Amina\nmy first weld")


async def test_a_text_too_long_for_one_bubble_arrives_whole(story: Story):
    amina, ben, _ = await story.pair()
    words = " ".join(f"word{number}" for number in range(900))[:4096].strip()

    ben.phone.says(words)

    await amina.phone.until(lambda phone: len(phone.texts) >= 2 and phone.texts[-1].endswith(words[-6:]))
    assert "".join(amina.phone.texts[-2:]).replace("Ben\n", "").replace(" ", "") == words.replace(" ", "")


async def test_messages_of_one_writer_never_change_places(story: Story):
    amina, ben, _ = await story.pair()
    for number in range(40):
        ben.phone.says(f"{number}")

    await amina.phone.until(lambda phone: phone.texts[-1] == "Ben\n39")
    assert amina.phone.texts[-40:] == [f"Ben\n{number}" for number in range(40)]


LEAKS = {
    "a message passed on from his own account": {
        "text": "look",
        "raw": {
            "forward_origin": {
                "type": "user",
                "date": 1,
                "sender_user": {"id": 1, "is_bot": False, "first_name": "SecretBen", "username": "secret_ben"},
            }
        },
    },
    "an answer to somebody elsewhere": {
        "text": "look",
        "raw": {
            "external_reply": {
                "origin": {
                    "type": "user",
                    "date": 1,
                    "sender_user": {"id": 1, "is_bot": False, "first_name": "SecretBen"},
                },
                "chat": {"id": -100, "type": "supergroup", "title": "SecretBen's group"},
            }
        },
    },
    "a mention without a username": {
        "text": "ask me",
        "entities": [
            {
                "type": "text_mention",
                "offset": 4,
                "length": 2,
                "user": {"id": 1, "is_bot": False, "first_name": "SecretBen"},
            }
        ],
    },
    "a link to an account under a word": {
        "text": "my page",
        "entities": [{"type": "text_link", "offset": 3, "length": 4, "url": "https://t.me/secret_ben"}],
    },
    "a picture passed on": {
        "photo": {"sample": "photo"},
        "raw": {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "SecretBen"}},
    },
    "a message through another bot": {
        "text": "look",
        "raw": {"via_bot": {"id": 2, "is_bot": True, "first_name": "SecretBot", "username": "secret_bot"}},
    },
}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda name: name.replace(" ", "-"))
async def test_nothing_that_names_ben_crosses_to_amina(story: Story, leak: str):
    amina, ben, _ = await story.pair()
    calls = story.world.calls.since(0)

    ben.phone.sends(**LEAKS[leak])
    await amina.phone.next_message()
    await story.settles()

    shown = json.dumps([message.as_json() for message in amina.phone.received])
    made = [call for call in story.world.calls.since(0)[len(calls) :] if call.method != "getUpdates"]
    to_amina = json.dumps(
        [call.parameters for call in made if str(call.parameters.get("chat_id")) == str(amina.phone.account.id)]
    )
    for secret in ("secretben", "secret_ben", "secretbot", "t.me/"):
        assert secret not in shown.lower()
        assert secret not in to_amina.lower()
    assert str(ben.phone.account.id) not in shown


async def test_a_hidden_link_shows_where_it_leads(story: Story):
    amina, ben, _ = await story.pair()

    ben.phone.says(
        "read this now", entities=[{"type": "text_link", "offset": 5, "length": 4, "url": "https://example.org/x"}]
    )

    assert (await amina.phone.next_message()).text == "Ben\nread this (https://example.org/x) now"


async def test_otto_in_another_pair_sees_nothing_of_theirs(story: Story):
    amina, ben, _ = await story.pair()
    otto = await story.joins("Otto", Role.MENTEE)
    olga = await story.joins("Olga", Role.MENTOR)
    await story.pair_of(olga.id, otto.id)
    before = otto.phone.texts

    ben.phone.says("only for you")
    await amina.phone.next_message()
    await story.settles()

    assert otto.phone.texts == before
    assert "only for you" not in "".join(olga.phone.texts)


async def test_a_mentor_of_two_is_asked_whom_a_message_is_for(story: Story):
    amina, ben, _ = await story.pair()
    alex = await story.joins("Alex", Role.MENTEE)
    await story.pair_of(ben.id, alex.id)
    alex.phone.catches_up()

    ben.phone.says("Well done!")
    question = await ben.phone.next_message()
    await story.settles()
    assert question.button_texts == ["Amina", "Alex"]
    assert "Ben\nWell done!" not in amina.phone.texts + alex.phone.texts

    ben.phone.presses("Alex", question)
    assert (await alex.phone.next_message()).text == "Ben\nWell done!"
    await story.settles()
    assert "Ben\nWell done!" not in amina.phone.texts


async def test_a_mentor_of_two_who_answers_a_message_is_not_asked(story: Story):
    amina, ben, _ = await story.pair()
    alex = await story.joins("Alex", Role.MENTEE)
    await story.pair_of(ben.id, alex.id)
    ben.phone.catches_up()
    amina.phone.says("I passed!")
    told = await ben.phone.next_message()

    ben.phone.says("Well done!", reply_to=told)

    assert (await amina.phone.next_message()).text == "Ben\nWell done!"
    await story.settles()
    assert "Ben\nWell done!" not in alex.phone.texts


async def test_an_answer_into_an_ended_pair_never_goes_to_somebody_else(story: Story):
    amina, ben, pair = await story.pair()
    amina.phone.says("goodbye")
    farewell = await ben.phone.next_message()
    await story.brings(pair, PairState.CLOSED)
    alex = await story.joins("Alex", Role.MENTEE)
    await story.pair_of(ben.id, alex.id)
    ben.phone.catches_up()

    ben.phone.says("I will miss you", reply_to=farewell)

    assert "has ended" in (await ben.phone.next_message()).text
    await story.settles()
    assert not any("miss you" in text for text in alex.phone.texts + amina.phone.texts)


async def test_a_forged_press_on_somebody_elses_message_does_nothing(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("Good night")
    held = await ben.phone.next_message()
    otto = await story.joins("Otto", Role.MENTEE)

    data = held.buttons[0][0].data
    press = {
        "id": "1",
        "chat_instance": "1",
        "data": data,
        "from": otto.phone.account.as_user(),
        "message": {"message_id": 1, "date": 1, "chat": {"id": otto.phone.account.id, "type": "private"}},
    }
    story.world.bots[story.bot.house.bot_id].updates.add("callback_query", press)
    await story.settles()
    await story.at("07:00")

    assert amina.phone.texts[-1] == "Ben\nGood night"
