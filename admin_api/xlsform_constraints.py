"""The constraints of an XLSForm that are bounds: `. >= 0 and . <= 10`, `count-selected(.) <= 3`."""

from decimal import Decimal
from typing import Any

from mentoring.questionnaires.expression import ExpressionWrong, Sort, Word, words_of
from mentoring.questionnaires.question import Bounds, QuestionKind

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MEASURES = {QuestionKind.NUMBER: None, QuestionKind.MANY_OF: "count-selected", QuestionKind.TEXT: "string-length"}
_EXAMPLES = {
    QuestionKind.NUMBER: ". >= 0 and . <= 10",
    QuestionKind.MANY_OF: "count-selected(.) <= 3",
    QuestionKind.TEXT: "string-length(.) <= 200",
}


def read_constraint(text: str, kind: QuestionKind, *, whole: bool) -> dict[str, Any]:
    """Return the `at_least` and `at_most` that a constraint says, one, both or (for "") none of them.

    `whole`: the answer is a whole number, so that `. > 0` means from 1. Raises ExpressionWrong for what is no bound.
    """
    if kind not in _MEASURES:
        raise ExpressionWrong("Such a question takes no constraint.")
    bounds: dict[str, Any] = {}
    words = list(words_of(text))
    if len(words) == 1:  # only the end
        return bounds
    while True:
        name, number = _bound(words, kind, whole=whole)
        if name in bounds:
            raise ExpressionWrong("This bounds the same side twice.")
        bounds[name] = int(number) if number % 1 == 0 else float(number)
        if words[0] != Word(Sort.NAME, "and"):
            break
        words.pop(0)
    _take(words, kind, Sort.END)
    if kind is QuestionKind.TEXT and "at_least" in bounds:
        raise ExpressionWrong("Words can be bounded above only; whether an answer is needed stands in required.")
    return bounds


def written_constraint(kind: QuestionKind, bounds: Bounds) -> str:
    """Return bounds as a constraint; "" when there are none."""
    measure = _MEASURES.get(kind)
    this = f"{measure}(.)" if measure else "."
    sides = ((">=", bounds.least), ("<=", bounds.most))
    return " and ".join(f"{this} {sign} {number}" for sign, number in sides if number is not None)


def _bound(words: list[Word], kind: QuestionKind, *, whole: bool) -> tuple[str, Decimal]:
    """Take one comparison off the words, in brackets or not, either way round."""
    if words[0] == Word(Sort.SIGN, "("):
        words.pop(0)
        bound = _bound(words, kind, whole=whole)
        _take(words, kind, Sort.SIGN, ")")
        return bound
    if words[0].sort is Sort.NUMBER:
        number = Decimal(words.pop(0).text)
        sign = _take(words, kind, Sort.SIGN)
        sign = _TURNED.get(sign, sign)
        _measure(words, kind)
    else:
        _measure(words, kind)
        sign = _take(words, kind, Sort.SIGN)
        number = Decimal(_take(words, kind, Sort.NUMBER))
    if sign in ("<", ">"):
        if not whole and kind is QuestionKind.NUMBER:
            raise ExpressionWrong("For a number with a fraction write <= or >=.")
        number += 1 if sign == ">" else -1
    if sign not in _TURNED:
        raise _no_bound(kind)
    return ("at_least" if sign in (">", ">=") else "at_most"), number


def _measure(words: list[Word], kind: QuestionKind) -> None:
    """Take what is measured off the words: `.`, `count-selected(.)` or `string-length(.)`."""
    measure = _MEASURES[kind]
    if measure is not None:
        _take(words, kind, Sort.NAME, measure)
        _take(words, kind, Sort.SIGN, "(")
    _take(words, kind, Sort.THIS)
    if measure is not None:
        _take(words, kind, Sort.SIGN, ")")


def _take(words: list[Word], kind: QuestionKind, sort: Sort, text: str | None = None) -> str:
    if words[0].sort is not sort or (text is not None and words[0].text != text):
        raise _no_bound(kind)
    return words.pop(0).text


def _no_bound(kind: QuestionKind) -> ExpressionWrong:
    return ExpressionWrong(f"Of constraints, bounds are read here, such as {_EXAMPLES[kind]}.")
