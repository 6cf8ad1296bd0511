"""The phones' clock moves when told, and never back."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from phones import ClockRunsForward, PhonesClock

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_a_standing_clock_shows_its_moment_until_moved() -> None:
    clock = PhonesClock.standing_at(NINE)
    assert clock.now() == clock.now() == NINE
    clock.forward(hours=2, minutes=1)
    assert clock.now() == NINE + timedelta(hours=2, minutes=1)
    clock.move_to(datetime(2026, 11, 24, 9, 0, tzinfo=timezone(timedelta(hours=2))))
    assert clock.now() == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_it_never_runs_backwards() -> None:
    clock = PhonesClock.standing_at(NINE)
    with pytest.raises(ClockRunsForward):
        clock.move_to(NINE - timedelta(seconds=1))
    with pytest.raises(ClockRunsForward):
        clock.forward(seconds=-1)
    with pytest.raises(ValueError, match="backwards"):
        clock.run_at(-1)
    assert clock.now() == NINE


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        PhonesClock.standing_at(datetime(2026, 11, 23, 9, 0))  # noqa: DTZ001


def test_a_running_clock_keeps_real_time_at_its_speed() -> None:
    clock = PhonesClock(NINE, speed=1_000_000)
    first = clock.now()
    assert NINE <= first < clock.now()
    clock.run_at(0)
    assert clock.now() == clock.now()
    assert abs(PhonesClock().now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_whoever_subscribed_hears_of_moves() -> None:
    clock = PhonesClock.standing_at(NINE)
    heard: list[datetime] = []
    stop = clock.subscribe(heard.append)
    clock.forward(minutes=1)
    clock.run_at(0)
    stop()
    clock.forward(minutes=1)
    assert heard == [NINE + timedelta(minutes=1)] * 2


def test_what_is_due_happens_in_order_and_what_was_cancelled_does_not() -> None:
    clock = PhonesClock.standing_at(NINE)
    done: list[str] = []
    clock.call_at(NINE + timedelta(minutes=2), lambda: done.append("second"))
    clock.call_at(NINE + timedelta(minutes=1), lambda: done.append("first"))
    cancel = clock.call_at(NINE + timedelta(minutes=1), lambda: done.append("never"))
    clock.call_at(NINE, lambda: done.append("at once"))
    cancel()
    assert done == ["at once"]
    clock.forward(minutes=3)
    cancel()
    assert done == ["at once", "first", "second"]


async def test_one_can_wait_for_a_moment() -> None:
    clock = PhonesClock.standing_at(NINE)
    waiting = asyncio.create_task(clock.reaches(NINE + timedelta(hours=1)))
    await asyncio.sleep(0)
    clock.forward(minutes=59)
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.forward(minutes=1)
    async with asyncio.timeout(1):
        await waiting


async def test_a_moment_comes_by_itself_on_a_running_clock() -> None:
    clock = PhonesClock(NINE, speed=3600)
    async with asyncio.timeout(1):
        await clock.reaches(NINE + timedelta(minutes=1))
    assert clock.now() >= NINE + timedelta(minutes=1)
