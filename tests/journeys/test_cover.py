"""What the staff read ahead and in the week's digest: gaps in cover, drills, and signs too faint for a case."""

from datetime import time

import pytest

from mentoring.duty import DutySpan, rota
from storage import duty
from tests.journeys.test_the_ladder import press, school
from tests.story import SOFIA, Story
from tests.watchwords import FAINT


async def with_gap(story: Story, at) -> None:
    """Nobody is on duty on Wednesdays, which the school has not admitted."""
    days = [DutySpan(day, time(0), time(0), at.sol.id, at.dara.id) for day in range(7) if day != 2]
    kept = rota(SOFIA, days, head=at.hana.id, on_call=at.orhan.id)
    await story.store.write(lambda tx: duty.set_rota(tx, story.programme, kept, story.now))


GAP = "Nobody is on duty from {day} at 00:00 to {next} at 00:00."


async def test_a_gap_is_told_a_week_ahead_and_a_day_ahead(story: Story):
    at = await school(story)
    await with_gap(story, at)
    await story.at("08:00")  # Tuesday, the programme's first digest
    assert GAP.format(day="tomorrow", next="Thursday") in at.group.last.text
    await story.at("08:00", days=1)  # Wednesday
    before = at.group.texts
    await story.at("08:00", days=1)
    await story.at("08:00", days=1)  # Friday
    assert at.group.texts == before
    await story.at("08:00", days=3)  # Monday: the week's
    assert at.group.last.text.startswith("This week")
    assert GAP.format(day="Wednesday", next="Thursday") in at.group.last.text
    await story.at("08:00", days=1)  # Tuesday: the day before
    assert at.group.last.text == GAP.format(day="tomorrow", next="Thursday")


async def test_gaps_that_the_school_has_admitted_are_no_news(story: Story):
    at = await school(story)
    before = at.group.texts
    await story.at("08:00")
    assert at.group.texts == before


async def test_who_is_on_the_rota_and_has_stopped_the_bot_is_told_of(story: Story):
    at = await school(story)
    at.dara.phone.blocks()
    await story.settles()
    await story.at("08:00")
    assert "Dara is on the rota, but I cannot write to them." in at.group.last.text


@pytest.mark.parametrize("times", [1, 3])
async def test_faint_signs_are_counted_by_the_week(story: Story, times: int):
    at = await school(story)
    for number in range(times):
        at.amina.phone.says(f"{FAINT} {number}")
    await story.settles()
    await story.at("08:00")
    assert f"Amina · Ben: {times} (the week before: 0)" in at.group.last.text
    assert "drizzle" not in at.group.last.text


async def test_drills_of_the_week_stand_in_the_digest(story: Story):
    at = await school(story)
    await story.at("08:00")
    at.hana.phone.says("/drill")
    await story.settles()
    story.world.clock.forward(seconds=30)
    await press(story, at.sol.phone, "I have it")
    await story.at("08:00", days=5)  # Monday
    assert "Sol had it after 30 seconds" in at.group.last.text
