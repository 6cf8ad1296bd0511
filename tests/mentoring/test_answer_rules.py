"""Rules on answers say what is a reason to look, name what is wrong with them, and are the same read back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.questionnaires.answer_rules import (
    Answered,
    AnswerRule,
    Diverging,
    Facts,
    Falling,
    LowScore,
    Missed,
    Then,
    WrongRule,
    cannot_hold,
    read_rule,
    reasons,
    settled,
    written_rule,
)
from mentoring.safeguarding import Severity
from mentoring.tasks import TaskKind

APART = Diverging("mood", "mentor_weekly", "seems", 3)
LOW = {"when": "low_score", "question": "mood", "at_most": 2}


def scores(*newest_first: float) -> Facts:
    """Somebody's scores of `mood`, this one's first."""
    now, *earlier = newest_first
    return Facts(scores={"mood": now}, earlier=[{"mood": value} for value in earlier])


@pytest.mark.parametrize(
    ("rule", "facts", "applies"),
    [
        (LowScore("mood", 2), scores(2), True),
        (LowScore("mood", 2), scores(3), False),
        (LowScore("mood", 2), Facts(), False),  # passed over is not low
        (Falling("mood", in_a_row=2), scores(2, 3, 4), True),
        (Falling("mood", in_a_row=2), scores(2, 3, 3), False),
        (Falling("mood", in_a_row=2), scores(3, 4), False),
        (Falling("mood", by=2), scores(2, 4), True),
        (Falling("mood", by=2), scores(3, 4), False),
        (Falling("mood", by=2), scores(2), False),
        (Falling("mood", in_a_row=3, by=3), scores(1, 4), True),
        (Missed(2), Facts(missed_in_a_row=2), True),
        (Missed(2), Facts(missed_in_a_row=1), False),
        (APART, Facts(scores={"mood": 2}, others={("mentor_weekly", "seems"): 5}), True),
        (APART, Facts(scores={"mood": 3}, others={("mentor_weekly", "seems"): 5}), False),
        (APART, Facts(scores={"mood": 1}), False),
        (Answered("safe", False), Facts(answers={"safe": False}), True),
        (Answered("safe", False), Facts(answers={"safe": 0}), False),
        (Answered("adult", "soon"), Facts(answers={"adult": "soon"}), True),
        (Answered("easier", "talk"), Facts(answers={"easier": frozenset({"talk", "rest"})}), True),
        (Answered("easier", "talk"), Facts(answers={"easier": frozenset({"rest"})}), False),
        (Answered("safe", 2), Facts(answers={"safe": 2}), True),
        (Answered("safe", 1), Facts(answers={"safe": True}), False),
    ],
)  # fmt: skip
def test_a_rule_applies_when_its_words_are_true(rule: AnswerRule, facts: Facts, applies: bool):
    assert bool(reasons([rule], facts)) is applies


def test_a_reason_tells_figures_and_nothing_that_was_written():
    (reason,) = reasons([Falling("mood", in_a_row=2)], scores(2, 3, 5, 4))
    assert dict(reason.figures) == {"question": "mood", "score": 2, "before": 5, "times": 2}
    assert reason.task is TaskKind.SCORES_FALLING


@pytest.mark.parametrize(
    ("rules", "facts", "kinds"),
    [
        ([LowScore("mood", 2)], scores(4), {TaskKind.LOW_SCORE}),
        ([LowScore("mood", 2)], scores(1), set()),
        ([LowScore("mood", 2)], Facts(), set()),  # not answered: nobody knows whether it is better
        ([LowScore("mood", 2), LowScore("school", 2)], Facts(scores={"mood": 4, "school": 1}), set()),
        ([Missed()], Facts(scores={"mood": 4}), {TaskKind.CHECK_INS_MISSED}),
        ([Missed()], Facts(missed_in_a_row=1), set()),
        ([Answered("adult", "soon")], Facts(answers={"adult": "no"}), set()),
    ],
)
def test_a_task_closes_by_itself_when_its_reason_is_gone(rules: list[AnswerRule], facts: Facts, kinds: set[TaskKind]):
    assert settled(rules, facts) == kinds


@pytest.mark.parametrize(
    ("written", "part", "says"),
    [
        ("low", "", "mapping"),
        ({"when": "often", "then": "task"}, "when", "one of: low_score"),
        ({"when": "low_score", "question": "mood", "then": "task"}, "at_most", "missing"),
        ({"when": "low_score", "question": "mood", "at_most": "2", "then": "task"}, "at_most", "a number"),
        ({"when": "low_score", "question": "mood", "at_most": True, "then": "task"}, "at_most", "a number"),
        (LOW, "then", "missing"),
        (LOW | {"then": "case"}, "severity", "missing"),
        (LOW | {"then": "task", "severity": "high"}, "severity", "no part"),
        ({"when": "falling", "question": "mood", "then": "task"}, "when", "in_a_row"),
        ({"when": "falling", "question": "mood", "by": 0, "then": "task"}, "by", "greater than 0"),
        ({"when": "missed", "in_a_row": 99, "then": "task"}, "in_a_row", "from 1 to 8"),
        ({"when": "diverging", "question": "mood", "other": "seems", "by": 2, "then": "task"}, "other", ".question"),
        ({"when": "answered", "question": "mood", "with": ["a"], "then": "task"}, "with", "choice"),
        ({"when": "answered", "question": "mood", "with": "a", "then": "nothing"}, "then", "urgent_task"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_meant_is_named_with_what_would_do(written: Any, part: str, says: str):
    with pytest.raises(WrongRule) as error:
        read_rule(written)
    assert error.value.name == part
    assert says in error.value.why


def test_a_rule_about_a_question_that_is_not_there_or_counts_nothing_is_refused():
    assert cannot_hold(LowScore("mood", 2), {"mood"}, {"mood"}) is None
    assert cannot_hold(Missed(), (), ()) is None
    assert cannot_hold(Answered("why", "x"), {"why"}, ()) is None
    for rule, questions, scored in (
        (LowScore("mod", 2), {"mood"}, {"mood"}),
        (LowScore("why", 2), {"why"}, set[str]()),
    ):
        wrong = cannot_hold(rule, questions, scored)
        assert wrong is not None
        assert wrong.name == "question"


keys = st.text("abcdefg_", min_size=1, max_size=8)
numbers = st.integers(-5, 10) | st.floats(-5, 10, allow_nan=False)
amounts = st.integers(1, 9) | st.floats(0.25, 9)
thens = st.builds(Then, urgent=st.booleans()) | st.builds(
    Then, st.sampled_from([Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL])
)
rules = (
    st.builds(LowScore, keys, numbers, thens)
    | st.builds(Falling, keys, st.integers(1, 8), st.none() | amounts, thens)
    | st.builds(Missed, st.integers(1, 8), thens)
    | st.builds(Diverging, keys, keys, keys, amounts, thens)
    | st.builds(Answered, keys, keys | st.booleans() | st.integers(-5, 10), thens)
)


@given(rules)
def test_a_rule_that_is_written_reads_back_as_it_was(rule: AnswerRule):
    assert read_rule(written_rule(rule)) == rule
