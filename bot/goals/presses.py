"""What a press about a goal does, and the page that its bubble shows then; one short function for each verb."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from bot.asking import talks_now
from bot.goals import moves, steps, walk
from bot.goals.goal_words import question, short_name
from bot.goals.news import card_text
from bot.goals.pages import card, data, delete_page, list_of, more_page, own_list, past_page, sees_page, shown_list
from bot.goals.seat import Seat, sit_down
from bot.handlers.buttons import as_id
from bot.pages import Page, rows_of
from bot.speech import Button, words_of
from mentoring.goals import (
    LARGEST_TARGET,
    MOST_OPEN,
    UNDER_WAY,
    Goal,
    GoalId,
    GoalState,
    Letter,
    Opinion,
    Progress,
    Step,
    StepId,
    SuggestionId,
    way_gone,
)
from mentoring.pairs import PairId
from mentoring.people import Person, Role
from mentoring.relay import Talk
from storage import asked, goal_sharing, goal_steps, goals
from storage.tx import Tx

OWN_DAYS = frozenset({"ownday", "stepownday"})
"""The verbs after which a day is read that somebody writes."""

_EVENTS_READ = 12


def home(tx: Tx, person: Person, now: datetime, first: int = 0) -> Page:
    """Return a person's goals: a mentee's own, or those that a mentor is shown."""
    _ = words_of(person)
    if person.role is Role.MENTEE:
        open_pairs = {talk.pair.id for talk in talks_now(tx, person)}
        own = [
            goal
            for goal in goals.of_owner(tx, person.id)
            if goal.state is not GoalState.OFFERED or (goal.may_be_shown and goal.pair_id in open_pairs)
        ]
        drafts = goals.drafts_of(tx, person.id)
        return own_list(person, own, drafts[-1] if drafts else None, first, _)
    shown = [(talk, _shown_in(tx, talk)) for talk in talks_now(tx, person)]
    return shown_list(person, shown, _)


def _shown_in(tx: Tx, talk: Talk) -> list[Goal]:
    """Return what a mentor has proposed in a pair and waits for, and what they are shown."""
    offered = [goal for goal in goals.offered_in(tx, talk.pair.id) if goal.author_id == talk.sender.id]
    return offered + [goal for goal, _how in goal_sharing.shown_in(tx, talk.pair.id)]


def _list_of(tx: Tx, person: Person, pair: int, first: int, now: datetime) -> Page:
    """Return a mentor's page of one mentee's goals; whose goals there are when that pair is not theirs any more."""
    talks = talks_now(tx, person)
    talk = next((talk for talk in talks if talk.pair.id == pair and person.role is Role.MENTOR), None)
    if talk is None:
        return home(tx, person, now)
    return list_of(talk, _shown_in(tx, talk), first, is_only=len(talks) == 1, in_words=words_of(person))


def page_for(tx: Tx, person: Person, subject: str, now: datetime) -> Page | None:
    """Do what a press says (`verb.id.choice`) and return the page to show; None when it is not theirs, or is forged."""
    verb, _dot, rest = subject.partition(".")
    number, _dot, choice = rest.partition(".")
    about = as_id(number)
    asked.forget(tx, person.id)  # whoever presses on has left the question for their own words
    if verb == "list":
        return home(tx, person, now, about or 0)
    if about is None:
        return None
    if verb == "of":
        return _list_of(tx, person, about, as_id(choice) or 0, now)
    if verb == "new":
        return _new(tx, person, about, now)
    if verb in _OF_SUGGESTION:
        return _answer_suggestion(tx, person, verb, SuggestionId(about), now)
    if verb in _OF_STEP:
        step = goal_steps.get(tx, StepId(about))
        seat = None if step is None else sit_down(tx, step.goal_id, person, now)
        is_editable = seat is not None and seat.is_owner and seat.goal.state is GoalState.ACTIVE
        return _OF_STEP[verb](tx, seat, step, choice) if seat is not None and step is not None and is_editable else None
    act = _OF_GOAL.get(verb)
    seat = None if act is None else sit_down(tx, GoalId(about), person, now)
    if act is None:
        return None
    if seat is None:
        _ = words_of(person)
        return home(tx, person, now).under(_("This goal is not here any more."))
    return act(tx, seat, choice)


def _new(tx: Tx, person: Person, pair: int, now: datetime) -> Page | None:
    """Begin a goal of one's own, or (for a mentor) one to propose in a pair; go on with one that is begun."""
    _, drafts = words_of(person), goals.drafts_of(tx, person.id)
    begun = next((draft for draft in drafts if person.role is Role.MENTEE or draft.pair_id == pair), None)
    seat = None if begun is None else sit_down(tx, begun.id, person, now)
    if seat is not None:
        return walk.go_to(tx, seat)
    if person.role is Role.MENTEE:
        under_way = [goal for goal in goals.of_owner(tx, person.id) if goal.state in UNDER_WAY]
        if len(under_way) >= MOST_OPEN:
            text = _("You have many goals already. Finish one or let one go, and there is room for a new one.")
            return home(tx, person, now).under(text)
        goal = walk.begin(tx, person, None, now)
    else:
        talk = next((talk for talk in talks_now(tx, person) if talk.pair.id == pair), None)
        if talk is None:
            return None
        goal = walk.begin(tx, person, talk, now)
    seat = sit_down(tx, goal.id, person, now)
    return None if seat is None else walk.ask(tx, seat, Letter.WHAT)


def _show(tx: Tx, seat: Seat, _choice: str) -> Page:
    return walk.go_to(tx, seat) if seat.goal.state is GoalState.DRAFT else card(seat)


def _ask(tx: Tx, seat: Seat, choice: str, *, only: bool = False) -> Page | None:
    letter = _letter(choice)
    if not _may_write(seat):
        return None
    if letter is None:
        return _show(tx, seat, choice)
    return walk.ask(tx, seat, letter, only=only)


def _pick(tx: Tx, seat: Seat, choice: str) -> Page | None:
    name, _dot, number = choice.partition(".")
    letter, at = _letter(name), as_id(number)
    return None if letter is None or at is None else walk.pick(tx, seat, letter, at)


def _skip(tx: Tx, seat: Seat, choice: str) -> Page | None:
    letter = _letter(choice)
    return walk.go_on(tx, seat, letter) if letter is not None and seat.is_author else None


def _day(tx: Tx, seat: Seat, choice: str) -> Page | None:
    day = _as_day(choice)
    return None if day is None and choice != "none" else walk.pick_day(tx, seat, day)


def _own_day(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    return walk.ask_own_day(tx, seat) if _may_write(seat) else None


def _count_up(tx: Tx, seat: Seat, choice: str) -> Page | None:
    target = as_id(choice)
    if target is None or target > LARGEST_TARGET:
        return None
    return walk.count_up_to(tx, seat, target or None)


def _stop(_tx: Tx, seat: Seat, _choice: str) -> Page:
    return walk.stopped_page(seat)


def _drop(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    if not seat.is_author:
        return None
    _ = seat.words
    moves.delete(tx, seat)
    return home(tx, seat.reader, seat.now).under(_("All right, nothing is kept."))


def _go(tx: Tx, seat: Seat, choice: str) -> Page | None:
    pair = as_id(choice)
    if not seat.is_author or pair is None:
        return None
    begun = moves.begin(tx, seat, PairId(pair) if pair else None)
    _ = seat.words
    note = _("🌱 Your goal has begun. What is the first small step?")
    return card(begun, note) if begun.goal.state is GoalState.ACTIVE else walk.check(tx, begun)


def _offer(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    if not seat.is_author:
        return None
    _ = seat.words
    return card(moves.offer(tx, seat), _("💡 Noted. Your mentee decides, and you see it here."))


def _take(tx: Tx, seat: Seat, _choice: str) -> Page:
    _ = seat.words
    return card(moves.take_up(tx, seat), _("🌱 Your goal has begun. What is the first small step?"))


def _alter(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    own = moves.make_own(tx, seat)
    return walk.check(tx, own) if own.is_author else None


def _decline(tx: Tx, seat: Seat, _choice: str) -> Page:
    _ = seat.words
    moves.decline(tx, seat)
    return home(tx, seat.reader, seat.now).under(_("All right. It is your choice, and nobody minds."))


def _unoffer(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    if seat.is_owner or seat.goal.state is not GoalState.OFFERED:
        return None
    moves.delete(tx, seat)
    return _list_of(tx, seat.reader, seat.talks[0].pair.id, 0, seat.now)


def _did(tx: Tx, seat: Seat, choice: str) -> Page | None:
    if choice not in set(Progress) or not seat.is_owner or seat.goal.state is not GoalState.ACTIVE:
        return card(seat)
    turn = moves.note_progress(tx, seat, Progress(choice))
    seat = moves.again(tx, seat)
    return _after_progress(tx, seat, Progress(choice), turn)


def _after_progress(tx: Tx, seat: Seat, kind: Progress, turn: int | None) -> Page:
    _, goal = seat.words, seat.goal
    win = Button(_("🎉 Make it a win"), f"win:goal.{goal.id}")
    if goal.state is GoalState.DONE:
        return card(seat, _("🏁 You have reached your goal! Take a moment to be proud of it."))
    gone = way_gone(goal, seat.steps)
    if gone is not None and gone[0] >= gone[1] and kind is not Progress.STUCK:
        reached = Button(_("🏁 Reached it"), data("state", goal.id, GoalState.DONE))
        return card(seat, _("🎉 All of it is done! Have you reached your goal?")).with_row(reached, win)
    match kind:
        case Progress.STUCK if turn is not None:
            note = _("🪨 Stuck again. That is no failure, just a sign that something should be smaller or different.")
            names = [mentor.display_name for mentor in map(seat.mentor_in, seat.shares) if mentor is not None]
            same = _("{name} gets the same card. Talk about it when you like.", name=names[0]) if names else ""
            return card(seat, "\n\n".join(part for part in (note, card_text(tx, seat.reader, turn), same) if part))
        case Progress.STUCK:
            return card(seat, _("🪨 That happens to everybody. A smaller step may help."))
        case Progress.A_BIT:
            return card(seat, _("🌱 Every bit counts.")).with_row(win)
        case _:
            return card(seat, _("✅ Well done, that is noted.")).with_row(win)


def _number(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    is_counted = seat.is_owner and seat.goal.aim.target is not None and seat.goal.state is GoalState.ACTIVE
    return steps.ask_number(tx, seat) if is_counted else None


def _steps(_tx: Tx, seat: Seat, choice: str) -> Page | None:
    first = as_id(choice.removesuffix("c")) or 0
    return steps.steps_page(seat, first, changing=choice.endswith("c")) if seat.is_owner else None


def _add_step(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    return steps.ask_step(tx, seat) if seat.is_owner and seat.goal.state is GoalState.ACTIVE else None


def _sees(_tx: Tx, seat: Seat, _choice: str) -> Page | None:
    return sees_page(seat) if _has_begun(seat) else None


def _reveal(tx: Tx, seat: Seat, choice: str) -> Page | None:
    pair = as_id(choice)
    return None if pair is None or not _has_begun(seat) else sees_page(moves.reveal(tx, seat, PairId(pair)))


def _hide(tx: Tx, seat: Seat, choice: str) -> Page | None:
    pair = as_id(choice)
    return None if pair is None or not _has_begun(seat) else sees_page(moves.hide(tx, seat, PairId(pair)))


def _staff(tx: Tx, seat: Seat, choice: str) -> Page | None:
    return sees_page(moves.show_coordinator(tx, seat, shown=choice == "on")) if _has_begun(seat) else None


def _more(_tx: Tx, seat: Seat, _choice: str) -> Page | None:
    return more_page(seat) if _has_begun(seat) else None


def _bell(tx: Tx, seat: Seat, choice: str) -> Page | None:
    if not _has_begun(seat):
        return None
    seat = moves.set_reminding(tx, seat, on=choice == "on")
    _ = seat.words
    return card(seat, _("🔔 I remind you again.") if seat.goal.reminds else _("🔕 No more reminders of this goal."))


def _state(tx: Tx, seat: Seat, choice: str) -> Page | None:
    if choice not in (GoalState.ACTIVE, GoalState.PAUSED, GoalState.DONE, GoalState.LET_GO):
        return None
    changed = moves.set_state(tx, seat, GoalState(choice))
    _ = seat.words
    match changed.goal.state if changed.goal.state is not seat.goal.state else None:
        case GoalState.DONE:
            return card(changed, _("🏁 You have reached your goal! Take a moment to be proud of it."))
        case GoalState.LET_GO:
            return card(changed, _("🍃 You let it go. What you learned on the way stays with you."))
        case GoalState.PAUSED:
            return card(changed, _("⏸ It rests now. I do not remind you of it until you go on."))
        case _:
            return card(changed)


def _past(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    return past_page(seat, goals.events_of(tx, seat.goal.id, newest=_EVENTS_READ)) if _has_begun(seat) else None


def _delete(_tx: Tx, seat: Seat, _choice: str) -> Page | None:
    return delete_page(seat) if _has_begun(seat) else None


def _gone(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    if not _has_begun(seat) or not moves.delete(tx, seat):
        return None
    _ = seat.words
    return home(tx, seat.reader, seat.now).under(_("🗑 It is deleted."))


def _edit(_tx: Tx, seat: Seat, _choice: str) -> Page | None:
    return walk.edit_page(seat) if _may_write(seat) else None


def _good(tx: Tx, seat: Seat, _choice: str) -> Page:
    return card(moves.say_opinion(tx, seat, Opinion.GOOD))


def _wonder(tx: Tx, seat: Seat, _choice: str) -> Page | None:
    if seat.is_owner:
        return None
    _, name = seat.words, seat.talks[0].recipient.display_name
    note = _("💬 I tell {name} that you have a question. Now write it here, as always.", name=name)
    return card(moves.say_opinion(tx, seat, Opinion.QUESTION), note)


def _suggest(tx: Tx, seat: Seat, choice: str) -> Page | None:
    """Ask a mentor which answer they would change, and then for their words."""
    if seat.is_owner or not seat.shares:
        return None
    _, letter, goal = seat.words, _letter(choice), seat.goal
    back = [Button(_("‹ Back"), data("show", goal.id))]
    if letter is None or letter is Letter.BY:
        letters = [each for each in Letter if each is not Letter.BY]
        rows = rows_of([Button(short_name(each, _), data("suggest", goal.id, each)) for each in letters])
        return Page(_("💡 What would you change? Your mentee decides."), [*rows, back], seat.key_name)
    walk.await_words(tx, seat, f"suggest-{letter}", goal.id)
    name = seat.talks[0].recipient.display_name
    note = _("✏️ Your next message is your suggestion. {name} sees it with the goal, not as a message.", name=name)
    return Page(f"{question(letter, _)}\n{goal.aim.line(letter).text}\n\n{note}", [back], seat.key_name)


def _answer_suggestion(tx: Tx, person: Person, verb: str, about: SuggestionId, now: datetime) -> Page | None:
    suggestion = goal_sharing.suggestion(tx, about)
    seat = None if suggestion is None else sit_down(tx, suggestion.goal_id, person, now)
    if suggestion is None or seat is None or not seat.is_owner or suggestion.line.kept_back:
        return None
    if verb != "idea" or suggestion.answer is not None:
        return card(moves.answer_suggestion(tx, seat, suggestion, taken=verb == "ideayes"))
    mentor = seat.mentor_in(suggestion.pair_id)
    if mentor is None or suggestion.pair_id not in seat.shares:
        return card(seat)
    _ = seat.words
    text = _(
        "💡 {name} suggests, for “{question}”:\n\n“{words}”\n\nNow it says: “{before}”",
        name=mentor.display_name,
        question=short_name(suggestion.letter, _),
        words=suggestion.line.text,
        before=seat.goal.aim.line(suggestion.letter).text or "…",
    )
    yes = Button(_("👍 Take it"), data("ideayes", suggestion.id))
    no = Button(_("Keep mine"), data("ideano", suggestion.id))
    return Page(text, [[yes, no], [Button(_("‹ Back"), data("show", seat.goal.id))]], seat.key_name)


def _tick(tx: Tx, seat: Seat, step: Step, choice: str) -> Page:
    moves.tick(tx, seat, step, done=not step.is_done)
    return steps.steps_page(moves.again(tx, seat), as_id(choice) or 0)


def _step(_tx: Tx, seat: Seat, step: Step, _choice: str) -> Page:
    return steps.step_page(seat, step)


def _up(tx: Tx, seat: Seat, step: Step, _choice: str) -> Page:
    moves.put_up(tx, seat, step.id)
    return steps.steps_page(moves.again(tx, seat))


def _step_day(tx: Tx, seat: Seat, step: Step, choice: str) -> Page | None:
    day = _as_day(choice)
    if day is None and choice != "none":
        return None
    moves.set_step_day(tx, seat, step, day)
    return steps.steps_page(moves.again(tx, seat))


def _step_own_day(tx: Tx, seat: Seat, step: Step, _choice: str) -> Page:
    return steps.ask_step_day(tx, seat, step)


def _rename(tx: Tx, seat: Seat, step: Step, _choice: str) -> Page:
    return steps.ask_other_words(tx, seat, step)


def _unstep(tx: Tx, seat: Seat, step: Step, _choice: str) -> Page:
    moves.remove_step(tx, seat, step)
    return steps.steps_page(moves.again(tx, seat))


_OF_GOAL: Mapping[str, Callable[[Tx, Seat, str], Page | None]] = {
    "show": _show,
    "ask": _ask,
    "fix": lambda tx, seat, choice: _ask(tx, seat, choice, only=True),
    "pick": _pick,
    "skip": _skip,
    "day": _day,
    "ownday": _own_day,
    "count": _count_up,
    "stop": _stop,
    "drop": _drop,
    "go": _go,
    "offer": _offer,
    "take": _take,
    "alter": _alter,
    "decline": _decline,
    "unoffer": _unoffer,
    "did": _did,
    "number": _number,
    "steps": _steps,
    "addstep": _add_step,
    "sees": _sees,
    "reveal": _reveal,
    "hide": _hide,
    "staff": _staff,
    "more": _more,
    "bell": _bell,
    "state": _state,
    "past": _past,
    "del": _delete,
    "gone": _gone,
    "edit": _edit,
    "good": _good,
    "wonder": _wonder,
    "suggest": _suggest,
}
_OF_STEP: Mapping[str, Callable[[Tx, Seat, Step, str], Page | None]] = {
    "tick": _tick,
    "step": _step,
    "up": _up,
    "stepday": _step_day,
    "stepownday": _step_own_day,
    "rename": _rename,
    "unstep": _unstep,
}
_OF_SUGGESTION = frozenset({"idea", "ideayes", "ideano"})


def _has_begun(seat: Seat) -> bool:
    return seat.is_owner and seat.goal.began_at is not None


def _may_write(seat: Seat) -> bool:
    return seat.is_author or _has_begun(seat)


def _letter(name: str) -> Letter | None:
    return next((letter for letter in Letter if letter.value == name), None)


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # forged, or of a later version
