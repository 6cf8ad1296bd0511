"""A pair is told that its words were read, a day later in open hours; not where that could put somebody in danger."""

from mentoring.cases import EventKind
from phones.phone import Phone
from storage import pairs
from tests.check_ins import is_asked
from tests.journeys.test_the_ladder import School, happened, press, school
from tests.story import Story, every_night
from tests.watchwords import DARK, LURE

READ = "has read some of your messages"


def told(phone: Phone) -> int:
    return sum(READ in text for text in phone.texts)


async def read(story: Story, at: School) -> None:
    await press(story, at.sol.phone, "Open", "To know how to help")


async def test_both_are_told_the_next_day_that_messages_were_read_and_when(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await read(story, at)
    await at.sol.phone.sees("tomorrow at 16:00. Could that put somebody in danger?")
    assert (told(at.amina.phone), told(at.ben.phone)) == (0, 0)
    await story.at("16:00", days=1)
    for phone in (at.amina.phone, at.ben.phone):
        assert told(phone) == 1
        assert "(Monday at 16:00)" in phone.last.text or "at 16:00)" in phone.last.text
        assert "Sol" not in phone.last.text, "it is the role that reads"
    assert len(await happened(story, EventKind.PAIR_TOLD)) == 1


async def test_several_readings_are_told_once(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await read(story, at)
    await read(story, at)
    await story.at("16:00", days=3)
    assert (told(at.amina.phone), told(at.ben.phone)) == (1, 1)
    await read(story, at)
    await story.at("16:00", days=3)
    assert (told(at.amina.phone), told(at.ben.phone)) == (2, 2), "what is read after that is told again"


async def test_it_waits_for_hours_that_are_open(story: Story):
    at = await school(story)
    await story.changes_rules(quiet_blocks=every_night("15:00", "17:00"))
    at.amina.phone.says(DARK)
    await story.settles()
    await read(story, at)
    await story.at("16:30", days=1)
    assert told(at.amina.phone) == 0
    await story.at("17:00")
    assert (told(at.amina.phone), told(at.ben.phone)) == (1, 1)


async def test_a_lead_keeps_it_back_with_a_reason_is_reminded_and_tells_later(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await read(story, at)
    await press(story, at.sol.phone, "Don't tell them yet", "It could put somebody in danger")
    await story.at("16:00", days=6)
    assert told(at.amina.phone) == 0
    assert await happened(story, EventKind.TELLING_KEPT) == [{"why": "danger"}]
    await story.at("16:00", days=1)
    assert at.sol.phone.last.text.endswith("The two are not told that messages were read. I ask again in a week.")
    await press(story, at.sol.phone, "Tell them now")
    assert (told(at.amina.phone), told(at.ben.phone)) == (1, 1)


async def test_of_signs_nobody_is_told(story: Story):
    at = await school(story)
    at.ben.phone.says(LURE)
    await story.settles()
    await read(story, at)
    await at.sol.phone.sees("The two are not told that messages were read.")
    await story.at("16:00", days=20)
    assert (told(at.amina.phone), told(at.ben.phone)) == (0, 0)
    asked = sum("The two are not told" in text for text in at.sol.phone.texts)
    assert asked >= 2


async def test_a_programme_can_do_without(story: Story):
    at = await school(story)
    await story.changes_rules(tells_of_reading=False)
    at.amina.phone.says(DARK)
    await story.settles()
    await read(story, at)
    await story.at("16:00", days=3)
    assert (told(at.amina.phone), told(at.ben.phone)) == (0, 0)


async def test_of_what_one_of_them_told_the_bot_alone_the_other_is_not_told(story: Story):
    at = await school(story)
    pair = await story.store.read(lambda tx: pairs.talks_of(tx, at.amina.id)[0].pair.id)
    await is_asked(story, at.amina, pair)
    await press(story, at.amina.phone, "▶️ Begin", "😀", *["Skip ›"] * 5)
    at.amina.phone.says(DARK)
    await story.settles()

    await read(story, at)
    await story.at("16:00", days=2)

    assert (told(at.amina.phone), told(at.ben.phone)) == (0, 0)
