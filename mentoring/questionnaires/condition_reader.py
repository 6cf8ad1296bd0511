"""Reading a condition as people write it, and as XLSForm has it: `${mood} <= 2 and selected(${reasons}, 'ill')`."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from mentoring.questionnaires.conditions import (
    AllOf,
    Answered,
    AnyOf,
    Compared,
    Comparison,
    Condition,
    Counted,
    Not,
    Selected,
)
from mentoring.questionnaires.expression import ExpressionWrong, Sort, Word, words_of
from mentoring.questionnaires.question import Question, QuestionKind

_DEEPEST = 20
_COMPARISONS = frozenset(Comparison)
_TURNED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}
_ORDERED = (QuestionKind.SCALE, QuestionKind.NUMBER, QuestionKind.DATE)
_KNOWN = "=, !=, <, <=, >, >=, and, or, not(), selected(), count-selected() and date('2026-03-09')"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Value = Decimal | date | str


def read_condition(text: str, earlier: Mapping[str, Question]) -> Condition:
    """Return the condition that a text says; `earlier` are the questions it may ask about, by key.

    Raises ExpressionWrong with a sentence for the first thing in it that cannot be, or that we do not read.
    """
    return _Reader(text, earlier).whole()


class _Reader:
    """One pass over the words, by the usual precedence: `or` over `and` over the rest."""

    def __init__(self, text: str, earlier: Mapping[str, Question]) -> None:
        self._words = list(words_of(text))
        self._earlier = earlier
        self._depth = 0

    def whole(self) -> Condition:
        condition = self._any()
        if self._next.sort is not Sort.END:
            raise ExpressionWrong(f"“{self._next.text}” was not expected here; between conditions stands and, or or.")
        return condition

    @property
    def _next(self) -> Word:
        return self._words[0]

    def _take(self) -> Word:
        return self._words.pop(0)

    def _takes(self, sort: Sort, text: str) -> bool:
        if self._next.sort is sort and self._next.text == text:
            self._take()
            return True
        return False

    def _needs(self, text: str) -> None:
        if not self._takes(Sort.SIGN, text):
            found = f"“{self._next.text}”" if self._next.sort is not Sort.END else "the end"
            raise ExpressionWrong(f"“{text}” was expected, not {found}.")

    def _any(self) -> Condition:
        return self._joined("or", self._all, AnyOf)

    def _all(self) -> Condition:
        return self._joined("and", self._one, AllOf)

    def _joined(
        self,
        word: str,
        part: Callable[[], Condition],
        whole: type[AllOf] | type[AnyOf],
    ) -> Condition:
        parts = [part()]
        while self._takes(Sort.NAME, word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else whole(tuple(parts))

    def _one(self) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionWrong("This has too many brackets in brackets.")
        try:
            if self._takes(Sort.SIGN, "("):
                condition = self._any()
                self._needs(")")
                return condition
            if self._takes(Sort.NAME, "not"):
                self._needs("(")
                condition = self._any()
                self._needs(")")
                return Not(condition)
            if self._takes(Sort.NAME, "selected"):
                return self._selected()
            return self._comparison()
        finally:
            self._depth -= 1

    def _selected(self) -> Condition:
        self._needs("(")
        question = self._question()
        self._needs(",")
        word = self._take()
        if word.sort is not Sort.STRING:
            raise ExpressionWrong(f"In selected(${{{question.key}}}, …) the choice stands in quotes.")
        self._needs(")")
        if question.kind is QuestionKind.MANY_OF:
            return Selected(question.key, _choice_of(question, word.text))
        return Compared(question.key, Comparison.EQUAL, _value_for(question, word))

    def _comparison(self) -> Condition:
        if self._next.sort in (Sort.NUMBER, Sort.STRING):
            value = self._take()
            how = self._how()
            return self._compared(_TURNED.get(how, how), value)
        return self._compared(None, None)

    def _compared(self, how: Comparison | None, value: Word | None) -> Condition:
        """Read the question, and what else is missing of a comparison."""
        counts = self._takes(Sort.NAME, "count-selected")
        if counts:
            self._needs("(")
        question = self._question()
        if counts:
            self._needs(")")
        if how is None or value is None:
            how, value = self._how(), self._value()
        if counts:
            return _counted(question, how, value)
        if value.sort is Sort.STRING and value.text == "":
            if how not in (Comparison.EQUAL, Comparison.NOT_EQUAL):
                raise ExpressionWrong("With '' (not answered) only = and != can stand.")
            answered = Answered(question.key)
            return answered if how is Comparison.NOT_EQUAL else Not(answered)
        if how not in (Comparison.EQUAL, Comparison.NOT_EQUAL) and question.kind not in _ORDERED:
            raise ExpressionWrong(f"${{{question.key}}} has no order: only = and != can stand here.")
        return Compared(question.key, how, _value_for(question, value))

    def _how(self) -> Comparison:
        word = self._take()
        if word.sort is not Sort.SIGN or word.text not in _COMPARISONS:
            found = f"“{word.text}”" if word.sort is not Sort.END else "the end"
            raise ExpressionWrong(f"A comparison (=, !=, <, <=, > or >=) was expected, not {found}.")
        return Comparison(word.text)

    def _value(self) -> Word:
        word = self._take()
        if word.sort is Sort.NAME and word.text == "date" and self._takes(Sort.SIGN, "("):
            day = self._take()
            self._needs(")")
            return day
        if word.sort is Sort.QUESTION:
            raise ExpressionWrong("Two answers cannot be compared with each other, only an answer with a value.")
        if word.sort not in (Sort.NUMBER, Sort.STRING):
            raise _unread(word)
        return word

    def _question(self) -> Question:
        word = self._take()
        if word.sort is not Sort.QUESTION:
            raise _unread(word)
        question = self._earlier.get(word.text)
        if question is None:
            raise ExpressionWrong(f"There is no question “{word.text[:32]}” before this.")
        return question


def _unread(word: Word) -> ExpressionWrong:
    if word.sort is Sort.END:
        return ExpressionWrong("Something is missing at the end.")
    return ExpressionWrong(f"“{word.text[:32]}” cannot be read here. What can: ${{question}}, a value, {_KNOWN}.")


def _counted(question: Question, how: Comparison, value: Word) -> Condition:
    if question.kind is not QuestionKind.MANY_OF:
        raise ExpressionWrong(f"count-selected() is for questions with many choices; “{question.key}” is none.")
    if value.sort is not Sort.NUMBER:
        raise ExpressionWrong("Beside count-selected() stands a number.")
    return Counted(question.key, how, Decimal(value.text))


def _value_for(question: Question, word: Word) -> Value:
    match question.kind:
        case QuestionKind.SCALE | QuestionKind.NUMBER:
            if re.fullmatch(r"-?\d+(\.\d+)?", word.text) is None:
                raise ExpressionWrong(f"${{{question.key}}} is compared with a number.")
            return Decimal(word.text)
        case QuestionKind.DATE:
            try:
                if _DAY.fullmatch(word.text):
                    return date.fromisoformat(word.text)
            except ValueError:
                pass
            raise ExpressionWrong(f"${{{question.key}}} is compared with a day such as date('2026-03-09').")
        case QuestionKind.YES_NO:
            if word.text not in ("yes", "no"):
                raise ExpressionWrong(f"${{{question.key}}} is compared with 'yes' or 'no'.")
            return word.text
        case QuestionKind.ONE_OF:
            return _choice_of(question, word.text)
        case QuestionKind.MANY_OF:
            raise ExpressionWrong(f"Write selected(${{{question.key}}}, '…'): there may be more than one.")
        case QuestionKind.TEXT:
            raise ExpressionWrong(f"What somebody writes to “{question.key}” is compared with '' only.")


def _choice_of(question: Question, key: str) -> str:
    if question.choice(key) is None:
        known = ", ".join(choice.key for choice in question.choices)
        raise ExpressionWrong(f"“{key[:32]}” is no choice of “{question.key}”; it has {known}.")
    return key
