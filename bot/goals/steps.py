"""The steps of a goal: a list to tick, a page for each step, and the page that asks for a new one."""

from datetime import timedelta

from bot.asking import way_out, where_it_goes
from bot.goals.goal_words import what_of
from bot.goals.pages import LABEL, data
from bot.goals.seat import Seat
from bot.goals.walk import await_words
from bot.pages import Page, rows_of
from bot.speech import Button
from mentoring.goals import MOST_STEPS, GoalState, Step
from storage import asked
from storage.tx import Tx

_ON_A_PAGE = 5


def steps_page(seat: Seat, first: int = 0, *, changing: bool = False) -> Page:
    """Return the steps from number `first` on, each a button that ticks it; `changing`, one that opens its page."""
    _, goal = seat.words, seat.goal
    mark = "c" if changing else ""
    rows = [
        [
            Button(f"✏️ {_cut(step.line.text)}", data("step", step.id))
            if changing
            else Button(f"{'✅' if step.is_done else '⚪️'} {_cut(step.line.text)}", data("tick", step.id, first))
        ]
        for step in seat.steps[first : first + _ON_A_PAGE]
    ]
    turning = []
    if first > 0:
        turning.append(Button("‹", data("steps", goal.id, f"{max(0, first - _ON_A_PAGE)}{mark}")))
    if first + _ON_A_PAGE < len(seat.steps):
        turning.append(Button("›", data("steps", goal.id, f"{first + _ON_A_PAGE}{mark}")))
    can_change = goal.state is GoalState.ACTIVE and not changing
    acts = [Button(_("➕ Add a step"), data("addstep", goal.id))] if can_change and len(seat.steps) < MOST_STEPS else []
    if can_change and seat.steps:
        acts.append(Button(_("✏️ Change steps"), data("steps", goal.id, f"{first}c")))
    acts.append(Button(_("‹ Back"), data("steps", goal.id, first) if changing else data("show", goal.id)))
    return Page(
        f"🎯 {what_of(goal, _)}\n\n{_heading(seat, changing=changing)}",
        [*rows, *([turning] if turning else []), *_finish(seat), *rows_of(acts)],
        seat.key_name,
    )


def _heading(seat: Seat, *, changing: bool) -> str:
    _ = seat.words
    if not seat.steps:
        return _("👣 No steps yet. What would be a small first one, for this week?")
    if changing:
        return _("👣 Which step do you want to change?")
    if _all_done(seat):
        return _("🎉 All steps are done! Have you reached your goal?")
    return _("👣 Your steps. Tap one when it is done.")


def _finish(seat: Seat) -> list[list[Button]]:
    _ = seat.words
    can_end = _all_done(seat) and seat.goal.state is GoalState.ACTIVE
    return [[Button(_("🏁 Reached it"), data("state", seat.goal.id, GoalState.DONE))]] if can_end else []


def _all_done(seat: Seat) -> bool:
    return bool(seat.steps) and all(step.is_done for step in seat.steps)


def step_page(seat: Seat, step: Step) -> Page:
    """Return what can be done with one step."""
    _ = seat.words
    days = [Button(_("Tomorrow"), _day(seat, step, 1)), Button(_("In 3 days"), _day(seat, step, 3))]
    days += [Button(_("In a week"), _day(seat, step, 7)), Button(_("Another day"), data("stepownday", step.id))]
    if step.due is not None:
        days.append(Button(_("No day"), data("stepday", step.id, "none")))
    acts = [
        Button(_("⬆️ Further up"), data("up", step.id)),
        Button(_("✏️ Other words"), data("rename", step.id)),
        Button(_("🗑 Take it out"), data("unstep", step.id)),
        Button(_("‹ Steps"), data("steps", seat.goal.id)),
    ]
    when = _("any day") if step.due is None else _("by {day}", day=_.day(step.due, seat.today))
    question = _("By when do you want to do it?")
    return Page(f"👣 {step.line.text}\n📅 {when}\n\n{question}", [*rows_of(days), *rows_of(acts)], seat.key_name)


def ask_step(tx: Tx, seat: Seat) -> Page:
    """Ask for a new step, in the reader's own words."""
    _ = seat.words
    return _asking(tx, seat, "step", seat.goal.id, _("👣 What is the next small step? Write it in a few words."))


def ask_other_words(tx: Tx, seat: Seat, step: Step) -> Page:
    """Ask for other words for a step."""
    _ = seat.words
    wish = _("Write it in other words.")
    return _asking(tx, seat, "rename", step.id, f"👣 {step.line.text}\n\n{wish}")


def ask_step_day(tx: Tx, seat: Seat, step: Step) -> Page:
    """Ask for a day for a step, in the reader's own words."""
    _ = seat.words
    example = _.day(seat.today + timedelta(days=10), seat.today)
    text = _("Write me the day, for example: {example}", example=example)
    return _asking(tx, seat, "stepday", step.id, f"👣 {step.line.text}\n\n📅 {text}")


def ask_number(tx: Tx, seat: Seat) -> Page:
    """Ask for how many are reached by now."""
    _, goal = seat.words, seat.goal
    text = _("How many is it now, of {target}? Write the number.", target=goal.aim.target)
    return _asking(tx, seat, "number", goal.id, f"🎯 {what_of(goal, _)}\n\n{text}", back=data("show", goal.id))


def _asking(tx: Tx, seat: Seat, what: str, subject: int, text: str, back: str = "") -> Page:
    _ = seat.words
    asked.forget(tx, seat.reader.id)
    await_words(tx, seat, what, subject)
    out = way_out(tx, seat.reader)
    rows = [[Button(_("‹ Back"), back or data("steps", seat.goal.id))], *([[out]] if out is not None else [])]
    return Page(f"{text}\n\n{where_it_goes(tx, seat.reader)}", rows, seat.key_name)


def _day(seat: Seat, step: Step, days: int) -> str:
    return data("stepday", step.id, seat.today + timedelta(days=days))


def _cut(text: str) -> str:
    return text if len(text) <= LABEL else f"{text[: LABEL - 1].rstrip()}…"
