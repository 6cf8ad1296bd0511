"""Conditions on earlier answers, as data: nothing of what people wrote is ever run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mentoring.questionnaires.answer import SKIPPED, Answer, Answers, Words


class Comparison(StrEnum):
    """How two values are compared."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Answered:
    """Something was answered, not skipped; in writing `${mood} != ''`."""

    question: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The answer to a question, beside a value: Decimal for scales and numbers, date, or the key of a choice.

    Of a yes or no the keys are "yes" and "no".
    """

    question: str
    how: Comparison
    value: Decimal | date | str


@dataclass(frozen=True, slots=True)
class Selected:
    """A choice is among those of a question with many."""

    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How many choices of a question with many were made."""

    question: str
    how: Comparison
    value: Decimal


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    condition: "Condition"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of them hold; two at least."""

    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of them holds; two at least."""

    conditions: tuple["Condition", ...]


Condition = Answered | Compared | Selected | Counted | Not | AllOf | AnyOf


def holds(condition: Condition, answers: Answers) -> bool:
    """Return whether a condition holds.

    What is not answered (or skipped) differs from everything and is neither less nor more than anything: the rule of
    XLSForm, whose forms we read.
    """
    match condition:
        case Answered(question):
            return _given(answers, question) is not None
        case Compared(question, how, value):
            return _compare(_comparable(_given(answers, question)), how, value)
        case Selected(question, choice):
            given = _given(answers, question)
            return isinstance(given, frozenset) and choice in given
        case Counted(question, how, value):
            given = _given(answers, question)
            return _compare(Decimal(len(given) if isinstance(given, frozenset) else 0), how, value)
        case Not(inner):
            return not holds(inner, answers)
        case AllOf(conditions):
            return all(holds(one, answers) for one in conditions)
        case AnyOf(conditions):
            return any(holds(one, answers) for one in conditions)


def questions_in(condition: Condition) -> frozenset[str]:
    """Return the keys of the questions that a condition asks about."""
    match condition:
        case Not(inner):
            return questions_in(inner)
        case AllOf(conditions) | AnyOf(conditions):
            return frozenset().union(*map(questions_in, conditions))
        case _:
            return frozenset([condition.question])


def written(condition: Condition) -> str:
    """Return a condition in writing, as `read_condition` reads it."""
    match condition:
        case Answered(question):
            return f"${{{question}}} != ''"
        case Compared(question, how, value):
            return f"${{{question}}} {how} {_value_written(value)}"
        case Selected(question, choice):
            return f"selected(${{{question}}}, '{choice}')"
        case Counted(question, how, value):
            return f"count-selected(${{{question}}}) {how} {value}"
        case Not(inner):
            return f"not({written(inner)})"
        case AllOf(conditions):
            return _joined(" and ", conditions)
        case AnyOf(conditions):
            return _joined(" or ", conditions)


def _given(answers: Answers, question: str) -> Answer | None:
    given = answers.get(question)
    return None if given is SKIPPED else given


def _comparable(answer: Answer | None) -> Decimal | date | str | None:
    match answer:
        case bool():  # before int: every bool is one
            return "yes" if answer else "no"
        case int():
            return Decimal(answer)
        case Decimal() | date() | str():
            return answer
        case Words(text):
            return text
        case _:
            return None


def _compare(given: Decimal | date | str | None, how: Comparison, value: Decimal | date | str) -> bool:
    if how is Comparison.EQUAL:
        return given == value
    if how is Comparison.NOT_EQUAL:
        return given != value
    match given, value:
        case (Decimal(), Decimal()) | (date(), date()):
            less, more = given < value, given > value  # type: ignore[operator]
        case _:
            return False
    match how:
        case Comparison.LESS:
            return bool(less)
        case Comparison.MORE:
            return bool(more)
        case Comparison.AT_MOST:
            return not more
        case Comparison.AT_LEAST:
            return not less


def _value_written(value: Decimal | date | str) -> str:
    match value:
        case Decimal():
            return f"{value}"
        case date():
            return f"date('{value.isoformat()}')"
        case _:
            return f"'{value}'"


def _joined(word: str, conditions: Iterable[Condition]) -> str:
    return word.join(f"({written(one)})" if isinstance(one, AllOf | AnyOf) else written(one) for one in conditions)
