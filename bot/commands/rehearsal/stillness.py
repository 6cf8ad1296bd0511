"""Stillness: nothing is left to do at this moment, so the clock may go on."""

import asyncio
from datetime import datetime

from bot.app import RunningBot
from phones.accounts import Bot
from storage.store import Store
from storage.times import from_ms_or_none, to_ms
from storage.tx import Tx

_PATIENCE_SECONDS = 120.0
_BETWEEN_LOOKS_SECONDS = 0.002  # looking all the time would keep the bot from its work

# What is accepted and not handled, due and not done, to be sent and not sent, to be put on paper and not typeset; but
# for what waits in a chat that is paused or stopped, or behind a call that is made again later.
_WORK_LEFT = """SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting')
 OR EXISTS (SELECT 1 FROM due WHERE due_at <= :now)
 OR EXISTS (SELECT 1 FROM outbox WHERE state = 'sending')
 OR EXISTS (SELECT 1 FROM agreement_papers WHERE made_at IS NULL)
 OR EXISTS (SELECT 1 FROM outbox o WHERE state = 'waiting' AND due_at <= :now AND NOT EXISTS
   (SELECT 1 FROM lanes l WHERE l.bot_id = o.bot_id AND l.chat_id = o.chat_id
    AND (l.state <> 'open' OR l.paused_until > :now)) AND NOT EXISTS
   (SELECT 1 FROM outbox b WHERE b.bot_id = o.bot_id AND b.chat_id = o.chat_id AND b.state = 'waiting'
    AND b.id < o.id AND b.due_at > :now AND (b.priority = 0 OR o.priority > 0))) AS is_some"""

# When something comes next by itself: what is due, and calls that wait for their time.
_NEXT = """SELECT MIN(at) AS next FROM (SELECT MIN(due_at) AS at FROM due
 UNION ALL SELECT MIN(due_at) AS at FROM outbox WHERE state = 'waiting' AND due_at > :now)"""


class NeverStill(Exception):
    """The bot did not come to rest in two minutes; the message says what was left."""


class Stillness:
    """Knows when a bot has done all there is to do at the moment that the clock shows."""

    def __init__(self, store: Store, running: RunningBot, bot: Bot) -> None:
        self._store = store
        self._running = running
        self._bot = bot

    async def comes(self, now: datetime) -> None:
        """Wait until nothing is left to do. Raises NeverStill, and what ended one of the bot's loops."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while await self._is_busy(now):  # noqa: ASYNC110 - what it waits for are rows, which tell nobody
                    await asyncio.sleep(_BETWEEN_LOOKS_SECONDS)
        except TimeoutError:
            ended = [task for task in self._running.tasks if task.done()]
            for task in ended:
                task.result()
            raise NeverStill(f"At {now.isoformat()} the bot did not come to rest.") from None

    async def _is_busy(self, now: datetime) -> bool:
        """Return whether something is under way: whatever the bot has in hand is a row, or an update not confirmed."""
        if len(self._bot.updates):
            return True
        await self._running.lanes.idle()
        return len(self._bot.updates) > 0 or await self._store.read(lambda tx: _is_work_left(tx, now))

    async def next_moment(self, now: datetime) -> datetime | None:
        """Return when something happens next by itself; None when nothing does."""
        return await self._store.read(lambda tx: _next(tx, now))


def _is_work_left(tx: Tx, now: datetime) -> bool:
    row = tx.one(_WORK_LEFT, now=to_ms(now))
    return row is not None and bool(row["is_some"])


def _next(tx: Tx, now: datetime) -> datetime | None:
    row = tx.one(_NEXT, now=to_ms(now))
    return None if row is None else from_ms_or_none(row["next"])
