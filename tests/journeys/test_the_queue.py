"""Cases that wake nobody come together: one message with a list, in school time, that goes on saying how they stand."""

import pytest

from mentoring.cases import CaseState
from mentoring.people import Role
from phones.messages import Message
from phones.phone import Phone
from storage import alerts, cases
from storage.alerts import Step
from tests.journeys.test_the_ladder import School, press, school
from tests.story import Member, Story, every_night
from tests.watchwords import DARK, HUNGRY

TWO = "2 cases to look at in school time:\n🟡 Case 1: medium\n🟡 Case 2: medium"


def lists(phone: Phone) -> list[Message]:
    """Every list of cases that a phone shows, the oldest first."""
    return [message for message in phone.messages if "to look at in school time:" in message.text]


def times_listed(phone: Phone) -> int:
    """How often a phone was told a list: the one that it shows, and the bubbles that showed it before."""
    return len(lists(phone)) + sum(text.endswith("⬇️") for text in phone.texts)


async def another_mentee(story: Story, at: School) -> Member:
    """Give Ben a second mentee, so that there can be a second case."""
    alex = await story.joins("Alex", Role.MENTEE)
    await story.pair_of(at.ben.id, alex.id)
    return alex


async def two_cases(story: Story) -> School:
    """Let something medium be noticed in two pairs, ten minutes after four and ten minutes later."""
    at = await school(story)
    alex = await another_mentee(story, at)
    for hour, member in (("16:10", at.amina), ("16:20", alex)):
        await story.at(hour)
        member.phone.says(HUNGRY)
        await story.settles()
    return at


async def test_what_comes_within_half_an_hour_is_one_message_without_a_sound(story: Story):
    at = await two_cases(story)
    assert at.calls("🟡 Case 1: medium") == [0, 0, 0, 0]
    await story.at("16:30")
    for member in (at.hana, at.orhan):
        (shown,) = lists(member.phone)
        assert (shown.text, shown.silent) == (TWO, True)
        assert shown.button_texts == ["Case 1", "Case 2"]
    assert at.calls("🟡 Case 1: medium") == [0, 0, 0, 0]
    assert (lists(at.sol.phone), lists(at.amina.phone)) == ([], [])


async def test_one_alone_is_its_card(story: Story):
    at = await school(story)
    await story.at("16:10")
    at.amina.phone.says(HUNGRY)
    await story.settles()
    assert at.calls("🟡 Case 1: medium") == [0, 0, 0, 0]
    await story.at("16:30")
    assert at.calls("🟡 Case 1: medium") == [0, 0, 1, 1]


async def test_a_case_is_opened_from_the_list_and_every_list_says_who_has_it(story: Story):
    at = await two_cases(story)
    await story.at("16:30")
    await press(story, at.hana.phone, "Case 2", "I have it")

    case = await story.store.read(lambda tx: cases.get(tx, 2))
    assert case is not None
    assert case.state is CaseState.ACKNOWLEDGED
    for member in (at.hana, at.orhan):
        assert [shown.text for shown in lists(member.phone)] == [f"{TWO} · Hana has it."]
    assert at.hana.phone.texts.count("🟡 Case 2: medium\nHana has it.") == 1


async def test_what_nobody_took_is_with_the_lead_the_next_morning_and_with_the_head_after_two_days(story: Story):
    at = await two_cases(story)
    for hour, days, told in (
        ("16:30", 0, [0, 0, 1, 1]),
        ("07:59", 0, [0, 0, 1, 1]),
        ("08:00", 0, [1, 0, 1, 1]),
        ("16:29", 1, [1, 0, 1, 1]),
        ("16:30", 0, [1, 0, 2, 1]),
        ("12:00", 5, [1, 0, 2, 1]),
    ):
        await story.at(hour, days=days)
        assert [times_listed(each.phone) for each in (at.sol, at.dara, at.hana, at.orhan)] == told, (hour, days)
    assert [shown.text for shown in lists(at.hana.phone)] == [TWO], "the one before has no buttons any more"


async def test_only_what_is_left_is_told_the_next_morning(story: Story):
    at = await two_cases(story)
    await story.at("16:30")
    await press(story, at.orhan.phone, "Case 1", "I have it")
    await story.at("08:00")
    assert at.sol.phone.texts.count("🟡 Case 2: medium") == 1
    assert lists(at.sol.phone) == []


async def test_what_came_over_the_weekend_is_one_message_on_monday(story: Story):
    at = await school(story)
    alex = await another_mentee(story, at)
    await story.changes_rules(quiet_blocks=every_night("21:00", "07:00"))
    await story.at("23:00", days=4)  # Friday
    at.amina.phone.says(HUNGRY)
    await story.settles()
    await story.at("12:00", days=1)  # Sunday
    alex.phone.says(HUNGRY)
    await story.settles()
    assert lists(at.hana.phone) == []
    await story.at("08:00")
    assert [shown.text for shown in lists(at.hana.phone)] == [TWO]


async def test_in_the_last_minutes_before_the_quiet_hours_nothing_is_gathered(story: Story):
    at = await school(story)
    await story.changes_rules(quiet_blocks=every_night("21:00", "07:00"))
    await story.at("20:50")
    at.amina.phone.says(HUNGRY)
    await story.settles()
    assert at.calls("🟡 Case 1: medium") == [0, 0, 1, 1]


async def test_one_of_a_list_that_gets_graver_pages_and_is_no_longer_of_the_queue(story: Story):
    at = await two_cases(story)
    await story.at("16:30")
    at.amina.phone.says(DARK)
    await story.settles()
    assert at.calls("🟠 Case 1: high") == [1, 0, 1, 1]
    assert lists(at.hana.phone) == []
    assert at.hana.phone.texts[-2:] == ["🟡 Case 2: medium", "🟠 Case 1: high"]
    assert all(message.button_texts[0] == "I have it" for message in at.hana.phone.messages[-2:])
    await story.at("08:00")
    assert at.sol.phone.texts.count("🟡 Case 2: medium") == 1


async def test_without_a_group_the_lead_has_it_quietly_at_once_and_the_coordinators_in_school_time(story: Story):
    amina, _ben, _ = await story.pair(quiet="21:00-07:00")
    sol = await story.joins("Sol", Role.SAFEGUARDING_LEAD)
    carla = await story.joins("Carla", Role.COORDINATOR)
    await story.at("23:00", days=4)  # a Friday
    amina.phone.says(HUNGRY)
    await story.settles()
    assert (sol.phone.last.text, sol.phone.last.silent) == ("🟡 Case 1: medium", True)
    await story.at("12:00")
    assert not any("Case" in text for text in carla.phone.texts)
    await story.at("08:00", days=1)
    assert carla.phone.texts.count("🟡 Case 1: medium") == 1
    await story.at("08:00", days=1)
    assert sol.phone.texts[-2:] == ["🟡 Case 1: medium ⬇️", "🟡 Case 1: medium"]
    assert [bool(message.button_texts) for message in sol.phone.messages[-2:]] == [False, True]


@pytest.mark.parametrize("fault", ["500", "reset_before", "429"])
async def test_a_list_that_fails_is_sent_again_and_each_of_its_cases_knows_its_bubble(story: Story, fault: str):
    at = await two_cases(story)
    story.world.faults.add(fault, method="sendMessage", chat=at.hana.phone.account.id, times=2, retry_after=1)
    await story.at("16:30")
    for _ in range(4):
        story.world.clock.forward(seconds=3)
        await story.settles()
    (shown,) = lists(at.hana.phone)
    told = [await story.store.read(lambda tx, case=case: alerts.of_case(tx, case)) for case in (1, 2)]
    for alert in (alert for told_of_one in told for alert in told_of_one if alert.chat_id == shown.chat.id):
        assert (alert.step, alert.card_id) == (Step.SHOWN, shown.id)
