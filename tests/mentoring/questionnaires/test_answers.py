"""What is taken as an answer to which question, what it counts, and that it is kept without loss."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from mentoring.questionnaires.answer import SKIPPED, Answer, Words
from mentoring.questionnaires.answers import (
    CannotSkip,
    NoSuchChoice,
    NotADay,
    NotANumber,
    NoWords,
    OtherManner,
    OutOfBounds,
    TooFewChoices,
    TooLong,
    TooManyChoices,
    answer_from_json,
    answer_to_json,
    read_answer,
    score_of,
)
from mentoring.questionnaires.question import EITHER_MANNER, Manner, Question
from tests.mentoring.questionnaires.forms import ask, form, many, scale

MOOD = scale("q")
TOPIC = {
    "key": "q",
    "kind": "one_of",
    "text": "What?",
    "choices": [{"key": "work", "label": "Work", "value": 3}, {"key": "fun", "label": "Fun"}],
}
WHY = many("q", "ill", "travel", "other", at_least=1, at_most=2)
HOURS = ask("q", "number", at_least=0, at_most=40)
LENGTH = ask("q", "number", decimals=True)
VOICE = Words(voice="AwACAgIAAxkBAAI", seconds=7)


def only(plain: dict[str, Any]) -> Question:
    return form(plain).questions[0]


@pytest.mark.parametrize(
    ("plain", "raw", "answer", "score"),
    [
        (MOOD, "2", 2, 2),
        (MOOD, 3, 3, 3),
        (TOPIC, "work", "work", 3),
        (TOPIC, "fun", "fun", None),
        (WHY, ["ill", "other"], frozenset({"ill", "other"}), None),
        (WHY, "ill", frozenset({"ill"}), None),
        (ask("q", "yes_no"), "yes", True, 1),
        (ask("q", "yes_no"), False, False, 0),
        (HOURS, "12", Decimal(12), 12),
        (HOURS, " 40 ", Decimal(40), 40),
        (HOURS, "１２", Decimal(12), 12),
        (LENGTH, "2,5", Decimal("2.5"), 2),
        (LENGTH, "-3.50", Decimal("-3.5"), -4),
        (ask("q", "date"), "2026-03-09", date(2026, 3, 9), None),
        (ask("q", "text"), "It went well", Words("It went well"), None),
        (ask("q", "text"), VOICE, VOICE, None),
        (MOOD, None, SKIPPED, None),
    ],
)
def test_an_answer_is_taken_counted_and_kept(plain: dict[str, Any], raw: Any, answer: Answer, score: int | None):
    question = only(plain)

    taken = read_answer(question, raw)

    assert taken == answer
    assert type(taken) is type(answer)
    assert score_of(question, answer) == score
    kept = json.loads(json.dumps(answer_to_json(answer)))
    assert answer_from_json(question.kind, kept) == answer


@pytest.mark.parametrize(
    ("plain", "raw", "refusal"),
    [
        (MOOD, "4", NoSuchChoice()),
        (MOOD, "2.0", NoSuchChoice()),
        (TOPIC, "sport", NoSuchChoice()),
        (WHY, ["ill", "sport"], NoSuchChoice()),
        (WHY, [], TooFewChoices(1)),
        (WHY, ["ill", "travel", "other"], TooManyChoices(2)),
        (ask("q", "yes_no"), "perhaps", NoSuchChoice()),
        (HOURS, "a lot", NotANumber(whole=True)),
        (HOURS, "1.5", NotANumber(whole=True)),
        (HOURS, "1e3", NotANumber(whole=True)),
        (HOURS, "NaN", NotANumber(whole=True)),
        (HOURS, True, NotANumber(whole=True)),
        (LENGTH, "Infinity", NotANumber(whole=False)),
        (HOURS, "41", OutOfBounds(Decimal(0), Decimal(40))),
        (LENGTH, "9" * 20, OutOfBounds(None, None)),
        (ask("q", "date"), "9.3.", NotADay()),
        (ask("q", "date"), "2026-02-30", NotADay()),
        (ask("q", "text"), "   ", NoWords()),
        (ask("q", "text", at_most=5), "too long", TooLong(5)),
        (ask("q", "text", by=["written"]), VOICE, OtherManner(frozenset({Manner.WRITTEN}))),
        (ask("q", "text", by=["spoken"]), "written", OtherManner(frozenset({Manner.SPOKEN}))),
        (scale("q", required=True), None, CannotSkip()),
        (many("q", "a", "b", required=True), [], TooFewChoices(1)),
    ],
)
def test_what_is_no_answer_is_refused_by_name(plain: dict[str, Any], raw: Any, refusal: object):
    assert read_answer(only(plain), raw) == refusal


def test_a_text_takes_voice_and_writing_unless_it_says_otherwise():
    assert only(ask("q", "text")).manners == EITHER_MANNER
