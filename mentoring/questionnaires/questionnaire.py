"""A questionnaire: its questions in order, who is asked, and what others see of the answers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mentoring.people import Role
from mentoring.questionnaires.answer import Answer, Answers
from mentoring.questionnaires.answer_rules import AnswerRule
from mentoring.questionnaires.conditions import Condition, holds
from mentoring.questionnaires.question import Question, QuestionKind
from mentoring.questionnaires.texts import Texts

MOST_QUESTIONS = 300


class Sees(StrEnum):
    """How much somebody else sees of the answers. Own words are never part of it: those are shared one by one."""

    NOTHING = "nothing"
    SCORES = "scores"  # what scales and numbers and choices with values count, and the trend of it
    CHOICES = "choices"  # scores, and which choices were made


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, one after another. `shown_if` is for all of them; None for always."""

    key: str
    title: Texts = field(default_factory=dict)
    shown_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What is asked, of whom. Never changed: a change is another version, and what runs keeps the one it began with.

    `languages`: the first is shown to whoever reads none of them. `roles` are who can be asked. `intro` is said before
    the first question and `thanks` after the last; the bot says by itself who sees what. `mentor_sees` is what the
    mentor sees of a mentee's answers. `rules` say which answers are a reason for the staff to look.
    """

    key: str
    title: Texts
    languages: tuple[str, ...]
    roles: frozenset[Role]
    questions: tuple[Question, ...]
    sections: tuple[Section, ...] = ()
    intro: Texts = field(default_factory=dict)
    thanks: Texts = field(default_factory=dict)
    mentor_sees: Sees = Sees.NOTHING
    coordinator_sees: Sees = Sees.SCORES
    rules: tuple[AnswerRule, ...] = ()

    def question(self, key: str) -> Question | None:
        """Return the question with that key, or None."""
        return next((question for question in self.questions if question.key == key), None)

    def section(self, key: str | None) -> Section | None:
        """Return the section with that key, or None."""
        return next((section for section in self.sections if section.key == key), None)


def asked_questions(questionnaire: Questionnaire, answers: Answers) -> list[Question]:
    """Return the questions that are asked of somebody with these answers so far, in order, answered or not.

    An answer to a question that is no longer asked counts for nothing, also in conditions: whoever changes an answer
    takes back what followed from it. A condition on what is not answered yet is most often false (see `holds`), so the
    list may grow while somebody answers, never for what lies before.
    """
    asked: list[Question] = []
    counted: dict[str, Answer] = {}
    for question in questionnaire.questions:
        section = questionnaire.section(question.section)
        conditions = (section.shown_if if section else None, question.shown_if)
        if all(condition is None or holds(condition, counted) for condition in conditions):
            asked.append(question)
            if question.key in answers:
                counted[question.key] = answers[question.key]
    return asked


def counted_answers(questionnaire: Questionnaire, answers: Answers) -> dict[str, Answer]:
    """Return the answers without those to questions that are no longer asked; in the order of the questions."""
    return {q.key: answers[q.key] for q in asked_questions(questionnaire, answers) if q.key in answers}


def next_question(questionnaire: Questionnaire, answers: Answers) -> Question | None:
    """Return the first question that is asked and neither answered nor skipped, or None when that is all."""
    return next((q for q in asked_questions(questionnaire, answers) if q.key not in answers), None)


_SECONDS = {QuestionKind.TEXT: 25, QuestionKind.DATE: 15, QuestionKind.NUMBER: 12, QuestionKind.MANY_OF: 12}


def estimated_seconds(questionnaire: Questionnaire) -> int:
    """Return about how long it takes when every question is asked: 8 seconds a tap, 25 for own words. A guess."""
    return sum(_SECONDS.get(question.kind, 8) for question in questionnaire.questions)


def all_texts(questionnaire: Questionnaire) -> Iterator[tuple[tuple[str | int, ...], Texts]]:
    """Yield every text with its place in the written form: `("questions", 0, "choices", 2, "label")`."""
    for name in ("title", "intro", "thanks"):
        yield (name,), getattr(questionnaire, name)
    for at, section in enumerate(questionnaire.sections):
        yield ("sections", at, "title"), section.title
    for at, question in enumerate(questionnaire.questions):
        yield ("questions", at, "text"), question.text
        yield ("questions", at, "hint"), question.hint
        for place, choice in enumerate(question.choices):
            yield ("questions", at, "choices", place, "label"), choice.label


def missing_translations(
    questionnaire: Questionnaire, languages: Sequence[str] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the place and language of each text that is there, but not in that language.

    `languages` are those to look at; () for the questionnaire's own.
    """
    for place, texts in all_texts(questionnaire):
        if texts:
            wanted = languages or questionnaire.languages
            yield from ((place, language) for language in wanted if not texts.get(language))
