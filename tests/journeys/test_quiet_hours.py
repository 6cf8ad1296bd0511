"""At night messages are kept, and in the morning they arrive as they were written."""

from mentoring.pairs import PairState
from mentoring.people import Role
from tests.story import Story


async def test_a_message_written_at_night_arrives_in_the_morning(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("23:10")

    ben.phone.says("Free on Thursday?")

    receipt = await ben.phone.next_message()
    assert receipt.text == "Messages rest now. Amina gets this tomorrow at 07:00."
    assert receipt.button_texts == ["Take back"]
    await story.at("06:59")
    assert "Ben\nFree on Thursday?" not in amina.phone.texts
    await story.at("07:00")
    assert amina.phone.texts[-2:] == ["1 message came in during quiet time:", "Ben\nFree on Thursday?"]


async def test_a_night_of_messages_arrives_in_order_under_one_line_that_rings_once(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    for number in range(5):
        ben.phone.says(f"{number}")
    await story.settles()

    await story.at("07:00")

    assert amina.phone.texts[-6:] == ["5 messages came in during quiet time:", *(f"Ben\n{n}" for n in range(5))]
    assert [message.silent for message in amina.phone.received[-6:]] == [False, True, True, True, True, True]


async def test_a_held_message_can_be_taken_back(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("I regret this")
    await ben.phone.next_message()
    ben.phone.says("Good night")
    await ben.phone.next_message()

    ben.phone.presses("Take back", ben.phone.received[-2])
    await ben.phone.sees("Taken back. Amina will not get this.")
    await story.at("07:00")

    assert amina.phone.texts[-2:] == ["1 message came in during quiet time:", "Ben\nGood night"]


async def test_when_all_is_taken_back_the_morning_is_silent(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    before = amina.phone.texts
    ben.phone.says("I regret this")
    await ben.phone.next_message()

    ben.phone.presses("Take back")
    await story.settles()
    await story.at("07:00")

    assert amina.phone.texts == before


async def test_a_delivered_message_can_no_longer_be_taken_back(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("Good night")
    receipt = await ben.phone.next_message()
    await story.at("07:00")

    ben.phone.presses("Take back", receipt)

    await ben.phone.sees("Too late to take back: this is already with Amina.")
    assert amina.phone.texts[-1] == "Ben\nGood night"


async def test_only_the_last_words_of_a_held_message_arrive(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    said = ben.phone.says("Thrusday?")
    await story.settles()

    ben.phone.edits(said, "Thursday?")
    await story.settles()
    await story.at("07:00")

    assert amina.phone.texts[-1] == "Ben\nThursday?"
    assert not any("Thrusday" in text for text in amina.phone.texts)


async def test_a_message_written_just_after_the_night_does_not_overtake_it(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("first")
    await story.settles()
    story.bot.timer.tick = None  # type: ignore[method-assign, assignment]  # the timer is late this morning
    story.bot.tasks[2].cancel()
    story.world.clock.forward(hours=9, seconds=1)

    ben.phone.says("second")

    await amina.phone.until(lambda phone: phone.texts[-1] == "Ben\nsecond")
    assert amina.phone.texts[-3:] == ["1 message came in during quiet time:", "Ben\nfirst", "Ben\nsecond"]


async def test_what_is_held_when_a_pair_ends_is_not_passed_on_and_its_writer_is_told(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says("Good night")
    await ben.phone.next_message()

    await story.brings(pair, PairState.CLOSED)
    await story.at("07:00")

    assert not any("Good night" in text for text in amina.phone.texts)
    assert any("this was not passed on" in text for text in ben.phone.texts)


async def test_the_night_of_each_programme_is_its_own(story: Story):
    await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    await story.programme_with(quiet="")
    olga, otto = await story.joins("Olga", Role.MENTOR), await story.joins("Otto", Role.MENTEE)
    await story.pair_of(olga.id, otto.id)
    otto.phone.catches_up()

    olga.phone.says("Still awake?")

    assert (await otto.phone.next_message()).text == "Olga\nStill awake?"
