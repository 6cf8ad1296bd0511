"""One pair is asked at other times than its programme asks, or not at all; everybody else goes on as before."""

from dataclasses import replace
from datetime import time

from mentoring.pairs import PairId
from mentoring.people import Role
from mentoring.schedules import Milestone, Rhythm, Schedule
from storage import pair_schedules, pairs, schedules
from storage.tx import Tx
from tests.planned_check_ins import asked, days, hands_in, moment, only
from tests.story import Story

WEEKLY = "mentee_weekly"


async def set_for(story: Story, pair: PairId, key: str = WEEKLY, **fields: object) -> None:
    """Set one pair's schedule, as the admin API does."""

    def act(tx: Tx) -> None:
        kept, whole = pairs.get(tx, pair), schedules.get(tx, story.programme, key)
        assert kept is not None
        pair_schedules.keep(tx, pair, replace(whole or Schedule(key, Rhythm.WEEKLY), **fields), story.now)  # type: ignore[arg-type]
        pair_schedules.plan(tx, kept, story.now)

    await story.store.write(act)
    await story.settles()


async def drop_for(story: Story, pair: PairId, key: str = WEEKLY) -> None:
    def act(tx: Tx) -> None:
        kept = pairs.get(tx, pair)
        assert kept is not None
        assert pair_schedules.drop(tx, pair, key)
        pair_schedules.plan(tx, kept, story.now)

    await story.store.write(act)
    await story.settles()


async def test_a_pair_with_a_day_of_its_own_is_asked_then_and_the_others_as_ever(story: Story):
    amina, _ben, pair = await story.pair(check_ins=True)
    elif_, mateo = await story.joins("Elif", Role.MENTEE), await story.joins("Mateo", Role.MENTOR)
    await story.pair_of(mateo.id, elif_.id)
    await only(story, WEEKLY)

    await set_for(story, pair, weekday=2, at=time(18))
    await days(story, 12)

    assert [moment(each) for each in await asked(story, amina.id)] == ["Wed 18", "Wed 18"]
    assert [moment(each) for each in await asked(story, elif_.id)] == ["Fri 16", "Fri 16"]


async def test_a_pair_may_be_asked_nothing_and_be_asked_again_when_its_own_schedule_is_dropped(story: Story):
    amina, _ben, pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)

    await set_for(story, pair, is_on=False)
    await days(story, 8)
    assert await asked(story, amina.id) == []
    await drop_for(story, pair)
    await days(story, 6)

    assert [moment(each) for each in await asked(story, amina.id)] == ["Fri 16"]


async def test_a_day_moved_within_a_week_asks_nobody_twice_in_it(story: Story):
    amina, _ben, pair = await story.pair(check_ins=True)
    await only(story, WEEKLY)
    await days(story, 4.5)  # Saturday: asked on Friday

    await set_for(story, pair, weekday=6)
    await days(story, 3)

    assert len(await asked(story, amina.id)) == 1


async def test_a_mentor_is_asked_about_each_mentee_when_that_pair_is_asked(story: Story):
    _amina, ben, pair = await story.pair(check_ins=True)
    elif_ = await story.joins("Elif", Role.MENTEE)
    second = await story.pair_of(ben.id, elif_.id)
    await only(story, "mentor_weekly")

    await set_for(story, second, "mentor_weekly", weekday=2)
    await days(story, 3)
    await hands_in(story, ben.id)
    await days(story, 3)

    found = {each.pair_id: moment(each) for each in await asked(story, ben.id)}
    assert found == {pair: "Fri 17", second: "Wed 17"}


async def test_what_is_asked_once_for_a_person_goes_on_through_another_pair_of_theirs(story: Story):
    _amina, ben, pair = await story.pair(check_ins=True)
    elif_ = await story.joins("Elif", Role.MENTEE)
    second = await story.pair_of(ben.id, elif_.id)
    await only(story, "self_assessment")

    await set_for(story, second, "self_assessment", is_on=False)
    await set_for(story, second, "self_assessment", is_on=False, milestones=frozenset({Milestone.END}))
    await days(story, 3)

    assert [each.pair_id for each in await asked(story, ben.id)] == [pair]
    assert await asked(story, elif_.id) == []
