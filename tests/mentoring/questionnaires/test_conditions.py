"""Conditions on earlier answers: what is read, what it means, and what is refused with a sentence."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.questionnaires.answer import SKIPPED, Answer, Words
from mentoring.questionnaires.condition_reader import read_condition
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
    holds,
    questions_in,
    written,
)
from mentoring.questionnaires.expression import ExpressionWrong
from tests.mentoring.questionnaires.forms import ask, form, many, scale

KNOWN = {
    question.key: question
    for question in form(
        scale("mood"),
        ask("went", "yes_no"),
        many("why", "ill", "travel", "other"),
        {**many("topic", "work", "friends"), "kind": "one_of"},
        ask("hours", "number", decimals=True),
        ask("since", "date"),
        ask("more", "text"),
    ).questions
}

ANSWERS: dict[str, Answer] = {
    "mood": 2,
    "went": False,
    "why": frozenset({"ill", "other"}),
    "topic": "work",
    "hours": Decimal("2.5"),
    "since": date(2026, 3, 9),
    "more": Words("not much"),
}


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("${mood} = 2", True),
        ("${mood} = '2'", True),
        ("${mood} != 2", False),
        ("${mood} <= 2 and ${mood} >= 2", True),
        ("3 > ${mood}", True),
        ("${hours} > 2 and ${hours} < 2.6", True),
        ("${went} = 'no'", True),
        ("${went} = 'yes'", False),
        ("${topic} = 'work' or ${topic} = 'friends'", True),
        ("selected(${why}, 'ill')", True),
        ("selected(${why}, 'travel')", False),
        ("selected(${topic}, 'work')", True),
        ("count-selected(${why}) >= 2", True),
        ("not(selected(${why}, 'travel')) and ${mood} < 3", True),
        ("${since} >= date('2026-03-09')", True),
        ("${since} < '2026-03-09'", False),
        ("${more} != ''", True),
        ("${more} = ''", False),
        ("${mood} = 1 or ${mood} = 2 and ${went} = 'yes'", False),
        ("(${mood} = 1 or ${mood} = 2) and ${went} = 'no'", True),
        ("${mood}\u00a0=\u00a0‘2’", True),
    ],
)
def test_a_condition_means_what_it_says(text: str, is_so: bool):
    assert holds(read_condition(text, KNOWN), ANSWERS) is is_so


@pytest.mark.parametrize("answers", [{}, dict.fromkeys(KNOWN, SKIPPED)], ids=["not asked yet", "skipped"])
def test_what_is_not_answered_differs_from_everything_and_has_no_order(answers: dict[str, Answer]):
    for text in ("${mood} = 2", "${mood} < 9", "${mood} >= 0", "selected(${why}, 'ill')", "${topic} != ''"):
        assert not holds(read_condition(text, KNOWN), answers), text
    for text in ("${mood} != 2", "${topic} = ''", "not(${mood} < 9)", "count-selected(${why}) = 0"):
        assert holds(read_condition(text, KNOWN), answers), text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "at the end"),
        ("${mood}", "comparison"),
        ("${mood} =", "at the end"),
        ("${mood} = 2 and", "at the end"),
        ("${mood} = 2 ${went} = 'no'", "and, or or"),
        ("(${mood} = 2", "“)”"),
        ("${later} = 2", "no question “later” before"),
        ("${mood} = ${went}", "compared with each other"),
        ("${mood} = today()", "“today” cannot be read"),
        ("if(${mood} = 1, 2, 3)", "“if” cannot be read"),
        ("${mood} + 1 = 2", "“+ 1 = 2” cannot be read"),
        ("pulldata('f', 'a', 'b', ${mood}) = 1", "“pulldata” cannot be read"),
        ("__import__('os').system('true') = 1", "cannot be read"),
        ("${mood} = 'happy'", "compared with a number"),
        ("${went} = 'maybe'", "'yes' or 'no'"),
        ("${topic} = 'sport'", "no choice of “topic”; it has work, friends"),
        ("${topic} < 'work'", "no order"),
        ("${why} = 'ill'", "selected(${why}"),
        ("count-selected(${topic}) = 1", "with many choices"),
        ("selected(${why}, ill)", "in quotes"),
        ("${more} = 'help'", "compared with '' only"),
        ("${since} > 'monday'", "such as date('2026-03-09')"),
        ("${since} > '2026-02-31'", "such as date("),
        ("(" * 30 + "${mood} = 1" + ")" * 30, "too many brackets"),
        ("${mood} = 1 or " * 100 + "${mood} = 2", "more than 1000 characters"),
    ],
)
def test_what_is_not_read_is_refused_with_a_sentence(text: str, says: str):
    with pytest.raises(ExpressionWrong) as error:
        read_condition(text, KNOWN)
    assert says in str(error.value)
    assert str(error.value).endswith(".")


hows = st.sampled_from(Comparison)
leaves = st.one_of(
    st.builds(Answered, st.sampled_from(sorted(KNOWN))),
    st.builds(Compared, st.just("mood"), hows, st.integers(-9, 99).map(Decimal)),
    st.builds(Compared, st.just("since"), hows, st.dates()),
    st.builds(Compared, st.just("topic"), st.sampled_from(list(Comparison)[:2]), st.sampled_from(["work", "friends"])),
    st.builds(Selected, st.just("why"), st.sampled_from(["ill", "travel"])),
    st.builds(Counted, st.just("why"), hows, st.integers(0, 9).map(Decimal)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(AllOf, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(conditions)
def test_a_condition_that_is_written_is_read_as_the_same(condition: Condition):
    text = written(condition)
    assert read_condition(text, KNOWN) == condition
    assert questions_in(condition) <= KNOWN.keys()


@given(st.text(max_size=60))
def test_any_other_text_is_refused_and_breaks_nothing(text: str):
    with pytest.raises(ExpressionWrong, match=r"\.$"):
        read_condition(text, KNOWN)
