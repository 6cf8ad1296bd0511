"""What people do for safety themselves: tell of a worry, ask for a person, hear nothing, share with a yes."""

import pytest

from mentoring.cases import EventKind
from mentoring.people import Role
from mentoring.safeguarding import Severity
from storage import cases
from tests.journeys.test_safeguarding_on_arrival import School, school
from tests.story import Member, Story
from tests.watchwords import DARK


async def presses(story: Story, member: Member, *buttons: str) -> None:
    for button in buttons:
        member.phone.presses(button)
        await story.settles()


async def worried(story: Story, member: Member, *buttons: str) -> None:
    member.phone.says("/worried")
    await member.phone.sees("Whom are you worried about?")
    await presses(story, member, *buttons)


@pytest.mark.parametrize("who", ["amina", "ben"])
async def test_either_can_tell_of_a_worry_about_the_other_who_notices_nothing(story: Story, who: str):
    at = await school(story)
    me, other = (at.amina, at.ben) if who == "amina" else (at.ben, at.amina)
    before = other.phone.texts
    name = "Ben" if who == "amina" else "Amina"
    await worried(story, me, name, "Mean or threatening words", "Today")
    await at.group.sees("Case 1: high")
    me.phone.says("it was about strawberry")
    await me.phone.sees("Thank you. This is only for the people at school who can help.")
    await story.settles()

    assert other.phone.texts == before
    record = await story.store.read(lambda tx: cases.record_of(tx, 1, with_words=True))
    assert [event.words["text"] for event in record if event.kind is EventKind.NOTE] == ["it was about strawberry"]
    (said,) = [event.words for event in record if event.kind is EventKind.CONCERN]
    assert (said["about"], said["what"], said["urgency"]) == ("partner", "mean", "today")


async def test_a_worry_is_told_before_any_word_is_written_and_a_graver_one_raises_the_case(story: Story):
    at = await school(story)
    await worried(story, at.amina, "Me", "Something at home", "It can wait a few days")
    await at.group.sees("Case 1: medium")
    await presses(story, at.amina, "Nothing to add")
    await worried(story, at.amina, "Ben", "Somebody could get hurt", "Now: somebody is in danger")
    await at.group.sees("Case 1: critical")

    at.amina.phone.presses("Nothing to add")
    await story.settles()
    at.amina.phone.says("good morning")
    await at.ben.phone.sees("Amina\ngood morning")


async def test_the_line_of_a_worry_never_becomes_a_message_to_the_other_not_even_one_that_is_withheld(story: Story):
    at = await school(story)
    await worried(story, at.amina, "Ben", "Something else", "Today")
    at.amina.phone.says(DARK)
    await at.amina.phone.sees("This is only for the people at school who can help.")
    await story.settles()
    assert await story.store.read(lambda tx: tx.one("SELECT COUNT(*) AS n FROM messages")["n"]) == 0
    assert not any("thunder" in text for text in at.ben.phone.texts)


async def test_i_need_someone_now_raises_the_case_at_once_and_not_meant_like_that_closes_nothing(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    answer = await at.amina.phone.sees("right to say it")
    await at.group.sees("Case 1: high")
    await presses(story, at.amina, "I did not mean it like that")
    at.amina.phone.presses("I need someone now", answer)
    await at.group.sees("🔴 Case 1: critical")
    await at.amina.phone.sees("you need someone now")
    case = await story.store.read(lambda tx: cases.get(tx, 1))
    assert case is not None
    assert (case.severity, case.is_open) == (Severity.CRITICAL, True)
    record = await story.store.read(lambda tx: cases.record_of(tx, 1))
    assert [event.facts["pressed"] for event in record if event.kind is EventKind.NOTE] == ["meant", "now"]


async def test_the_number_to_call_can_be_copied_and_is_that_of_the_country(story: Story):
    at = await school(story)
    rules = '{"helpline_country": "BG", "carer_consent_required": false}'
    await story.store.write(lambda tx: tx.run("UPDATE programmes SET rules = :rules", rules=rules))
    at.amina.phone.says(DARK)
    answer = await at.amina.phone.sees("right to say it")
    assert "116 111" in answer.text
    assert "Copy 116 111" in answer.button_texts


async def test_nobody_else_can_press_what_stands_under_somebodys_cry_for_help(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await at.amina.phone.sees("right to say it")
    at.ben.phone.says("/help")
    menu = await at.ben.phone.sees("Write here as in any chat")
    menu.inline_keyboard = [[{"text": "forged", "callback_data": "safety:now.1"}]]
    at.ben.phone.presses("forged", menu)
    await story.settles()
    case = await story.store.read(lambda tx: cases.get(tx, 1))
    assert case is not None
    assert case.severity is Severity.HIGH


async def test_help_offers_a_person_and_the_staff_hear_of_it(story: Story):
    at = await school(story)
    at.amina.phone.says("/help")
    await at.amina.phone.sees("Write here as in any chat")
    await presses(story, at.amina, "I want to talk to a person")
    await at.amina.phone.sees("Your coordinator knows now that you would like to talk.")


async def test_who_hears_nothing_of_the_other_gets_nothing_and_the_other_notices_nothing(story: Story):
    at: School = await school(story, quiet="21:00-07:00")
    at.amina.phone.says("/help")
    await at.amina.phone.sees("Write here as in any chat")
    await presses(story, at.amina, "Hear nothing from Ben for now")
    await at.amina.phone.sees("you hear nothing from Ben")
    await at.group.sees("Amina does not want to hear from Ben for now.")
    before = at.ben.phone.texts

    one = at.ben.phone.says("one")
    await story.settles()
    assert at.ben.phone.texts == before
    at.ben.phone.says("/why", reply_to=one)
    await at.ben.phone.sees("This is with Amina.")
    await story.at("22:00")
    at.ben.phone.says("two")
    await at.ben.phone.sees("Messages rest now. Amina gets this tomorrow")
    at.amina.phone.says("I still write")
    await story.at("09:00")
    await at.ben.phone.sees("Amina\nI still write")
    assert not any(text.startswith("Ben\n") for text in at.amina.phone.texts)

    await presses(story, at.amina, "Hear from Ben again")
    await at.amina.phone.until(lambda phone: phone.texts[-2:] == ["Ben\none", "Ben\ntwo"])


async def test_what_was_held_for_the_night_is_kept_too(story: Story):
    at = await school(story, quiet="21:00-07:00")
    await story.at("22:00")
    at.ben.phone.says("one")
    await story.settles()
    at.amina.phone.says("/help")
    await story.settles()
    await presses(story, at.amina, "Hear nothing from Ben for now")
    await story.at("09:00")
    assert not any(text.startswith("Ben\n") for text in at.amina.phone.texts)


async def test_a_mentor_shares_with_the_staff_only_what_the_mentee_agrees_to(story: Story):
    at = await school(story)
    carla = await story.joins("Carla", Role.COORDINATOR)
    before = at.group.texts
    at.ben.phone.says("/share")
    await at.ben.phone.sees("What should your coordinator know?")
    at.ben.phone.says("Amina is tired of the night shift")
    await at.amina.phone.sees("“Amina is tired of the night shift”")
    assert not any("night shift" in text for text in carla.phone.texts)
    await presses(story, at.amina, "I say it in my words")
    at.amina.phone.says("I would like other hours")
    await carla.phone.sees("Ben and Amina would like you to know:\n\n“I would like other hours”")
    await at.ben.phone.sees("Amina agrees, so your coordinator reads it now.")
    await story.settles()
    assert not any("night shift" in text for text in carla.phone.texts)
    assert at.group.texts == before


async def test_what_a_mentee_does_not_want_to_be_shared_is_not(story: Story):
    at = await school(story)
    carla = await story.joins("Carla", Role.COORDINATOR)
    at.ben.phone.says("/share")
    await at.ben.phone.sees("What should your coordinator know?")
    at.ben.phone.says("Amina is tired")
    await at.amina.phone.sees("“Amina is tired”")
    await presses(story, at.amina, "No", "Yes, share it")
    await at.ben.phone.sees("Amina does not want that to be shared for now.")
    assert not any("tired" in text for text in carla.phone.texts)
