"""Words that the bot asked for: they go where they were asked for, it says so, and "It was for Ben" takes them back."""

from datetime import UTC, date, timedelta

from bot.check_ins.asking import expire
from mentoring.check_ins import CheckInState
from mentoring.pairs import PairState
from mentoring.people import Role
from mentoring.questionnaires.answer import SKIPPED, Words
from storage import asked, goals, pairs, taken_words
from tests.check_ins import answers_of, card, every_kind, is_asked, known, press
from tests.journeys.test_invariants import forged
from tests.journeys.test_safeguarding_on_arrival import all_cases, school
from tests.story import Story
from tests.watchwords import DARK

TO_THE_WORDS = ("▶️ Begin", "😀", *["Skip ›"] * 5)
TO_THE_NUMBER = ("▶️ Begin", "😀", *["Skip ›"] * 3)


async def test_the_bubble_says_where_the_next_message_goes(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    assert "your next message is your answer. It does not go to Ben." in amina.phone.last.text
    bens = ben.phone.texts

    amina.phone.says("I learned to weld")
    await story.settles()

    assert amina.phone.last.text.startswith("✓ Kept as your answer, not sent to Ben.\n\n✅ That is all.")
    assert ben.phone.texts == bens
    assert (await answers_of(story, check_in))["more"].answer == Words("I learned to weld")


async def test_it_was_for_ben(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says("Are you coming today?")
    await story.settles()

    await press(story, amina.phone, "It was for Ben")

    assert ben.phone.texts[-1].endswith("Are you coming today?")
    assert amina.phone.last.text.startswith("For Ben\n\n●●●●●●●  7 of 7\n\nAnything else?")
    assert "more" not in await answers_of(story, check_in)
    amina.phone.says("No, that is all")
    await story.settles()
    assert not ben.phone.texts[-1].endswith("No, that is all")
    assert (await answers_of(story, check_in))["more"].answer == Words("No, that is all")


async def test_it_was_for_ben_pressed_twice_sends_it_once(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says("Are you coming today?")
    await story.settles()
    bubble, before = card(amina.phone), len(ben.phone.received)

    amina.phone.presses("It was for Ben", bubble)
    amina.phone.presses("It was for Ben", bubble)
    await story.settles()

    assert len(ben.phone.received) == before + 1


async def test_after_it_is_handed_in_it_stays_an_answer(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says("Are you coming today?")
    await story.settles()
    data = card(amina.phone).buttons[-1][0].data or ""
    await press(story, amina.phone, "✓ Hand it in")
    before = len(ben.phone.received)

    forged(story, amina, data)
    await story.settles()

    assert len(ben.phone.received) == before


async def test_nobody_else_can_send_what_was_taken(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says("I learned to weld")
    await story.settles()
    data = card(amina.phone).buttons[-1][0].data or ""

    forged(story, ben, data)
    await story.settles()

    assert ben.phone.last.text == "This can no longer be changed. If it was a message, please write it again."
    assert "more" in await answers_of(story, check_in)


async def test_a_reply_to_ben_goes_to_ben_whatever_is_asked(story: Story):
    amina, ben, pair = await story.pair()
    ben.phone.says("Lunch?")
    await story.settles()
    bens = amina.phone.last
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)

    amina.phone.says("Yes!", reply_to=bens)
    await story.settles()

    assert ben.phone.texts[-1].endswith("Yes!")
    assert "more" not in await answers_of(story, check_in)


async def test_the_way_out_writes_to_ben_and_leads_back(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS, "✉️ Write to Ben")
    assert "✉️ What you write now goes to Ben." in amina.phone.last.text
    amina.phone.says("Hello Ben")
    await story.settles()
    assert ben.phone.texts[-1].endswith("Hello Ben")

    await press(story, amina.phone, "✏️ Answer now")
    amina.phone.says("Nothing else")
    await story.settles()

    assert (await answers_of(story, check_in))["more"].answer == Words("Nothing else")


async def test_a_photo_is_no_answer_and_goes_to_ben(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)

    amina.phone.sends_photo("Look")
    await story.settles()

    assert "photo" in ben.phone.last.content
    assert "more" not in await answers_of(story, check_in)


async def test_a_voice_note_is_an_answer(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    before = len(ben.phone.received)

    amina.phone.sends_voice()
    await story.settles()

    answer = (await answers_of(story, check_in))["more"].answer
    assert isinstance(answer, Words)
    assert answer.voice
    assert "🎤 spoken" in amina.phone.last.text
    assert len(ben.phone.received) == before


async def test_a_number_can_be_typed_and_what_is_none_goes_nowhere_unasked(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_NUMBER)

    amina.phone.says("a few hours")
    await story.settles()
    assert amina.phone.last.text.startswith("I could not read that as a whole number.")
    assert not any("a few hours" in text for text in ben.phone.texts)
    await press(story, amina.phone, "It was for Ben")
    assert ben.phone.texts[-1].endswith("a few hours")

    amina.phone.says("12")
    await story.settles()
    assert (await answers_of(story, check_in))["hours"].score == 12
    assert "When was it?" in amina.phone.last.text


async def test_a_day_can_be_written_as_people_write_them(story: Story):
    amina, _ben, pair = await story.pair(languages=("bg", "en"))
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Започни", "😀", *["Пропусни ›"] * 4)

    amina.phone.says("вчера")
    await story.settles()

    assert (await answers_of(story, check_in))["day"].answer == date(2026, 3, 1)


async def test_much_later_it_asks_what_a_message_is(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    await story.at("17:00", days=1)
    before = len(ben.phone.received)

    amina.phone.says("I do not trust Ben yet")
    await story.settles()
    assert amina.phone.last.text == "Is this your answer to my question, or a message?"
    assert len(ben.phone.received) == before
    await press(story, amina.phone, "It is my answer")

    assert (await answers_of(story, check_in))["more"].answer == Words("I do not trust Ben yet")
    assert amina.phone.last.text.startswith("✓ Kept as your answer.\n\n✅ That is all.")
    assert len(ben.phone.received) == before


async def test_much_later_a_message_is_sent_when_it_is_one(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    await story.at("17:00", days=1)

    amina.phone.says("See you tomorrow")
    await story.settles()
    await press(story, amina.phone, "It was for Ben")
    amina.phone.says("And bring the drill")
    await story.settles()

    assert [text.splitlines()[-1] for text in ben.phone.texts[-2:]] == ["See you tomorrow", "And bring the drill"]
    assert "more" not in await answers_of(story, check_in)


async def test_the_menu_in_between_makes_it_ask_rather_than_guess(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    await story.store.write(lambda tx: asked.forget(tx, amina.id))
    before = len(ben.phone.received)

    amina.phone.says("I learned to weld")
    await story.settles()

    assert amina.phone.last.text == "Is this your answer to my question, or a message?"
    assert len(ben.phone.received) == before


async def test_a_mentor_of_two_says_whose_it_was(story: Story):
    amina, ben, pair = await story.pair()
    zara = await story.joins("Zara", Role.MENTEE)
    await story.pair_of(ben.id, zara.id)
    await is_asked(story, ben, pair)
    await press(story, ben.phone, *TO_THE_WORDS)
    assert "It does not go to Amina, Zara." in card(ben.phone).text
    ben.phone.says("See you at four")
    await story.settles()
    assert card(ben.phone).text.startswith("✓ Kept as your answer, sent to nobody.")

    await press(story, ben.phone, "It was a message for somebody", "Zara")

    assert zara.phone.texts[-1].endswith("See you at four")
    assert not any("See you at four" in text for text in amina.phone.texts)


async def test_an_edit_changes_the_answer_until_it_is_handed_in(story: Story):
    amina, _ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    written = amina.phone.says("I lerned to weld")
    await story.settles()

    amina.phone.edits(written, "I learned to weld")
    await story.settles()
    assert (await answers_of(story, check_in))["more"].answer == Words("I learned to weld")
    await press(story, amina.phone, "✓ Hand it in")
    amina.phone.edits(written, "I did not")
    await story.settles()

    assert (await answers_of(story, check_in))["more"].answer == Words("I learned to weld")


async def test_what_gives_concern_is_withheld_when_it_was_for_ben(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says(DARK)
    await story.settles()

    await press(story, amina.phone, "It was for Ben")

    assert not any(DARK in text for text in ben.phone.texts)


async def test_words_that_nobody_wanted_elsewhere_are_forgotten_in_a_day(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says("I learned to weld")
    await story.settles()
    before = len(ben.phone.received)

    later = story.now.astimezone(UTC) + timedelta(days=2)
    assert await story.store.write(lambda tx: taken_words.prune(tx, later)) == 1
    await press(story, amina.phone, "It was for Ben")

    assert len(ben.phone.received) == before
    assert amina.phone.last.text == "This can no longer be changed. If it was a message, please write it again."


async def test_a_bubble_that_cannot_be_changed_is_not_a_trap_when_the_check_in_is_over(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_NUMBER)
    amina.phone.says("12")
    await story.settles()
    before, kept = len(ben.phone.received), await known(story, check_in)
    assert kept.bubble is None
    assert "your next message is your answer" in amina.phone.last.text

    await story.store.write(lambda tx: expire(tx, kept, story.now))
    amina.phone.says("It was the day I cried")
    await story.settles()

    assert amina.phone.last.text == "Is this your answer to my question, or a message?"
    assert len(ben.phone.received) == before


async def test_a_lost_phone_shows_nothing_more_of_it(story: Story):
    amina, _ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin", "😀")
    old = amina.phone.last
    shown = old.text
    new = story.phone(story.account("Amina2"))
    await story.taps_through(new, await story.invite(amina.id))

    new.says("/checkin")
    await story.settles()

    assert "2 of 7" in new.last.text
    assert old.text == shown


async def test_a_question_that_is_over_sends_nothing_to_ben_unasked(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair, every_kind())
    await press(story, amina.phone, *TO_THE_WORDS)
    await story.at("17:00", days=1)
    amina.phone.says("I learned to weld")
    await story.settles()
    await press(story, amina.phone, "Skip ›", "✓ Hand it in")
    before = len(ben.phone.received)

    doubt = next(message for message in amina.phone.received if message.text.startswith("Is this your answer"))
    amina.phone.presses("It is my answer", doubt)
    await story.settles()

    assert doubt.text == "That question is no longer open, so this went nowhere."
    assert len(ben.phone.received) == before
    assert (await known(story, check_in)).state is CheckInState.CLOSED
    assert (await answers_of(story, check_in))["more"].answer is SKIPPED


async def test_a_question_whose_bubble_still_promises_is_asked_about_once_another_has_come(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    assert "your next message is your answer. It does not go to Ben." in amina.phone.last.text
    amina.phone.says("/journal")
    await story.settles()
    await press(story, amina.phone, "Begin my journal", "✍️ Write", "✓ Done")
    before = len(ben.phone.received)

    amina.phone.says("I do not trust Ben yet")
    await story.settles()

    assert len(ben.phone.received) == before
    assert amina.phone.last.text == "Is this your answer to my question, or a message?"
    await press(story, amina.phone, "It is my answer")
    assert (await answers_of(story, check_in))["more"].answer == Words("I do not trust Ben yet")


async def test_of_two_questions_in_doubt_it_says_which_is_meant(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says("/goal")
    await story.settles()
    await press(story, amina.phone, "➕ A new goal")
    amina.phone.says("/menu")
    await story.settles()
    before = len(ben.phone.received)

    amina.phone.says("One")
    await story.settles()
    assert amina.phone.last.text == "🎯 Goals\n\nIs this your answer to my question, or a message?"
    amina.phone.says("I do not trust Ben yet")
    await story.settles()

    assert amina.phone.last.text == "Is this your answer to my question, or a message?"
    await press(story, amina.phone, "It is my answer")
    assert (await answers_of(story, check_in))["more"].answer == Words("I do not trust Ben yet")
    assert len(ben.phone.received) == before


async def test_the_way_out_is_out_of_everything_that_was_asked(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    amina.phone.says("/goal")
    await story.settles()
    await press(story, amina.phone, "➕ A new goal", "✉️ Write to Ben")
    assert amina.phone.last.text.startswith("All right. Your next message goes to Ben.")

    amina.phone.says("Hello Ben")
    await story.settles()

    assert ben.phone.texts[-1].endswith("Hello Ben")


async def test_an_answer_to_what_is_gone_goes_nowhere_unasked(story: Story):
    amina, ben, _pair = await story.pair()
    amina.phone.says("/goal")
    await story.settles()
    await press(story, amina.phone, "➕ A new goal")
    (draft,) = await story.store.read(lambda tx: goals.drafts_of(tx, amina.id))
    await story.store.write(lambda tx: goals.delete(tx, draft.id))
    before = len(ben.phone.received)

    amina.phone.says("To stop being afraid of Ben")
    await story.settles()

    assert len(ben.phone.received) == before
    assert amina.phone.last.text == "That question is no longer open, so this went nowhere."
    await press(story, amina.phone, "It was for Ben")
    assert ben.phone.texts[-1].endswith("To stop being afraid of Ben")


async def test_a_check_in_that_is_called_off_sends_its_answer_to_nobody_unasked(story: Story):
    """Of two mentees one has left: what Ben writes of her must not reach the other."""
    _amina, ben, pair = await story.pair()
    zara = await story.joins("Zara", Role.MENTEE)
    await story.pair_of(ben.id, zara.id)
    check_in = await is_asked(story, ben, pair)
    await press(story, ben.phone, *TO_THE_WORDS)
    before = len(zara.phone.received)

    await story.brings(pair, PairState.CLOSED)
    await story.settles()
    assert (await known(story, check_in)).state is CheckInState.CANCELLED
    ben.phone.says("She hardly comes any more")
    await story.settles()

    assert len(zara.phone.received) == before


async def test_a_mentor_hears_nothing_of_an_answer_that_gave_reason_for_concern(story: Story):
    at = await school(story)
    pair = await story.store.read(lambda tx: pairs.talks_of(tx, at.amina.id)[0].pair.id)
    await is_asked(story, at.amina, pair)
    await press(story, at.amina.phone, *TO_THE_WORDS)
    before = at.ben.phone.texts

    at.amina.phone.says(DARK)
    await story.settles()

    assert len(await all_cases(story)) == 1
    assert at.ben.phone.texts == before
    await press(story, at.amina.phone, "It was for Ben")
    assert any("An adult at school is helping Amina" in text for text in at.ben.phone.texts)


async def test_stop_leaves_what_was_asked_and_the_next_message_goes_to_ben(story: Story):
    amina, ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)

    amina.phone.says("/stop")
    await story.settles()
    assert amina.phone.last.text == "All right. Your next message goes to Ben."
    amina.phone.says("Are you coming today?")
    await story.settles()

    assert ben.phone.texts[-1].endswith("Are you coming today?")
    assert "more" not in await answers_of(story, check_in)


async def test_stop_where_nothing_was_asked_says_what_can_be_stopped(story: Story):
    amina, ben, _pair = await story.pair()
    bens = ben.phone.texts

    amina.phone.says("/stop")
    await story.settles()

    assert amina.phone.last.text.startswith("There is nothing to stop: I am not waiting for any words of yours.")
    assert "/pause" in amina.phone.last.text
    assert "Tell your coordinator" in amina.phone.last.text
    assert ben.phone.texts == bens


async def test_a_sticker_in_the_middle_of_a_check_in_goes_to_ben_and_the_question_waits(story: Story):
    amina, ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)

    amina.phone.sends_sticker("💪")
    await story.settles()

    assert "sticker" in ben.phone.last.content
    amina.phone.says("I learned to weld")
    await story.settles()
    assert amina.phone.last.text.startswith("✓ Kept as your answer, not sent to Ben.")


async def test_two_taps_at_once_answer_one_question(story: Story):
    amina, _ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin")
    bubble = card(amina.phone)

    amina.phone.presses("😀", bubble)
    amina.phone.presses("😞", bubble)
    await story.settles()

    assert {key: kept.answer for key, kept in (await answers_of(story, check_in)).items()} == {"mood": 5}
    assert "2 of 7" in card(amina.phone).text


async def test_a_check_in_goes_on_in_the_language_that_was_chosen_in_the_middle_of_it(story: Story):
    amina, _ben, pair = await story.pair()
    await is_asked(story, amina, pair)
    await press(story, amina.phone, "▶️ Begin")
    bubble = card(amina.phone)
    amina.phone.says("/language")
    await story.settles()
    await press(story, amina.phone, "Български")

    amina.phone.presses("😀", bubble)
    await story.settles()

    assert "За какво?" in bubble.text
    assert [label for row in bubble.buttons for label in (each.text for each in row)][:2] == ["Работа", "Дом"]


async def test_an_answer_edited_after_it_was_handed_in_stays_and_its_writer_is_told(story: Story):
    amina, _ben, pair = await story.pair()
    check_in = await is_asked(story, amina, pair)
    await press(story, amina.phone, *TO_THE_WORDS)
    written = amina.phone.says("I learned to weld")
    await story.settles()
    await press(story, amina.phone, "✓ Hand it in")

    amina.phone.edits(written, "I learned to paint")
    await story.settles()

    assert amina.phone.last.text == "I could not take over this change. What I kept stays as it was."
    assert amina.phone.last.reply_to is not None
    assert (await answers_of(story, check_in))["more"].answer == Words("I learned to weld")
