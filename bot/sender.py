"""The sender: makes the outbox's calls, one at a time per chat, the urgent first, at the pace Telegram allows."""

import asyncio
import heapq
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

from bot.clock import Clock
from bot.filling import filled
from bot.outcomes import Later, Outcome, Sent, Unknown, outcome_of_error, outcome_of_result, record_all
from bot.pacing import Bucket, Limits
from bot.transport import BotApi
from storage import lanes, outbox
from storage.database import StorageFailed
from storage.lanes import Lane, LaneState
from storage.outbox import Outgoing, Priority, State, Waiting
from storage.store import IN_DOUBT, Store, StoreClosed
from storage.tx import Tx

log = logging.getLogger(__name__)

_FLOOD_WINDOW = timedelta(seconds=5)
_STORAGE_PAUSE = 1.0


@dataclass(slots=True)
class _Queue:
    """A chat's calls in memory: a heap of (order class, row id), so that the head is what goes next."""

    bucket: Bucket
    rows: list[tuple[int, int, Waiting]] = field(default_factory=list)
    known: set[int] = field(default_factory=set)
    busy: bool = False
    listed: bool = False
    stopped: bool = False
    paused_until: datetime | None = None


class _Prepared(NamedTuple):
    row: Outgoing
    parameters: dict[str, Any]
    lane: int  # the chat it was chosen from; a row may have been given to another meanwhile


class _Ended(NamedTuple):
    row: Outgoing
    outcome: Outcome
    lane: int


class Sender:
    """Sends what one bot has in the outbox. Start with `run`, once; it hears of new rows from the store."""

    def __init__(self, api: BotApi, store: Store, clock: Clock, limits: Limits) -> None:
        self._api = api
        self._store = store
        self._clock = clock
        self._limits = limits
        self._queues: dict[int, _Queue] = {}
        self._ready: list[tuple[int, int, int]] = []  # (priority of the head, turn, chat)
        self._turns = count()
        self._everyone: Bucket | None = None
        self._flooded: dict[int, datetime] = {}
        self._all_paused_until: datetime | None = None
        self._calls: set[asyncio.Task[None]] = set()
        self._ended: list[_Ended] = []
        self._noting: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._stopping = False
        self._starting = asyncio.Lock()
        self._in_doubt = False
        store.listen(outbox.TOPIC, self._hear_of_row)
        store.listen(lanes.TOPIC, self._hear_of_lane)
        store.listen(IN_DOUBT, self._hear_of_doubt)

    async def run(self) -> None:
        """Take up what the last process left, then send until `stop`."""
        await self._take_up()
        while not self._stopping:
            self._wake.clear()
            if self._in_doubt:
                await self._look_again()
            chosen = self._choose()
            if chosen:
                async with self._starting:
                    await self._start(chosen)
            else:
                await self._wake.wait()

    async def stop(self, within_seconds: float) -> None:
        """Begin no further call; wait for those under way. One that is cut off is `unknown` at the next start."""
        self._stopping = True
        self._wake.set()
        async with self._starting:
            pass  # what is being marked as sent will be sent: else it would be asked about at the next start
        if self._calls:
            _, late = await asyncio.wait(self._calls, timeout=within_seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._noting is not None:
            await asyncio.wait([self._noting], timeout=within_seconds)

    async def _take_up(self) -> None:
        bot_id = self._api.bot_id

        def mark_unknown(tx: Tx) -> int:
            cut_off = outbox.being_sent(tx, bot_id)
            unknown = Unknown("the process ended while this was being sent")
            record_all(tx, [(row, unknown) for row in cut_off], self._clock.now())
            return len(cut_off)

        unknown = await self._store.write(mark_unknown)
        if unknown:
            log.warning("%d calls were cut off", unknown, extra={"action": "sender.cut_off"})
        for lane in await self._store.read(lambda tx: lanes.all_of(tx, bot_id)):
            self._hear_of_lane(lane)
        for row in await self._store.read(lambda tx: outbox.waiting(tx, bot_id)):
            self._hear_of_row(row)

    async def _look_again(self) -> None:
        """Hear of rows whose commit nobody was told of; those known already change nothing."""
        try:
            rows = await self._store.read(lambda tx: outbox.waiting(tx, self._api.bot_id))
        except (StorageFailed, StoreClosed):
            return  # the commit that ends this failure will say so
        self._in_doubt = False
        for row in rows:
            self._hear_of_row(row)

    def _hear_of_doubt(self, _: None) -> None:
        self._in_doubt = True
        self._wake.set()

    def _hear_of_row(self, row: Waiting) -> None:
        if row.bot_id != self._api.bot_id:
            return
        queue = self._queue(row.chat_id)
        if row.id in queue.known:
            return
        queue.known.add(row.id)
        heapq.heappush(queue.rows, (row.priority.order_class, row.id, row))
        if row.priority is Priority.ALERT:
            queue.listed = False  # it may stand far behind already; an alert goes to the front of all
        self._list(row.chat_id, queue)

    def _hear_of_lane(self, lane: Lane) -> None:
        if lane.bot_id != self._api.bot_id:
            return
        queue = self._queue(lane.chat_id)
        queue.stopped = lane.state is not LaneState.OPEN
        queue.paused_until = lane.paused_until
        self._list(lane.chat_id, queue)

    def _queue(self, chat: int) -> _Queue:
        queue = self._queues.get(chat)
        if queue is None:
            pace = self._limits.group if chat < 0 else self._limits.person
            queue = self._queues[chat] = _Queue(Bucket(pace, self._seconds()))
        return queue

    def _list(self, chat: int, queue: _Queue) -> None:
        """Put a chat among those that may be served, when it has something to send and nothing under way."""
        if queue.rows and not (queue.busy or queue.listed or queue.stopped):
            queue.listed = True
            heapq.heappush(self._ready, (int(queue.rows[0][2].priority), next(self._turns), chat))
            self._wake.set()

    def _choose(self) -> list[Waiting]:
        """Return the heads of the chats that may be served now, the most urgent first; others are woken in time."""
        chosen: list[Waiting] = []
        while self._ready:
            listed_as, _, chat = heapq.heappop(self._ready)
            queue = self._queues[chat]
            queue.listed = False
            if queue.stopped or queue.busy or not queue.rows:
                continue
            head = queue.rows[0][2]
            if head.priority < listed_as:
                self._list(chat, queue)  # something more urgent came in meanwhile: in its own place
                continue
            if not self._may_go(chat, queue, head):
                continue
            if head.priority is not Priority.ALERT and not self._has_room(len(self._calls) + len(chosen)):
                self._list(chat, queue)
                self._wake.clear()  # woken when a call ends or the bucket has filled, not by having been listed again
                break
            self._all_chats().take(self._seconds())
            queue.bucket.take(self._seconds())
            heapq.heappop(queue.rows)
            queue.known.discard(head.id)
            queue.busy = True
            chosen.append(head)
        return chosen

    def _may_go(self, chat: int, queue: _Queue, head: Waiting) -> bool:
        """Return whether a chat's head may be sent at once; if not, see to it that the chat is listed again in time."""
        now = self._clock.now()
        pauses = [head.due_at, queue.paused_until or now]
        if head.priority is not Priority.ALERT:
            pauses.append(self._all_paused_until or now)
        moment = max(pauses)
        if moment > now:
            self._clock.call_at(moment, lambda: self._list(chat, queue))
            return False
        delay = queue.bucket.delay(self._seconds())
        if delay > 0:
            asyncio.get_running_loop().call_later(delay, self._list, chat, queue)
            return False
        return True

    def _has_room(self, under_way: int) -> bool:
        """Return whether one more call that is no alert may be made now. Alerts never wait for others."""
        if under_way >= self._limits.in_flight:
            return False
        wait = self._all_chats().delay(self._seconds())
        if wait > 0:
            asyncio.get_running_loop().call_later(wait, self._wake.set)
        return wait <= 0

    async def _start(self, chosen: list[Waiting]) -> None:
        """Mark calls as being made and make them."""

        def prepare(tx: Tx) -> list[_Prepared]:
            prepared = []
            lane_of = {waiting.id: waiting.chat_id for waiting in chosen}
            for row in outbox.mark_sending(tx, list(lane_of)):
                parameters = filled(tx, row)
                if parameters is None:
                    outbox.mark_ended(tx, row.id, State.REFUSED, self._clock.now(), "nothing to change")
                else:
                    prepared.append(_Prepared(row, parameters, lane_of[row.id]))
            return prepared

        try:
            prepared = await self._store.write(prepare)
        except (StorageFailed, StoreClosed):
            log.exception("Could not mark what is sent; trying again", extra={"action": "sender.storage_failed"})
            await asyncio.sleep(_STORAGE_PAUSE)
            for waiting in chosen:
                self._free(waiting.chat_id, again=waiting)
            return
        going = {call.row.id for call in prepared}
        for waiting in chosen:
            if waiting.id not in going:
                self._free(waiting.chat_id)
        for call in prepared:
            task = asyncio.create_task(self._send(call))
            self._calls.add(task)
            task.add_done_callback(self._calls.discard)

    async def _send(self, call: _Prepared) -> None:
        row = call.row
        outcome: Outcome
        try:
            outcome = outcome_of_result(await self._api.call(row.call.method, call.parameters))
        except Exception as error:  # noqa: BLE001 - every failure has an outcome; none may end the lane
            outcome = outcome_of_error(error)
            log.info(
                "Call not done: %s",
                type(error).__name__,
                extra={"action": "sender.not_done", "row": row.id, "outcome": type(outcome).__name__},
            )
        if isinstance(outcome, Later) and outcome.pause is not None:
            self._flood(row.chat_id, outcome.pause)
        self._ended.append(_Ended(row, outcome, call.lane))
        if self._noting is None:
            self._noting = asyncio.create_task(self._note_what_ended(), name="sender-notes")

    async def _note_what_ended(self) -> None:
        """Make outcomes durable: those of all calls that end while the ones before are being written, in one go."""
        try:
            while self._ended:
                ended, self._ended = self._ended, []
                await self._note(ended)
                for each in ended:
                    self._free(each.lane)
        finally:
            self._noting = None

    async def _note(self, ended: Sequence[_Ended]) -> None:
        """Write outcomes down, for as long as that takes: a sent message must not be forgotten."""
        outcomes = [(each.row, each.outcome) for each in ended]
        while True:
            try:
                await self._store.write(lambda tx: record_all(tx, outcomes, self._clock.now()))
            except StorageFailed:
                log.exception("Could not note an outcome; trying again", extra={"action": "sender.storage_failed"})
                await asyncio.sleep(_STORAGE_PAUSE)
            except StoreClosed:
                return
            except Exception:
                if len(ended) > 1:  # one of them is at fault; the others must not suffer for it
                    for each in ended:
                        await self._note([each])
                    return
                # What the outcome means could not be recorded, but what became of the call must be.
                (row, outcome) = outcomes[0]
                log.exception("Recording an outcome failed", extra={"action": "sender.record_failed", "row": row.id})
                await self._note_bare(row, State.SENT if isinstance(outcome, Sent) else State.UNKNOWN)
                return
            else:
                return

    async def _note_bare(self, row: Outgoing, state: State) -> None:
        while True:
            try:
                await self._store.write(
                    lambda tx: outbox.mark_ended(tx, row.id, state, self._clock.now(), "record failed")
                )
            except StorageFailed:
                await asyncio.sleep(_STORAGE_PAUSE)
            except StoreClosed:
                return
            else:
                return

    def _flood(self, chat: int, pause: timedelta) -> None:
        """Two chats flooded within five seconds mean that the whole bot is: all but alerts wait (case 52)."""
        now = self._clock.now()
        self._flooded = {c: at for c, at in self._flooded.items() if now - at <= _FLOOD_WINDOW}
        self._flooded[chat] = now
        if len(self._flooded) > 1:
            self._all_paused_until = now + pause + timedelta(seconds=1)

    def _free(self, chat: int, again: Waiting | None = None) -> None:
        queue = self._queues[chat]
        queue.busy = False
        if again is not None:
            queue.known.add(again.id)
            heapq.heappush(queue.rows, (again.priority.order_class, again.id, again))
        self._list(chat, queue)
        self._wake.set()

    def _all_chats(self) -> Bucket:
        if self._everyone is None:
            self._everyone = Bucket(self._limits.all_chats, self._seconds())
        return self._everyone

    @staticmethod
    def _seconds() -> float:
        return asyncio.get_running_loop().time()
