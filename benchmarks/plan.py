"""Section `plan`: two hundred thousand people who are all asked "on Friday at four", planned on the due table.

Everybody's moment is found by the rule that the bot plans with, in zones and quiet hours of their own, put into the due
table, and counted there: how many fall into the fullest second of the week, on the day itself and when a holiday moves
them. Telegram takes about 25 a second from one bot in bulk.
"""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from zoneinfo import ZoneInfo

from mentoring.days_off import NO_DAYS_OFF, DaysOff
from mentoring.open_hours import OpenHours
from mentoring.people import PersonId
from mentoring.quiet_hours import QuietBlock, quiet_hours
from mentoring.schedules import Asker, Choice, PairTime, Rhythm, Schedule, next_planned, settled_in, spread_of
from mentoring.school_calendar import CalendarEntry, CalendarKind
from storage import due
from storage.dialect import Dialect
from storage.due import NewDue
from storage.schema import bring_up_to_date
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault

PEOPLE = 200_000
CHUNK = 5_000
TELEGRAM = 25

_MONDAY = datetime(2026, 3, 23, 12, 0, tzinfo=UTC)  # the clocks of Europe change on the Sunday after
_PAIR = PairTime(_MONDAY - timedelta(days=30))
_FRIDAYS = Schedule("mentee_weekly", Rhythm.WEEKLY, weekday=4, at=wall_time(16))
_ZONES = [ZoneInfo(name) for name in ("Europe/Sofia", "Europe/Istanbul", "Europe/Madrid", "Europe/London")]
_NIGHTS = [
    tuple(QuietBlock(day, wall_time(starts), wall_time(ends)) for day in range(7))
    for starts, ends in ((21, 7), (20, 8), (22, 6))
]
_HOLIDAY = DaysOff((CalendarEntry(date(2026, 3, 27), date(2026, 3, 27), CalendarKind.HOLIDAY, "Day off", off=True),))

Scene = Callable[[int], Asker]


def anybody(days_off: DaysOff = NO_DAYS_OFF) -> Scene:
    """Return people of four zones and three kinds of nights, by number."""
    hours = [OpenHours(quiet_hours(zone, nights), days_off=days_off) for zone in _ZONES for nights in _NIGHTS]
    spread = spread_of(PEOPLE)
    return lambda number: Asker(PersonId(number), hours[number // 200 % len(hours)], spread)


def one_zone(days_off: DaysOff = NO_DAYS_OFF) -> Scene:
    """Return people who all live in one zone, with one kind of night."""
    hours, spread = OpenHours(quiet_hours(_ZONES[0], _NIGHTS[0]), days_off=days_off), spread_of(PEOPLE)
    return lambda number: Asker(PersonId(number), hours, spread)


def with_choices(scene: Scene) -> Scene:
    """Return the same people, every third of whom has chosen an hour: four, five or six, on Friday too."""

    def choosing(number: int) -> Asker:
        asker = scene(number)
        return replace(asker, choice=Choice(4, wall_time(16 + number // 3 % 3))) if number % 3 == 0 else asker

    return choosing


async def plan(store: Store, name: str, scene: Scene) -> None:
    """Put everybody's next moment into the due table, with their reminder a day later, and count them by the second."""
    await store.write(lambda tx: tx.run("DELETE FROM due"))
    found = added = 0.0
    for first in range(1, PEOPLE + 1, CHUNK):
        started = time.perf_counter()
        rows = []
        for number in range(first, min(first + CHUNK, PEOPLE + 1)):
            asker = scene(number)
            planned = next_planned(_FRIDAYS, asker, _PAIR, _MONDAY, None)
            assert planned is not None
            reminder = settled_in(asker, planned.at + timedelta(days=1))
            rows.append(NewDue("check_in_turn", number, f"check_in_turn:{number}", planned.at))
            rows.append(NewDue("check_in_reminder", number, f"check_in_reminder:{number}", reminder))
        found += time.perf_counter() - started
        started = time.perf_counter()
        await store.write(adding(rows))
        added += time.perf_counter() - started
    fullest, seconds, rows_there = await store.read(counted)
    verdict = "below" if fullest < TELEGRAM else "ABOVE"
    print(
        f"  {name:31} {rows_there} rows: {found / rows_there * 1e6:4.0f} µs each to find,"
        f" {added / rows_there * 1e6:3.0f} µs to add; over {seconds / 3600:5.2f} h,"
        f" at most {fullest} in one second ({verdict} Telegram's {TELEGRAM})"
    )


def adding(rows: list[NewDue]) -> Callable[[Tx], None]:
    """Return the act that adds rows."""
    return lambda tx: due.add_many(tx, rows)


def counted(tx: Tx) -> tuple[int, int, int]:
    """Return how many rows the fullest second has, how many seconds have any, and how many rows there are."""
    row = tx.one(
        "SELECT MAX(n) AS fullest, COUNT(*) AS seconds, SUM(n) AS found"
        " FROM (SELECT COUNT(*) AS n FROM due GROUP BY due_at / 1000) AS by_second"
    )
    assert row is not None
    return int(row["fullest"]), int(row["seconds"]), int(row["found"])


async def main() -> None:
    """Plan the same people three times over."""
    folder = Path(tempfile.mkdtemp(prefix="interlude-bench-", dir="."))
    print(f"\nplan: {PEOPLE} people who are asked on Friday at four, and reminded a day later")
    try:
        bring_up_to_date(Dialect.SQLITE, str(folder / "bench.db"))
        store = await Store.open(SqliteDatabase(folder / "bench.db"), Vault(bytes(32)))
        await plan(store, "one zone, one hour", one_zone())
        await plan(store, "four zones, some chose an hour", with_choices(anybody()))
        await plan(store, "that Friday is a day off", one_zone(_HOLIDAY))
        await store.close()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    asyncio.run(main())
