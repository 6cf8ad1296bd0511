"""Telling people of a goal in their open hours: reminders, what the other one did, a card to talk about."""

from datetime import date, datetime, timedelta

from bot.cards import STUCK, drawn_for
from bot.goals.goal_words import what_of
from bot.goals.pages import card, data, progress_buttons
from bot.goals.seat import Seat, sit_down
from bot.pages import Page
from bot.speech import Button, chat_of, say
from bot.words import deferred
from mentoring.cards import said
from mentoring.goals import Goal, GoalState, Letter, Prompt, Step, is_timely, reminders
from mentoring.open_hours import NeverOpen, OpenHours
from mentoring.pairs import PairId
from mentoring.people import Person, PersonId
from storage import goal_prompts, goal_steps, hours, pairs, people
from storage.goal_prompts import PromptRow
from storage.outbox import Priority, Purpose
from storage.tx import Tx

_CHANGES_REST = timedelta(minutes=10)
_NEWS = {
    "shown": deferred("🎯 {name} shows you a goal."),
    "changed": deferred("✏️ {name} has changed a goal."),
    "reached": deferred("🏁 {name} has reached a goal! A kind word from you goes a long way."),
    "taken": deferred("👍 {name} takes up the goal that you proposed."),
    "declined": deferred("{name} would rather not take the goal that you proposed. That is all right."),
    "idea_taken": deferred("💡 {name} took your suggestion."),
    "idea_left": deferred("{name} keeps the goal as it was. Good that you thought along!"),
    "offered": deferred("💡 {name} proposes a goal. Take it, change it, or say no: you decide."),
    "good": deferred("👍 {name} says: good goal!"),
    "question": deferred("💬 {name} has looked at your goal and has a question. Just write to each other."),
    "suggested": deferred("💡 {name} suggests a change of your goal. You decide."),
}


def plan_reminders(tx: Tx, goal: Goal, owner: Person, now: datetime) -> None:
    """Let a goal's owner be reminded of its day and of those of its open steps; what was planned before stays planned.

    Whether a reminder still holds is looked at when its moment comes.
    """
    if goal.state is not GoalState.ACTIVE or not goal.reminds:
        return
    if goal.aim.by is not None:
        _plan(tx, goal, owner, None, goal.aim.by, now)
    for step in goal_steps.of_goal(tx, goal.id):
        if step.due is not None and not step.is_done:
            _plan(tx, goal, owner, step, step.due, now)


def tell(tx: Tx, goal: Goal, person: PersonId, pair: PairId, about: str, now: datetime) -> None:
    """Let one of a pair hear what the other one did about a goal: now when their hours are open, else when they open.

    `about` is a key of the news.
    """
    # Whoever changes one thing often changes another: the other one hears of it once.
    at = now + _CHANGES_REST if about == "changed" else now
    reach = hours.hours_of(tx, person, pair).reach
    goal_prompts.tell(tx, goal.id, person, Prompt.NEWS, f"{about}.{pair}", _opens(reach, at) or at, now)


def tell_of_stuck(tx: Tx, goal: Goal, person: PersonId, pair: PairId, turn: int, now: datetime) -> None:
    """Let a mentor have the card that the mentee was given (`turn` says which), when their hours are open."""
    reach = hours.hours_of(tx, person, pair).reach
    about = f"{Prompt.CARD}.{pair}.{turn}"
    goal_prompts.tell(tx, goal.id, person, Prompt.CARD, about, _opens(reach, now) or now, now)


def card_text(tx: Tx, reader: Person, turn: int) -> str:
    """Return a card to talk about for a goal that is stuck, in the reader's language."""
    drawn = drawn_for(tx, reader.programme_id, STUCK, turn)
    return "" if drawn is None else said(drawn.texts, reader.language)


def say_prompt(tx: Tx, row: PromptRow, now: datetime) -> None:
    """Say what is due of a goal if it still holds and the person's hours are open; else later, or not at all."""
    person = people.get(tx, row.person_id)
    seat = None if person is None or not person.has_joined else sit_down(tx, row.goal_id, person, now)
    if seat is None or not seat.talks:
        return  # gone, hidden, or the pair rests or has ended: then nobody is reminded of anything
    if row.prompt in (Prompt.BEFORE, Prompt.AT):
        _remind(tx, row, seat)
    else:
        _tell_now(tx, row, seat)


def _remind(tx: Tx, row: PromptRow, seat: Seat) -> None:
    goal, zone, now = seat.goal, seat.reader.zone, seat.now
    step = next((step for step in seat.steps if step.id == row.step_id), None)
    if goal.state is not GoalState.ACTIVE or not goal.reminds or row.day is None or row.day != _day(goal, row, step):
        return
    opens = _opens(hours.hours_of(tx, seat.reader.id, seat.talks[0].pair.id).answering, now)
    if opens is None or not is_timely(row.prompt, row.day, zone, opens):
        return
    if opens > now:
        goal_prompts.put_off(tx, row.id, opens)
        return
    _say(tx, seat, _reminder(seat, row.prompt, row.day, step), Purpose.PROMPT)
    goal_prompts.note_said(tx, row.id, now)


def _tell_now(tx: Tx, row: PromptRow, seat: Seat) -> None:
    about, number, *turn = row.about.split(".")
    pair = PairId(int(number))
    other = seat.mentor_in(pair)
    back = None if other is None else pairs.talk_in(tx, other.id, pair)
    if other is None or back is None or back.recipient_hears_nothing:
        return  # who wants to hear nothing from the other one for now hears nothing of their goals either
    opens = _opens(hours.hours_of(tx, seat.reader.id, pair).reach, seat.now)
    if opens is None:
        return
    if opens > seat.now:
        goal_prompts.put_off(tx, row.id, opens)
        return
    _ = seat.words
    if row.prompt is Prompt.CARD:
        note = _(
            "🪨 {name} is stuck with a goal right now. That happens. This may help you two:", name=other.display_name
        )
        text = f"{note}\n\n{card_text(tx, seat.reader, int(turn[0]))}\n\n🎯 {what_of(seat.goal, _)}"
        page = Page(text, [[Button(_("🎯 The goal"), data("show", seat.goal.id))]], seat.key_name)
    else:
        page = card(seat, _(_NEWS[about], name=other.display_name))
    _say(tx, seat, page, Purpose.NOTICE)
    goal_prompts.note_said(tx, row.id, seat.now)


def _reminder(seat: Seat, prompt: Prompt, day: date, step: Step | None) -> Page:
    _ = seat.words
    when = _.day(day, seat.today)
    what = what_of(seat.goal, _) if step is None else step.line.text
    if prompt is Prompt.BEFORE:
        text = _("🔔 By {day}: {goal}\n\nHow far are you?", day=when, goal=what)
    else:
        text = _("🔔 The day for this has come: {goal}\n\nHow did it go? Another day is fine, too.", goal=what)
    about = data("ask", seat.goal.id, Letter.BY) if step is None else data("step", step.id)
    rows = progress_buttons(seat, Button(_("📅 Another day"), about))
    quiet = [Button(_("🔕 No reminders"), data("bell", seat.goal.id, "off"))]
    return Page(text, [*rows, quiet], seat.key_name)


def _say(tx: Tx, seat: Seat, page: Page, purpose: Purpose) -> None:
    say(
        tx,
        chat_of(seat.reader),
        page.text,
        now=seat.now,
        buttons=page.buttons,
        priority=Priority.PROMPT,
        purpose=purpose,
        key_name=page.key_name,
    )


def _day(goal: Goal, row: PromptRow, step: Step | None) -> date | None:
    """Return the day that a reminder is about as it is set now; None when there is none any more."""
    if row.step_id is None:
        return goal.aim.by
    return None if step is None or step.is_done else step.due


def _plan(tx: Tx, goal: Goal, owner: Person, step: Step | None, day: date, now: datetime) -> None:
    for prompt, moment in reminders(day, owner.zone, now):
        goal_prompts.remind(tx, goal.id, owner.id, None if step is None else step.id, prompt, day, moment)


def _opens(open_hours: OpenHours, at: datetime) -> datetime | None:
    try:
        return open_hours.next_open(at)
    except NeverOpen:
        return None
