"""A check-in on a phone: one message that changes in place; tapped, typed, said, put off, changed, handed in."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.check_ins.asking import expire, remind
from bot.words import words
from locales import languages
from mentoring.check_ins import Cause, CheckInState
from mentoring.pairs import Pair, PairId
from mentoring.questionnaires.answer import SKIPPED, Words
from mentoring.questionnaires.questionnaire import Sees
from storage import cases, check_ins, pairs, questionnaires
from storage.tx import Tx
from tests.check_ins import answers_of, card, every_kind, goes_through, is_asked, known, press
from tests.journeys.test_invariants import forged
from tests.story import Story
from tests.watchwords import DARK


async def test_a_whole_check_in_is_one_message_that_changes(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    before, bens = len(amina.phone.received), ben.phone.texts

    await press(story, amina.phone, "▶️ Begin", "🙂", "Home", "☐ Talk", "☐ Food", "✓ Done", "👍 Yes", "4", "2", "✓")
    await press(story, amina.phone, "Mon 2", "Skip ›")
    assert card(amina.phone).text.startswith("✅ That is all.")
    await press(story, amina.phone, "✓ Hand it in")

    assert len(amina.phone.received) == before
    assert amina.phone.last.text == "✅ Handed in.\n\nThank you!"
    assert ben.phone.texts == bens
    kept = await answers_of(story, check_in)
    assert {key: answer.answer for key, answer in kept.items()} == {
        "mood": 4,
        "topic": "home",
        "liked": frozenset({"talk", "food"}),
        "met": True,
        "hours": Decimal(42),
        "day": date(2026, 3, 2),
        "more": SKIPPED,
    }
    assert {key: answer.score for key, answer in kept.items() if answer.score is not None} == {
        "mood": 4,
        "topic": 2,
        "met": 1,
        "hours": 42,
    }
    assert (await known(story, check_in)).state is CheckInState.CLOSED


@pytest.mark.parametrize("language", languages())
async def test_both_go_through_the_shipped_ones_in_their_language(story: Story, language: str):
    amina, ben, _pair = await story.pair(languages=(language, language))
    _ = words(language)

    for member, own_words in ((amina, ""), (ben, _("Thank you!"))):
        member.phone.says("/checkin")
        await story.settles()
        await press(story, member.phone, card(member.phone).button_texts[0])
        pages = await goes_through(story, member, language, writes=own_words)
        assert _("👁 Who sees this") in pages[0]
        assert pages[1].startswith("●○")
        assert any(
            page.startswith(_("✓ Kept as your answer, not sent to {name}.", name="Amina")) for page in pages
        ) == (member is ben)
        assert member.phone.last.text.startswith(_("✅ Handed in."))
        assert all(len(page) < 1200 for page in pages)

    (first, second) = await story.store.read(lambda tx: check_ins.page(tx, story.programme))
    assert (first.state, first.cause, second.state) == (CheckInState.CLOSED, Cause.HAND, CheckInState.CLOSED)


async def test_who_sees_what_is_said_first(story: Story):
    amina, _ben, pair = await story.pair()

    await is_asked(story, amina, pair, every_kind(mentor_sees=Sees.SCORES))

    assert "• Ben: smileys, numbers, yes and no." in amina.phone.last.text
    assert "• Your coordinator: smileys, numbers, yes and no." in amina.phone.last.text
    assert "• Your own words: nobody, unless you say so at the end." in amina.phone.last.text


async def test_the_mentor_sees_the_scores_and_no_more(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair, every_kind(mentor_sees=Sees.SCORES))

    await goes_through(story, amina, "en", writes="Nobody else reads this")

    assert ben.phone.last.text == (
        "🗒 Amina has done a check-in: “Everything”.\n\nHow are you?\n😀\n\nWhat about?\nWork\n\n"
        "Did you meet Ben?\n👍 Yes\n\nHow many hours?\n3"
    )


async def test_the_mentor_reads_words_that_are_shared_once_it_is_not_quiet(story: Story):
    amina, ben, pair = await story.pair(quiet="21:00-07:00")
    await story.at("20:50")
    await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "😀", *["Skip ›"] * 5)
    amina.phone.says("The workshop was fun")
    await story.settles()
    await story.at("21:05")
    await press(story, amina.phone, "☐ My words for Ben", "✓ Hand it in")

    assert "Ben can read your own words." in amina.phone.last.text
    assert not any("workshop" in text for text in ben.phone.texts)
    await story.at("07:00")
    assert ben.phone.last.text.endswith("Anything else?\n“The workshop was fun”")


async def test_words_that_give_concern_are_never_shown_to_the_mentor(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "😞", *["Skip ›"] * 5)

    amina.phone.says(DARK)
    await story.settles()

    kept = (await answers_of(story, check_in))["more"]
    assert (kept.answer, kept.is_withheld) == (Words(DARK), True)
    assert "☐ My words for Ben" not in card(amina.phone).button_texts
    await press(story, amina.phone, "✓ Hand it in")
    assert not any(DARK in text for text in ben.phone.texts)
    assert len(await story.store.read(lambda tx: cases.page(tx, story.programme, limit=9))) == 1


async def test_a_condition_asks_more_and_takes_it_back(story: Story):
    amina, _ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "🙂", "Skip ›", "Skip ›")
    assert "4 of 7" in amina.phone.last.text
    await press(story, amina.phone, "👎 No")
    assert "5 of 8\n\nWhy not?" in amina.phone.last.text
    amina.phone.says("It rained")
    await story.settles()

    await press(story, amina.phone, "Skip ›", "Skip ›", "Skip ›", "4", "👍 Yes", "✓ Hand it in")

    assert "why" not in await answers_of(story, check_in)


async def test_back_and_next_show_what_was_answered(story: Story):
    amina, _ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "🙂", "Home")

    await press(story, amina.phone, "‹ Back")
    assert "✓ Home" in amina.phone.last.button_texts
    await press(story, amina.phone, "‹ Back")
    assert "Your answer so far: 🙂" in amina.phone.last.text
    await press(story, amina.phone, "Next ›", "Next ›")

    assert "3 of 7\n\nWhat did you like?" in amina.phone.last.text
    await press(story, amina.phone, "‹ Back", "‹ Back", "‹ Back")
    assert "Who sees this" in amina.phone.last.text


async def test_put_off_for_days_it_goes_on_where_it_stood(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "🙂", "⏸ Later")
    assert amina.phone.last.text.startswith("⏸ All right, later. You can go on until then: Friday at 16:00.")
    amina.phone.says("Are you there?")
    await story.settles()
    assert ben.phone.texts[-1].endswith("Are you there?")

    await story.at("17:00", days=2)
    old = next(message for message in amina.phone.received if "later" in message.text)
    amina.phone.says("/checkin")
    await story.settles()

    assert "2 of 7\n\nWhat about?" in amina.phone.last.text
    assert old.text == "This goes on in a newer message. You cannot find it? /checkin"
    await press(story, amina.phone, "Work")
    assert "3 of 7" in amina.phone.last.text


async def test_the_same_button_pressed_twice_answers_once(story: Story):
    amina, _ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin")

    bubble = amina.phone.last
    amina.phone.presses("🙂", bubble)
    amina.phone.presses("🙂", bubble)  # before the bot has changed the bubble
    await story.settles()

    assert "2 of 7" in amina.phone.last.text
    assert list(await answers_of(story, check_in)) == ["mood"]


async def test_a_button_of_another_or_of_none_gets_one_friendly_line(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)

    forged(story, ben, f"ci:{check_in}.1.go.")
    await story.settles()
    assert ben.phone.last.text == "That button does nothing any more. What is open is here: /checkin"
    forged(story, ben, "ci:999.1.go.")
    await story.settles()
    assert ben.phone.last.text == "That button does nothing any more. What is open is here: /checkin"
    for nonsense in ("ci:", "ci:x", f"ci:{check_in}", f"ci:{check_in}.1", f"ci:{check_in}.1.pick.99", "ci:new.77"):
        forged(story, amina, nonsense)
        await story.settles()

    assert (await known(story, check_in)).state is CheckInState.ASKED
    assert await answers_of(story, check_in) == {}


async def test_after_its_time_a_press_says_so_and_loses_nothing(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "🙂")
    bubble = amina.phone.last
    kept = await known(story, check_in)

    assert await story.store.write(lambda tx: expire(tx, kept, story.now))
    await story.settles()

    assert bubble.text.startswith("This check-in is over, and that is all right.")
    forged(story, amina, f"ci:{check_in}.{kept.turn}.pick.1")
    await story.settles()
    assert list(await answers_of(story, check_in)) == ["mood"]
    amina.phone.says("See you")
    await story.settles()
    assert ben.phone.texts[-1].endswith("See you")
    assert not await story.store.write(lambda tx: expire(tx, kept, story.now))


async def test_one_that_lacks_only_the_last_tap_counts(story: Story):
    amina, _ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "🙂", *["Skip ›"] * 6)
    kept = await known(story, check_in)

    await story.store.write(lambda tx: expire(tx, kept, story.now))
    await story.settles()

    assert (await known(story, check_in)).state is CheckInState.CLOSED
    assert amina.phone.last.text.startswith("✅ Handed in.")


async def test_one_gentle_reminder_leads_on(story: Story):
    amina, _ben, pair = await story.pair()
    kept = await known(story, await is_asked(story, amina, pair))

    for _ in range(2):
        await story.store.write(lambda tx: remind(tx, kept, story.now))
    await story.settles()

    reminders = [text for text in amina.phone.texts if text.startswith("🗒 Your check-in is still here: “Everything”.")]
    assert len(reminders) == 1
    await press(story, amina.phone, "▶️ Begin")
    assert "1 of 7" in amina.phone.last.text
    first = next(message for message in amina.phone.received if "Who sees this" in message.text)
    amina.phone.presses("▶️ Begin", first)
    await story.settles()
    assert first.text == "This goes on in a newer message. You cannot find it? /checkin"


async def test_never_two_at_once(story: Story):
    amina, _ben, pair = await story.pair()
    first = await is_asked(story, amina, pair)
    with pytest.raises(AssertionError):
        await is_asked(story, amina, pair, every_kind(key="another"))

    amina.phone.says("/checkin")
    await story.settles()

    under_way = await story.store.read(lambda tx: check_ins.open_of(tx, amina.id))
    assert under_way is not None
    assert under_way.id == first


async def test_a_new_language_holds_from_the_next_page(story: Story):
    amina, _ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin")
    bubble = amina.phone.last
    amina.phone.says("/language")
    await story.settles()
    await press(story, amina.phone, "Български")

    amina.phone.presses("🙂", bubble)
    await story.settles()

    assert "2 от 7\n\nЗа какво?" in bubble.text
    assert bubble.button_texts == ["Работа", "Дом", "‹ Назад", "Пропусни ›", "⏸ После"]


async def test_a_mentor_who_wants_to_hear_nothing_is_shown_nothing(story: Story):
    amina, ben, pair = await story.pair()
    await story.store.write(lambda tx: pairs.set_muted(tx, the_pair(tx, pair), ben.id, story.now))
    await is_asked(story, amina, pair, every_kind(mentor_sees=Sees.CHOICES))
    before = len(ben.phone.received)

    await goes_through(story, amina, "en")

    assert len(ben.phone.received) == before


async def test_the_menu_shows_what_waits_and_leads_there(story: Story):
    amina, _ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "😀")

    amina.phone.says("/menu")
    await story.settles()
    await press(story, amina.phone, "🗒 Everything")

    assert "2 of 7\n\nWhat about?" in amina.phone.last.text
    await press(story, amina.phone, "Home")
    assert "3 of 7" in amina.phone.last.text


async def test_a_check_in_that_waited_for_its_turn_can_be_taken_at_once(story: Story):
    amina, _ben, pair = await story.pair()

    def plan(tx: Tx) -> None:
        version, _ = questionnaires.keep(tx, story.programme, every_kind(), story.now)
        check_ins.plan(
            tx,
            programme=story.programme,
            person=amina.id,
            pair=pair,
            version=version.id,
            key=version.key,
            occurrence="2026-W10",
            cause=Cause.WEEKLY,
            planned_for=story.now,
            expires_at=story.now + timedelta(days=4),
        )

    await story.store.write(plan)
    amina.phone.says("/checkin")
    await story.settles()
    assert amina.phone.last.text == "A check-in waits for you."

    await press(story, amina.phone, "▶️ Begin")

    assert amina.phone.last.text.startswith("🗒 Everything")
    await goes_through(story, amina, "en")
    (check_in,) = await story.store.read(lambda tx: check_ins.page(tx, story.programme))
    assert (check_in.state, check_in.cause) == (CheckInState.CLOSED, Cause.WEEKLY)


def the_pair(tx: Tx, pair: PairId) -> Pair:
    found = pairs.get(tx, pair)
    assert found is not None
    return found
