"""The five questions, one page each: answered by writing, by tapping an example, or left open and named kindly."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.asking import way_out, where_it_goes
from bot.goals import moves
from bot.goals.goal_words import described, examples, hint, missing_note, question, short_name, what_of
from bot.goals.pages import card, data
from bot.goals.seat import Seat
from bot.pages import Page, rows_of
from bot.speech import Button
from mentoring.goals import Goal, GoalState, Letter, Line, counted_in, is_a_day, open_question
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.relay import Talk
from storage import asked, goals
from storage.tx import Tx

GOAL = "goal"
"""The name of the conversation that asks for words; followed by a dot and what they are for."""

CHECK = "check"
"""The question that a draft is at when all five were asked."""

AWAITED = timedelta(minutes=30)
UNSURE = timedelta(hours=6)

_OFFERED_DAYS = (7, 14, 30, 90)


def begin(tx: Tx, person: Person, talk: Talk | None, now: datetime) -> Goal:
    """Begin a draft: a mentee's own, or (with the mentor's talk) one to propose to the other one of that pair."""
    owner = person if talk is None else talk.recipient
    pair = None if talk is None else talk.pair.id
    return goals.begin(tx, person.programme_id, owner.id, person.id, pair, now)


def ask(tx: Tx, seat: Seat, letter: Letter, *, only: bool = False) -> Page:
    """Return the page of a question, whose answer may be written now; `only` that one, and then back to the check."""
    _, goal = seat.words, seat.goal
    if goal.state is GoalState.DRAFT:
        goals.keep(tx, replace(goal, asks=f"only.{letter}" if only else letter), seat.now)
    if letter is Letter.BY:
        asked.forget(tx, seat.reader.id)
        return _day_page(seat)
    await_words(tx, seat, letter, goal.id)
    number = _("{number} of {count}", number=list(Letter).index(letter) + 1, count=len(Letter))
    is_walk = seat.is_owner and goal.state is GoalState.DRAFT and not only
    title = f"{question(letter, _)} ({number})" if is_walk else question(letter, _)
    before = goal.aim.line(letter).text
    if not seat.is_owner:
        title = _("💡 What could {name} try? Write it in a few words.", name=_owner_name(seat))
    parts = [title, hint(letter, _), where_it_goes(tx, seat.reader)]
    if before:
        parts.insert(1, _("So far: “{words}”", words=before))
    offered = [Button(text, data("pick", goal.id, f"{letter}.{n}")) for n, text in enumerate(examples(letter, _))]
    out = way_out(tx, seat.reader)
    rows = [*rows_of(offered), _leaving(seat, letter), *([[out]] if out is not None else [])]
    return Page("\n\n".join(parts), rows, seat.key_name)


def ask_own_day(tx: Tx, seat: Seat) -> Page:
    """Ask for a day in somebody's own words."""
    _ = seat.words
    await_words(tx, seat, Letter.BY, seat.goal.id)
    example = _.day(seat.today + timedelta(days=10), seat.today)
    text = _("Write me the day, for example: {example}", example=example)
    out = way_out(tx, seat.reader)
    back = [Button(_("‹ Back"), data("ask", seat.goal.id, Letter.BY))]
    return Page(
        f"📅 {text}\n\n{where_it_goes(tx, seat.reader)}", [back, *([[out]] if out is not None else [])], seat.key_name
    )


def after(tx: Tx, seat: Seat, letter: Letter) -> Page:
    """Return what comes after an answer: the next open question, the check, or the card of a goal that has begun."""
    goal = seat.goal
    if goal.state is not GoalState.DRAFT:
        return card(seat)
    number = counted_in(goal.aim.notice.text) if letter is Letter.NOTICE and goal.aim.target is None else None
    if number is not None and seat.is_owner:
        return _count_page(seat, number)
    return go_on(tx, seat, letter)


def go_on(tx: Tx, seat: Seat, letter: Letter) -> Page:
    """Return the first open question behind one, or the check."""
    if not seat.is_owner or seat.goal.asks.startswith("only."):
        return check(tx, seat)
    following = open_question(seat.goal.aim, letter)
    return check(tx, seat) if following is None else ask(tx, seat, following)


def check(tx: Tx, seat: Seat) -> Page:
    """Return the whole draft, with what is still open named kindly, and the ways to go on."""
    asked.forget(tx, seat.reader.id)
    goals.keep(tx, replace(seat.goal, asks=CHECK), seat.now)
    return _check_page(seat) if seat.is_owner else _proposal_page(seat)


def go_to(tx: Tx, seat: Seat) -> Page:
    """Return the page that a draft was left at."""
    asks = seat.goal.asks.removeprefix("only.")
    letter = next((letter for letter in Letter if letter.value == asks), None)
    return check(tx, seat) if letter is None else ask(tx, seat, letter, only=seat.goal.asks.startswith("only."))


def pick(tx: Tx, seat: Seat, letter: Letter, number: int) -> Page | None:
    """Take an offered example as the answer; None when there is none with that number."""
    offered = examples(letter, seat.words)
    if not _may_write(seat) or number >= len(offered):
        return None
    moves.answer(tx, seat, letter, Line(offered[number]))
    asked.forget(tx, seat.reader.id)
    return after(tx, moves.again(tx, seat), letter)


def pick_day(tx: Tx, seat: Seat, day: date | None) -> Page | None:
    """Take a day as the answer to "by when", None for none; None when nothing can be due then."""
    if not _may_write(seat) or (day is not None and not is_a_day(day, seat.today)):
        return None
    moves.set_day(tx, seat, day)
    asked.forget(tx, seat.reader.id)
    return after(tx, moves.again(tx, seat), Letter.BY)


def count_up_to(tx: Tx, seat: Seat, target: int | None) -> Page | None:
    """Count what a goal is noticed by, or not; None when this is no draft of the reader's."""
    if not _may_write(seat):
        return None
    moves.set_target(tx, seat, target)
    return go_on(tx, moves.again(tx, seat), Letter.NOTICE)


def stopped_page(seat: Seat) -> Page:
    """Say that a draft is kept."""
    _ = seat.words
    text = _("Kept. You can go on whenever you like, with /goal.")
    return Page(text, [[Button(_("✏️ Go on"), data("ask", seat.goal.id, seat.goal.asks.removeprefix("only.")))]])


def edit_page(seat: Seat) -> Page:
    """Return which of the five answers can be changed."""
    _, goal = seat.words, seat.goal
    buttons = [Button(short_name(letter, _), data("ask", goal.id, letter)) for letter in Letter]
    back, wish = [Button(_("‹ Back"), data("show", goal.id))], _("What do you want to change?")
    return Page(f"{described(seat)}\n\n{wish}", [*rows_of(buttons), back], seat.key_name)


def await_words(tx: Tx, seat: Seat, what: str, subject: int) -> None:
    """Note that the reader is asked for words; after a while nobody can be sure what they mean by the next ones."""
    now = seat.now
    asked.ask(tx, seat.reader.id, f"{GOAL}.{what}", subject, now + AWAITED, unsure_until=now + UNSURE)


def _may_write(seat: Seat) -> bool:
    return seat.is_author or (seat.is_owner and seat.goal.began_at is not None)


def _leaving(seat: Seat, letter: Letter) -> list[Button]:
    """Return the buttons by which a question is left: open, for the one before, or for another day."""
    _, goal = seat.words, seat.goal
    if goal.state is not GoalState.DRAFT:
        return [Button(_("‹ Back"), data("show", goal.id))]
    if not seat.is_owner:
        return [Button(_("Never mind"), data("drop", goal.id))]
    later = Button(_("Later"), data("stop", goal.id))
    if letter is Letter.WHAT:
        return [later, Button(_("Never mind"), data("drop", goal.id))]
    return [Button(_("Leave it open"), data("skip", goal.id, letter)), later]


def _day_page(seat: Seat) -> Page:
    _, goal = seat.words, seat.goal
    days = [seat.today + timedelta(days=n) for n in _OFFERED_DAYS]
    labels = (_("In a week"), _("In two weeks"), _("In a month"), _("In three months"))
    buttons = [Button(label, data("day", goal.id, day)) for label, day in zip(labels, days, strict=True)]
    buttons.append(Button(_("Another day"), data("ownday", goal.id)))
    title = question(Letter.BY, _)
    if seat.is_owner and goal.state is GoalState.DRAFT and goal.asks == Letter.BY:
        title = f"{title} ({_('{number} of {count}', number=len(Letter), count=len(Letter))})"
    text = f"{title}\n\n{hint(Letter.BY, _)}"
    if goal.aim.by is not None:
        buttons.append(Button(_("No day"), data("day", goal.id, "none")))
        so_far = _("So far: “{words}”", words=_.day(goal.aim.by, seat.today))
        text = f"{text}\n\n{so_far}"
    return Page(text, [*rows_of(buttons), _leaving(seat, Letter.BY)], seat.key_name)


def _count_page(seat: Seat, number: int) -> Page:
    _, goal = seat.words, seat.goal
    text = _("“{words}”\n\nShall I count up to {number} with you?", words=goal.aim.notice.text, number=number)
    yes = Button(_("✓ Yes, count"), data("count", goal.id, number))
    return Page(text, [[yes, Button(_("No, thanks"), data("count", goal.id, 0))]], seat.key_name)


def _check_page(seat: Seat) -> Page:
    _, goal = seat.words, seat.goal
    missing = goal.aim.missing
    parts = [described(seat)]
    if missing:
        parts.append(missing_note(missing, _))
    rows = rows_of([Button(f"＋ {short_name(letter, _)}", data("fix", goal.id, letter)) for letter in missing])
    if goal.aim.what.text:
        if goal.may_be_shown:
            rows += [
                [Button(_("✓ Begin, and show {name}", name=talk.recipient.display_name), _go(goal, talk.pair.id))]
                for talk in seat.talks
            ]
        rows.append([Button(_("✓ Begin, just for me"), _go(goal, None))])
    rows.append([Button(_("✏️ Change it"), data("edit", goal.id)), Button(_("Never mind"), data("drop", goal.id))])
    return Page("\n\n".join(parts), rows, seat.key_name)


def _proposal_page(seat: Seat) -> Page:
    _, goal, name = seat.words, seat.goal, _owner_name(seat)
    text = _("💡 You propose this to {name}, who decides:\n\n🎯 {goal}", name=name, goal=what_of(goal, _))
    rows = [[Button(_("✓ Send to {name}", name=name), data("offer", goal.id))]] if goal.aim.what.text else []
    change = Button(_("✏️ Change it"), data("fix", goal.id, Letter.WHAT))
    return Page(text, [*rows, [change, Button(_("Never mind"), data("drop", goal.id))]], seat.key_name)


def _go(goal: Goal, pair: PairId | None) -> str:
    return data("go", goal.id, pair or 0)


def _owner_name(seat: Seat) -> str:
    return seat.talks[0].recipient.display_name if seat.talks else ""
