"""Nobody can say whether a message arrived: "Send again" does what it says, as the writer and the rules want it now."""

import pytest
from telegram.error import TelegramError

from mentoring.pairs import PairState
from tests.story import Story

LONG = " ".join(f"word{number:04}" for number in range(455))


async def test_each_part_that_is_unconfirmed_is_sent_again(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("timeout_before", method="sendMessage", chat=amina.phone.account.id, times=2)
    ben.phone.says(LONG)
    await story.settles()
    questions = [message for message in ben.phone.received if message.button_texts == ["Send again"]]
    assert len(questions) == 2

    for question in questions:
        ben.phone.presses("Send again", question)
        await story.settles()

    assert " ".join(amina.phone.texts[-2:]).removeprefix("Ben\n") == LONG


async def test_what_is_sent_again_are_the_words_as_they_are_now(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("timeout_before", method="sendMessage", chat=amina.phone.account.id)
    said = ben.phone.says("Thrusday?")
    question = await ben.phone.sees("Delivery unconfirmed")
    ben.phone.edits(said, "Thursday?")
    await story.settles()

    ben.phone.presses("Send again", question)
    await story.settles()

    assert amina.phone.texts[-1] == "Ben\nThursday?"


async def test_at_night_what_is_sent_again_is_held_like_anything_else(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    story.world.faults.add("timeout_before", method="sendMessage", chat=amina.phone.account.id)
    ben.phone.says("Free on Thursday?")
    question = await ben.phone.sees("Delivery unconfirmed")
    await story.at("22:00")
    before = amina.phone.texts

    ben.phone.presses("Send again", question)
    await ben.phone.sees("Messages rest now. Amina gets this tomorrow")
    assert amina.phone.texts == before

    await story.at("07:00")
    assert amina.phone.texts[-2:] == ["1 message came in during quiet time:", "Ben\nFree on Thursday?"]


async def test_after_a_pair_has_ended_nothing_is_sent_again(story: Story):
    amina, ben, pair = await story.pair()
    story.world.faults.add("timeout_before", method="sendMessage", chat=amina.phone.account.id)
    ben.phone.says("Meet me outside")
    question = await ben.phone.sees("Delivery unconfirmed")
    await story.brings(pair, PairState.CLOSED)

    ben.phone.presses("Send again", question)
    await ben.phone.sees("Your time with Amina has ended, so this was not passed on.")
    await story.settles()

    assert "Ben\nMeet me outside" not in amina.phone.texts


async def test_an_answer_that_is_no_answer_leaves_delivery_unconfirmed(story: Story, monkeypatch: pytest.MonkeyPatch):
    amina, ben, _ = await story.pair()
    answering = story.bot.api.call

    async def garbled(method, parameters, **how):
        result = await answering(method, parameters, **how)
        if str(parameters.get("chat_id")) == str(amina.phone.account.id):
            raise TelegramError("the answer is no JSON")
        return result

    monkeypatch.setattr(story.bot.api, "call", garbled)
    ben.phone.says("one")

    await ben.phone.sees("Delivery unconfirmed")
    assert amina.phone.texts.count("Ben\none") == 1
