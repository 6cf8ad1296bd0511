"""What somebody sees of goals: lists, the card of one goal, and the pages behind it; one message that changes in place.

A button's data is `goal:<verb>.<id>` and what the verb needs. `bot/handlers/goals.py` reads them all, and looks up
whose thing it is.
"""

from collections.abc import Sequence

from bot.goals.goal_words import described, sign_of, what_of, who_sees
from bot.goals.seat import Seat
from bot.pages import Page, rows_of, to_the_menu
from bot.speech import Button
from bot.words import Words, deferred
from mentoring.goals import UNDER_WAY, Goal, GoalState, Letter, Opinion, Progress
from mentoring.people import Person
from mentoring.relay import Talk
from storage.goals import Event, key_name

LABEL = 26
"""Characters of somebody's words on a button of its own row."""
_ON_A_PAGE = 6
_EVENTS_SHOWN = 12

_PROGRESS = (
    (Progress.DONE, deferred("✅ Done")),
    (Progress.A_BIT, deferred("🌱 A bit")),
    (Progress.STUCK, deferred("🪨 Stuck")),
)


def data(verb: str, about: object, choice: object = "") -> str:
    """Return what a button about a goal (or a step of one) brings back."""
    return f"goal:{verb}.{about}.{choice}" if choice != "" else f"goal:{verb}.{about}"


def own_list(person: Person, goals: Sequence[Goal], draft: Goal | None, first: int, in_words: Words) -> Page:
    """Return a mentee's goals from number `first` on: what is under way before what has ended."""
    _ = in_words
    ordered = sorted(goals, key=lambda goal: (goal.state not in (*UNDER_WAY, GoalState.OFFERED), -goal.id))
    rows = [[Button(f"{sign_of(goal)} {what_of(goal, _, LABEL)}", data("show", goal.id))] for goal in ordered]
    shown = rows[first : first + _ON_A_PAGE]
    if first + _ON_A_PAGE < len(rows):
        shown.append([Button(_("Older ›"), data("list", first + _ON_A_PAGE))])
    new = (
        Button(_("➕ A new goal"), data("new", 0))
        if draft is None
        else Button(_("✏️ Go on with the new goal"), data("ask", draft.id, draft.asks or "check"))
    )
    text = _("🎯 Your goals. They are yours: you decide who sees them.") if goals else _first_words(_)
    return Page(
        text,
        [*shown, [new], [Button(_("🏆 Wins"), "win:wall"), to_the_menu(_)]],
        key_name(person.id),
    )


def shown_list(person: Person, shown: Sequence[tuple[Talk, Sequence[Goal]]], in_words: Words) -> Page:
    """Return whose goals a mentor may look at: with one mentee theirs, with several the question whose."""
    _ = in_words
    if len(shown) == 1:
        return list_of(*shown[0], 0, is_only=True, in_words=_)
    last = [Button(_("🏆 Wins"), "win:wall"), to_the_menu(_)]
    if not shown:
        text = _("You have no partner yet. I will tell you when you can plan something.")
        return Page(text, [last], key_name(person.id))
    rows = [
        [Button(f"{talk.recipient.display_name} · 🎯 {len(goals)}", data("of", talk.pair.id, 0))]
        for talk, goals in shown
    ]
    return Page(_("🎯 Whose goals?"), [*rows, last])


def list_of(talk: Talk, goals: Sequence[Goal], first: int, *, is_only: bool, in_words: Words) -> Page:
    """Return what one mentee shows their mentor, and what the mentor proposed, from number `first` on.

    It is a page of its own for each mentee, because it repeats their words: those are sealed with that mentee's key.
    """
    _, name = in_words, talk.recipient.display_name
    rows = [[Button(f"{sign_of(goal)} {what_of(goal, _, LABEL)}", data("show", goal.id))] for goal in goals]
    page = rows[first : first + _ON_A_PAGE]
    if first + _ON_A_PAGE < len(rows):
        page.append([Button(_("Older ›"), data("of", talk.pair.id, first + _ON_A_PAGE))])
    page.append([Button(_("💡 Propose one to {name}", name=name), data("new", talk.pair.id))])
    if rows:
        text = _("🎯 Goals that are shown to you. They belong to your mentee, who decides.")
    else:
        text = _("🎯 No goal is shown to you right now. You can propose one, and your mentee decides.")
    before = Button(_("🏆 Wins"), "win:wall") if is_only else Button(_("‹ Goals"), data("list", 0))
    listed = Page(text, [*page, [before, to_the_menu(_)]], key_name(talk.recipient.id))
    return listed if is_only else listed.under(f"👤 {name}")


def card(seat: Seat, note: str = "") -> Page:
    """Return a goal's card, with what its reader can do."""
    text = "\n\n".join(part for part in (note, described(seat), who_sees(seat)) if part)
    buttons = _owners_buttons(seat) if seat.is_owner else _mentors_buttons(seat)
    return Page(text, buttons, seat.key_name)


def progress_buttons(seat: Seat, beside: Button) -> list[list[Button]]:
    """Return the buttons by which progress is noted in one tap, with one more `beside` the last of them."""
    _, goal = seat.words, seat.goal
    done, a_bit, stuck = (Button(_(label), data("did", goal.id, kind)) for kind, label in _PROGRESS)
    rows = [[done, a_bit], [stuck, beside]]
    if goal.aim.target is not None:
        count = Button(f"➕ {goal.reached} / {goal.aim.target}", data("did", goal.id, Progress.COUNTED))
        rows.append([count, Button(_("Another number"), data("number", goal.id))])
    return rows


def more_page(seat: Seat) -> Page:
    """Return all else that an owner can do with a goal."""
    _, goal = seat.words, seat.goal
    bell = (
        Button(_("🔕 No reminders"), data("bell", goal.id, "off"))
        if goal.reminds
        else Button(_("🔔 Remind me"), data("bell", goal.id, "on"))
    )
    acts = [Button(_("✏️ Change it"), data("edit", goal.id))]
    if goal.state is GoalState.ACTIVE:
        acts.append(Button(_("⏸ Pause it"), data("state", goal.id, GoalState.PAUSED)))
    acts += [
        Button(_("🏁 Reached it"), data("state", goal.id, GoalState.DONE)),
        Button(_("🍃 Let it go"), data("state", goal.id, GoalState.LET_GO)),
        bell,
        Button(_("🕘 What changed"), data("past", goal.id)),
        Button(_("🗑 Delete"), data("del", goal.id)),
    ]
    note = _("Letting a goal go is fine. You can take it up again at any time.")
    return Page(f"{described(seat)}\n\n{note}", [*rows_of(acts), [_back(seat)]], seat.key_name)


def sees_page(seat: Seat) -> Page:
    """Return who sees a goal, and the buttons that change it."""
    _, goal = seat.words, seat.goal
    rows = []
    for talk in seat.talks:
        name = talk.recipient.display_name
        if talk.pair.id in seat.shares:
            rows.append([Button(_("🔒 Hide it from {name}", name=name), data("hide", goal.id, talk.pair.id))])
        elif goal.may_be_shown:
            rows.append([Button(_("👁 Show it to {name}", name=name), data("reveal", goal.id, talk.pair.id))])
    rows.append(
        [Button(_("🔒 Hide it from my coordinator"), data("staff", goal.id, "off"))]
        if goal.coordinator_sees
        else [Button(_("👁 Show my coordinator"), data("staff", goal.id, "on"))]
    )
    lines = [who_sees(seat)]
    lines.append(
        _("Your coordinator can read it.")
        if goal.coordinator_sees
        else _("Your coordinator sees only that there is a goal and where it stands, not your words.")
    )
    if not goal.may_be_shown:
        lines.append(_("Nobody else is shown what this is about."))
    elif _keeps_some_back(seat):
        lines.append(_("Some of your words are kept back: nobody else is shown them."))
    return Page("\n\n".join(lines), [*rows, [_back(seat)]], seat.key_name)


def delete_page(seat: Seat) -> Page:
    """Ask once more before a goal is deleted."""
    _, goal = seat.words, seat.goal
    text = _("Delete this goal for good, with its steps and all you noted?\n\n🎯 {goal}", goal=what_of(goal, _))
    yes, no = Button(_("🗑 Yes, delete it"), data("gone", goal.id)), Button(_("Keep it"), data("show", goal.id))
    return Page(text, [[yes], [no]], seat.key_name)


def past_page(seat: Seat, events: Sequence[Event]) -> Page:
    """Return what changed in a goal, the latest first."""
    _ = seat.words
    lines = []
    for event in events[:_EVENTS_SHOWN]:
        day = _.day(event.at.astimezone(seat.reader.zone).date(), seat.today)
        did = event.did if event.did in _DID else event.did.partition(".")[0]  # `changed.what` is a change
        said = _(_DID.get(did, "")) if did in _DID else did
        words = f" {_.quoted(event.words)}" if event.words else ""
        lines.append(f"· {day}: {said}{words}")
    text = _("🕘 What changed, the latest first:\n{lines}", lines="\n".join(lines))
    return Page(text, [[_back(seat)]], seat.key_name)


def _owners_buttons(seat: Seat) -> list[list[Button]]:
    _, goal = seat.words, seat.goal
    to_list = Button(_("‹ My goals"), data("list", 0))
    match goal.state:
        case GoalState.OFFERED:
            return [
                [Button(_("👍 I take it"), data("take", goal.id))],
                [
                    Button(_("✏️ Change it"), data("alter", goal.id)),
                    Button(_("No, thanks"), data("decline", goal.id)),
                ],
            ]
        case GoalState.ACTIVE:
            rows = progress_buttons(seat, Button(_("👣 Steps"), data("steps", goal.id)))
            rows.append([Button(_("🖼 Picture"), data("pic", goal.id)), Button(_("⚙️ More"), data("more", goal.id))])
            rows += rows_of([Button(_("👁 Who sees it"), data("sees", goal.id)), to_list])
            return [*_suggestion_row(seat), *rows]
        case GoalState.PAUSED:
            again = Button(_("▶️ Go on"), data("state", goal.id, GoalState.ACTIVE))
            return [[again, Button(_("⚙️ More"), data("more", goal.id))], [to_list]]
        case _:
            acts = [Button(_("🎉 Make it a win"), f"win:goal.{goal.id}")] if goal.state is GoalState.DONE else []
            acts += [
                Button(_("🖼 Picture"), data("pic", goal.id)),
                Button(_("▶️ Take it up again"), data("state", goal.id, GoalState.ACTIVE)),
                Button(_("🕘 What changed"), data("past", goal.id)),
                Button(_("🗑 Delete"), data("del", goal.id)),
                to_list,
            ]
            return rows_of(acts)


def _suggestion_row(seat: Seat) -> list[list[Button]]:
    _ = seat.words
    if seat.suggestion is None:
        return []
    mentor = seat.mentor_in(seat.suggestion.pair_id)
    name = "" if mentor is None else mentor.display_name
    return [[Button(_("💡 {name} suggests a change", name=name), data("idea", seat.suggestion.id))]]


def _mentors_buttons(seat: Seat) -> list[list[Button]]:
    _, goal = seat.words, seat.goal
    to_list = Button(_("‹ Goals"), data("of", seat.talks[0].pair.id, 0))
    if goal.state in (GoalState.OFFERED, GoalState.DECLINED):
        take_back = [Button(_("Take it back"), data("unoffer", goal.id))] if goal.state is GoalState.OFFERED else []
        return rows_of([*take_back, to_list])
    shared = next(iter(seat.shares.values()), None)
    rows = []
    if goal.state in UNDER_WAY:
        if shared is None or shared.opinion is not Opinion.GOOD:
            rows.append([Button(_("👍 Good goal!"), data("good", goal.id))])
        rows += rows_of(
            [
                Button(_("💬 I have a question"), data("wonder", goal.id)),
                Button(_("💡 Suggest"), data("suggest", goal.id)),
            ]
        )
    return [*rows, [Button(_("🖼 Picture"), data("pic", goal.id)), to_list]]


def _back(seat: Seat) -> Button:
    _ = seat.words
    return Button(_("‹ Back"), data("show", seat.goal.id))


def _keeps_some_back(seat: Seat) -> bool:
    lines = [seat.goal.aim.line(letter) for letter in Letter] + [step.line for step in seat.steps]
    return any(line.kept_back for line in lines)


def _first_words(in_words: Words) -> str:
    _ = in_words
    return _(
        "🎯 A goal is something that you want and can work for, big or small. Five short questions help you to find "
        "it. It is yours: you decide who sees it."
    )


_DID = {
    "began": deferred("you began it"),
    "offered": deferred("it was proposed"),
    "took": deferred("you took it up"),
    "changed": deferred("you changed it, before:"),
    "step.added": deferred("a step was added:"),
    "step.changed": deferred("a step was changed, before:"),
    "step.removed": deferred("a step was taken out:"),
    "step.done": deferred("a step was done:"),
    "step.open": deferred("a step was opened again:"),
    "progress.done": deferred("done"),
    "progress.a_bit": deferred("a bit further"),
    "progress.stuck": deferred("stuck"),
    "progress.counted": deferred("counted:"),
    "paused": deferred("you paused it"),
    "active": deferred("you went on"),
    "done": deferred("you reached it"),
    "let_go": deferred("you let it go"),
    "shown": deferred("you showed it"),
    "hidden": deferred("you hid it"),
    "good": deferred("your mentor said: good goal"),
    "question": deferred("your mentor had a question"),
    "suggested": deferred("your mentor suggested a change"),
    "suggestion.taken": deferred("you took a suggestion, before:"),
    "suggestion.left": deferred("you kept it as it was"),
    "staff.on": deferred("you showed it to your coordinator"),
    "staff.off": deferred("you hid it from your coordinator"),
    "bell.on": deferred("you switched reminders on"),
    "bell.off": deferred("you switched reminders off"),
    "day": deferred("you set another day"),
}
