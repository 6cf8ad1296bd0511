"""What a handler is given: the moment, the bot it speaks for, and the one way to act."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from telegram import Bot
from telegram.ext import Application, CallbackContext, ExtBot

from bot.clock import Clock
from bot.noticing import Noticed, notice
from bot.reachability import reopen_lane
from bot.watching import Look, Watch
from storage import inbox
from storage.inbox import Arrival
from storage.lanes import Lane, LaneState
from storage.store import Store
from storage.tx import Tx

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class House:
    """What every handler of one bot shares.

    `username` is the bot's, without the @; `watch` looks at what people write; `stopped_chats` are those whose lanes
    are not open, kept by `hear_of_lane`.
    """

    store: Store
    clock: Clock
    bot: Bot
    bot_id: int
    username: str
    watch: Watch
    stopped_chats: set[int] = field(default_factory=set)

    def hear_of_lane(self, lane: Lane) -> None:
        """Keep `stopped_chats` true when a lane has changed."""
        if lane.bot_id == self.bot_id:
            (self.stopped_chats.discard if lane.state is LaneState.OPEN else self.stopped_chats.add)(lane.chat_id)


@dataclass(slots=True)
class Turn:
    """One update's turn in its lane: `done` once everything it causes is committed, `error` if its handler failed.

    `look` is what was found in what it brings, None when nothing is written in it; `noticed` what was made of that, as
    soon as its act runs; None when it gave no reason for concern.
    """

    arrival: Arrival
    look: Look | None = None
    noticed: Noticed | None = None
    done: bool = False
    error: BaseException | None = None


class HandledBefore(Exception):
    """The update's act is durable already: a commit whose success nobody heard of, and a second try."""


turn: ContextVar[Turn] = ContextVar("turn")
"""The turn that runs in the present task."""


class BotContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[str, House]]):
    """A handler's context."""

    @property
    def house(self) -> House:
        """The bot's house."""
        return self.bot_data["house"]

    @property
    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self.house.clock.now()

    async def act(self, act: Callable[[Tx], T], *, sign_of_life: bool = True) -> T:
        """Do everything the update causes in one transaction, in which it is also marked as done.

        `act` is a plain function, run on the database thread. It returns once the act is durable; after a crash at
        any moment before that the update is handled again, after it never again. Raises HandledBefore when it was
        durable already and only the word of it was lost. An update that is no `sign_of_life` (the bot was stopped)
        leaves a stopped lane as it is.
        """
        own = turn.get()

        def work(tx: Tx) -> T:
            if sign_of_life and own.arrival.chat_id in self.house.stopped_chats:
                # Whoever does something here can be reached here; an unblocking phone may not say so (case 44).
                reopen_lane(tx, own.arrival.bot_id, own.arrival.chat_id, self.now)
            if not inbox.mark_done(tx, own.arrival.id):
                raise HandledBefore
            # Before any rule may hold or refuse it, and whoever handles it.
            own.noticed = None if own.look is None else notice(tx, own.look, self.now)
            return act(tx)

        result = await self.house.store.write(work)
        own.done = True
        return result


BotApplication = Application[Any, BotContext, dict[Any, Any], dict[Any, Any], dict[str, House], Any]
