"""The start point: seven topics by tapping, own words or a photo; kept, shown by the mentee alone, seen again."""

import struct

from bot.cards import shipped
from mentoring.pairs import PairState
from phones.phone import Phone
from storage import start_points
from tests.journeys.test_invariants import forged, parked
from tests.journeys.test_safeguarding_on_arrival import all_cases, school
from tests.story import Story
from tests.watchwords import DARK


def word(topic: int, number: int) -> str:
    """A word of the shipped deck as it is offered to tap."""
    return shipped("start_point").cards[topic].words[number].texts["en"]


def photo_of(story: Story, phone: Phone) -> bytes:
    """The picture that came last."""
    stored = story.world.files.by_unique_id(phone.last.content["photo"][-1]["file_unique_id"])
    assert stored is not None
    return stored.upload.data


async def press(story: Story, phone: Phone, *labels: str) -> None:
    for label in labels:
        phone.presses(label)
        await story.settles()


async def begins(story: Story, phone: Phone) -> None:
    phone.says("/startpoint")
    await story.settles()
    if "Begin ▸" in phone.last.button_texts:
        await press(story, phone, "Begin ▸")


async def through(story: Story, phone: Phone) -> None:
    """Go from the first topic to the whole, tapping one word on it."""
    await begins(story, phone)
    await press(story, phone, word(0, 0), *["Next ▸"] * 6, "Done ▸")


async def test_somebody_who_only_taps_has_a_whole_map_in_one_message(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts
    await begins(story, amina.phone)
    bubbles = len(amina.phone.messages)
    assert amina.phone.last.text.startswith("1 of 7\n\n👥 People\nWho is there for you when it matters?")

    await press(story, amina.phone, word(0, 0), "More words", "A coach", "Next ▸", "Practice")
    await press(story, amina.phone, *["Next ▸"] * 5, "Done ▸")

    assert len(amina.phone.messages) == bubbles
    assert "👥 People\n· Family, A coach\n\n🎒 School\n· Practice" in amina.phone.last.text
    assert "🔒 Only you see it." in amina.phone.last.text
    assert ben.phone.texts == before


async def test_a_tapped_word_tapped_again_is_taken_off(story: Story):
    amina, _ben, _ = await story.pair()
    await begins(story, amina.phone)

    await press(story, amina.phone, word(0, 0))
    assert f"✓ {word(0, 0)}" in amina.phone.last.button_texts
    await press(story, amina.phone, f"✓ {word(0, 0)}")

    assert word(0, 0) in amina.phone.last.button_texts
    assert f"· {word(0, 0)}" not in amina.phone.last.text


async def test_it_goes_on_where_it_was_left(story: Story):
    amina, _ben, _ = await story.pair()
    await begins(story, amina.phone)
    await press(story, amina.phone, word(0, 0), "Next ▸")

    await story.at("16:00", days=3)
    amina.phone.says("/menu")
    await story.settles()
    await press(story, amina.phone, "🗺 Finish your start point")

    assert amina.phone.last.text.startswith("2 of 7\n\n🎒 School")


async def test_own_words_stand_on_the_map_and_go_to_nobody(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts
    await begins(story, amina.phone)

    await press(story, amina.phone, "✏️ In my words")
    assert "It does not go to Ben." in amina.phone.last.text
    said = amina.phone.says("My grandma in Plovdiv")
    await story.settles()
    assert "“My grandma in Plovdiv”" in amina.phone.last.text
    amina.phone.edits(said, "My grandma in Varna")
    await story.settles()

    assert ben.phone.texts == before
    amina.phone.says("/startpoint")
    await story.settles()
    await press(story, amina.phone, "‹ Back")
    assert "“My grandma in Varna”" in amina.phone.last.text


async def test_words_for_the_partner_leave_the_map_by_one_tap(story: Story):
    amina, ben, _ = await story.pair()
    await begins(story, amina.phone)
    await press(story, amina.phone, "✏️ In my words")
    amina.phone.says("Free on Thursday?")
    await story.settles()

    await press(story, amina.phone, "It was for Ben")

    assert ben.phone.last.text == "Amina\nFree on Thursday?"
    assert "Free on Thursday?" not in amina.phone.last.text


async def test_a_photo_of_a_paper_map_is_kept_and_seen_again(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts
    amina.phone.says("/startpoint")
    await story.settles()

    await press(story, amina.phone, "📷 A photo instead")
    amina.phone.sends_photo("my map")
    await story.settles()
    await press(story, amina.phone, "See the whole ▸")
    assert "📷 There is a photo, too." in amina.phone.last.text
    await press(story, amina.phone, "📷 See my photo")

    assert "photo" in amina.phone.last.content
    assert ben.phone.texts == before


async def test_the_mentor_sees_it_only_when_the_mentee_taps(story: Story):
    amina, ben, _ = await story.pair()
    before = ben.phone.texts
    await through(story, amina.phone)
    assert ben.phone.texts == before

    await press(story, amina.phone, "👁 Show it to Ben")

    assert ben.phone.last.text == f"Amina\n🗺 My start point\n\n👥 People\n· {word(0, 0)}"
    assert "👁 You showed Ben your start point." in amina.phone.last.text
    await press(story, amina.phone, "🗺 Open it")
    assert "👁 Ben has seen it." in amina.phone.last.text


async def test_own_words_that_give_reason_for_concern_open_a_case_and_never_reach_the_mentor(story: Story):
    at = await school(story)
    await begins(story, at.amina.phone)
    await press(story, at.amina.phone, "✏️ In my words")
    at.amina.phone.says(DARK)
    await story.settles()
    assert len(await all_cases(story)) == 1
    kept = await story.store.read(lambda tx: start_points.of_person(tx, at.amina.id))
    assert kept is not None
    assert (kept.map.spot("people").line, kept.map.spot("people").is_withheld) == (DARK, True)

    await press(story, at.amina.phone, word(0, 0), *["Next ▸"] * 6, "Done ▸", "👁 Show it to Ben")

    assert at.ben.phone.last.text == f"Amina\n🗺 My start point\n\n👥 People\n· {word(0, 0)}"
    assert len(await all_cases(story)) == 1


async def test_it_is_one_picture_light_or_dark(story: Story):
    amina, _ben, _ = await story.pair(languages=("bg", "en"))
    amina.phone.says("/startpoint")
    await story.settles()
    for data in ("sp:t.0", "sp:w.0.0.0", "sp:map"):
        forged(story, amina, data)
    await story.settles()

    for data in ("sp:pic", "sp:dark"):
        forged(story, amina, data)
        await story.settles()
        picture = photo_of(story, amina.phone)
        assert picture.startswith(b"\x89PNG")
        width, height = struct.unpack(">II", picture[16:24])
        assert width == 1080
        assert width + height < 10_000  # Telegram's limit for photos


async def test_it_is_shown_again_at_the_end_in_the_mentees_own_hours(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await through(story, amina.phone)
    await story.at("22:00", days=100)
    await story.brings(pair, PairState.CLOSED)
    assert not any(text.startswith("Do you remember?") for text in amina.phone.texts)

    await story.at("07:00")

    assert amina.phone.last.text.startswith(
        f"Do you remember? This is where you stood on 2 March 2026:\n\n🗺 My start point\n\n👥 People\n· {word(0, 0)}"
    )
    assert not any(text.startswith("Do you remember?") for text in ben.phone.texts)


async def test_a_mentor_has_none_and_forged_presses_do_nothing(story: Story):
    amina, ben, _ = await story.pair()
    ben.phone.says("/startpoint")
    await story.settles()
    assert ben.phone.last.text == "The start point is for mentees."

    for data in ("sp:t.99", "sp:w.99.99.99", "sp:own.1000", "sp:show", "sp:pic", "sp:", "sp:map", "sp:see", "sp:x.y"):
        for member in (amina, ben):
            forged(story, member, data)
    await story.settles()

    assert await parked(story) == 0
    assert await story.store.read(lambda tx: start_points.of_person(tx, ben.id)) is None
