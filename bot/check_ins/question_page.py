"""One question on one page: its buttons by its kind, how far one is, and the ways back, on and out.

What is ticked or typed but not yet taken travels in the buttons themselves, so that a restart loses none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.check_ins.answer_words import answer_line, choice_label, yes_no_label
from bot.check_ins.sitting import Sitting
from bot.pages import Page, rows_of
from bot.speech import Button
from mentoring.questionnaires.question import Manner, Question, QuestionKind
from mentoring.questionnaires.texts import in_language

_DOTS = 12
_POINTS_IN_A_ROW = 7
_MOST_NUMBERS = 14
_NUMBERS_IN_A_ROW = 7
_DAYS_BEFORE, _DAYS_OFFERED, _DAYS_IN_A_ROW = 3, 8, 4
_CHOICES_IN_A_ROW = 2
_MOST_DIGITS = 12

Rows = list[list[Button]]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is ticked (`ticks`, a bit for each choice, None as it was kept) or `typed` on the pad, and not yet taken."""

    ticks: int | None = None
    typed: str = ""


def question_page(sitting: Sitting, question: Question, draft: Draft | None = None, *, listens: bool = True) -> Page:
    """Show a question. `listens` is False while its reader wants to write to their partner in between."""
    _ = sitting.words
    draft = draft or Draft()
    parts = [_progress(sitting, question), sitting.says(question.text)]
    if question.hint:
        parts.append(sitting.says(question.hint))
    parts += _above_the_buttons(sitting, question, draft)
    rows = _answers(sitting, question, draft)
    if question.kind in TYPED:
        parts.append(_where_it_goes(sitting, question, listens=listens))
        rows += _ways_to_write(sitting, listens=listens)
    rows.append(_around(sitting, question))
    return Page("\n\n".join(parts), rows, sitting.key_name)


TYPED = frozenset({QuestionKind.TEXT, QuestionKind.NUMBER, QuestionKind.DATE})
"""The kinds of question that listen to what is written."""


def _progress(sitting: Sitting, question: Question) -> str:
    _, asked = sitting.words, sitting.asked
    at, count = asked.index(question) + 1, len(asked)
    line = _("{number} of {count}", number=at, count=count)
    if count <= _DOTS:
        line = f"{'●' * at}{'○' * (count - at)}  {line}"
    section = sitting.questionnaire.section(question.section)
    title = "" if section is None else sitting.says(section.title)
    return f"{line}\n{title}" if title else line


def _above_the_buttons(sitting: Sitting, question: Question, draft: Draft) -> list[str]:
    """Return what must be said of the buttons, and the answer as it is, when it was given before."""
    _, parts = sitting.words, []
    if question.kind is QuestionKind.SCALE:
        named = [choice for choice in question.choices if choice.label]
        if named:
            ends = named if len(named) <= 2 or not named[0].emoji else [named[0], named[-1]]
            signs = ((choice.emoji or choice.key, in_language(choice.label, sitting.words.language)) for choice in ends)
            parts.append("   ".join(f"{sign} {label}" for sign, label in signs))
    if draft.typed:
        parts.append(f"▸ {draft.typed}")
    elif question.key in sitting.answers and question.kind in (*TYPED, QuestionKind.SCALE, QuestionKind.YES_NO):
        parts.append(_("Your answer so far: {answer}", answer=answer_line(sitting, question)))
    return parts


def _answers(sitting: Sitting, question: Question, draft: Draft) -> Rows:
    match question.kind:
        case QuestionKind.SCALE:
            points = [
                Button(choice.emoji or choice.key, sitting.data("pick", number))
                for number, choice in enumerate(question.choices)
            ]
            return evenly(points, _POINTS_IN_A_ROW)
        case QuestionKind.ONE_OF:
            kept = sitting.answers.get(question.key)
            labels = [("✓ " if c.key == kept else "") + choice_label(c, sitting.words) for c in question.choices]
            return rows_of(
                [Button(label, sitting.data("pick", n)) for n, label in enumerate(labels)], _CHOICES_IN_A_ROW
            )
        case QuestionKind.MANY_OF:
            return _ticks(sitting, question, draft)
        case QuestionKind.YES_NO:
            return [
                [
                    Button(yes_no_label(question, sitting.words, yes=yes), sitting.data("say", "yes" if yes else "no"))
                    for yes in (True, False)
                ]
            ]
        case QuestionKind.NUMBER:
            return _numbers(sitting, question, draft)
        case QuestionKind.DATE:
            return _days(sitting)
        case QuestionKind.TEXT:
            return []


def ticks_of(question: Question, keys: frozenset[str]) -> int:
    """Return choices as the bits that stand for them."""
    return sum(1 << number for number, choice in enumerate(question.choices) if choice.key in keys)


def ticked(question: Question, ticks: int) -> frozenset[str]:
    """Return the choices that bits stand for; bits of no choice count for nothing."""
    return frozenset(choice.key for number, choice in enumerate(question.choices) if ticks >> number & 1)


def _ticks(sitting: Sitting, question: Question, draft: Draft) -> Rows:
    _ = sitting.words
    kept = sitting.answers.get(question.key)
    ticks = draft.ticks
    if ticks is None:
        ticks = ticks_of(question, kept) if isinstance(kept, frozenset) else 0
    buttons = [
        Button(
            f"{'☑' if ticks >> number & 1 else '☐'} {choice_label(choice, sitting.words)}",
            sitting.data("tick", ticks ^ 1 << number),
        )
        for number, choice in enumerate(question.choices)
    ]
    rows = rows_of(buttons, _CHOICES_IN_A_ROW)
    if ticks:
        rows.append([Button(_("✓ Done"), sitting.data("many", ticks))])
    return rows


def _numbers(sitting: Sitting, question: Question, draft: Draft) -> Rows:
    least, most = question.bounds.least, question.bounds.most
    if least is not None and most is not None and not question.decimals and most - least < _MOST_NUMBERS:
        each = range(int(least), int(most) + 1)
        return evenly([Button(str(number), sitting.data("say", number)) for number in each], _NUMBERS_IN_A_ROW)
    typed = draft.typed[:_MOST_DIGITS]
    keys = [Button(sign, sitting.data("type", typed + sign)) for sign in "123456789"]
    rows = [keys[first : first + 3] for first in (0, 3, 6)]
    last = [Button("⌫", sitting.data("type", typed[:-1])), Button("0", sitting.data("type", f"{typed}0"))]
    if question.decimals and typed and "." not in typed:
        last.append(Button(_decimal_sign(sitting), sitting.data("type", f"{typed}.")))
    if typed:
        last.append(Button("✓", sitting.data("say", typed.rstrip("."))))
    return [*rows, last]


def _decimal_sign(sitting: Sitting) -> str:
    return "." if sitting.words.language == "en" else ","


def _days(sitting: Sitting) -> Rows:
    today = sitting.now.astimezone(sitting.person.zone).date()
    days = [today + timedelta(days=n - _DAYS_BEFORE) for n in range(_DAYS_OFFERED)]
    buttons = [Button(sitting.words.short_day(day), sitting.data("say", day)) for day in days]
    return [buttons[first : first + _DAYS_IN_A_ROW] for first in range(0, len(buttons), _DAYS_IN_A_ROW)]


def _where_it_goes(sitting: Sitting, question: Question, *, listens: bool) -> str:
    _ = sitting.words
    name = ", ".join(sitting.writes_to)
    if not listens:
        return _("✉️ What you write now goes to {name}.", name=name)
    if question.kind is QuestionKind.TEXT and Manner.SPOKEN in question.manners:
        if Manner.WRITTEN not in question.manners:
            how = _("🎤 Say it: your next voice message is your answer.")
        else:
            how = _("✏️ Write or say it: your next message is your answer.")
    elif question.kind is QuestionKind.TEXT:
        how = _("✏️ Write it: your next message is your answer.")
    else:
        how = _("✏️ You can write it, too: your next message is your answer.")
    not_there = _("It does not go to {name}.", name=name)
    return f"{how} {not_there}" if name else how


def _ways_to_write(sitting: Sitting, *, listens: bool) -> Rows:
    _ = sitting.words
    if not listens:
        return [[Button(_("✏️ Answer now"), sitting.data("listen"))]]
    if not sitting.writes_to:
        return []
    name = sitting.writes_to[0]
    label = _("✉️ Write to {name}", name=name) if len(sitting.writes_to) == 1 else _("✉️ Write to somebody")
    return [[Button(label, sitting.data("rest"))]]


def _around(sitting: Sitting, question: Question) -> list[Button]:
    _ = sitting.words
    buttons = [Button(_("‹ Back"), sitting.data("back"))]
    if question.key in sitting.answers:
        buttons.append(Button(_("Next ›"), sitting.data("next")))
    elif not question.is_required:
        buttons.append(Button(_("Skip ›"), sitting.data("skip")))
    buttons.append(Button(_("⏸ Later"), sitting.data("later")))
    return buttons


def evenly(buttons: Sequence[Button], most: int) -> Rows:
    """Return buttons in as few rows as they need, as long as each other."""
    rows = -(-len(buttons) // most) or 1
    in_a_row = -(-len(buttons) // rows) or 1
    return [list(buttons[first : first + in_a_row]) for first in range(0, len(buttons), in_a_row)]
