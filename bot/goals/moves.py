"""What people do about a goal. Each is one act: kept, noted in its history, and told to whom it is shown."""

from dataclasses import replace
from datetime import date

from bot.goals.news import plan_reminders, tell, tell_of_stuck
from bot.goals.seat import Seat, sit_down
from mentoring.goals import (
    MOST_STEPS,
    Aim,
    Goal,
    GoalState,
    Letter,
    Line,
    Opinion,
    Progress,
    Step,
    StepId,
    is_a_day,
    move,
    moved_up,
    wants_card,
)
from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.refusals import Refusal
from mentoring.relay import Talk
from storage import audit, goal_sharing, goal_steps, goals
from storage.goal_sharing import Suggestion
from storage.goals import Event
from storage.tx import Tx

_LOOKED_BACK = 6  # notes of progress: enough to see how often in a row somebody was stuck
_COUNTED_BACK = 500  # changes: so that the next card is another one


def begin(tx: Tx, seat: Seat, show_to: PairId | None) -> Seat:
    """Let a draft be a goal, shown to the mentor of a pair or kept to its owner; as it stood when it cannot be one."""
    if not seat.is_owner or isinstance(move(seat.goal, GoalState.ACTIVE), Refusal):
        return seat
    goals.forget_events(tx, seat.goal.id)  # how a draft came about is nobody's history
    goal = goals.set_state(tx, seat.goal, GoalState.ACTIVE, seat.now)
    _note(tx, seat, goal, "began")
    plan_reminders(tx, goal, seat.reader, seat.now)
    begun = again(tx, seat)
    return begun if show_to is None else reveal(tx, begun, show_to)


def offer(tx: Tx, seat: Seat) -> Seat:
    """Let a mentor propose what they wrote to their mentee; what must be looked at first reaches nobody."""
    if not seat.is_author or seat.is_owner or isinstance(move(seat.goal, GoalState.OFFERED), Refusal):
        return seat
    goals.forget_events(tx, seat.goal.id)
    goal = goals.set_state(tx, seat.goal, GoalState.OFFERED, seat.now)
    _note(tx, seat, goal, "offered")
    if goal.may_be_shown and goal.pair_id is not None:
        tell(tx, goal, goal.owner_id, goal.pair_id, "offered", seat.now)
    return again(tx, seat)


def take_up(tx: Tx, seat: Seat) -> Seat:
    """Let the mentee take a proposed goal as it is: from then on it is theirs, and both have said yes to it."""
    goal, pair = seat.goal, seat.goal.pair_id
    if not seat.is_owner or goal.state is not GoalState.OFFERED or pair is None:
        return seat
    mentor = goal.author_id
    goal = goals.keep(tx, replace(goal, author_id=goal.owner_id), seat.now)
    goal = goals.set_state(tx, goal, GoalState.ACTIVE, seat.now)
    goal_sharing.show(tx, goal.id, pair, seat.now)
    goal_sharing.say_opinion(tx, goal.id, pair, Opinion.GOOD, seat.now)
    _note(tx, seat, goal, "took")
    plan_reminders(tx, goal, seat.reader, seat.now)
    tell(tx, goal, mentor, pair, "taken", seat.now)
    return again(tx, seat)


def make_own(tx: Tx, seat: Seat) -> Seat:
    """Let the mentee make a draft of their own of a proposed goal, to change what they like."""
    if not seat.is_owner or seat.goal.state is not GoalState.OFFERED:
        return seat
    for draft in goals.drafts_of(tx, seat.reader.id):
        goals.delete(tx, draft.id)
    goal = goals.keep(tx, replace(seat.goal, author_id=seat.reader.id, asks="check"), seat.now)
    goals.set_state(tx, goal, GoalState.DRAFT, seat.now)
    return again(tx, seat)


def decline(tx: Tx, seat: Seat) -> None:
    """Let the mentee say no to a proposed goal; the mentor hears it kindly."""
    goal = seat.goal
    if not seat.is_owner or goal.state is not GoalState.OFFERED or goal.pair_id is None:
        return
    declined = goals.set_state(tx, goal, GoalState.DECLINED, seat.now)
    _note(tx, seat, declined, "declined")
    tell(tx, declined, goal.author_id, goal.pair_id, "declined", seat.now)


def set_state(tx: Tx, seat: Seat, wanted: GoalState) -> Seat:
    """Let the owner pause a goal, go on, reach it or let it go."""
    goal = seat.goal
    if not seat.is_owner or goal.state is wanted or goal.began_at is None:
        return seat
    if isinstance(move(goal, wanted), Refusal):
        return seat
    changed = goals.set_state(tx, goal, wanted, seat.now)
    _note(tx, seat, changed, wanted)
    if wanted is GoalState.ACTIVE:
        plan_reminders(tx, changed, seat.reader, seat.now)
    if wanted is GoalState.DONE:
        _tell_mentors(tx, seat, "reached")
    return again(tx, seat)


def delete(tx: Tx, seat: Seat) -> bool:
    """Let its owner delete a goal (or its author a draft or proposal) for good; False when it is not theirs to."""
    goal = seat.goal
    is_authors = goal.state in (GoalState.DRAFT, GoalState.OFFERED, GoalState.DECLINED)
    if not (seat.is_owner or (is_authors and goal.author_id == seat.reader.id)):
        return False
    goals.delete(tx, goal.id)
    audit.add(tx, actor=f"person:{seat.reader.id}", did="goal.deleted", about=f"goal:{goal.id}", at=seat.now)
    return True


def reveal(tx: Tx, seat: Seat, pair: PairId) -> Seat:
    """Let the owner show a goal to the mentor of one of their pairs."""
    talk = _talk(seat, pair)
    if not seat.is_owner or talk is None or pair in seat.shares or not seat.goal.may_be_shown:
        return seat
    goal_sharing.show(tx, seat.goal.id, pair, seat.now)
    _note(tx, seat, seat.goal, "shown")
    tell(tx, seat.goal, talk.recipient.id, pair, "shown", seat.now)
    return again(tx, seat)


def hide(tx: Tx, seat: Seat, pair: PairId) -> Seat:
    """Let the owner hide a goal from a mentor, who is told nothing of it."""
    if not seat.is_owner or pair not in seat.shares:
        return seat
    goal_sharing.hide(tx, seat.goal.id, pair, seat.now)
    _note(tx, seat, seat.goal, "hidden")
    return again(tx, seat)


def show_coordinator(tx: Tx, seat: Seat, *, shown: bool) -> Seat:
    """Let the owner show a goal's words to their coordinator, or hide them again."""
    if not seat.is_owner or seat.goal.coordinator_sees is shown:
        return seat
    goal = goals.keep(tx, replace(seat.goal, coordinator_sees=shown), seat.now)
    _note(tx, seat, goal, f"staff.{'on' if shown else 'off'}")
    return again(tx, seat)


def set_reminding(tx: Tx, seat: Seat, *, on: bool) -> Seat:
    """Let the owner have reminders of a goal, or none."""
    if not seat.is_owner or seat.goal.reminds is on:
        return seat
    goal = goals.keep(tx, replace(seat.goal, reminds=on), seat.now)
    _note(tx, seat, goal, f"bell.{'on' if on else 'off'}")
    plan_reminders(tx, goal, seat.reader, seat.now)
    return again(tx, seat)


def answer(tx: Tx, seat: Seat, letter: Letter, line: Line) -> int:
    """Keep somebody's answer to a question and return the id of the change, by which it can be taken back."""
    return _rewrite(tx, seat, letter, seat.goal.aim.with_line(letter, line))


def set_day(tx: Tx, seat: Seat, day: date | None) -> int:
    """Keep by when a goal is to be reached, and return the id of the change."""
    return _rewrite(tx, seat, Letter.BY, replace(seat.goal.aim, by=day))


def set_target(tx: Tx, seat: Seat, target: int | None) -> None:
    """Keep up to how many is counted; None for no counting."""
    goals.keep(tx, replace(seat.goal, aim=replace(seat.goal.aim, target=target)), seat.now)


def take_back(tx: Tx, seat: Seat, event: Event) -> None:
    """Give an answer the words back that it had before a change."""
    letter = Letter(event.did.rpartition(".")[2])
    if letter is Letter.BY:
        goals.keep(tx, replace(seat.goal, aim=replace(seat.goal.aim, by=None)), seat.now)
    else:
        line = Line(event.words, kept_back=bool(event.about_id))
        goals.keep(tx, replace(seat.goal, aim=seat.goal.aim.with_line(letter, line)), seat.now)


def say_opinion(tx: Tx, seat: Seat, opinion: Opinion) -> Seat:
    """Let a mentor say what they think of a goal that they are shown; the mentee hears of it."""
    pair = next(iter(seat.shares), None)
    if seat.is_owner or pair is None:
        return seat
    if goal_sharing.say_opinion(tx, seat.goal.id, pair, opinion, seat.now):
        _note(tx, seat, seat.goal, opinion)
        tell(tx, seat.goal, seat.goal.owner_id, pair, opinion, seat.now)
    return again(tx, seat)


def suggest(tx: Tx, seat: Seat, letter: Letter, line: Line) -> int | None:
    """Let a mentor suggest other words for an answer, and return the suggestion's id; None when they cannot.

    What must be looked at first is kept, and its writer sees it noted like any other: nobody in the pair gets a hint.
    """
    pair = next(iter(seat.shares), None)
    if seat.is_owner or pair is None or letter is Letter.BY:
        return None
    made = goal_sharing.suggest(tx, seat.goal.id, pair, seat.reader.id, letter, line, seat.now)
    if not line.kept_back:
        _note(tx, seat, seat.goal, "suggested")
        tell(tx, seat.goal, seat.goal.owner_id, pair, "suggested", seat.now)
    return made


def answer_suggestion(tx: Tx, seat: Seat, suggestion: Suggestion, *, taken: bool) -> Seat:
    """Let the owner take a suggestion, or keep the goal as it was."""
    if not seat.is_owner or suggestion.line.kept_back or suggestion.pair_id not in seat.shares:
        return seat
    if not goal_sharing.answer(tx, suggestion.id, taken=taken, now=seat.now):
        return seat
    if taken:
        before = seat.goal.aim.line(suggestion.letter).text
        aim = seat.goal.aim.with_line(suggestion.letter, suggestion.line)
        goals.keep(tx, replace(seat.goal, aim=aim), seat.now)
        goals.note_event(tx, seat.goal, seat.reader.id, "suggestion.taken", seat.now, before)
        goal_sharing.say_opinion(tx, seat.goal.id, suggestion.pair_id, Opinion.GOOD, seat.now)
    else:
        _note(tx, seat, seat.goal, "suggestion.left")
    about = "idea_taken" if taken else "idea_left"
    tell(tx, seat.goal, suggestion.by, suggestion.pair_id, about, seat.now)
    return again(tx, seat)


def note_progress(tx: Tx, seat: Seat, kind: Progress) -> int | None:
    """Note progress in one tap. When it is time for a card to talk about, return which one; else None.

    "Done" ticks the next step; where something is counted it counts one more, and where there is neither it is the goal
    that is reached.
    """
    goal = seat.goal
    if not seat.is_owner or goal.state is not GoalState.ACTIVE:
        return None
    following = next((step for step in seat.steps if not step.is_done), None)
    if kind is Progress.COUNTED or (kind is Progress.DONE and goal.aim.target is not None):
        count(tx, seat, goal.reached + 1)
        return None
    if kind is Progress.DONE and following is not None:
        tick(tx, seat, following, done=True)
        return None
    goal_steps.note(tx, goal.id, kind, seat.now)
    _note(tx, seat, goal, f"progress.{kind}")
    if kind is Progress.DONE:
        if not seat.steps:
            set_state(tx, seat, GoalState.DONE)
        return None
    newest = [noted.kind for noted in goal_steps.noted(tx, goal.id, newest=_LOOKED_BACK)]
    if not wants_card(newest):
        return None
    turn = int(goal.id) + len(goals.events_of(tx, goal.id, newest=_COUNTED_BACK))
    for pair in seat.shares:
        talk = _talk(seat, pair)
        if talk is not None:
            tell_of_stuck(tx, goal, talk.recipient.id, pair, turn, seat.now)
    return turn


def count(tx: Tx, seat: Seat, reached: int) -> None:
    """Note how many are reached of what is counted."""
    if not seat.is_owner or seat.goal.state is not GoalState.ACTIVE or seat.goal.aim.target is None:
        return
    goal = goals.keep(tx, replace(seat.goal, reached=reached), seat.now)
    goal_steps.note(tx, goal.id, Progress.COUNTED, seat.now, value=reached)
    goals.note_event(tx, goal, seat.reader.id, "progress.counted", seat.now, f"{reached} / {goal.aim.target}")


def add_step(tx: Tx, seat: Seat, line: Line) -> int | None:
    """Add a step and return the id of the change; None when there are too many, or the goal is not under way."""
    if not seat.is_owner or seat.goal.state is not GoalState.ACTIVE or len(seat.steps) >= MOST_STEPS:
        return None
    step = goal_steps.add(tx, seat.goal, line, seat.now)
    return goals.note_event(tx, seat.goal, seat.reader.id, "step.added", seat.now, line.text, about=step)


def rewrite_step(tx: Tx, seat: Seat, step: Step, line: Line) -> None:
    """Give a step other words."""
    if seat.is_owner:
        goal_steps.rewrite(tx, seat.goal, step.id, line)
        goals.note_event(tx, seat.goal, seat.reader.id, "step.changed", seat.now, step.line.text, about=step.id)


def remove_step(tx: Tx, seat: Seat, step: Step) -> None:
    """Take a step out."""
    if seat.is_owner:
        goal_steps.remove(tx, step.id)
        goals.note_event(tx, seat.goal, seat.reader.id, "step.removed", seat.now, step.line.text)


def tick(tx: Tx, seat: Seat, step: Step, *, done: bool) -> None:
    """Tick a step, or take the tick away."""
    if not seat.is_owner or seat.goal.state is not GoalState.ACTIVE or step.is_done is done:
        return
    goal_steps.tick(tx, step.id, seat.now if done else None)
    if done:
        goal_steps.note(tx, seat.goal.id, Progress.DONE, seat.now, step=step.id)
    did = "step.done" if done else "step.open"
    goals.note_event(tx, seat.goal, seat.reader.id, did, seat.now, step.line.text, about=step.id)


def put_up(tx: Tx, seat: Seat, step: StepId) -> None:
    """Move a step a place further up."""
    if seat.is_owner:
        goal_steps.put_in_order(tx, moved_up([each.id for each in seat.steps], step))


def set_step_day(tx: Tx, seat: Seat, step: Step, day: date | None) -> None:
    """Keep by when a step is to be done; None for any day."""
    if not seat.is_owner or (day is not None and not is_a_day(day, seat.today)):
        return
    goal_steps.set_due(tx, step.id, day)
    goals.note_event(tx, seat.goal, seat.reader.id, "day", seat.now, step.line.text, about=step.id)
    plan_reminders(tx, seat.goal, seat.reader, seat.now)


def again(tx: Tx, seat: Seat) -> Seat:
    """Return the same seat as things stand now."""
    found = sit_down(tx, seat.goal.id, seat.reader, seat.now)
    return seat if found is None else found


def _rewrite(tx: Tx, seat: Seat, letter: Letter, aim: Aim) -> int:
    goal, before = seat.goal, seat.goal.aim
    kept = goals.keep(tx, replace(goal, aim=aim), seat.now)
    words = before.line(letter)
    text = words.text if letter is not Letter.BY or before.by is None else before.by.isoformat()
    did = f"changed.{letter}"
    event = goals.note_event(tx, kept, seat.reader.id, did, seat.now, text, about=int(words.kept_back))
    if goal.began_at is not None and aim != before:
        goal_sharing.forget_opinions(tx, goal.id)  # what they said yes to was something else
        plan_reminders(tx, kept, seat.reader, seat.now)
        _tell_mentors(tx, seat, "changed")
    return event


def _tell_mentors(tx: Tx, seat: Seat, about: str) -> None:
    for pair in seat.shares:
        talk = _talk(seat, pair)
        if talk is not None:
            tell(tx, seat.goal, talk.recipient.id, pair, about, seat.now)


def _talk(seat: Seat, pair: PairId) -> Talk | None:
    return next((talk for talk in seat.talks if talk.pair.id == pair), None)


def _note(tx: Tx, seat: Seat, goal: Goal, did: str) -> None:
    by: PersonId = seat.reader.id
    goals.note_event(tx, goal, by, did, seat.now)
    audit.add(tx, actor=f"person:{by}", did=f"goal.{did}", about=f"goal:{goal.id}", at=seat.now)
