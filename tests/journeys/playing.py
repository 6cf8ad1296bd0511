"""Playing weeks by the clock: from one thing that is due to the next, so that each happens at its own moment."""

from datetime import UTC, datetime, timedelta

from storage import due
from storage.tx import Tx
from tests.story import Story


async def plays_until(story: Story, end: datetime) -> None:
    """Let everything that is due until `end` (aware) happen, each at its moment, and stop there."""
    while story.now < end:
        moment = await story.store.read(_next_moment)
        story.world.clock.move_to(end if moment is None else min(max(moment, story.now), end))
        await story.settles()


async def plays(story: Story, *, days: float = 0, hours: float = 0) -> None:
    """Let so much time pass as `plays_until` does."""
    await plays_until(story, story.now + timedelta(days=days, hours=hours))


def _next_moment(tx: Tx) -> datetime | None:
    waiting = tx.one("SELECT MIN(due_at) AS at FROM outbox WHERE state = 'waiting'")
    found = [due.next_moment(tx)]
    if waiting is not None and waiting["at"] is not None:
        found.append(datetime.fromtimestamp(waiting["at"] / 1000, UTC))
    return min((moment for moment in found if moment is not None), default=None)
