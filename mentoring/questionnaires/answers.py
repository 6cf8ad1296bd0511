"""Reading an answer to a question, what it counts, and the form in which it is kept."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from unicodedata import normalize

from mentoring.questionnaires.answer import SKIPPED, Answer, Skipped, Words
from mentoring.questionnaires.question import Manner, Question, QuestionKind
from mentoring.refusals import Refusal

LONGEST_WORDS = 4096
"""Characters of a written answer, unless the question says less: what one Telegram message holds."""

LARGEST_NUMBER = Decimal(10**9)

_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?")

Raw = str | int | bool | Decimal | date | Words | Collection[str] | Skipped | None
"""What comes from a button or a message: a choice's key or digits, "yes" and "no", a typed number, a day as 2026-03-09,
the keys of many choices, words; the typed values themselves are taken as well. SKIPPED or None is a skip."""


@dataclass(frozen=True, slots=True)
class WrongAnswer(Refusal):
    """It cannot be taken as an answer to the question."""


@dataclass(frozen=True, slots=True)
class CannotSkip(WrongAnswer):
    """The question needs an answer."""


@dataclass(frozen=True, slots=True)
class NoSuchChoice(WrongAnswer):
    """It is none of the question's choices."""


@dataclass(frozen=True, slots=True)
class TooFewChoices(WrongAnswer):
    """At least `least` are wanted."""

    least: int


@dataclass(frozen=True, slots=True)
class TooManyChoices(WrongAnswer):
    """At most `most` are taken."""

    most: int


@dataclass(frozen=True, slots=True)
class NotANumber(WrongAnswer):
    """It is no number, or has a fraction where `whole` numbers are asked for."""

    whole: bool


@dataclass(frozen=True, slots=True)
class OutOfBounds(WrongAnswer):
    """The number lies outside; None for no bound on that side."""

    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class NotADay(WrongAnswer):
    """It is no day of the calendar."""


@dataclass(frozen=True, slots=True)
class NoWords(WrongAnswer):
    """There is nothing in it, or it is something else than words."""


@dataclass(frozen=True, slots=True)
class TooLong(WrongAnswer):
    """It has more than `most` characters."""

    most: int


@dataclass(frozen=True, slots=True)
class OtherManner(WrongAnswer):
    """It was spoken where writing is asked for, or the other way round; `wanted` is how it may be answered."""

    wanted: frozenset[Manner]


def read_answer(question: Question, raw: Raw) -> Answer | WrongAnswer:
    """Return the answer that is meant, or why it is none."""
    if raw is None or raw is SKIPPED:
        return CannotSkip() if question.is_required else SKIPPED
    match question.kind:
        case QuestionKind.SCALE:
            choice = question.choice(str(raw).strip())
            return NoSuchChoice() if choice is None or choice.value is None else choice.value
        case QuestionKind.ONE_OF:
            choice = question.choice(str(raw))
            return NoSuchChoice() if choice is None else choice.key
        case QuestionKind.MANY_OF:
            return _many(question, raw)
        case QuestionKind.YES_NO:
            answer = {"yes": True, "no": False, "True": True, "False": False}.get(str(raw))
            return NoSuchChoice() if answer is None else answer
        case QuestionKind.NUMBER:
            return _number(question, raw)
        case QuestionKind.DATE:
            return _day(raw)
        case QuestionKind.TEXT:
            return _words(question, raw)


def score_of(question: Question, answer: Answer) -> int | None:
    """Return what an answer counts, for trends and rules; None when it counts nothing.

    A scale's value, the value of a choice that has one, 1 and 0 for yes and no, a number (rounded where it has a
    fraction).
    """
    match question.kind, answer:
        case QuestionKind.YES_NO, bool():
            return int(answer)
        case QuestionKind.SCALE, int():
            return answer
        case QuestionKind.ONE_OF, str():
            choice = question.choice(answer)
            return None if choice is None else choice.value
        case QuestionKind.NUMBER, Decimal():
            return int(answer.to_integral_value(ROUND_HALF_EVEN))
        case _:
            return None


def answer_to_json(answer: Answer) -> Any:
    """Return the JSON value of an answer; null for a skip."""
    match answer:
        case Words(text, "", _):
            return {"text": text}
        case Words(_, voice, seconds):
            return {"voice": voice, "seconds": seconds}
        case frozenset():
            return sorted(answer)
        case Decimal():
            return f"{answer}"
        case date():
            return answer.isoformat()
        case bool() | int() | str():
            return answer
        case _:
            return None


def answer_from_json(kind: QuestionKind, kept: Any) -> Answer:
    """Return an answer from its JSON value; `kind` is that of its question."""
    if kept is None:
        return SKIPPED
    match kind:
        case QuestionKind.MANY_OF:
            return frozenset(kept)
        case QuestionKind.NUMBER:
            return Decimal(kept)
        case QuestionKind.DATE:
            return date.fromisoformat(kept)
        case QuestionKind.TEXT:
            return Words(kept.get("text", ""), kept.get("voice", ""), kept.get("seconds", 0))
        case QuestionKind.YES_NO:
            return bool(kept)
        case QuestionKind.SCALE:
            return int(kept)
        case QuestionKind.ONE_OF:
            return str(kept)


def _many(question: Question, raw: Raw) -> Answer | WrongAnswer:
    keys = frozenset([raw] if isinstance(raw, str) else raw if isinstance(raw, Collection) else [str(raw)])
    if any(question.choice(key) is None for key in keys):
        return NoSuchChoice()
    least = int(question.bounds.least or 0) or int(question.is_required)
    if len(keys) < least:
        return TooFewChoices(least)
    if question.bounds.most is not None and len(keys) > question.bounds.most:
        return TooManyChoices(int(question.bounds.most))
    return keys


def _number(question: Question, raw: Raw) -> Answer | WrongAnswer:
    # "３" and "²"-like digits are what some keyboards write; a comma is how most of our languages write a fraction.
    typed = normalize("NFKC", str(raw)).strip().replace(",", ".").replace("\N{MINUS SIGN}", "-")
    if _NUMBER.fullmatch(typed) is None:
        return NotANumber(whole=not question.decimals)
    number = Decimal(typed)
    if number % 1 and not question.decimals:
        return NotANumber(whole=True)
    if abs(number) > LARGEST_NUMBER or not question.bounds.hold(number):
        return OutOfBounds(question.bounds.least, question.bounds.most)
    # 3 and 3.00 are the same answer; a plain normalize() would write 30 as 3E+1.
    return number.quantize(Decimal(1)) if number % 1 == 0 else number.normalize()


def _day(raw: Raw) -> Answer | WrongAnswer:
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(str(raw).strip())
    except ValueError:
        return NotADay()


def _words(question: Question, raw: Raw) -> Answer | WrongAnswer:
    words = raw if isinstance(raw, Words) else Words(text=raw) if isinstance(raw, str) else None
    if words is None or not (words.text.strip() or words.voice):
        return NoWords()
    if (Manner.SPOKEN if words.voice else Manner.WRITTEN) not in question.manners:
        return OtherManner(question.manners)
    most = int(question.bounds.most or LONGEST_WORDS)
    return TooLong(most) if len(words.text) > most else words
