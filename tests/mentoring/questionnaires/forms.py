"""Questionnaires to test with: one that has everything, and small ones made of a few questions."""

import re
from pathlib import Path
from typing import Any

from mentoring.questionnaires.as_yaml import read_yaml
from mentoring.questionnaires.mistakes import QuestionnaireWrong
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.written import read_questionnaire

GUIDE = (Path(__file__).parents[3] / "docs" / "questionnaires.md").read_text()


def example_yaml() -> str:
    """The whole example of the guide."""
    found = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    return found[1]


def example() -> Questionnaire:
    """The guide's example: every kind, conditions, a section, rules, four languages."""
    return read_questionnaire(read_yaml(example_yaml()).plain)


def scale(key: str, **more: Any) -> dict[str, Any]:
    """A question with three points."""
    return {"key": key, "kind": "scale", "text": "How?", "choices": [{"value": n} for n in (1, 2, 3)]} | more


def many(key: str, *choices: str, **more: Any) -> dict[str, Any]:
    """A question with many choices."""
    return {
        "key": key,
        "kind": "many_of",
        "text": "Which?",
        "choices": [{"key": choice, "label": choice} for choice in choices],
    } | more


def ask(key: str, kind: str, **more: Any) -> dict[str, Any]:
    """A question of a kind that needs no choices."""
    return {"key": key, "kind": kind, "text": "What?"} | more


def written(*questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A questionnaire as it is written."""
    return {
        "key": "form",
        "languages": ["en"],
        "roles": ["mentee"],
        "title": "Form",
        "questions": list(questions),
    } | more


def form(*questions: dict[str, Any], **more: Any) -> Questionnaire:
    """A questionnaire of these questions."""
    return read_questionnaire(written(*questions, **more))


def mistakes_in(plain: object) -> dict[str, str]:
    """What is wrong with a questionnaire, by the place: `questions 1, kind`."""
    from mentoring.questionnaires.mistakes import in_words

    try:
        read_questionnaire(plain)
    except QuestionnaireWrong as error:
        return {in_words(one.place): one.sentence for one in error.mistakes}
    return {}
