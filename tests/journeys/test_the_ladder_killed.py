"""Killed at every commit from the word to the last rung: nobody is left uncalled, and no rung is climbed twice."""

from datetime import timedelta
from pathlib import Path

from mentoring.cases import EventKind
from phones.clock import PhonesClock
from phones.server import serve
from phones.world import World
from storage import alerts, cases, readings
from storage.alerts import Step
from storage.sqlite import SqliteDatabase
from storage.vault import Vault
from tests.journeys.test_kill_while_waiting import dies_at_every_commit
from tests.journeys.test_the_ladder import CRITICAL, happened, school
from tests.story import MONDAY_AFTERNOON, told
from tests.watchwords import DARK_TONIGHT


async def test_killed_at_any_commit_of_the_ladder_everybody_is_called_and_no_rung_twice(
    sqlite_database: SqliteDatabase, vault: Vault, tmp_path: Path
) -> None:
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        at = await school(story)
    at.amina.phone.says(DARK_TONIGHT)
    server = await serve(world)
    deaths = 0
    try:
        for minutes in (0, 5, 20):
            world.clock.move_to(max(world.clock.now(), MONDAY_AFTERNOON + timedelta(minutes=minutes, seconds=10)))
            deaths += await dies_at_every_commit(Path(str(sqlite_database.path)), server.bot_api_url, world.clock.now())
            world.clock.forward(seconds=10)  # what nobody could say whether it had arrived is sent again
    finally:
        await server.close()

    async with told(sqlite_database, vault, world=world) as story:
        await story.settles()
        called = at.calls(CRITICAL)
        assert all(times >= least for times, least in zip(called, (2, 2, 1, 2), strict=True)), called
        assert [facts["rung"] for facts in await happened(story, EventKind.CALLED)] == [1, 2, 3, 4]
        shown = await story.store.read(lambda tx: alerts.of_case(tx, 1))
        assert {alert.step for alert in shown} == {Step.SHOWN}
        assert any(CRITICAL in text for text in at.group.texts)
        assert any("Nobody has taken this case" in text for text in at.orhan.phone.texts)
        assert await story.store.read(lambda tx: cases.get(tx, 2)) is None
        assert await story.store.read(lambda tx: readings.untold_of(tx, 1)) is None
    assert deaths >= 8
