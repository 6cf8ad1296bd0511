"""Deadlines of goals: reminded of once before and once on the day, in open hours, and only while that makes sense."""

from datetime import date

import pytest

from mentoring.pairs import PairState
from mentoring.people import Role
from tests.journeys.test_goals import a_goal, asks_for, says, seen_anywhere
from tests.journeys.test_sessions import press, said
from tests.story import SOFIA, Story


async def test_a_deadline_is_reminded_of_once_before_and_once_on_the_day(story: Story):
    amina, _ben, _pair = await story.pair()
    await a_goal(story, amina)

    await story.at("15:59", days=12)
    assert not seen_anywhere(amina.phone, "🔔")
    await story.at("16:00")
    assert said(amina.phone).startswith("🔔 By tomorrow: Write my CV")
    await story.at("09:00")
    assert said(amina.phone).startswith("🔔 The day for this has come: Write my CV")
    await story.at("12:00", days=5)
    assert len([m for m in amina.phone.received if m.text.startswith("🔔")]) == 2


async def test_a_reminder_waits_for_open_hours_and_not_past_its_day(story: Story):
    amina, _ben, _pair = await story.pair(quiet="15:00-11:00")
    await story.at("12:00")
    await a_goal(story, amina)

    await story.at("16:00", days=13)
    assert not seen_anywhere(amina.phone, "🔔 By")
    await story.at("10:00", days=1)
    assert not seen_anywhere(amina.phone, "🔔")
    await story.at("11:00")
    assert [m.text.split(":")[0] for m in amina.phone.received if "🔔" in m.text] == ["🔔 The day for this has come"]


async def test_nobody_is_reminded_on_a_day_off(story: Story):
    await story.programme_with()
    await story.changes_rules(holiday_country="BG")
    ben, amina = await story.joins("Ben", Role.MENTOR), await story.joins("Amina", Role.MENTEE)
    await story.pair_of(ben.id, amina.id)
    await a_goal(story, amina)
    await press(story, amina.phone, "⚙️ More", "✏️ Change it", "By when", "Another day")
    await says(story, amina.phone, "10.4.")  # Good Friday; the Monday after it is off as well

    await story.at("16:00", days=38)
    assert story.now.astimezone(SOFIA).date() == date(2026, 4, 9)
    await story.at("09:00")
    await story.at("12:00", days=4)
    assert [m.text.split(":")[0] for m in amina.phone.received if "🔔" in m.text] == ["🔔 By tomorrow"]


@pytest.mark.parametrize("rest", ["⏸ Pause it", "🏁 Reached it", "🍃 Let it go", "🔕 No reminders"])
async def test_reminders_stop_with_the_goal(story: Story, rest: str):
    amina, _ben, _pair = await story.pair()
    await a_goal(story, amina)

    await press(story, amina.phone, "⚙️ More", rest)
    await story.at("12:00", days=20)

    assert not any(m.text.startswith(("🔔 By", "🔔 The day")) for m in amina.phone.received)


async def test_a_goal_that_goes_on_is_reminded_of_again(story: Story):
    amina, _ben, _pair = await story.pair()
    await a_goal(story, amina)
    await press(story, amina.phone, "⚙️ More", "⏸ Pause it", "▶️ Go on")

    await story.at("16:00", days=13)

    assert [m.text.split(":")[0] for m in amina.phone.received if "🔔" in m.text] == ["🔔 By tomorrow"]


@pytest.mark.parametrize("state", [PairState.PAUSED, PairState.CLOSED])
async def test_reminders_and_news_stop_when_the_pair_rests_or_ends(story: Story, state: PairState):
    amina, ben, pair = await story.pair()
    await a_goal(story, amina)
    await story.brings(pair, state)
    heard = len(ben.phone.received)

    await story.at("12:00", days=20)
    await asks_for(story, amina.phone, "/goal")
    await press(story, amina.phone, "🎯 Write my CV", "⚙️ More", "🏁 Reached it")

    assert not any("🔔" in m.text for m in amina.phone.received)
    assert len(ben.phone.received) == heard
    await asks_for(story, ben.phone, "/goal")
    assert not seen_anywhere(ben.phone, "🏁 Write my CV")
