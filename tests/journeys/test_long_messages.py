"""A message of several bubbles is still one message: counted, edited and taken back as a whole."""

from tests.story import Story

LONG = " ".join(f"word{number:04}" for number in range(455))  # with Ben's name above it, more than one bubble holds


def spoken(texts: list[str]) -> str:
    """Return Ben's words of several bubbles as one."""
    return " ".join(text.removeprefix("Ben\n") for text in texts)


async def test_a_long_message_counts_once_in_the_morning(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    ben.phone.says(LONG)
    await story.settles()

    await story.at("07:00")

    assert "1 message came in during quiet time:" in amina.phone.texts
    assert spoken(amina.phone.texts[-2:]) == LONG


async def test_the_last_words_of_a_held_message_arrive_also_when_it_had_been_longer(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    said = ben.phone.says(LONG)
    await story.settles()
    ben.phone.edits(said, "shorter")
    await story.settles()
    ben.phone.edits(said, "the last word")
    await story.settles()

    await story.at("07:00")

    assert amina.phone.texts[-2:] == ["1 message came in during quiet time:", "Ben\nthe last word"]


async def test_a_held_message_that_was_shortened_can_be_taken_back(story: Story):
    amina, ben, _ = await story.pair(quiet="21:00-07:00")
    await story.at("22:00")
    said = ben.phone.says(LONG)
    receipt = await ben.phone.next_message()
    ben.phone.edits(said, "shorter")
    await story.settles()

    ben.phone.presses("Take back", receipt)
    await ben.phone.sees("Taken back. Amina will not get this.")

    before = amina.phone.texts
    await story.at("07:00")
    assert amina.phone.texts == before


async def test_a_message_that_shrinks_and_grows_again_is_whole_in_the_end(story: Story):
    amina, ben, _ = await story.pair()
    said = ben.phone.says(LONG)
    await story.settles()
    ben.phone.edits(said, "short")
    await story.settles()
    assert [text for text in amina.phone.texts if text.startswith("Ben")] == ["Ben\nshort"]

    ben.phone.edits(said, LONG)
    await story.settles()

    shown = [message.text for message in amina.phone.received if "word" in message.text]
    assert spoken(shown) == LONG


async def test_an_edit_changes_the_bubble_it_is_about_also_when_the_first_never_arrived(story: Story):
    amina, ben, _ = await story.pair()
    story.world.faults.add("timeout_before", method="sendMessage", chat=amina.phone.account.id)
    said = ben.phone.says(LONG)
    await ben.phone.sees("Delivery unconfirmed")
    await story.settles()
    second_half = amina.phone.texts[-1]

    ben.phone.edits(said, LONG.replace("word0000 ", "firstone "))
    await story.settles()

    assert amina.phone.texts[-1] == second_half
