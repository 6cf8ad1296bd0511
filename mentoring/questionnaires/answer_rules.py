"""Rules on answers: what about somebody's check-ins gives the staff a reason to look, as data and their evaluation.

A questionnaire holds its rules beside its questions. Each compares numbers or choices, never words (those are looked
at by the safeguarding engine like everything that is written), and says what follows: a task for the coordinators, or
a safeguarding case, which opens as a report of the person's own does.

    - {when: low_score, question: week, at_most: 2, then: task}
    - {when: falling, question: week, in_a_row: 2, by: 3, then: task}
    - {when: missed, in_a_row: 2, then: task}
    - {when: diverging, question: together, other: mentor_weekly.together, by: 3, then: task}
    - {when: answered, question: safe, with: no, then: case, severity: high}
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import assert_never

from mentoring.safeguarding.findings import Severity
from mentoring.tasks import TaskKind

COMPARED_WITHIN = timedelta(days=14)
"""How far apart the check-ins of mentor and mentee may lie whose scores are compared."""

MOST_IN_A_ROW = 8
"""How many earlier check-ins a rule may look at."""


@dataclass(frozen=True, slots=True)
class Then:
    """What follows: a case of that severity, or (None) a task, which may be urgent."""

    severity: Severity | None = None
    urgent: bool = False


TASK = Then()


@dataclass(frozen=True, slots=True)
class LowScore:
    """The score of a question is `at_most` that."""

    question: str
    at_most: float
    then: Then = TASK


@dataclass(frozen=True, slots=True)
class Falling:
    """The score of a question fell `in_a_row` times, or `by` that much since the last time; None leaves one out."""

    question: str
    in_a_row: int | None = None
    by: float | None = None
    then: Then = TASK


@dataclass(frozen=True, slots=True)
class Missed:
    """So many check-ins in a row were not answered."""

    in_a_row: int = 2
    then: Then = TASK


@dataclass(frozen=True, slots=True)
class Diverging:
    """The two of a pair score one topic `by` at least that much apart: this question, and one of the partner's."""

    question: str
    other_questionnaire: str
    other_question: str
    by: float
    then: Then = TASK


@dataclass(frozen=True, slots=True)
class Answered:
    """A question was answered with this: a choice's key (alone or among others), yes or no, or a number."""

    question: str
    answer: str | bool | float
    then: Then = TASK


AnswerRule = LowScore | Falling | Missed | Diverging | Answered


class WrongRule(ValueError):
    """A rule as it was written cannot be meant; `name` is the part of it, `why` a sentence that says what would do."""

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {why}" if name else why)


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules are evaluated on.

    `answers` are those of the check-in that was just closed, empty when it was missed; `scores` the numbers among them.
    `earlier` are the scores of that person's check-ins before it (same questionnaire, same pair), the newest first.
    `missed_in_a_row` counts those not answered, up to and with this one. `others` are the newest scores of the partner
    in the same pair within COMPARED_WITHIN, by questionnaire and question.
    """

    answers: Mapping[str, object] = field(default_factory=dict)
    scores: Mapping[str, float] = field(default_factory=dict)
    earlier: Sequence[Mapping[str, float]] = ()
    missed_in_a_row: int = 0
    others: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that applies, with the figures for whoever reads of it: numbers and keys, nobody's words."""

    rule: AnswerRule
    figures: Mapping[str, str | int | float | bool]

    @property
    def task(self) -> TaskKind:
        """The kind of task that it is a reason for."""
        return task_of(self.rule)


def reasons(rules: Iterable[AnswerRule], facts: Facts) -> list[Reason]:
    """Return which rules apply, in their order. What was not answered is no reason for anything but `Missed`."""
    found = ((rule, _figures(rule, facts)) for rule in rules)
    return [Reason(rule, figures) for rule, figures in found if figures is not None]


def settled(rules: Iterable[AnswerRule], facts: Facts) -> frozenset[TaskKind]:
    """Return the kinds of task whose reason is gone: something could be compared, and no rule of that kind applies.

    A named answer stays until somebody has looked: that it is not given again does not undo what it said.
    """
    rules = tuple(rules)
    standing = {reason.task for reason in reasons(rules, facts)}
    looked_at = {task_of(rule) for rule in rules if not isinstance(rule, Answered) and _is_comparable(rule, facts)}
    return frozenset(looked_at - standing)


def task_of(rule: AnswerRule) -> TaskKind:
    """Return the kind of task that a rule opens, unless it opens a case."""
    match rule:
        case LowScore():
            return TaskKind.LOW_SCORE
        case Falling():
            return TaskKind.SCORES_FALLING
        case Missed():
            return TaskKind.CHECK_INS_MISSED
        case Diverging():
            return TaskKind.VIEWS_DIFFER
        case Answered():
            return TaskKind.ANSWER_TO_READ
        case _:
            assert_never(rule)


def read_rule(written: object) -> AnswerRule:
    """Return the rule that a mapping as in YAML writes. Raises WrongRule, which names the part that is wrong."""
    if not isinstance(written, Mapping):
        raise WrongRule("", "A rule is a mapping such as {when: low_score, question: week, at_most: 2, then: task}.")
    parts = _Parts(written)
    then = _read_then(parts)
    rule: AnswerRule
    match parts.choice("when", tuple(_WHEN)):
        case "low_score":
            rule = LowScore(parts.key("question"), parts.number("at_most"), then)
        case "falling":
            in_a_row = parts.count("in_a_row", least=1) if "in_a_row" in written else None
            by = parts.positive("by") if "by" in written else None
            if in_a_row is None and by is None:
                raise WrongRule("when", "“falling” needs in_a_row (how many times), by (how much), or both.")
            rule = Falling(parts.key("question"), in_a_row, by, then)
        case "missed":
            rule = Missed(parts.count("in_a_row", least=1) if "in_a_row" in written else 2, then)
        case "diverging":
            questionnaire, _, question = parts.key("other").partition(".")
            if not question:
                raise WrongRule("other", "This is questionnaire.question, such as mentor_weekly.together.")
            rule = Diverging(parts.key("question"), questionnaire, question, parts.positive("by"), then)
        case _:
            rule = Answered(parts.key("question"), parts.answer("with"), then)
    parts.expect_nothing_else()
    return rule


def written_rule(rule: AnswerRule) -> dict[str, object]:
    """Return a rule as `read_rule` reads it."""
    written: dict[str, object]
    match rule:
        case LowScore():
            written = {"when": "low_score", "question": rule.question, "at_most": _plain(rule.at_most)}
        case Falling():
            written = {"when": "falling", "question": rule.question}
            written |= {} if rule.in_a_row is None else {"in_a_row": rule.in_a_row}
            written |= {} if rule.by is None else {"by": _plain(rule.by)}
        case Missed():
            written = {"when": "missed", "in_a_row": rule.in_a_row}
        case Diverging():
            other = f"{rule.other_questionnaire}.{rule.other_question}"
            written = {"when": "diverging", "question": rule.question, "other": other, "by": _plain(rule.by)}
        case Answered():
            answer = rule.answer if isinstance(rule.answer, str | bool) else _plain(rule.answer)
            written = {"when": "answered", "question": rule.question, "with": answer}
        case _:
            assert_never(rule)
    if rule.then.severity is not None:
        return {**written, "then": "case", "severity": rule.then.severity.word}
    return {**written, "then": "urgent_task" if rule.then.urgent else "task"}


def cannot_hold(rule: AnswerRule, questions: Collection[str], scored: Collection[str]) -> WrongRule | None:
    """Return what is wrong with a rule in a questionnaire of these questions, `scored` those with numbers; or None."""
    if isinstance(rule, Missed):
        return None
    if rule.question not in questions:
        return WrongRule("question", f"There is no question “{rule.question}” in this questionnaire.")
    if not isinstance(rule, Answered) and rule.question not in scored:
        return WrongRule("question", f"“{rule.question}” has no number to compare; take a scale or a number.")
    return None


def _figures(rule: AnswerRule, facts: Facts) -> dict[str, str | int | float | bool] | None:
    """Return the figures by which a rule applies, or None when it does not."""
    match rule:
        case LowScore():
            score = facts.scores.get(rule.question)
            if score is None or score > rule.at_most:
                return None
            return {"question": rule.question, "score": _plain(score)}
        case Falling():
            return _fall(rule, facts)
        case Missed():
            return {"missed": facts.missed_in_a_row} if facts.missed_in_a_row >= rule.in_a_row else None
        case Diverging():
            own = facts.scores.get(rule.question)
            other = facts.others.get((rule.other_questionnaire, rule.other_question))
            if own is None or other is None or abs(own - other) < rule.by:
                return None
            return {"question": rule.question, "score": _plain(own), "other": _plain(other)}
        case Answered():
            given = facts.answers.get(rule.question)
            return {"question": rule.question} if _is_given(rule.answer, given) else None
        case _:
            assert_never(rule)


def _fall(rule: Falling, facts: Facts) -> dict[str, str | int | float | bool] | None:
    scores = _scores_of(rule.question, facts)
    times = 0
    while times + 1 < len(scores) and scores[times] < scores[times + 1]:
        times += 1
    far = rule.by is not None and len(scores) > 1 and scores[1] - scores[0] >= rule.by
    often = rule.in_a_row is not None and times >= rule.in_a_row
    if not far and not often:
        return None
    before = scores[times] if often else scores[1]
    return {"question": rule.question, "score": _plain(scores[0]), "before": _plain(before), "times": times}


def _scores_of(question: str, facts: Facts) -> list[float]:
    """Return the scores of a question, the present one first; [] when it was not answered now."""
    if question not in facts.scores:
        return []
    return [facts.scores[question], *(scores[question] for scores in facts.earlier if question in scores)]


def _is_comparable(rule: LowScore | Falling | Missed | Diverging, facts: Facts) -> bool:
    match rule:
        case LowScore():
            return rule.question in facts.scores
        case Falling():
            return len(_scores_of(rule.question, facts)) > 1
        case Missed():
            return facts.missed_in_a_row == 0
        case Diverging():
            return rule.question in facts.scores and (rule.other_questionnaire, rule.other_question) in facts.others
        case _:
            assert_never(rule)


def _is_given(named: str | bool | float, given: object) -> bool:
    if isinstance(given, frozenset | set | tuple | list):
        return named in given
    if isinstance(named, bool) or isinstance(given, bool):
        return named is given
    return given is not None and named == given


_WHEN = ("low_score", "falling", "missed", "diverging", "answered")


class _Parts:
    """The parts of a rule as it was written, each asked for once."""

    def __init__(self, written: Mapping[object, object]) -> None:
        self._left = dict(written)

    def take(self, name: str) -> object:
        if name not in self._left:
            raise WrongRule(name, "This is missing.")
        return self._left.pop(name)

    def choice(self, name: str, choices: Sequence[str]) -> str:
        given = self.take(name)
        if given not in choices:
            raise WrongRule(name, f"This is one of: {', '.join(choices)}.")
        return str(given)

    def key(self, name: str) -> str:
        given = self.take(name)
        if not isinstance(given, str) or not given:
            raise WrongRule(name, "This is the key of a question.")
        return given

    def number(self, name: str) -> float:
        given = self.take(name)
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise WrongRule(name, "This is a number.")
        return given

    def positive(self, name: str) -> float:
        given = self.number(name)
        if not given > 0:
            raise WrongRule(name, "This is a number greater than 0.")
        return given

    def count(self, name: str, *, least: int) -> int:
        given = self.take(name)
        if isinstance(given, bool) or not isinstance(given, int) or not least <= given <= MOST_IN_A_ROW:
            raise WrongRule(name, f"This is a whole number from {least} to {MOST_IN_A_ROW}.")
        return given

    def answer(self, name: str) -> str | bool | float:
        given = self.take(name)
        if not isinstance(given, str | bool | int | float):
            raise WrongRule(name, "This is the key of a choice, yes or no, or a number.")
        return given

    def expect_nothing_else(self) -> None:
        for name in self._left:
            raise WrongRule(str(name), "Such a rule has no part of this name.")


def _read_then(parts: _Parts) -> Then:
    match parts.choice("then", ("task", "urgent_task", "case")):
        case "case":
            words = [severity.word for severity in (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)]
            return Then(Severity.from_word(parts.choice("severity", words)))
        case "urgent_task":
            return Then(urgent=True)
        case _:
            return TASK


def _plain(number: float) -> int | float:
    """Return a number without a decimal point when it needs none."""
    return int(number) if float(number).is_integer() else number
