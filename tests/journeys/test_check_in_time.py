"""Each chooses the day and hour of their own check-in by buttons; what is planned moves with it at once."""

from datetime import time

from mentoring.schedules import Choice
from storage import schedules
from tests.journeys.test_invariants import forged
from tests.planned_check_ins import asked, days, moment, only
from tests.story import Member, Story


async def press(story: Story, member: Member, *labels: str) -> None:
    for label in labels:
        member.phone.presses(label)
        await story.settles()


async def choosing(story: Story, member: Member) -> None:
    member.phone.says("/checkin")
    await story.settles()
    await press(story, member, "🕓 Another day or hour")


AS_USUAL = "All right! Your weekly check-in comes at this time: Friday, 16:00, or a little later."


async def choosing_again(story: Story, member: Member) -> None:
    """Press the button under the older bubble that said what was chosen."""
    bubble = next(m for m in reversed(member.phone.messages) if "🕓 Another day or hour" in m.button_texts)
    member.phone.presses("🕓 Another day or hour", bubble)
    await story.settles()


async def test_a_day_and_an_hour_are_chosen_in_two_taps_and_taken_back_in_one(story: Story):
    amina, ben, _pair = await story.pair(quiet="21:00-07:00", check_ins=True)
    await only(story, "mentee_weekly", "mentor_weekly")
    await choosing(story, amina)
    assert "Your weekly check-in comes at this time: Friday, 16:00, or a little later." in amina.phone.last.text
    await press(story, amina, "Thursday")
    assert "07:00" in amina.phone.last.button_texts
    assert "21:00" not in amina.phone.last.button_texts, "an hour that is quiet for her is not offered"
    await press(story, amina, "10:00")
    assert "Thursday, 10:00" in amina.phone.last.text

    await days(story, 6)
    assert [moment(each) for each in await asked(story, amina.id)] == ["Thu 10"]
    assert [moment(each) for each in await asked(story, ben.id)] == ["Fri 17"]

    await choosing_again(story, amina)
    bubble = next(m for m in reversed(amina.phone.messages) if "As it is for everybody" in m.button_texts)
    amina.phone.presses("As it is for everybody", bubble)
    await story.settles()
    assert amina.phone.texts.count(AS_USUAL) == 1
    assert await story.store.read(lambda tx: schedules.choice_of(tx, amina.id)) is None


async def test_the_question_speaks_the_readers_language_and_fits_a_narrow_phone(story: Story):
    amina, _ben, _pair = await story.pair(languages=("bg", "tr"), check_ins=True)
    amina.phone.says("/checkin")
    await story.settles()
    await press(story, amina, "🕓 Друг ден или час", "Четвъртък")
    assert all(sum(map(len, (button.text for button in row))) <= 28 for row in amina.phone.last.buttons)


async def test_a_forged_press_chooses_nothing(story: Story):
    amina, _ben, _pair = await story.pair(check_ins=True)
    await choosing(story, amina)
    for data in ("sched:at.9.10", "sched:at.4.99", "sched:day.x", "sched:at.4", "sched:", "sched:at.4.10.5"):
        forged(story, amina, data)
        await story.settles()
    assert await story.store.read(lambda tx: schedules.choice_of(tx, amina.id)) is None
    forged(story, amina, "sched:at.6.11")
    await story.settles()
    assert await story.store.read(lambda tx: schedules.choice_of(tx, amina.id)) == Choice(6, time(11))
