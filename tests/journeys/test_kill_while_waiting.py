"""Killed at every commit while time passes: nobody is reminded twice, and nothing that counts is lost."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mentoring.people import Role
from mentoring.tasks import TaskKind
from phones.clock import PhonesClock
from phones.server import serve
from phones.world import World
from storage.sqlite import SqliteDatabase
from storage.vault import Vault
from tests.journeys.dying_run import ends_by_itself
from tests.journeys.test_response_windows import NUDGE, REMINDER, asks, open_tasks, states, with_rules
from tests.journeys.test_sessions import a_session, press
from tests.journeys.test_tasks import digests, silent
from tests.story import MONDAY_AFTERNOON, told

MOST_COMMITS = 40


async def dies_at_every_commit(file: Path, url: str, moment: datetime) -> int:
    """Run the bot at a moment again and again, each time killed a little later, until it ends; return the deaths.

    By turns just before a commit, when what it tells of may have been sent, and just after one.
    """
    kills = [(number, when) for number in range(1, MOST_COMMITS) for when in ("before", "after")]
    for deaths, (number, when) in enumerate(kills):
        if await ends_by_itself(file, url, moment, when, number):
            return deaths
    raise AssertionError("it never came to an end")


async def test_killed_at_any_commit_a_window_reminds_once_and_lapses_once(
    sqlite_database: SqliteDatabase, vault: Vault, tmp_path: Path
) -> None:
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    file = tmp_path / "interlude.db"
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, pair = await story.pair()
        await with_rules(story, lapses_before_task=1)
        await asks(story, amina, ben)
        programme = story.programme
    server = await serve(world)
    deaths = 0
    try:
        for hours in (0.2, 18, 24):
            world.clock.move_to(MONDAY_AFTERNOON + timedelta(hours=hours))
            deaths += await dies_at_every_commit(file, server.bot_api_url, world.clock.now())
    finally:
        await server.close()

    async with told(sqlite_database, vault, world=world) as story:
        story.programme = programme
        await story.settles()
        assert await states(story, pair) == ["lapsed"]
        assert await open_tasks(story) == [TaskKind.REPLY_LAPSED]
    texts: list[Any] = [*ben.phone.texts, *amina.phone.texts]
    usual = [text for text in texts if "usually answers" in text]
    assert max(texts.count(NUDGE), texts.count(REMINDER), len(usual)) == 1, "somebody was told twice"
    assert deaths >= 6


async def test_killed_at_any_commit_sessions_time_off_and_the_digest_are_told_once(
    sqlite_database: SqliteDatabase, vault: Vault, tmp_path: Path
) -> None:
    world = World(PhonesClock.standing_at(MONDAY_AFTERNOON))
    async with told(sqlite_database, vault, world=world) as story:
        amina, ben, pair = await story.pair()
        carla = await story.joins("Carla", Role.COORDINATOR)
        await silent(story, pair)
        await a_session(story, ben, amina)
        ben.phone.says("/away")
        await story.settles()
        await press(story, ben.phone, "Until tomorrow")
    server = await serve(world)
    deaths = 0
    try:
        # The digest on Tuesday morning; the reminders of Wednesday's session at four, the question after it.
        for hours in (16.5, 24.1, 46.1, 50):
            world.clock.move_to(MONDAY_AFTERNOON + timedelta(hours=hours))
            deaths += await dies_at_every_commit(tmp_path / "interlude.db", server.bot_api_url, world.clock.now())
    finally:
        await server.close()
    for phone in (amina.phone, ben.phone):
        reminders = [text for text in phone.texts if text.startswith("🔔 You meet")]
        assert [len(reminders), len(set(reminders))] == [2, 2], "a reminder was lost, or came twice"
        assert len([text for text in phone.texts if text.startswith("Did you and")]) == 1
    assert len([text for text in amina.phone.texts if "is back" in text]) == 1
    assert len(digests(carla.phone)) == 2, "one on each morning"
    assert deaths >= 10
