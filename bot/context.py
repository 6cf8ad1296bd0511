"""What a handler is given: the moment, the bot it speaks for, and the one way to act."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from telegram import Bot
from telegram.ext import Application, CallbackContext, ExtBot

from bot.clock import Clock
from bot.journal.private import help_privately, is_private
from bot.noticing import Noticed, notice
from bot.reachability import reopen_lane
from bot.watching import Look, Watch
from mentoring.cases import ConcernSource
from mentoring.content import Content
from mentoring.kinds import Kind
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

    def forget_private(self, own: "Turn") -> None:
        """Remember nothing of what a turn brought, if it is private: it is not read together with the next message."""
        if own.is_private and own.look is not None:
            self.watch.forget(own.look.bot_id, own.look.chat_id, own.look.telegram_id)

    def hear_of_lane(self, lane: Lane) -> None:
        """Keep `stopped_chats` true when a lane has changed."""
        if lane.bot_id == self.bot_id:
            (self.stopped_chats.discard if lane.state is LaneState.OPEN else self.stopped_chats.add)(lane.chat_id)


@dataclass(slots=True)
class Turn:
    """One update's turn in its lane: `done` once everything it causes is committed, `error` if its handler failed.

    `look` is what was found in what it brings, None when nothing is written in it; `noticed` what was made of that, as
    soon as its act runs; None when it gave no reason for concern. Of what `is_private` nothing is remembered.
    """

    arrival: Arrival
    look: Look | None = None
    noticed: Noticed | None = None
    is_private: bool = False
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
            own.noticed = notice_in(tx, own, self.now)
            return act(tx)

        result = await self.house.store.write(work)
        own.done = True
        self.house.forget_private(own)
        return result

    async def look_at(self, chat_id: int, telegram_id: int, content: Content) -> Look | None:
        """Return what would be found in words that stand in a private chat, had they come in with this update."""
        own = turn.get()
        message: dict[str, Any] = {
            "message_id": telegram_id,
            "date": int(self.now.timestamp()),
            "chat": {"id": chat_id, "type": "private"},
            "text" if content.kind is Kind.TEXT else "caption": content.text,
        }
        return await self.house.watch.look(Arrival(own.arrival.id, own.arrival.bot_id, chat_id, {"message": message}))

    async def look_again(
        self, chat_id: int, telegram_id: int, content: Content, source: ConcernSource = ConcernSource.MESSAGE
    ) -> None:
        """Have words that were private until now looked at, because this update gives them to somebody to read.

        Called before `act`, which then notices in them whatever it would in a message (`Turn.noticed`).
        """
        look = await self.look_at(chat_id, telegram_id, content)
        turn.get().look = None if look is None else look._replace(source=source)


def notice_in(tx: Tx, own: Turn, now: datetime) -> Noticed | None:
    """Make of what was found in an update what is to be made of it; of what is written into a journal, nothing.

    The only way from a look to a concern: whatever handles an update, or fails to, comes through here.
    """
    if own.look is None or own.look.is_quiet:
        return None
    if is_private(tx, own.arrival.update, own.look, now):
        own.is_private = True
        help_privately(tx, own.look, now)
        return None
    return notice(tx, own.look, now)


BotApplication = Application[Any, BotContext, dict[Any, Any], dict[Any, Any], dict[str, House], Any]
