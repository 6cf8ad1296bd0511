"""Killed at every commit on the way to a deadline, or to a win's news: nobody hears anything twice."""

from datetime import timedelta
from pathlib import Path

from phones.clock import PhonesClock
from phones.server import serve
from phones.world import World
from storage.sqlite import SqliteDatabase
from storage.vault import Vault
from tests.journeys.test_goals import a_goal
from tests.journeys.test_kill_while_waiting import dies_at_every_commit
from tests.journeys.test_wins import a_win
from tests.story import MONDAY_AFTERNOON, every_night, told

SAID = "SELECT COUNT(*) AS n FROM goal_prompts WHERE prompt IN ('before', 'at') AND said_at IS NOT NULL"


async def test_killed_at_any_commit_a_deadline_reminds_once_before_and_once_on_the_day(
    sqlite_database: SqliteDatabase, vault: Vault, tmp_path: Path
) -> None:
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    file = tmp_path / "interlude.db"
    async with told(sqlite_database, vault, world=world) as story:
        amina, _ben, _pair = await story.pair()
        await a_goal(story, amina)
    server = await serve(world)
    deaths = 0
    try:
        for hours in (13 * 24, 13 * 24 + 17):
            world.clock.move_to(MONDAY_AFTERNOON + timedelta(hours=hours))
            deaths += await dies_at_every_commit(file, server.bot_api_url, world.clock.now())
    finally:
        await server.close()

    async with told(sqlite_database, vault, world=world) as story:
        await story.settles()
        said = await story.store.read(lambda tx: tx.one(SAID))
    assert said["n"] == 2
    reminders = [text.split(":")[0] for text in amina.phone.texts if text.startswith("🔔")]
    assert set(reminders) <= {"🔔 By tomorrow", "🔔 The day for this has come"}
    assert len(reminders) == len(set(reminders)), "somebody was reminded twice"
    assert deaths >= 4


async def test_killed_at_any_commit_a_win_is_noted_as_told_once(
    sqlite_database: SqliteDatabase, vault: Vault, tmp_path: Path
) -> None:
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    file = tmp_path / "interlude.db"
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, _pair = await story.pair()
        await story.changes_rules(quiet_blocks=every_night("15:00", "10:00"))
        await a_win(story, amina, "I was on time all week", "🎉 Share with Ben")
    server = await serve(world)
    try:
        world.clock.move_to(MONDAY_AFTERNOON + timedelta(hours=18))
        deaths = await dies_at_every_commit(file, server.bot_api_url, world.clock.now())
    finally:
        await server.close()

    shown = [text for text in ben.phone.texts if text.startswith("🎉 Amina shares a win")]
    assert len(shown) == 1
    assert deaths >= 2
