"""Playing time: at each step the bots have their say before the next one comes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from phones.clock import PhonesClock
from phones.playing import AlreadyPlaying
from phones.world import World

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return World(PhonesClock.standing_at(NOON))


async def test_the_clock_visits_each_step_and_ends_where_it_should(world: World) -> None:
    visited: list[datetime] = []
    world.clock.subscribe(visited.append)

    world.playing.start(2.5 * HOUR, HOUR)
    await world.playing.ended()

    assert visited == [NOON + HOUR, NOON + 2 * HOUR, NOON + 2.5 * HOUR]
    assert world.playing.span is None


async def test_the_next_step_waits_until_the_bots_have_said_what_they_have_to_say(world: World) -> None:
    bot = world.bot("Interlude")
    steps: asyncio.Queue[datetime] = asyncio.Queue()

    def notice(now: datetime) -> None:
        bot.updates.add("message", {"text": "something that the bot has to do first"})
        steps.put_nowait(now)

    world.clock.subscribe(notice)
    world.playing.start(2 * HOUR, HOUR)

    assert await steps.get() == NOON + HOUR
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(steps.get(), 0.5)  # while the bot has work, nothing goes on
    bot.updates.drop_all()
    assert await asyncio.wait_for(steps.get(), 2) == NOON + 2 * HOUR
    await world.playing.stop()


async def test_it_is_told_when_playing_begins_and_ends_and_how_far_it_is(world: World) -> None:
    told: list[tuple[str, bool]] = []
    world.events.watch(lambda event: told.append((event.kind, world.playing.span is not None)))

    world.playing.start(HOUR, HOUR)
    await world.playing.ended()

    assert told == [("clock", True), ("clock", True), ("clock", False)]


async def test_only_one_thing_is_played_and_it_can_be_stopped(world: World) -> None:
    world.playing.start(100 * HOUR, HOUR)
    with pytest.raises(AlreadyPlaying):
        world.playing.start(HOUR, HOUR)

    await world.playing.stop()

    assert world.playing.span is None
    assert world.clock.now() < NOON + 100 * HOUR
    await world.playing.stop()


@pytest.mark.parametrize(("length", "step"), [(0 * HOUR, HOUR), (-HOUR, HOUR), (10_000 * HOUR, HOUR), (HOUR, 0 * HOUR)])
async def test_what_makes_no_sense_is_not_played(world: World, length: timedelta, step: timedelta) -> None:
    with pytest.raises(ValueError, match=r"days|minute"):
        world.playing.start(length, step)


async def test_a_world_that_ends_stops_playing(world: World) -> None:
    world.playing.start(100 * HOUR, HOUR)

    await world.close()

    assert world.playing.span is None
