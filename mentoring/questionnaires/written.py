"""A questionnaire in writing: the plain mappings and lists that YAML and JSON hold, and the way there and back.

Limits may be loosened, never tightened: what was kept by an older release must still be read.
"""

from collections.abc import Mapping, Set
from decimal import Decimal
from typing import Any

from mentoring.people import Role
from mentoring.questionnaires import conditions
from mentoring.questionnaires.answer_rules import Answered, AnswerRule, WrongRule, cannot_hold, read_rule, written_rule
from mentoring.questionnaires.condition_reader import read_condition
from mentoring.questionnaires.conditions import Condition
from mentoring.questionnaires.expression import ExpressionWrong
from mentoring.questionnaires.fields import Fields
from mentoring.questionnaires.mistakes import Mistake, QuestionnaireWrong
from mentoring.questionnaires.question import EITHER_MANNER, Choice, Question, QuestionKind
from mentoring.questionnaires.question_reader import read_question
from mentoring.questionnaires.questionnaire import MOST_QUESTIONS, Questionnaire, Section, Sees
from mentoring.questionnaires.texts import Texts

LONGEST_TITLE = 60
LONGEST_INTRO = 1000
MOST_RULES = 50

_ROLES = (Role.MENTEE, Role.MENTOR, Role.COORDINATOR)


def read_questionnaire(plain: object) -> Questionnaire:
    """Return the questionnaire that plain mappings and lists describe (see docs/questionnaires.md).

    Raises QuestionnaireWrong with every mistake in it.
    """
    mistakes: list[Mistake] = []
    fields = Fields(plain, (), mistakes)
    if mistakes:
        raise QuestionnaireWrong(mistakes)
    languages = fields.languages("languages")
    unclear: set[str] = set()
    sections = _Sections(fields, languages, mistakes)
    questions = _questions(fields, languages, sections, unclear, mistakes)
    questionnaire = Questionnaire(
        key=fields.key(),
        title=fields.texts("title", languages, most=LONGEST_TITLE, is_needed=True, one_line=True),
        languages=languages,
        roles=frozenset(fields.some_of("roles", _ROLES)),
        questions=questions,
        sections=sections.read(questions, unclear),
        intro=fields.texts("intro", languages, most=LONGEST_INTRO),
        thanks=fields.texts("thanks", languages, most=LONGEST_INTRO),
        mentor_sees=_sees(fields, "mentor_sees", Sees.NOTHING),
        coordinator_sees=_sees(fields, "coordinator_sees", Sees.SCORES),
        rules=_rules(fields, questions, unclear),
    )
    fields.done()
    if mistakes:
        raise QuestionnaireWrong(mistakes)
    return questionnaire


def written_questionnaire(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return a questionnaire as `read_questionnaire` reads it. What is as usual is left out."""
    return _without_nothing(
        {
            "key": questionnaire.key,
            "languages": list(questionnaire.languages),
            "roles": [role.value for role in _ROLES if role in questionnaire.roles],
            "mentor_sees": questionnaire.mentor_sees.value,
            "coordinator_sees": questionnaire.coordinator_sees.value,
            "title": dict(questionnaire.title),
            "intro": dict(questionnaire.intro),
            "thanks": dict(questionnaire.thanks),
            "sections": [
                _without_nothing(
                    {"key": one.key, "title": dict(one.title), "shown_if": _written_condition(one.shown_if)}
                )
                for one in questionnaire.sections
            ],
            "questions": [_written_question(question) for question in questionnaire.questions],
            "rules": [_written_rule(rule, questionnaire) for rule in questionnaire.rules],
        }
    )


class _Sections:
    """The sections as they were written; their conditions can be read only when the questions before them are."""

    def __init__(self, fields: Fields, languages: tuple[str, ...], mistakes: list[Mistake]) -> None:
        self._written: list[tuple[Fields, str, Texts]] = []
        for at, plain in enumerate(fields.items("sections", most=MOST_QUESTIONS, what="sections")):
            own = Fields(plain, ("sections", at), mistakes)
            key = own.key()
            if key and key in self.keys:
                own.wrong("key", f"There is a section “{key}” already.")
            title = own.texts("title", languages, most=LONGEST_TITLE, one_line=True)
            self._written.append((own, key, title))

    @property
    def keys(self) -> list[str]:
        return [key for _, key, _ in self._written]

    def read(self, questions: tuple[Question, ...], unclear: Set[str]) -> tuple[Section, ...]:
        sections = []
        for own, key, title in self._written:
            first = next((at for at, question in enumerate(questions) if question.section == key), None)
            if first is None:
                own.wrong("key", "No question belongs to this section.")
            earlier = {question.key: question for question in questions[: first or 0]}
            sections.append(Section(key, title, _condition(own, earlier, unclear)))
            own.done()
        return tuple(sections)


def _questions(
    fields: Fields, languages: tuple[str, ...], sections: _Sections, unclear: set[str], mistakes: list[Mistake]
) -> tuple[Question, ...]:
    """Return the questions; `unclear` gets the keys of those that nobody can ask about before they are put right."""
    listed = fields.items("questions", most=MOST_QUESTIONS, what="questions")
    if not listed and "questions" not in fields.told:
        fields.wrong("questions", "There is no question.")
    earlier: dict[str, Question] = {}
    left: set[str | None] = set()
    before: str | None = None
    for at, plain in enumerate(listed):
        own = Fields(plain, ("questions", at), mistakes)
        shown_if = _condition(own, earlier, unclear)
        question = read_question(own, languages, shown_if)
        if own.told & {"kind", "choices", "points"}:
            unclear.add(question.key)
        if question.section is not None and question.section not in sections.keys:
            own.wrong("section", f"There is no section “{question.section[:32]}”.")
        elif question.section in left and question.section is not None:
            own.wrong("section", f"The questions of “{question.section}” must stand together.")
        if question.section != before:
            left.add(before)
        before = question.section
        if question.key and question.key in (*earlier, *sections.keys):
            own.wrong("key", f"There is a question or a section “{question.key}” already.")
        # One without a key is kept under its place, so that the count is right; it is refused in any case.
        earlier[question.key if question.key not in ("", *earlier) else f"{at}"] = question
    return tuple(earlier.values())


def _condition(fields: Fields, earlier: Mapping[str, Question], unclear: Set[str]) -> Condition | None:
    given = fields.take("shown_if")
    if given is None:
        return None
    if not isinstance(given, str) or not given.strip():
        fields.wrong("shown_if", "This must be a condition such as ${mood} <= 2.")
        return None
    try:
        return read_condition(given, earlier)
    except ExpressionWrong as error:
        if not any(f"${{{key}}}" in given for key in unclear):  # that may be all that is wrong with it
            fields.wrong("shown_if", str(error))
        return None


def _sees(fields: Fields, name: str, otherwise: Sees) -> Sees:
    return (fields.one_of(name, Sees) or otherwise) if name in fields else otherwise


def _rules(fields: Fields, questions: tuple[Question, ...], unclear: Set[str]) -> tuple[AnswerRule, ...]:
    by_key = {question.key: question for question in questions}
    scored = {key for key, question in by_key.items() if _has_scores(question)}
    rules = []
    for at, plain in enumerate(fields.items("rules", most=MOST_RULES, what="rules")):
        try:
            rule = read_rule(_with_truth(plain, by_key))
            wrong = cannot_hold(rule, by_key, scored) or _never_given(rule, by_key)
            if wrong is not None and getattr(rule, "question", "") not in unclear:
                raise wrong
            rules.append(rule)
        except WrongRule as error:
            fields.wrong(("rules", at, *filter(None, [error.name])), error.why)
    return tuple(rules)


def _has_scores(question: Question) -> bool:
    if question.kind in (QuestionKind.SCALE, QuestionKind.NUMBER, QuestionKind.YES_NO):
        return True
    return question.kind is QuestionKind.ONE_OF and any(choice.value is not None for choice in question.choices)


def _with_truth(plain: object, questions: Mapping[str, Question]) -> object:
    """Return a rule with the "yes" or "no" of a yes-or-no question as true or false, as its answers are."""
    if not isinstance(plain, Mapping) or plain.get("with") not in ("yes", "no"):
        return plain
    question = questions.get(str(plain.get("question")))
    if question is None or question.kind is not QuestionKind.YES_NO:
        return plain
    return {**plain, "with": plain["with"] == "yes"}


def _never_given(rule: AnswerRule, questions: Mapping[str, Question]) -> WrongRule | None:
    """Return what is wrong with a rule on an answer that its question never has, or None."""
    if not isinstance(rule, Answered):
        return None
    question, answer = questions[rule.question], rule.answer
    match question.kind:
        case QuestionKind.YES_NO:
            return None if isinstance(answer, bool) else WrongRule("with", "This is yes or no.")
        case QuestionKind.ONE_OF | QuestionKind.MANY_OF | QuestionKind.SCALE:
            known = {
                choice.value if question.kind is QuestionKind.SCALE else choice.key: None for choice in question.choices
            }
            if isinstance(answer, bool) or answer not in known:
                return WrongRule("with", f"This is one of: {', '.join(map(str, known))}.")
            return None
        case QuestionKind.NUMBER:
            is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
            return None if is_number else WrongRule("with", "This is a number.")
        case _:
            return WrongRule("question", f"“{question.key}” has no answer that can be named.")


def _written_question(question: Question) -> dict[str, Any]:
    bounds = question.bounds
    return _without_nothing(
        {
            "key": question.key,
            "section": question.section,
            "kind": question.kind.value,
            "required": question.is_required or None,
            "decimals": question.decimals or None,
            "at_least": _plain(bounds.least),
            "at_most": _plain(bounds.most),
            "by": None if question.manners == EITHER_MANNER else sorted(manner.value for manner in question.manners),
            "shown_if": _written_condition(question.shown_if),
            "text": dict(question.text),
            "hint": dict(question.hint),
            "choices": [_written_choice(question.kind, choice) for choice in question.choices],
        }
    )


def _written_choice(kind: QuestionKind, choice: Choice) -> dict[str, Any]:
    key = None if kind is QuestionKind.SCALE else choice.key
    return _without_nothing({"key": key, "value": choice.value, "emoji": choice.emoji, "label": dict(choice.label)})


def _written_rule(rule: AnswerRule, questionnaire: Questionnaire) -> dict[str, Any]:
    written = written_rule(rule)
    if isinstance(written.get("with"), bool):
        written["with"] = "yes" if written["with"] else "no"
    return written


def _written_condition(condition: Condition | None) -> str | None:
    return None if condition is None else conditions.written(condition)


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number % 1 == 0 else float(number)


def _without_nothing(plain: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plain.items() if value not in (None, "", [], {})}
