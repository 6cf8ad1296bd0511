"""A concern about one of the staff goes to the head, one about the head to who is called last; and conflicts hold."""

import pytest

from mentoring.cases import CaseState, EventKind
from mentoring.people import Role
from storage import cases, duty
from tests.journeys.test_invariants import forged
from tests.journeys.test_safeguarding_by_people import worried
from tests.journeys.test_the_ladder import CRITICAL, HIGH, School, happened, press, school, the_case
from tests.story import Member, Story
from tests.watchwords import DARK

STAFF = "Somebody who works at my school"


def heard(at: School) -> list[bool]:
    """Whether Sol, Dara, Hana and Orhan, and the group, have heard of the case."""
    own = (at.sol, at.dara, at.hana, at.orhan)
    return [any("Case 1" in text for text in each.phone.texts) for each in own] + [
        any("Case 1" in text for text in at.group.texts)
    ]


async def test_a_worry_about_a_lead_goes_to_the_head_and_to_nobody_else(story: Story):
    at = await school(story)
    await worried(story, at.amina, STAFF, "Sol", "Asking for pictures, secrets or to meet", "Today")
    await story.settles()
    assert heard(at) == [False, False, True, False, False]
    assert "Hana has been told just now." in at.amina.phone.last.text
    await story.at("18:00")
    assert heard(at) == [False, False, True, True, False], "who is called last comes next"
    for data in ("case:1.take", "case:1.read.act"):
        for member in (at.sol, at.dara):
            forged(story, member, data)
            await story.settles()
    assert (await the_case(story)).state is CaseState.NEW
    await press(story, at.hana.phone, "I have it")
    assert (await the_case(story)).state is CaseState.ACKNOWLEDGED


async def test_a_worry_about_the_head_goes_to_who_is_called_last(story: Story):
    at = await school(story)
    await worried(story, at.ben, STAFF, "Hana", "Mean or threatening words", "Now: somebody is in danger")
    await story.settles()
    assert heard(at) == [False, False, False, True, False]
    assert at.orhan.phone.texts.count(CRITICAL) == 1
    assert "Orhan has been told just now." in at.ben.phone.last.text


async def test_a_worry_about_a_teacher_whom_the_bot_does_not_know_goes_to_the_head(story: Story):
    at = await school(story)
    await worried(
        story, at.amina, STAFF, "Somebody else at school", "Mean or threatening words", "It can wait a few days"
    )
    await story.settles()
    assert heard(at) == [False, False, True, False, False]


async def test_it_is_no_part_of_the_pairs_case(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await worried(story, at.amina, STAFF, "Sol", "Something else", "Today")
    await story.settles()
    other = await story.store.read(lambda tx: cases.get(tx, 2))
    assert other is not None
    assert (other.pair_id, other.is_about_staff) == (None, True)
    assert not any("Case 2" in text for text in (*at.sol.phone.texts, *at.dara.phone.texts, *at.group.texts))


async def test_a_case_that_turns_out_to_be_about_one_of_us_leaves_all_and_goes_to_the_head(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await press(story, at.dara.phone if any("Case" in t for t in at.dara.phone.texts) else at.sol.phone, "Refer")
    await press(story, at.sol.phone, "This is about one of us", "Dara")

    await at.sol.phone.sees("The case goes to whom it has to go to")
    assert at.hana.phone.texts.count(HIGH) == 1
    withdrawn = f"{HIGH}\nSomebody else works on this now."
    shown = next(message for message in at.group.messages if message.text == withdrawn)
    assert shown.button_texts == []
    for member in (at.sol, at.dara):
        for data in ("case:1.take", "case:1.read.act", "case:1.us.0"):
            forged(story, member, data)
            await story.settles()
    assert (await the_case(story)).state is CaseState.NEW
    (marked,) = await happened(story, EventKind.ABOUT_STAFF)
    assert marked == {"person": at.dara.id}
    await press(story, at.hana.phone, "I have it")
    assert (await the_case(story)).state is CaseState.ACKNOWLEDGED
    assert not any("Hana has it" in text for text in (*at.sol.phone.texts, *at.dara.phone.texts, *at.group.texts))


async def test_in_the_group_nobody_reads_whom_it_is_about(story: Story):
    at = await school(story)
    at.amina.phone.says(DARK)
    await story.settles()
    await press(story, at.group, "Refer", "This is about one of us")
    assert not any("Whom of you" in text for text in at.group.texts)
    await at.sol.phone.sees("Whom of you is it about?")


@pytest.mark.parametrize("where", ["group", "own chats"])
async def test_who_is_named_in_the_message_does_not_hear_of_it(story: Story, where: str):
    at = await school(story)
    if where == "own chats":
        await story.changes_rules()
    at.amina.phone.says(f"{DARK} and Sol knows why")
    await story.settles()
    assert heard(at)[:2] == [False, True]
    answer = await at.amina.phone.sees("It was right to say it")
    assert "Dara at your school" in answer.text
    assert "Sol" not in answer.text
    assert await happened(story, EventKind.KEPT_OUT) == [{"person": at.sol.id, "why": "named"}]


async def test_when_everybody_is_named_somebody_hears_of_it_all_the_same(story: Story):
    amina, _ben, _ = await story.pair()
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    amina.phone.says(f"{DARK}, please tell Sol")
    await sol.phone.sees("Case 1: high")


async def test_where_everybody_is_in_conflict_the_group_hears_the_number(story: Story):
    at = await school(story)

    def note(tx):
        for staff in (at.sol, at.dara, at.hana, at.orhan):
            duty.add_conflict(
                tx, programme=story.programme, staff=staff.id, person=at.amina.id, reason="aunt", now=story.now
            )

    await story.store.write(note)
    at.amina.phone.says(DARK)
    await at.group.sees(HIGH)


async def test_no_lead_in_conflict_is_named_to_the_young_person(story: Story):
    at = await school(story)
    member: Member = at.sol

    def note(tx):
        duty.add_conflict(
            tx, programme=story.programme, staff=member.id, person=at.amina.id, reason="aunt", now=story.now
        )

    await story.store.write(note)
    at.amina.phone.says(DARK)
    answer = await at.amina.phone.sees("It was right to say it")
    assert "Dara at your school" in answer.text
