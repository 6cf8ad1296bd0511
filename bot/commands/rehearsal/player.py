"""A player: somebody of a pair in a rehearsal, with their phone, their temper and what they mean to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.commands.rehearsal.agenda import Agenda, Step
from bot.commands.rehearsal.lines import SMALL_TALK
from bot.commands.rehearsal.tempers import MANNERS, Dice, Manner, Temper
from bot.commands.rehearsal.thumb import Thumb
from mentoring.pairs import PairId
from mentoring.people import PersonId, Role
from phones.phone import Phone

_UP, _TO_BED = time(7, 30), time(22, 45)  # on their own clock; quiet hours begin earlier, so some of it is held


@dataclass(slots=True, eq=False)
class Player:
    """A mentor or a mentee. `pair_name` is what their pair is called on the agenda.

    `silent` are the spans (UTC) in which they do nothing at all; `worried_at` when they wrote something worrying.
    """

    number: int
    name: str
    role: Role
    temper: Temper
    language: str
    zone: ZoneInfo
    phone: Phone
    person: PersonId
    dice: Dice
    agenda: Agenda
    pair_name: str
    silent: list[tuple[datetime, datetime]] = field(default_factory=list)
    worried_at: list[datetime] = field(default_factory=list)
    partner_name: str = ""
    pair: PairId | None = None
    has_left: bool = False

    @property
    def manner(self) -> Manner:
        """How they go about it."""
        return MANNERS[self.temper]

    @property
    def thumb(self) -> Thumb:
        """Their thumb, at their chat with the bot."""
        return Thumb(self.phone)

    @property
    def now(self) -> datetime:
        """What the clock shows."""
        return self.phone.world.clock.now()

    @property
    def is_silent(self) -> bool:
        """Whether they do nothing now."""
        return any(start <= self.now < end for start, end in self.silent)

    def chance(self, what: str, odds: float) -> bool:
        """Return whether something happens that has these odds, from 0 to 1, now."""
        return self.dice.about(what, self.now).random() < odds

    def later(self, what: str, hours: tuple[float, float]) -> datetime:
        """Return a moment so many hours from now at which they are up."""
        wait = self.dice.about(f"{what} later", self.now).uniform(*hours)
        return self.awake(self.now + timedelta(hours=wait))

    def awake(self, at: datetime) -> datetime:
        """Return `at`, or when they are up after it."""
        local = at.astimezone(self.zone)
        if local.time() < _UP:
            return at_clock(local, _UP, self.zone)
        if local.time() > _TO_BED:
            return at_clock(local + timedelta(days=1), _UP, self.zone)
        return at

    def does(self, at: datetime, act: "Act", *, after_goodbye: bool = False) -> None:
        """Mean to do something at `at`: it falls flat while they are silent, or once their pair has ended."""
        self.agenda.add(at, self.pair_name, lambda: self._if_there(act, after_goodbye))

    def says(self, text: str) -> None:
        """Write a message."""
        self.phone.says(text)

    def small_talk(self) -> str:
        """Return something to say."""
        return self.dice.about("small talk", self.now).choice(SMALL_TALK[self.language])

    def _if_there(self, act: "Act", after_goodbye: bool) -> Iterator[Step]:
        if not self.is_silent and (after_goodbye or not self.has_left):
            yield from act(self)


def at_clock(day: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """Return the moment at which it is `clock` on the local day of `day`; in UTC."""
    return datetime.combine(day.date(), clock, zone).astimezone(UTC)


Act = Callable[[Player], Iterator[Step]]
"""What a player does, step by step; after each step the bot is given the time to answer."""
