"""Habits: what a player does by themselves in a term, planned ahead: talk, meet, set goals, tell wins, go away."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from bot.commands.rehearsal.agenda import Step
from bot.commands.rehearsal.filling_in import answers_check_in
from bot.commands.rehearsal.lines import GOALS, WINS, WORRIES
from bot.commands.rehearsal.player import Player, at_clock
from bot.commands.rehearsal.tempers import Temper
from bot.commands.rehearsal.thumb import data_of
from mentoring.people import Role
from phones.messages import Message

_MOST_STEPS = 14
_A_DAY = timedelta(days=1)


def plan_term(player: Player, begins: datetime, ends: datetime) -> None:
    """Put on the agenda what a player will do between two moments of their own accord."""
    weeks = max(1, (ends - begins) // timedelta(weeks=1))
    _falls_silent(player, begins, weeks)
    for week in range(weeks):
        monday = begins + timedelta(weeks=week)
        _plan_week(player, monday, week)
    dice = player.dice.about("the term")
    if player.role is Role.MENTEE:
        for first in (dice.uniform(1, 18), dice.uniform(30, 70)):
            _at(player, begins + first * _A_DAY, ends, sets_goal)
    if dice.random() < 0.25:
        _at(player, begins + dice.uniform(7, 90) * _A_DAY, ends, goes_away)
    if player.role is Role.MENTEE and dice.random() < 0.08:
        _at(player, begins + dice.uniform(10, 60) * _A_DAY, ends, takes_break)
    for _ in range(player.manner.worries if player.role is Role.MENTEE else 0):
        # Often late in the evening: that is when worries come, and when nobody else is there.
        day = begins + dice.uniform(3, 7 * weeks - 2) * _A_DAY
        player.does(at_clock(day.astimezone(player.zone), time(22, 30), player.zone), writes_worry)


def _plan_week(player: Player, monday: datetime, week: int) -> None:
    dice = player.dice.about("week", week)
    writes = int(player.manner.writes_a_week + dice.random())
    for _ in range(writes):
        _at(player, monday + dice.uniform(0, 7) * _A_DAY, None, writes_first)
    if player.role is Role.MENTOR and dice.random() < (0.2 if player.temper is Temper.LATE else 0.55):
        _at(player, monday + dice.uniform(0, 2) * _A_DAY, None, asks_to_meet)
    if player.role is Role.MENTEE and dice.random() < 0.5:
        _at(player, monday + dice.uniform(1, 7) * _A_DAY, None, notes_progress)
    if dice.random() < 0.12:
        _at(player, monday + dice.uniform(1, 7) * _A_DAY, None, tells_win)
    if player.temper is Temper.EAGER and dice.random() < 0.1:
        _at(player, monday + dice.uniform(1, 7) * _A_DAY, None, checks_in_by_hand)


def _falls_silent(player: Player, begins: datetime, weeks: int) -> None:
    length = min(player.manner.silent_weeks, max(0, weeks - 1))
    if length:
        first = begins + player.dice.about("silence").uniform(0.2, 0.6) * timedelta(weeks=weeks)
        player.silent.append((first, first + timedelta(weeks=length)))


def _at(player: Player, at: datetime, ends: datetime | None, act: object) -> None:
    at = player.awake(at.astimezone(UTC))
    if ends is None or at < ends:
        player.does(at, act)  # type: ignore[arg-type]


def writes_first(player: Player) -> Iterator[Step]:
    """Begin to talk."""
    player.says(player.small_talk())
    yield None


def writes_worry(player: Player) -> Iterator[Step]:
    """Write something worrying."""
    player.worried_at.append(player.now)
    player.says(player.dice.about("worry", player.now).choice(WORRIES[player.language]))
    yield None


def asks_to_meet(player: Player) -> Iterator[Step]:
    """Go through `/session` and send it; where one is planned already, leave it at that."""
    player.says("/session")
    yield None
    bubble = player.thumb.bubble("plan:")
    for _ in range(_MOST_STEPS):
        wanted = None if bubble is None else _plan_choice(player, bubble)
        if bubble is None or wanted is None or not player.thumb.presses(bubble, wanted):
            return
        yield None


def _plan_choice(player: Player, bubble: Message) -> str | None:
    choices = {"send": [], "day": [], "clock": [], "minutes": [], "place": []}  # type: dict[str, list[str]]
    for data in data_of(bubble):
        verb = data.split(".")[1] if data.startswith("plan:") else ""
        if verb in choices:
            choices[verb].append(data)
    for verb, found in choices.items():
        if found and verb == "day":
            found = found[1:] or found  # not today
        if found:
            return player.dice.about(f"plans {verb}", player.now).choice(found)
    return None


def sets_goal(player: Player) -> Iterator[Step]:
    """Go through the five questions, tapping or writing, and begin."""
    player.says("/goal")
    yield None
    if not player.thumb.tries("goal:new."):
        return
    yield None
    for step in range(_MOST_STEPS):
        bubble = player.thumb.bubble("goal:")
        dice = player.dice.about(f"goal {step}", player.now)
        datas = [] if bubble is None else data_of(bubble)
        go = [data for data in datas if data.startswith("goal:go.")]
        picks = [data for data in datas if data.startswith(("goal:pick.", "goal:day.", "goal:count."))]
        if bubble is None or not (go or picks):
            return
        if not go and picks[0].startswith("goal:pick.") and picks[0].endswith("what.0") and dice.random() < 0.4:
            player.says(dice.choice(GOALS[player.language]))
        else:
            shown = dice.random() < 0.75
            player.thumb.presses(bubble, (go[0] if shown else go[-1]) if go else dice.choice(picks))
        yield None
        if go:
            return


def notes_progress(player: Player) -> Iterator[Step]:
    """Open a goal, note how it goes, and now and then make a win of it."""
    player.says("/goal")
    yield None
    if not player.thumb.tries("goal:show."):
        return
    yield None
    bubble = player.thumb.bubble("goal:did.")
    if bubble is None:
        return
    done = [data for data in data_of(bubble) if data.startswith("goal:did.")]
    player.thumb.presses(bubble, player.dice.about("did", player.now).choice(done))
    yield None
    if player.chance("makes a win", 0.3) and player.thumb.tries("win:goal.", bubble):
        yield None
        if player.thumb.tries("win:quick.") or player.thumb.tries("win:share."):
            yield None
            player.thumb.tries("win:share.")
            yield None


def tells_win(player: Player) -> Iterator[Step]:
    """Tell what went well, and share it as a rule."""
    player.says("/win")
    yield None
    player.says(player.dice.about("win", player.now).choice(WINS[player.language]))
    yield None
    if player.chance("shares a win", 0.8) and player.thumb.tries("win:share."):
        yield None


def checks_in_by_hand(player: Player) -> Iterator[Step]:
    """Ask for a check-in of one's own accord, and answer it."""
    player.says("/checkin")
    yield None
    if player.thumb.tries("ci:new."):
        yield None
    yield from answers_check_in(player)


def goes_away(player: Player) -> Iterator[Step]:
    """Take time off."""
    player.says("/away")
    yield None
    bubble = player.thumb.bubble("away:2")
    if bubble is not None:
        days = [data for data in data_of(bubble) if data.startswith("away:2")]  # not “another day”
        player.thumb.presses(bubble, player.dice.about("away", player.now).choice(days))
        yield None


def takes_break(player: Player) -> Iterator[Step]:
    """Take a break from the partner, and end it after some days."""
    player.says("/pause")
    yield None
    if player.thumb.tries(f"pause:{player.pair}"):
        yield None
        player.does(player.later("resumes", (4 * 24, 12 * 24)), ends_break)


def ends_break(player: Player) -> Iterator[Step]:
    """End the break."""
    player.says("/resume")
    yield None
