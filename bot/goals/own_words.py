"""What people write for a goal: taken as what was asked for, changed with an edit, and given back when it was not."""

from datetime import datetime

from bot.asking import Flow, Taken, talks_now
from bot.dates_written import day_written
from bot.goals import moves, steps, walk
from bot.goals.pages import card, data
from bot.goals.seat import Seat, sit_down
from bot.incoming import Incoming
from bot.pages import Page
from bot.speech import Button, words_of
from mentoring.agreement.clauses import tidy_line
from mentoring.goals import LARGEST_TARGET, LONGEST_LINE, LONGEST_STEP, GoalId, Letter, Line, StepId, is_a_day
from mentoring.people import Person
from mentoring.safety import Contacts
from storage import asked, goal_steps, goals
from storage.asked import Asked
from storage.tx import Tx

_LONGEST_DATE = 60  # characters; more is no day
_PRIVATE = (Contacts.HOLD, Contacts.MASK)
_TEXTS = (Letter.WHAT, Letter.NOTICE, Letter.MEANS, Letter.WHY)


def line_of(incoming: Incoming) -> Line:
    """Return what somebody wrote as a line; what gave reason for concern, or names a number, is their own alone."""
    contacts = None if incoming.verdict is None else incoming.verdict.contacts
    return Line(tidy_line(incoming.content.text), incoming.is_withheld or contacts in _PRIVATE)


def take(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Take a message as what was asked for about a goal; None when that is not there any more."""
    seat, step = _seat_of(tx, person, waiting, now)
    if seat is None:
        asked.forget(tx, person.id)
        return None
    match waiting.rest:
        case "by" | "stepday":
            return _take_day(tx, seat, step, incoming, waiting)
        case "number":
            return _take_number(tx, seat, incoming)
        case _:
            return _take_line(tx, seat, step, incoming, waiting)


def give_back(tx: Tx, person: Person, subject: int, now: datetime) -> Page | None:
    """Take back what a message became, because it was meant for the partner."""
    event = goals.event(tx, subject)
    seat = None if event is None or event.by != person.id else sit_down(tx, event.goal_id, person, now)
    if event is None or seat is None:
        return None
    if event.did == "step.added":
        step = next((step for step in seat.steps if step.id == event.about_id), None)
        if step is not None:
            moves.remove_step(tx, seat, step)
        return steps.steps_page(moves.again(tx, seat))
    moves.take_back(tx, seat, event)
    seat = moves.again(tx, seat)
    return walk.stopped_page(seat) if seat.goal.began_at is None else card(seat)


def change(tx: Tx, person: Person, subject: int, incoming: Incoming, now: datetime) -> bool:
    """Give what a message was taken as the words that it has after an edit; False when it cannot have them."""
    event = goals.event(tx, subject)
    seat = None if event is None else sit_down(tx, event.goal_id, person, now)
    line = line_of(incoming)
    if event is None or seat is None or event.by != person.id or not line.text:
        return False
    if event.did == "step.added":
        step = next((step for step in seat.steps if step.id == event.about_id), None)
        if step is None or len(line.text) > LONGEST_STEP:
            return False
        moves.rewrite_step(tx, seat, step, line)
        return True
    letter = event.did.rpartition(".")[2]
    if letter not in _TEXTS or len(line.text) > LONGEST_LINE:
        return False
    moves.answer(tx, seat, Letter(letter), line)
    return True


def leave(tx: Tx, person: Person, waiting: Asked, now: datetime) -> Page:
    """Return what the asking bubble shows when its reader would rather write to their partner: the draft is kept."""
    seat, _step = _seat_of(tx, person, waiting, now)
    _, talks = words_of(person), talks_now(tx, person)
    note = (
        _("All right. Your next message goes to {name}.", name=talks[0].recipient.display_name)
        if len(talks) == 1
        else _("All right. What you write now is a message again.")
    )
    if seat is None:
        return Page(note)
    return (walk.stopped_page(seat) if seat.is_author else card(seat)).under(note)


FLOW = Flow(take, give_back, change, leave, takes_withheld=True)
"""What a goal does with words. It takes what must be looked at first, too: kept back, it is shown to nobody else."""


def _take_line(tx: Tx, seat: Seat, step: StepId | None, incoming: Incoming, waiting: Asked) -> Taken | None:
    _, line = seat.words, line_of(incoming)
    longest = LONGEST_LINE if waiting.rest not in ("step", "rename") else LONGEST_STEP
    if len(line.text) > longest or not line.text:
        too_long = _("That is too long: {count} letters at most. Write it shorter, in one message.", count=longest)
        return Taken(Page(too_long, _way_back(seat)), is_unread=True)
    asked.forget(tx, seat.reader.id)
    if waiting.rest == "step":
        event = moves.add_step(tx, seat, line)
        return None if event is None else Taken(_kept(steps.steps_page(moves.again(tx, seat)), seat, line), event)
    if waiting.rest == "rename":
        known = None if step is None else goal_steps.get(tx, step)
        if known is None:
            return None
        moves.rewrite_step(tx, seat, known, line)
        return Taken(_kept(steps.steps_page(moves.again(tx, seat)), seat, line))
    what, _dot, letter = waiting.rest.rpartition("-")
    if letter not in _TEXTS:
        return None
    if what == "suggest":
        made = moves.suggest(tx, seat, Letter(letter), line)
        return None if made is None else Taken(card(seat, _("💡 Noted. Your mentee decides, and you see it here.")))
    if not (seat.is_author or (seat.is_owner and seat.goal.began_at is not None)):
        return None
    event = moves.answer(tx, seat, Letter(letter), line)
    return Taken(_kept(walk.after(tx, moves.again(tx, seat), Letter(letter)), seat, line), event)


def _take_day(tx: Tx, seat: Seat, step: StepId | None, incoming: Incoming, waiting: Asked) -> Taken | None:
    _, text = seat.words, incoming.content.text
    day = day_written(text, seat.reader.language, seat.today) if len(text) <= _LONGEST_DATE else None
    if incoming.is_withheld or day is None or not is_a_day(day, seat.today):
        return Taken(Page(_("I could not read that day."), _way_back(seat)), is_unread=True)
    asked.forget(tx, seat.reader.id)
    if waiting.rest == "by":
        page = walk.pick_day(tx, seat, day)
        return None if page is None else Taken(page)
    known = None if step is None else goal_steps.get(tx, step)
    if known is None:
        return None
    moves.set_step_day(tx, seat, known, day)
    return Taken(steps.steps_page(moves.again(tx, seat)))


def _take_number(tx: Tx, seat: Seat, incoming: Incoming) -> Taken | None:
    _, text = seat.words, incoming.content.text.strip()
    number = int(text) if text.isdecimal() and len(text) < 5 else None
    if number is None or number > LARGEST_TARGET:
        return Taken(Page(_("I need just a number here, such as 7."), _way_back(seat)), is_unread=True)
    asked.forget(tx, seat.reader.id)
    moves.count(tx, seat, number)
    return Taken(card(moves.again(tx, seat)))


def _kept(page: Page, seat: Seat, line: Line) -> Page:
    """Say what becomes of words that are kept back, where their writer is to know it."""
    if not line.kept_back or not seat.is_owner:
        return page
    _ = seat.words
    return page.under(_("🔒 These words stay with you: nobody is shown them as part of your goal."))


def _way_back(seat: Seat) -> list[list[Button]]:
    _ = seat.words
    verb = "ask" if seat.is_author else "show"
    return [[Button(_("‹ Back"), data(verb, seat.goal.id, seat.goal.asks.removeprefix("only.")))]]


def _seat_of(tx: Tx, person: Person, waiting: Asked, now: datetime) -> tuple[Seat | None, StepId | None]:
    """Return the seat at the goal that words were asked for, and the step if it is about one."""
    if waiting.rest not in ("rename", "stepday"):
        return sit_down(tx, GoalId(waiting.subject), person, now), None
    step = goal_steps.get(tx, StepId(waiting.subject))
    return (None, None) if step is None else (sit_down(tx, step.goal_id, person, now), step.id)
