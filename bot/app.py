"""The composition root: builds the real things and passes them on. The only place that knows everybody."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, ExtBot
from telegram.request import BaseRequest

from bot.agreement.paper_desk import PaperDesk
from bot.canary import Canary, fly
from bot.case_paper_desk import CasePaperDesk
from bot.changed_hours import hold_what_is_late
from bot.clock import Clock
from bot.context import BotApplication, BotContext, HandledBefore, House, Turn, notice_in, turn
from bot.handlers import register
from bot.incoming import written_in
from bot.intake import POLL_SECONDS, Intake
from bot.lanes import Lanes
from bot.lexicon_in_force import LexiconInForce
from bot.lexicon_press import Press
from bot.mishaps import tell_of_parked
from bot.pacing import Limits
from bot.scheduling import KINDS
from bot.scheduling.housekeeping import housekeeper
from bot.scheduling.timer import Timer
from bot.sender import Sender
from bot.shipped_questionnaires import bring_shipped_questionnaires
from bot.transport import AiohttpRequest, BotApi
from bot.watching import Watch
from mentoring.safeguarding import Lexicon
from storage import inbox, lanes
from storage.inbox import Arrival
from storage.store import Store

log = logging.getLogger(__name__)

# Together with the API's second of grace they keep an exit within five seconds.
_LANES_DRAIN_SECONDS = 1.0
_CALLS_DRAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class BotAddress:
    """Which bot, and where its Bot API is."""

    token: str
    api_base_url: str = "https://api.telegram.org/bot"
    file_base_url: str = "https://api.telegram.org/file/bot"


@dataclass(slots=True)
class RunningBot:
    """One bot at work. `tasks` are its loops; the first that ends with an error ends `wait`."""

    house: House
    api: BotApi
    lanes: Lanes
    intake: Intake
    sender: Sender
    timer: Timer
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def wait(self) -> None:
        """Wait until one of the loops ends, and raise its error."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def running_bot(
    store: Store,
    clock: Clock,
    address: BotAddress,
    *,
    lexicon: Lexicon,
    press: Press | None = None,
    canary: Canary | None = None,
    limits: Limits | None = None,
    request: Callable[[], BaseRequest] = AiohttpRequest,
    poll_seconds: int = POLL_SECONDS,
) -> AsyncIterator[RunningBot]:
    """Run a bot on a store until the block is left; then nothing new is begun, and what is under way is finished.

    `lexicon` is what is looked for in everything people write. A `press` lays over it what staff have changed, before
    anything is looked at and whenever they change more; without one it stays as it is. `canary` tries the chain of
    alerts every hour, None never. `request` makes the way to Telegram; tests bring another. Raises
    telegram.error.TelegramError when Telegram cannot be asked who the bot is.
    """
    bot: ExtBot[None] = ExtBot(
        address.token,
        base_url=address.api_base_url,
        base_file_url=address.file_base_url,
        request=request(),
        get_updates_request=request(),
    )
    try:
        await bot.initialize()
    except BaseException:
        await _close_requests(bot)
        raise
    api = BotApi(bot)
    watch = Watch(lexicon, store)
    in_force = None if press is None else LexiconInForce(store, clock, watch, press)
    if in_force is not None:
        await in_force.begin()
    house = House(store=store, clock=clock, bot=bot, bot_id=api.bot_id, username=bot.username, watch=watch)
    store.listen(lanes.TOPIC, house.hear_of_lane)
    for lane in await store.read(lambda tx: lanes.all_of(tx, house.bot_id)):
        house.hear_of_lane(lane)
    application = _application(bot, house)
    await application.initialize()
    chat_lanes = Lanes(store, _handling(application, house), tell_of_parked(clock))
    running = RunningBot(
        house=house,
        api=api,
        lanes=chat_lanes,
        intake=Intake(api, store, clock, chat_lanes, poll_seconds),
        sender=Sender(api, store, clock, limits or Limits()),
        timer=Timer(store, clock, KINDS),
    )
    keeper = housekeeper(store, clock, running.timer, None if canary is None else partial(fly, house, canary))
    await bring_shipped_questionnaires(store, clock.now())
    await store.write(lambda tx: hold_what_is_late(tx, house.bot_id, clock.now()))
    await chat_lanes.resume()
    running.tasks = [
        asyncio.create_task(running.intake.run(), name="intake"),
        asyncio.create_task(running.sender.run(), name="sender"),
        asyncio.create_task(running.timer.run(), name="timer"),
        asyncio.create_task(PaperDesk(store, clock).run(), name="papers"),
    ]
    running.tasks.append(asyncio.create_task(CasePaperDesk(store, clock).run(), name="case-papers"))
    if in_force is not None:
        running.tasks.append(asyncio.create_task(in_force.run(), name="lexicon"))
    keeper.start()
    try:
        yield running
    finally:
        keeper.shutdown(wait=False)
        intake_task, sender_task, timer_task, papers_task, *other_tasks = running.tasks
        await _end(intake_task)
        await chat_lanes.stop(_LANES_DRAIN_SECONDS)
        await _end(timer_task)
        await _end(papers_task)
        for task in other_tasks:
            await _end(task)
        await running.sender.stop(_CALLS_DRAIN_SECONDS)
        await _end(sender_task)
        await application.shutdown()
        watch.close()


def _application(bot: Bot, house: House) -> BotApplication:
    application: Any = (
        Application.builder().bot(bot).updater(None).context_types(ContextTypes(context=BotContext)).build()
    )
    application.bot_data["house"] = house
    register(application)
    built: BotApplication = application
    return built


def _handling(application: BotApplication, house: House) -> Any:
    """Return what does one update: the library dispatches it, the turn tells what came of it."""

    async def handle(arrival: Arrival) -> None:
        own = Turn(arrival, await house.watch.look(arrival))
        token = turn.set(own)
        try:
            await application.process_update(_to_dispatch(arrival, house))
        finally:
            turn.reset(token)
        if own.error is not None and not isinstance(own.error, HandledBefore):
            await _notice_all_the_same(own, house)
            raise own.error
        if not own.done and own.error is None:
            # No handler wanted it: a group's chatter, or a kind of update that means nothing to us.
            await house.store.write(lambda tx: inbox.mark_done(tx, arrival.id))

    return handle


async def _notice_all_the_same(own: Turn, house: House) -> None:
    """Let what was noticed be told although its handler failed: that is no reason for an adult not to hear of it."""
    if own.look is not None and not own.look.is_quiet:
        await house.store.write(lambda tx: notice_in(tx, own, house.clock.now()))
        house.forget_private(own)


def _to_dispatch(arrival: Arrival, house: House) -> object:
    """Return what the library dispatches: the mark of plain writing, for all else its own object."""
    return written_in(arrival.update) or Update.de_json(arrival.update, house.bot)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _close_requests(bot: ExtBot[None]) -> None:
    """Close the ways to Telegram of a bot that did not come up: its own `shutdown` closes only what is initialised."""
    for request in bot._request:
        await request.shutdown()
