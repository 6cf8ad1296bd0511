"""Drills: practised like the real thing, said to be practice, seen by no pupil, and timed."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from mentoring.cases import CaseState
from mentoring.drills import DrillCause, span_of
from mentoring.people import Role
from phones.phone import Phone
from storage import cases, drills, programmes
from storage.times import from_ms
from tests.journeys.test_invariants import forged
from tests.journeys.test_the_ladder import press, school, times_told
from tests.story import SOFIA, Story
from tests.watchwords import DARK

DRILL = "🔴 DRILL 1: critical. Only practice: press as if it were real."


def heard(phone: Phone) -> int:
    return times_told(phone, DRILL)


async def the_drill(story: Story, number: int = 1):
    drill = await story.store.read(lambda tx: drills.get(tx, number))
    assert drill is not None
    return drill


async def test_a_drill_calls_like_a_real_case_and_tells_how_long_it_took(story: Story):
    at = await school(story)
    pupils = at.amina.phone.texts, at.ben.phone.texts
    at.hana.phone.says("/drill")
    await at.hana.phone.sees("The drill begins.")
    card = await at.group.sees(DRILL)
    await story.settles()
    assert [heard(member.phone) for member in (at.sol, at.dara, at.hana, at.orhan)] == [1, 1, 0, 0]
    assert card.button_texts == ["I have it"]

    story.world.clock.forward(seconds=42)
    await press(story, at.dara.phone, "I have it")

    await at.hana.phone.sees("The drill is over. Dara had it after 42 seconds.")
    assert f"{DRILL}\nDara had it after 42 seconds. Well done." in at.group.texts
    await story.at("18:00")
    assert [heard(member.phone) for member in (at.sol, at.hana, at.orhan)] == [0, 0, 0], "the cards say how it ended"
    drill = await the_drill(story)
    assert (drill.cause, drill.begun_by, drill.taken_by, drill.seconds) == (
        DrillCause.PERSON, at.hana.id, at.dara.id, 42,
    )  # fmt: skip
    assert (at.amina.phone.texts, at.ben.phone.texts) == pupils
    case = await story.store.read(lambda tx: cases.get(tx, 1))
    assert case is not None
    assert case.state is CaseState.CLOSED
    assert await story.store.read(lambda tx: cases.page(tx, story.programme, limit=10)) == []


async def test_a_drill_climbs_to_the_top_and_ends_by_itself(story: Story):
    at = await school(story)
    at.group.says("/drill@interlude_bot")
    await at.group.sees("The drill begins.")
    for hour, calls in (
        ("16:00", [1, 1, 0, 0]),
        ("16:05", [2, 2, 1, 0]),
        ("16:10", [2, 2, 1, 1]),
        ("16:20", [2, 2, 1, 2]),
    ):
        await story.at(hour)
        assert [heard(member.phone) for member in (at.sol, at.dara, at.hana, at.orhan)] == calls, hour
    assert not any("act now" in text for text in at.orhan.phone.texts), "nobody is sent to the police for practice"
    await story.at("16:30")
    assert any("Nobody took it." in text for text in at.group.texts)
    drill = await the_drill(story)
    assert (drill.taken_at, drill.ended_at) == (None, story.now)


async def test_only_one_drill_at_a_time(story: Story):
    at = await school(story)
    at.hana.phone.says("/drill")
    await at.hana.phone.sees("The drill begins.")
    at.sol.phone.says("/drill")
    await at.sol.phone.sees("A drill is under way already.")


@pytest.mark.parametrize("who", ["amina", "ben"])
async def test_pupils_know_no_drill(story: Story, who: str):
    at = await school(story)
    member = getattr(at, who)
    member.phone.says("/drill")
    await story.settles()
    assert await story.store.read(lambda tx: drills.page(tx, story.programme, after=0, limit=10)) == []
    at.hana.phone.says("/drill")
    await story.settles()
    forged(story, member, "case:1.take")
    await story.settles()
    assert (await the_drill(story)).taken_at is None


async def test_otto_of_another_school_neither_begins_nor_takes_a_drill_here(story: Story):
    at = await school(story)
    first = story.programme
    await story.programme_with()
    otto = await story.joins("Otto", Role.SAFEGUARDING_LEAD)
    at.hana.phone.says("/drill")
    await story.settles()
    forged(story, otto, "case:1.take")
    await story.settles()
    assert (await the_drill(story)).taken_at is None
    assert (await the_drill(story)).programme_id == first


async def test_a_real_case_during_a_drill_is_told_as_ever(story: Story):
    at = await school(story)
    at.hana.phone.says("/drill")
    await story.settles()
    at.amina.phone.says(DARK)
    await at.group.sees("🟠 Case 2: high")


async def next_planned(story: Story) -> datetime | None:
    row = await story.store.read(lambda tx: tx.one("SELECT due_at FROM due WHERE kind = 'drill_planned'"))
    return None if row is None else from_ms(row["due_at"])


async def test_unannounced_drills_come_once_in_their_span_in_the_hours_of_the_rota(story: Story):
    await school(story)
    await story.changes_rules(drill_every_days=14)
    await story.store.write(lambda tx: drills.plan(tx, programmes.get(tx, story.programme), story.now))
    for _ in range(6):
        moment = await next_planned(story)
        assert moment is not None
        assert 7 <= moment.astimezone(SOFIA).hour < 22
        story.world.clock.move_to(moment)
        await story.settles()
        story.world.clock.forward(minutes=30)
        await story.settles()

    held = await story.store.read(lambda tx: drills.page(tx, story.programme, after=0, limit=20))
    assert {drill.cause for drill in held} == {DrillCause.SCHEDULE}
    spans = [span_of(14, SOFIA, drill.begun_at)[0] for drill in held]
    assert len(spans) == len(set(spans)) == 6
    assert all(
        later - earlier == timedelta(days=14) for earlier, later in pairwise(span.replace(hour=0) for span in spans)
    )


async def test_a_drill_that_comes_too_late_for_the_hours_of_the_rota_does_not_come(story: Story):
    await school(story)
    await story.changes_rules(drill_every_days=14)
    await story.store.write(lambda tx: drills.plan(tx, programmes.get(tx, story.programme), story.now))
    moment = await next_planned(story)
    assert moment is not None
    story.world.clock.move_to(moment.astimezone(SOFIA).replace(hour=23))
    await story.settles()
    assert await story.store.read(lambda tx: drills.page(tx, story.programme, after=0, limit=20)) == []
    assert await next_planned(story) is not None
