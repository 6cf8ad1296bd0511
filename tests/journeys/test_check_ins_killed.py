"""Killed at every commit on the way of a check-in, or raced by its person: asked once, reminded once, ended once."""

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from bot.check_ins.handing_in import hand_in
from bot.check_ins.sitting import sit_down
from bot.check_ins.turns import ask_or_wait, let_go, remind_gently, take_turn
from mentoring.check_ins import CheckInState
from mentoring.schedules import Rhythm
from mentoring.tasks import TaskKind
from phones.clock import PhonesClock
from phones.server import serve
from phones.world import World
from storage import answers, check_ins, schedules
from storage.sqlite import SqliteDatabase
from storage.tx import Tx
from storage.vault import Vault
from tests.journeys.test_kill_while_waiting import dies_at_every_commit
from tests.planned_check_ins import asked, days, only, open_tasks, schedule
from tests.story import MONDAY_AFTERNOON, SOFIA, Story, told

THREE = ("mentee_weekly", "self_assessment", "provider_feedback")
FRIDAY = datetime(2026, 3, 6, 16, 30, tzinfo=SOFIA)


async def test_killed_at_any_commit_a_check_in_is_asked_once_reminded_of_once_and_let_go_once(
    sqlite_database: SqliteDatabase, vault: Vault, tmp_path: Path
) -> None:
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    file = tmp_path / "interlude.db"
    async with told(sqlite_database, vault, world=world) as story:
        amina, _ben, _pair = await story.pair(quiet="21:00-07:00", check_ins=True)
        await only(story, "mentee_weekly")
        programme, before = story.programme, len(amina.phone.texts)
    server = await serve(world)
    deaths = 0
    try:
        for later in (timedelta(0), timedelta(hours=24), timedelta(days=4)):
            world.clock.move_to(FRIDAY + later)
            deaths += await dies_at_every_commit(file, server.bot_api_url, world.clock.now())
    finally:
        await server.close()

    async with told(sqlite_database, vault, world=world) as story:
        story.programme = programme
        await story.settles()
        (only_one,) = await asked(story)
        assert only_one.state is CheckInState.EXPIRED
        assert only_one.reminded_at is not None
    heard = amina.phone.texts[before:]
    assert len(heard) <= 2, "she was asked or reminded twice"
    assert deaths >= 6


@pytest.mark.parametrize("order", list(permutations(THREE)))
async def test_whichever_of_three_comes_first_in_the_same_moment_only_one_is_under_way(
    story: Story, order: tuple[str, ...]
) -> None:
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, "mentee_weekly")
    for key in order:
        await schedule(story, key, rhythm=Rhythm.WEEKLY, weekday=4, is_on=True, each_pair=True)
    story.world.clock.move_to(FRIDAY)

    def act(tx: Tx) -> None:
        plans = {plan.questionnaire: plan for plan in schedules.plans_of(tx, amina.id)}
        for key in order:
            take_turn(tx, plans[key].id, FRIDAY)
            take_turn(tx, plans[key].id, FRIDAY)  # and once more, as a row that was left from before would

    await story.store.write(act)
    await story.settles()
    states = {each.questionnaire_key: each.state for each in await asked(story, amina.id)}
    assert sorted(states.values()) == [CheckInState.ASKED, CheckInState.PLANNED, CheckInState.PLANNED]
    assert states[order[0]] is CheckInState.ASKED


@pytest.mark.parametrize("first", ["person", "clock"])
async def test_handed_in_at_the_very_moment_of_its_end_it_ends_once(story: Story, first: str) -> None:
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, "mentee_weekly")
    await days(story, 4.1)
    (check_in,) = await asked(story, amina.id)

    def person(tx: Tx) -> None:
        sitting = sit_down(tx, check_in.id, check_in.expires_at)
        assert sitting is not None
        if sitting.check_in.state.is_under_way:
            mood = sitting.questionnaire.question("mood")
            assert mood is not None
            answers.keep(tx, sitting.check_in, mood, 1, check_in.expires_at)
            hand_in(tx, sitting.again(tx))

    def clock(tx: Tx) -> None:
        let_go(tx, check_in.id, check_in.expires_at)
        let_go(tx, check_in.id, check_in.expires_at)

    world = {"person": person, "clock": clock}
    story.world.clock.move_to(check_in.expires_at - timedelta(milliseconds=1))
    for name in sorted(world, key=lambda name: name != first):
        await story.store.write(world[name])
    await story.settles()
    (ended,) = await asked(story, amina.id)
    assert ended.state in (CheckInState.CLOSED, CheckInState.EXPIRED, CheckInState.OPEN, CheckInState.ASKED)
    assert len(await open_tasks(story, TaskKind.LOW_SCORE)) == int(ended.state is CheckInState.CLOSED)


async def test_rows_that_come_again_ask_remind_and_end_nothing_a_second_time(story: Story) -> None:
    amina, _ben, _pair = await story.pair(check_ins=True)
    await only(story, "mentee_weekly")
    await days(story, 4.1)
    heard = len(amina.phone.texts)
    (check_in,) = await asked(story, amina.id)

    def again(tx: Tx) -> None:
        ask_or_wait(tx, check_in.id, story.now)
        ask_or_wait(tx, check_in.id, story.now)

    await story.store.write(again)
    await story.settles()
    assert len(amina.phone.texts) == heard

    def remind(tx: Tx) -> None:
        remind_gently(tx, check_in.id, story.now)
        remind_gently(tx, check_in.id, story.now)

    await story.store.write(remind)
    await story.settles()
    assert len(amina.phone.texts) == heard + 1
    await days(story, 2)
    assert len(amina.phone.texts) == heard + 1, "the reminder that was planned comes on top"

    cancelled = await story.store.write(lambda tx: check_ins.cancel(tx, check_in.id, story.now))
    assert cancelled
    await days(story, 3)
    (ended,) = await asked(story, amina.id)
    assert ended.state is CheckInState.CANCELLED
