"""The journal on the phone: written, read, searched, deleted and had back, saved; and the weekly question."""

from datetime import UTC

from bot.journal.prompting import ask_late
from mentoring.people import Role
from phones.phone import Phone
from storage import journals
from tests.journeys.test_files import bytes_of
from tests.journeys.test_invariants import forged, parked
from tests.story import Member, Story


async def press(story: Story, phone: Phone, *labels: str) -> None:
    """Press the newest button of each label in turn."""
    for label in labels:
        phone.presses(label)
        await story.settles()


async def open_journal(story: Story, member: Member) -> None:
    """Open the journal for writing, from nothing."""
    member.phone.says("/journal")
    await story.settles()
    if "Begin my journal" in member.phone.last.button_texts:
        await press(story, member.phone, "Begin my journal")
    await press(story, member.phone, "✍️ Write")


async def writes(story: Story, member: Member, *texts: str) -> None:
    """Write entries and shut the journal."""
    await open_journal(story, member)
    for text in texts:
        member.phone.says(text)
        await story.settles()
    await press(story, member.phone, "✓ Done")


async def entries(story: Story, member: Member) -> list[str]:
    """What somebody's journal holds, the newest first."""
    return [entry.content.text for entry in await story.store.read(lambda tx: journals.of(tx, member.id))]


async def test_who_begins_a_journal_is_told_who_reads_it(story: Story):
    amina, _ben, _ = await story.pair()

    amina.phone.says("/journal")
    await story.settles()

    first = amina.phone.last.text
    assert "Nobody reads it: not your partner, not your coordinator, no teacher." in first
    assert "I tell nobody." in first
    assert "whoever holds your phone can see it" in first


async def test_an_entry_stays_in_the_journal_and_the_next_message_after_done_goes_to_the_partner(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts

    await open_journal(story, amina)
    assert "goes into your journal, not to Ben" in amina.phone.last.text
    amina.phone.says("I was proud today")
    await story.settles()
    assert "✓ It is in your journal, not sent to Ben." in amina.phone.last.text
    await press(story, amina.phone, "✓ Done")
    assert "What you write now goes to Ben again." in amina.phone.last.text
    amina.phone.says("Hello Ben")
    await story.settles()

    assert await entries(story, amina) == ["I was proud today"]
    assert ben.phone.texts == [*before, "Amina\nHello Ben"]


async def test_several_short_messages_in_a_row_all_stay_in_the_journal(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts

    await open_journal(story, amina)
    for text in ("so", "today was", "a strange day"):
        amina.phone.says(text)
    amina.phone.sends_photo("my bread")
    amina.phone.sends_voice()
    amina.phone.sends_sticker()
    await story.settles()

    assert await entries(story, amina) == ["", "", "my bread", "a strange day", "today was", "so"]
    assert ben.phone.texts == before


async def test_what_cannot_be_kept_goes_nowhere_and_says_so(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts

    await open_journal(story, amina)
    amina.phone.sends_document()
    await story.settles()

    assert "This I could not keep, and it went to nobody." in amina.phone.last.text
    assert ben.phone.texts == before
    assert await entries(story, amina) == []


async def test_what_was_for_the_partner_is_passed_on_by_one_tap_and_leaves_the_journal(story: Story):
    amina, ben, _ = await story.pair()

    await open_journal(story, amina)
    amina.phone.says("Free on Thursday?")
    await story.settles()
    await press(story, amina.phone, "It was for Ben")

    assert ben.phone.last.text == "Amina\nFree on Thursday?"
    assert await entries(story, amina) == []


async def test_an_answer_to_the_partners_message_goes_to_the_partner_while_the_journal_is_open(story: Story):
    amina, ben, _ = await story.pair()
    ben.phone.says("How was it?")
    await story.settles()
    bubble = amina.phone.last

    await open_journal(story, amina)
    amina.phone.says("Good!", reply_to=bubble)
    await story.settles()

    assert ben.phone.last.text == "Amina\nGood!"
    assert await entries(story, amina) == []


async def test_after_a_long_silence_the_next_message_is_asked_about(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts
    await open_journal(story, amina)

    await story.at("18:00")
    amina.phone.says("Is it you or me?")
    await story.settles()

    assert ben.phone.texts == before
    assert amina.phone.last.text == "Is this for your journal, or a message?"
    await press(story, amina.phone, "It is for my journal")
    assert await entries(story, amina) == ["Is it you or me?"]
    assert ben.phone.texts == before


async def test_entries_are_listed_searched_and_read(story: Story):
    amina, _ben, _ = await story.pair()
    await writes(story, amina, *(f"Entry number {n}" for n in range(1, 9)), "The bread was good")

    await press(story, amina.phone, "📔 My journal", "📖 Read")
    assert amina.phone.last.text.startswith("📖 9 entries\n\n1. today at 16:00\nThe bread was good\n2. ")
    await press(story, amina.phone, "Older ›")
    assert amina.phone.last.text.endswith("9. today at 16:00\nEntry number 1")
    await press(story, amina.phone, "9", "‹ Newer")
    assert amina.phone.last.text == "📔 2 March 2026, 16:00\n\nEntry number 2\n\n🔒 Only you read it."

    amina.phone.says("/journal")
    await story.settles()
    await press(story, amina.phone, "🔎 Search")
    amina.phone.says("BREAD good")
    await story.settles()
    assert amina.phone.last.text == "🔎 1 entry with “BREAD good”\n\n1. today at 16:00\nThe bread was good"


async def test_an_edited_bubble_changes_its_entry(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts
    await open_journal(story, amina)
    said = amina.phone.says("I was prowd")
    await story.settles()

    amina.phone.edits(said, "I was proud")
    await story.settles()

    assert await entries(story, amina) == ["I was proud"]
    assert ben.phone.texts == before


async def test_a_deleted_entry_can_be_had_back_for_a_minute(story: Story):
    amina, _ben, _ = await story.pair()
    await writes(story, amina, "Not for anybody")

    await press(story, amina.phone, "📔 My journal", "📖 Read", "1", "🗑 Delete")
    assert await entries(story, amina) == []
    await press(story, amina.phone, "Have it back")
    assert await entries(story, amina) == ["Not for anybody"]
    await story.at("16:05")
    assert await entries(story, amina) == ["Not for anybody"]


async def test_a_deleted_entry_is_gone_after_a_minute_from_the_chat_too(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts
    await writes(story, amina, "Not for anybody")
    await press(story, amina.phone, "📔 My journal", "📖 Read", "1", "🗑 Delete")

    await story.at("16:02")

    assert not any("Not for anybody" in message.text for message in amina.phone.messages)
    left = await story.store.read(lambda tx: tx.all("SELECT body FROM journal_entries"))
    assert [row["body"] for row in left] == [None]
    waiting = await story.store.read(lambda tx: tx.all("SELECT body FROM undirected"))
    assert [row["body"] for row in waiting] == [None]
    await press(story, amina.phone, "Have it back")
    assert amina.phone.last.text == "This entry is no longer there."
    await press(story, amina.phone, "It was for Ben")
    assert ben.phone.texts == before


async def test_the_journal_is_saved_as_a_file(story: Story):
    amina, _ben, _ = await story.pair()
    await writes(story, amina, "First", "Second")

    await press(story, amina.phone, "📔 My journal", "💾 Save it as a file")

    file = next(m for m in amina.phone.received if "document" in m.content)
    text = bytes_of(story.world, file).decode()
    assert text == (
        "2 March 2026, 16:00 (Europe/Sofia)\n\nFirst\n\n---\n\n2 March 2026, 16:00 (Europe/Sofia)\n\nSecond\n"
    )


async def wish_for(story: Story, member: Member, day: str, hour: str) -> None:
    member.phone.says("/journal")
    await story.settles()
    if "Begin my journal" in member.phone.last.button_texts:
        await press(story, member.phone, "Begin my journal")
    await press(story, member.phone, "🔔 Weekly question", day, hour)


def questions(phone: Phone) -> int:
    return sum("Something to write about, if you like:" in text for text in phone.texts)


async def test_the_weekly_question_comes_once_a_week_at_the_chosen_hour(story: Story):
    amina, _ben, _ = await story.pair()
    await wish_for(story, amina, "Wednesday", "17:00")
    assert "🔔 I ask you something once a week: Wednesday at 17:00." in amina.phone.last.text

    asked_on = []
    for _day in range(22):
        before = questions(amina.phone)
        await story.at("23:00")
        if questions(amina.phone) > before:
            asked_on.append(story.now.day)
        await story.at("00:30")
    assert asked_on == [4, 11, 18]
    assert questions(amina.phone) == 3


async def test_a_weekly_question_waits_for_the_end_of_quiet_hours_and_stops_when_unwished(story: Story):
    amina, _ben, _ = await story.pair(quiet="19:00-07:00")
    await wish_for(story, amina, "Monday", "20:00")

    await story.at("23:00")
    assert questions(amina.phone) == 0
    await story.at("07:00")
    assert questions(amina.phone) == 1

    await press(story, amina.phone, "🔔 Change or stop this", "Do not ask me any more")
    await story.at("09:00", days=8)
    assert questions(amina.phone) == 0  # the one bubble there was shows the journal now


async def test_another_hour_chosen_doubles_nothing(story: Story):
    amina, _ben, _ = await story.pair()
    await wish_for(story, amina, "Wednesday", "17:00")
    await wish_for(story, amina, "Thursday", "18:00")
    await wish_for(story, amina, "Wednesday", "17:00")

    await story.at("23:00", days=5)

    assert questions(amina.phone) == 1


async def test_a_weekly_question_opens_the_journal_only_when_tapped(story: Story):
    amina, ben, _ = await story.pair()
    await wish_for(story, amina, "Monday", "17:00")
    await story.at("17:00")

    amina.phone.says("Hello Ben")
    await story.settles()
    assert ben.phone.last.text == "Amina\nHello Ben"
    await press(story, amina.phone, "✍️ Write")
    assert amina.phone.last.text.startswith("💡 ") or any("💡 " in text for text in amina.phone.texts)
    amina.phone.says("My answer")
    await story.settles()
    assert await entries(story, amina) == ["My answer"]


async def test_staff_have_no_journal_and_forged_presses_do_nothing(story: Story):
    amina, ben, _ = await story.pair()
    carla = await story.joins("Carla", Role.COORDINATOR)
    await writes(story, amina, "Mine alone")

    carla.phone.says("/journal")
    for data in (
        "jour:e.1",
        "jour:to.1.1",
        "jour:tell.1",
        "jour:read.1",
        "jour:del.1",
        "jour:back.1",
        "jour:hour.9.99",
    ):
        for member in (ben, carla):
            forged(story, member, data)
    for data in ("jour:", "jour:to", "jour:to.1.999", "jour:tellat.x", "jour:day.7", "jour:e.99999999999999999999999"):
        forged(story, amina, data)
    await story.settles()

    assert await parked(story) == 0
    assert await entries(story, amina) == ["Mine alone"]
    for member in (ben, carla):
        assert not any("Mine alone" in text for text in member.phone.texts)


async def test_a_weekly_question_that_was_put_off_and_comes_late_waits_for_open_hours_again(story: Story):
    amina, _ben, _ = await story.pair(quiet="19:00-07:00")
    await wish_for(story, amina, "Friday", "08:00")
    await story.at("23:00")

    await story.store.write(lambda tx: ask_late(tx, amina.id, story.now.astimezone(UTC)))
    await story.settles()
    assert questions(amina.phone) == 0

    await story.at("07:00")
    assert questions(amina.phone) == 1
