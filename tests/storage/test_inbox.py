"""What came in is kept once, in its order, on both engines."""

from datetime import UTC, datetime

from storage import inbox
from storage.store import Store

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BOT = 7


async def test_updates_are_accepted_in_the_order_they_came_and_each_once(store: Store):
    def update(number: int):
        return 1000 + number % 3, {"update_id": number}

    before = await store.write(lambda tx: inbox.accept(tx, BOT, [update(5)], NOON))
    together = [update(number) for number in (4, 5, 6, 6, 7)]
    arrivals = await store.write(lambda tx: inbox.accept(tx, BOT, together, NOON))

    assert [(it.update["update_id"], it.chat_id) for it in arrivals] == [(4, 1001), (6, 1000), (7, 1001)]
    assert await store.read(inbox.waiting) == [*before, *arrivals]
    assert await store.write(lambda tx: inbox.accept(tx, BOT, together, NOON)) == []
    assert await store.write(lambda tx: inbox.accept(tx, BOT, [], NOON)) == []
