"""Reading one question as it is written."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from mentoring.questionnaires.conditions import Condition
from mentoring.questionnaires.fields import Fields
from mentoring.questionnaires.question import EITHER_MANNER, NO_BOUNDS, Bounds, Choice, Manner, Question, QuestionKind
from mentoring.questionnaires.texts import NO_TEXTS

LONGEST_TEXT = 300
LONGEST_LABEL = 60
MOST_CHOICES = 12
MOST_POINTS = 11
_FEWEST = 2
_LONGEST_ANSWER = 4096

_BOUNDED = {
    QuestionKind.NUMBER: ("at_least", "at_most"),
    QuestionKind.MANY_OF: ("at_least", "at_most"),
    QuestionKind.TEXT: ("at_most",),
}


def read_question(fields: Fields, languages: Sequence[str], shown_if: Condition | None) -> Question:
    """Return the question that is written, as far as it can be read; the mistakes are noted in `fields`."""
    key = fields.key()
    kind = fields.one_of("kind", QuestionKind)
    text = fields.texts("text", languages, most=LONGEST_TEXT, is_needed=True)
    hint = fields.texts("hint", languages, most=LONGEST_TEXT)
    section = fields.take("section")
    if kind is None:
        # Nobody knows which parts it may have, so that only its kind is told.
        return Question(key, QuestionKind.TEXT, text, section=None if section is None else str(section))
    decimals = fields.flag("decimals") if kind is QuestionKind.NUMBER else False
    choices = _choices(fields, kind, languages)
    question = Question(
        key=key,
        kind=kind,
        text=text,
        hint=hint,
        choices=choices,
        is_required=fields.flag("required"),
        bounds=_bounds(fields, kind, choices, whole=not decimals),
        shown_if=shown_if,
        section=None if section is None else str(section),
        decimals=decimals,
        manners=_manners(fields) if kind is QuestionKind.TEXT else EITHER_MANNER,
    )
    fields.done()
    return question


def _manners(fields: Fields) -> frozenset[Manner]:
    return frozenset(fields.some_of("by", tuple(Manner))) if "by" in fields else EITHER_MANNER


def _bounds(fields: Fields, kind: QuestionKind, choices: tuple[Choice, ...], *, whole: bool) -> Bounds:
    names = _BOUNDED.get(kind, ())
    if not names:
        return NO_BOUNDS
    whole = whole or kind is not QuestionKind.NUMBER
    least = fields.number("at_least", whole=whole) if "at_least" in names else None
    most = fields.number("at_most", whole=whole)
    if least is not None and most is not None and least > most:
        fields.wrong("at_most", f"This must be {least} or more, as at_least says.")
    if kind is QuestionKind.MANY_OF and choices:
        for name, number in (("at_least", least), ("at_most", most)):
            if number is not None and not 1 <= number <= len(choices):
                fields.wrong(name, f"This must be from 1 to {len(choices)}: so many choices there are.")
    if kind is QuestionKind.TEXT and most is not None and not 1 <= most <= _LONGEST_ANSWER:
        fields.wrong("at_most", f"This must be from 1 to {_LONGEST_ANSWER} characters.")
    return Bounds(least, most)


def _choices(fields: Fields, kind: QuestionKind, languages: Sequence[str]) -> tuple[Choice, ...]:
    match kind:
        case QuestionKind.SCALE:
            return _points(fields, languages)
        case QuestionKind.ONE_OF | QuestionKind.MANY_OF:
            return _own_choices(fields, languages)
        case QuestionKind.YES_NO if "choices" in fields:
            choices = _own_choices(fields, languages)
            if sorted(choice.key for choice in choices) != ["no", "yes"]:
                fields.wrong("choices", "These must be yes and no, or left out.")
            return choices
        case _:
            return ()


def _own_choices(fields: Fields, languages: Sequence[str]) -> tuple[Choice, ...]:
    choices: list[Choice] = []
    for own in _each(fields, most=MOST_CHOICES, what="choices"):
        key = own.key(of_choice=True)
        if key and any(choice.key == key for choice in choices):
            own.wrong("key", f"There is a choice “{key}” already.")
        value = own.number("value")
        emoji = own.emoji()
        shown = "label" in own or emoji
        label = own.texts("label", languages, most=LONGEST_LABEL, one_line=True, is_needed=not emoji and bool(shown))
        if not shown:
            own.wrong("label", "A choice needs a label, an emoji or both.")
        own.done()
        choices.append(Choice(key, label, emoji, None if value is None else int(value)))
    return tuple(choices)


def _points(fields: Fields, languages: Sequence[str]) -> tuple[Choice, ...]:
    if "points" in fields:
        return _points_in_short(fields, languages)
    points: list[Choice] = []
    for own in _each(fields, most=MOST_POINTS, what="points"):
        value = own.number("value")
        if value is None:
            own.wrong("value", "Each point of a scale needs a whole number.")
        elif points and points[-1].value is not None and value <= points[-1].value:
            own.wrong("value", "The points of a scale stand by rising value.")
        given_key = own.take("key")
        if given_key is not None and value is not None and str(given_key) != str(value):
            own.wrong("key", "The key of a point is its value; leave it out.")
        emoji = own.emoji()
        label = own.texts("label", languages, most=LONGEST_LABEL, one_line=True)
        own.done()
        points.append(Choice(f"{value}", label, emoji, None if value is None else int(value)))
    return tuple(points)


def _points_in_short(fields: Fields, languages: Sequence[str]) -> tuple[Choice, ...]:
    """Read `points: {from: 0, to: 10, low: …, high: …}`."""
    own = fields.inside("points")
    first, last = own.number("from"), own.number("to")
    low, high = (own.texts(name, languages, most=LONGEST_LABEL, one_line=True) for name in ("low", "high"))
    own.done()
    if first is None or last is None or not 1 <= last - first < MOST_POINTS:
        own.wrong((), f"These must go from one whole number to a greater one, {MOST_POINTS} points at most.")
        return ()
    labels = {first: low, last: high}
    values = [Decimal(value) for value in range(int(first), int(last) + 1)]
    return tuple(Choice(f"{value}", labels.get(value, NO_TEXTS), "", int(value)) for value in values)


def _each(fields: Fields, *, most: int, what: str) -> list[Fields]:
    listed: Sequence[Any] = fields.items("choices", most=most, what=what)
    if "choices" not in fields.told and len(listed) < _FEWEST:
        fields.wrong("choices", f"There must be two {what} or more.")
    return [fields.inside("choices", at, plain) for at, plain in enumerate(listed)]
