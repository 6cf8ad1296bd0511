"""The term: the clock goes from each moment at which something happens to the next, until there is nothing more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.commands.rehearsal.agenda import Act, Agenda, Step
from bot.commands.rehearsal.player import Player
from bot.commands.rehearsal.reactions import hears
from bot.commands.rehearsal.school import School
from bot.commands.rehearsal.stillness import Stillness
from bot.commands.rehearsal.thumb import data_of
from mentoring.people import PersonId
from phones.accounts import Account
from phones.chats import Group
from phones.events import Event
from phones.messages import Message
from phones.world import World
from storage import hours
from storage.store import Store
from storage.tx import Tx

_GOODBYE = timedelta(days=16)
"""How long after the last goodbye it goes on: until the last question has been let go."""


@dataclass(frozen=True, slots=True)
class Ring:
    """A message with a sound that somebody got without having done anything at that moment.

    `about` is what its first button is about (`ci:12.3`), "" without one; `is_open` whether it was in their hours by
    all that counted at that moment: for a prompt, which has buttons, those of the pair's agreement too.
    """

    at: datetime
    person: PersonId
    about: str
    text: str
    is_open: bool


@dataclass(slots=True)
class Log:
    """What a rehearsal has seen: `rings` are what nobody asked for, `check_ins` how many first pages came.

    `moments` counts how often the clock was moved, `steps` what people did, `written` their messages and commands.
    """

    rings: list[Ring] = field(default_factory=list)
    moments: int = 0
    steps: int = 0
    written: int = 0
    check_ins: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: the week (from 1), the share of the whole term (0 to 1), and what there has been so far."""

    week: int
    share: float
    written: int
    check_ins: int


class Term:
    """Plays a school's term on a running bot."""

    def __init__(self, school: School, agenda: Agenda, world: World, store: Store, stillness: Stillness) -> None:
        self.school = school
        self.log = Log()
        self._agenda = agenda
        self._world = world
        self._store = store
        self._stillness = stillness
        self._players: dict[int, Player] = {}
        self._arrived: list[tuple[Player, Message]] = []
        self._wrote: set[int] = set()
        self._stop_watching = world.events.watch(self._sees)

    @property
    def now(self) -> datetime:
        """What the clock shows."""
        return self._world.clock.now()

    @property
    def calls(self) -> int:
        """How many Bot API calls the bot has made."""
        return self._world.calls.last

    async def begin(self) -> None:
        """Let everybody join and the bot be brought into the staff group, then plan the term."""
        await self._store.write(self.school.found)
        await self._plays_out(self.school.arrivals())
        self.school.brings_in_the_bot()
        await self._still()
        self._players = {player.phone.account.id: player for player in self.school.players}
        self.school.plan_term()

    async def play(self, tell: Callable[[Progress], None], *, goodbye: bool) -> None:
        """Play it to its end; with a `goodbye` all pairs close then, and it goes on until the last answer is in."""
        wished = self.school.wished
        await self._until(wished.ends, tell)
        if goodbye:
            self._agenda.clear()
            await self._plays_out({"goodbye": [self.school.says_goodbye]})
            await self._until(wished.ends + _GOODBYE, tell)
        self._stop_watching()

    async def _until(self, ends: datetime, tell: Callable[[Progress], None]) -> None:
        while True:
            by_itself = await self._stillness.next_moment(self.now)
            moments = [_with_its_minute(by_itself), self._agenda.next_moment()]
            moment = min((moment for moment in moments if moment is not None), default=ends)
            if moment >= ends:
                break
            if moment > self.now:
                self._world.clock.move_to(moment)
            self.log.moments += 1
            await self._still()
            await self._plays_out(self._agenda.take(self.now))
            tell(self._progress())
        self._world.clock.move_to(ends)
        await self._still()
        tell(self._progress())

    async def _plays_out(self, acts: dict[str, list[Act]]) -> None:
        """Let all do what they do now: each pair one thing after the other, all pairs side by side, step by step."""
        doing = [_one_after_the_other(of_one) for of_one in acts.values()]
        while doing:
            going_on = []
            for each in doing:
                try:
                    step = next(each)
                except StopIteration:
                    continue
                going_on.append(each)
                self.log.steps += 1
                if step is not None:
                    await self._store.write(step)
            doing = going_on
            await self._still()

    async def _still(self) -> None:
        await self._stillness.comes(self.now)
        arrived, self._arrived = self._arrived, []
        busy = self._wrote | {press.account.id for press in self._world.presses.values() if press.at == self.now}
        unasked = [(p, message) for p, message in arrived if message.chat.id not in busy and not message.silent]
        if unasked:
            self.log.rings += await self._store.read(lambda tx: self._rings(tx, unasked))
        self._wrote.clear()
        for player, message in arrived:
            hears(player, message)

    def _rings(self, tx: Tx, unasked: Sequence[tuple[Player, Message]]) -> list[Ring]:
        rings = []
        for player, message in unasked:
            about = next(iter(data_of(message)), "")
            reach = hours.hours_of(tx, player.person, player.pair if about else None).reach
            rings.append(Ring(self.now, player.person, about, message.text[:60], reach.is_open(self.now)))
        return rings

    def _sees(self, event: Event) -> None:
        message = event.subject
        if event.kind != "message" or not isinstance(message, Message):
            return
        if isinstance(message.sender, Account):
            self.log.written += 1
            self._wrote.add(message.chat.id)
        elif isinstance(message.chat, Group):
            self.school.staff.hears(message)
        elif message.chat.id in self._players:
            self._arrived.append((self._players[message.chat.id], message))
            self.log.check_ins += any(data.startswith("ci:") and ".go." in data for data in data_of(message))

    def _progress(self) -> Progress:
        wished = self.school.wished
        gone = self.now - wished.begins
        week = min(wished.weeks, gone // timedelta(weeks=1) + 1)
        share = min(1.0, gone / (wished.ends - wished.begins))
        return Progress(week, share, self.log.written, self.log.check_ins)


def _with_its_minute(moment: datetime | None) -> datetime | None:
    """Return the end of a moment's minute: what comes in one minute comes together, which spares steps.

    Not over the full hour, at which quiet hours begin: nothing may come late into them because of us.
    """
    if moment is None:
        return None
    full = moment + (timedelta(minutes=1) - timedelta(seconds=moment.second, microseconds=moment.microsecond))
    return moment if full.minute == 0 or not (moment.second or moment.microsecond) else full


def _one_after_the_other(acts: Sequence[Act]) -> Iterator[Step]:
    for act in acts:
        yield from act()
