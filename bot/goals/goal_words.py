"""A goal in words: its five answers, how far the way is gone, and what each question asks."""

from collections.abc import Sequence

from bot.goals.seat import Seat
from bot.words import Words, deferred
from mentoring.goals import Goal, GoalState, Letter, Opinion, Step, way_gone

_SIGNS = {
    Letter.WHAT: "🎯",
    Letter.NOTICE: "👀",
    Letter.MEANS: "🧰",
    Letter.WHY: "💛",
    Letter.BY: "📅",
}
_STATES = {
    GoalState.DRAFT: "✏️",
    GoalState.OFFERED: "💡",
    GoalState.DECLINED: "▫️",
    GoalState.ACTIVE: "🎯",
    GoalState.PAUSED: "⏸",
    GoalState.DONE: "🏁",
    GoalState.LET_GO: "🍃",
}
_QUESTIONS = {
    Letter.WHAT: deferred("What exactly do you want?"),
    Letter.NOTICE: deferred("How will you notice that you got there?"),
    Letter.MEANS: deferred("Can you do it with what you have?"),
    Letter.WHY: deferred("Why does it matter to you?"),
    Letter.BY: deferred("By when?"),
}
_HINTS = {
    Letter.WHAT: deferred("One thing, in your own words."),
    Letter.NOTICE: deferred("Something you can see or count, such as “10 applications sent”."),
    Letter.MEANS: deferred("Think of time, things, and people who help."),
    Letter.WHY: deferred("One reason is enough. It helps on slow days."),
    Letter.BY: deferred("A day makes it easier to begin. You can change it at any time."),
}
_MISSING = {
    Letter.WHAT: deferred("what exactly you want"),
    Letter.NOTICE: deferred("how you will notice that you got there"),
    Letter.MEANS: deferred("whether you can do it with what you have"),
    Letter.WHY: deferred("why it matters to you"),
    Letter.BY: deferred("by when"),
}
_SHORT = {
    Letter.WHAT: deferred("What I want"),
    Letter.NOTICE: deferred("How I notice it"),
    Letter.MEANS: deferred("What I need"),
    Letter.WHY: deferred("Why it matters"),
    Letter.BY: deferred("By when"),
}
_EXAMPLES = {
    Letter.WHAT: (
        deferred("Write my CV"),
        deferred("Be on time for a week"),
        deferred("Find a work placement"),
        deferred("Pass my next test"),
    ),
    Letter.NOTICE: (
        deferred("I can do it alone"),
        deferred("It is finished, I can show it"),
        deferred("My trainer says so"),
    ),
    Letter.MEANS: (
        deferred("Yes, I have what I need"),
        deferred("Yes, with a little help"),
        deferred("I am not sure yet"),
    ),
    Letter.WHY: (
        deferred("For my job later"),
        deferred("To be proud of it"),
        deferred("For my family"),
    ),
    Letter.BY: (),
}
_BAR = 10
_STEPS_SHOWN = 8


def sign_of(goal: Goal) -> str:
    """Return the emoji for where a goal stands."""
    return _STATES[goal.state]


def question(letter: Letter, in_words: Words) -> str:
    """Return one of the five questions."""
    _ = in_words
    return f"{_SIGNS[letter]} {_(_QUESTIONS[letter])}"


def hint(letter: Letter, in_words: Words) -> str:
    """Return what helps to answer a question."""
    _ = in_words
    return _(_HINTS[letter])


def short_name(letter: Letter, in_words: Words) -> str:
    """Return what a button calls one of the five answers."""
    _ = in_words
    return _(_SHORT[letter])


def examples(letter: Letter, in_words: Words) -> list[str]:
    """Return answers that can be tapped."""
    _ = in_words
    return [_(example) for example in _EXAMPLES[letter]]


def missing_note(letters: Sequence[Letter], in_words: Words) -> str:
    """Return a kind sentence that names what a goal does not say yet."""
    _ = in_words
    named = "\n".join(f"· {_(_MISSING[letter])}" for letter in letters)
    return _("Almost whole! This is still open:\n{letters}\nAdd it if you like, or just go on.", letters=named)


def what_of(goal: Goal, in_words: Words, most: int | None = None) -> str:
    """Return what somebody wants, cut to `most` characters if given; a word for nothing yet."""
    _ = in_words
    text = goal.aim.what.text or _("no words yet")
    return text if most is None or len(text) <= most else f"{text[: most - 1].rstrip()}…"


def described(seat: Seat) -> str:
    """Return a goal as the reader may see it: its answers, how far it is, its steps."""
    _, aim = seat.words, seat.goal.aim
    lines = [f"{sign_of(seat.goal)} {what_of(seat.goal, _)}"]
    lines += [
        f"{_SIGNS[letter]} {aim.line(letter).text}"
        for letter in (Letter.NOTICE, Letter.MEANS, Letter.WHY)
        if aim.line(letter).text
    ]
    if aim.by is not None:
        lines.append(f"{_SIGNS[Letter.BY]} {_('by {day}', day=_.day(aim.by, seat.today))}")
    parts = ["\n".join(lines)]
    gone = way_gone(seat.goal, seat.steps)
    if gone is not None:
        parts.append(bar(*gone, _))
    if seat.steps:
        parts.append(step_lines(seat))
    return "\n\n".join(parts)


def bar(done: int, whole: int, in_words: Words) -> str:
    """Return how much of a way is gone, as a line of signs and in numbers."""
    _ = in_words
    filled = min(_BAR, done * _BAR // max(whole, 1))
    return f"{'▰' * filled}{'▱' * (_BAR - filled)} {_('{done} of {whole}', done=done, whole=whole)}"


def step_lines(seat: Seat) -> str:
    """Return the steps, one in a line; of many, those around the next one that is open."""
    _ = seat.words
    first = next((n for n, step in enumerate(seat.steps) if not step.is_done), 0)
    begin = max(0, min(first - 2, len(seat.steps) - _STEPS_SHOWN))
    shown = seat.steps[begin : begin + _STEPS_SHOWN]
    lines = [_step_line(step, seat) for step in shown]
    left = len(seat.steps) - len(shown)
    if left:
        lines.append(_.plural("… and {count} more", "… and {count} more", left))
    return "\n".join(lines)


def who_sees(seat: Seat) -> str:
    """Return to whom a goal is shown, and what they said of it."""
    _ = seat.words
    if not seat.is_owner:
        shared = next(iter(seat.shares.values()), None)
        return _("👍 You said: good goal!") if shared is not None and shared.opinion is Opinion.GOOD else ""
    if seat.goal.state is GoalState.OFFERED:
        return ""  # it came from the mentor
    if not seat.shares:
        return _("🔒 Only you see this.")
    lines = []
    for pair, shared in seat.shares.items():
        mentor = seat.mentor_in(pair)
        if mentor is None:
            continue
        name = mentor.display_name
        match shared.opinion:
            case Opinion.GOOD:
                lines.append(_("🤝 You and {name} both say yes to this goal.", name=name))
            case Opinion.QUESTION:
                lines.append(_("💬 {name} sees this and has a question. Write to each other.", name=name))
            case None:
                lines.append(_("👁 {name} sees this.", name=name))
    return "\n".join(lines)


def _step_line(step: Step, seat: Seat) -> str:
    _ = seat.words
    day = "" if step.due is None or step.is_done else f" ({_('by {day}', day=_.day(step.due, seat.today))})"
    return f"{'✅' if step.is_done else '⚪️'} {step.line.text}{day}"
