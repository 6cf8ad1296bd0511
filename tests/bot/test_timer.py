"""The timer: everything due runs, in its order and once, many in one act; what fails keeps nobody else waiting."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot.scheduling.timer import Timer
from phones.clock import PhonesClock
from storage import due
from storage.due import Due, NewDue
from storage.store import Store
from storage.tx import Tx

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def rows(count: int, *, kind: str = "note", due_at: datetime = NOON) -> list[NewDue]:
    return [NewDue(kind, number, f"{kind}:{number}", due_at) for number in range(count)]


def noting(ran: list[int]):
    """Return what notes a row once that is durable: an act may run twice before it is."""

    def fire(tx: Tx, row: Due, _now: datetime) -> None:
        tx.after_commit(lambda: ran.append(row.subject))

    return fire


async def left(store: Store) -> list[int]:
    found = await store.read(lambda tx: due.by_now(tx, NOON + timedelta(days=400), 10_000))
    return [row.subject for row in found]


async def test_a_crowd_of_rows_runs_once_each_and_in_order(store: Store):
    ran: list[int] = []
    timer = Timer(store, PhonesClock.standing_at(NOON), {"note": noting(ran)})
    crowd = [row._replace(due_at=NOON - timedelta(milliseconds=700 - row.subject)) for row in rows(700)]
    await store.write(lambda tx: due.add_many(tx, crowd))
    await store.write(lambda tx: due.add_many(tx, crowd))  # said twice, meant once

    assert await timer.tick() == 700

    assert ran == list(range(700))
    assert await left(store) == []


async def test_what_is_not_due_yet_stays(store: Store):
    ran: list[int] = []
    clock = PhonesClock.standing_at(NOON)
    timer = Timer(store, clock, {"note": noting(ran)})
    later = NOON + timedelta(seconds=1)
    await store.write(lambda tx: due.add_many(tx, rows(3, due_at=later)))

    assert await timer.tick() == 0
    clock.move_to(later)
    assert await timer.tick() == 3


async def test_a_row_that_fails_is_tried_later_and_the_others_run_now(store: Store):
    ran: list[int] = []
    clock = PhonesClock.standing_at(NOON)
    good, fails = noting(ran), True

    def fire(tx: Tx, row: Due, now: datetime) -> None:
        if row.subject == 5 and fails:
            raise RuntimeError("not today")
        good(tx, row, now)

    timer = Timer(store, clock, {"note": fire})
    await store.write(lambda tx: due.add_many(tx, rows(20)))

    await timer.tick()
    assert Counter(ran) == Counter(set(range(20)) - {5})
    assert await left(store) == [5]
    fails = False
    clock.forward(seconds=1)
    await timer.tick()
    assert ran.count(5) == 1
    assert await left(store) == []


async def test_a_kind_of_a_later_version_waits_and_holds_up_nothing(store: Store):
    ran: list[int] = []
    timer = Timer(store, PhonesClock.standing_at(NOON), {"note": noting(ran)})
    await store.write(lambda tx: due.add_many(tx, [*rows(2, kind="unheard_of"), *rows(3)]))

    await timer.tick()

    assert sorted(ran) == [0, 1, 2]
    assert len(await left(store)) == 2


async def test_what_a_row_makes_due_at_once_runs_at_once(store: Store):
    ran: list[int] = []
    note = noting(ran)

    def fire(tx: Tx, row: Due, now: datetime) -> None:
        note(tx, row, now)
        if row.subject < 3:
            due.add(tx, kind="note", subject=row.subject + 1, occurrence=f"next:{row.subject}", due_at=now)

    timer = Timer(store, PhonesClock.standing_at(NOON), {"note": fire})
    await store.write(lambda tx: due.add_many(tx, rows(1)))

    await timer.tick()

    assert ran == [0, 1, 2, 3]
