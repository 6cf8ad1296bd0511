"""The staff of a rehearsal: Carla goes through her tasks every school morning, Sol and Dora work the cases."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.commands.rehearsal.agenda import Agenda, Step
from bot.commands.rehearsal.player import at_clock
from bot.commands.rehearsal.tempers import Dice
from bot.commands.rehearsal.thumb import Thumb, data_of
from phones.messages import Message
from phones.phone import Phone

STAFF = "staff"
"""What the staff are called on the agenda: they do one thing after the other."""

_AT_HER_DESK = time(9, 15)
_SATURDAY = 5
_MOST_TASKS = 25
_DONE = 0.9  # what she cannot do today stays on the list
_OUTCOMES = ("supported", "family", "nothing")


class Staff:
    """Carla, Sol and Dora: their own chats with the bot, and Sol and Dora's place in the staff group."""

    def __init__(self, carla: Phone, sol: Phone, dora: Phone, agenda: Agenda, dice: Dice, zone: ZoneInfo) -> None:
        self.carla, self.sol, self.dora = carla, sol, dora
        self._agenda = agenda
        self._dice = dice
        self._zone = zone
        self._known: set[str] = set()
        self.tasks_done = 0

    def plan_term(self, begins: datetime, ends: datetime) -> None:
        """Put Carla's mornings on the agenda."""
        day = begins.astimezone(self._zone)
        while day < ends:
            morning = at_clock(day, _AT_HER_DESK, self._zone)
            if day.weekday() < _SATURDAY and begins <= morning < ends:
                self._agenda.add(morning, STAFF, self.goes_through_tasks)
            day += timedelta(days=1)

    def hears(self, message: Message) -> None:
        """Let a card in the staff group be noticed: somebody takes the case within minutes, and works it."""
        for data in data_of(message):
            case, _, verb = data.partition(".")
            if verb == "take" and case.startswith("case:") and case not in self._known:
                self._known.add(case)
                wait = timedelta(minutes=self._dice.about(case).uniform(1, 12))
                self._agenda.add(message_at(message) + wait, STAFF, partial(self._takes, case))

    def goes_through_tasks(self) -> Iterator[Step]:
        """Open the list and press done on one after the other; some stay for another day."""
        thumb = Thumb(self.carla)
        self.carla.says("/tasks")
        yield None
        bubble = thumb.bubble("task:")
        left: set[str] = set()
        for _ in range(_MOST_TASKS):
            task = None if bubble is None else next((d for d in _tasks(bubble) if d not in left), None)
            if bubble is None or task is None:
                return
            thumb.presses(bubble, task)
            yield None
            if self._dice.about(task, self.carla.world.clock.now()).random() < _DONE and thumb.tries(
                "taskdone:", bubble
            ):
                self.tasks_done += 1
                yield None
            else:
                left.add(task)
            thumb.tries("tasks:0", bubble)
            yield None

    def _takes(self, case: str) -> Iterator[Step]:
        thumb = Thumb(self.sol)
        for verb in ("take", "acting"):
            if thumb.tries(f"{case}.{verb}"):
                yield None
        days = timedelta(days=self._dice.about(f"{case} closes").uniform(1, 6))
        self._agenda.add(self.sol.world.clock.now() + days, STAFF, partial(self._closes, case))

    def _closes(self, case: str) -> Iterator[Step]:
        """Close a case: how it ended, and that it was real; a critical one takes Dora's word, too."""
        thumb = Thumb(self.sol)
        bubble = thumb.bubble(f"{case}.close")
        outcome = self._dice.about(f"{case} ended").choice(_OUTCOMES)
        for data in (f"{case}.close", f"{case}.close.{outcome}", f"{case}.close.{outcome}.real"):
            if bubble is None or not thumb.presses(bubble, data):
                return
            yield None
        if Thumb(self.dora).tries(f"{case}.agree"):
            yield None


def message_at(message: Message) -> datetime:
    """Return when a message was written, in UTC."""
    return datetime.fromtimestamp(message.date, ZoneInfo("UTC"))


def _tasks(bubble: Message) -> list[str]:
    return [data for data in data_of(bubble) if data.startswith("task:")]
