"""Which questions are asked, in which order, and in which words."""

from mentoring.questionnaires.answer import SKIPPED
from mentoring.questionnaires.questionnaire import (
    asked_questions,
    counted_answers,
    estimated_seconds,
    missing_translations,
    next_question,
)
from mentoring.questionnaires.remarks import remarks
from mentoring.questionnaires.texts import in_language
from tests.mentoring.questionnaires.forms import ask, example, form, scale

CHAIN = form(
    scale("mood"),
    ask("went", "yes_no", shown_if="${mood} = 1"),
    ask("more", "text", shown_if="${went} = 'no'"),
    ask("always", "text"),
)


def keys(questions: list) -> list[str]:
    return [question.key for question in questions]


def test_a_question_is_asked_when_its_condition_holds():
    assert keys(asked_questions(CHAIN, {})) == ["mood", "always"]
    assert keys(asked_questions(CHAIN, {"mood": 1})) == ["mood", "went", "always"]
    assert keys(asked_questions(CHAIN, {"mood": 1, "went": False})) == ["mood", "went", "more", "always"]


def test_changing_an_answer_takes_back_what_followed_from_it():
    answers = {"mood": 3, "went": False, "always": SKIPPED}

    assert keys(asked_questions(CHAIN, answers)) == ["mood", "always"]
    assert counted_answers(CHAIN, answers) == {"mood": 3, "always": SKIPPED}


def test_the_next_question_is_the_first_that_is_neither_answered_nor_skipped():
    following = next_question(CHAIN, {"mood": SKIPPED})
    assert following is not None
    assert following.key == "always"
    assert next_question(CHAIN, {"mood": 2, "always": SKIPPED}) is None


def test_a_sections_condition_is_that_of_all_its_questions():
    it = form(
        scale("mood"),
        ask("a", "text", section="low"),
        ask("b", "text", section="low"),
        sections=[{"key": "low", "title": "Low", "shown_if": "${mood} = 1"}],
    )
    assert keys(asked_questions(it, {"mood": 2})) == ["mood"]
    assert keys(asked_questions(it, {"mood": 1})) == ["mood", "a", "b"]


def test_a_text_is_in_the_readers_language_or_the_first_and_names_the_partner():
    topic = example().question("topic")
    assert topic is not None
    assert in_language(topic.text, "bg", partner="Бен") == "За какво искаш да говорите с Бен?"
    assert in_language(topic.text, "de", partner="{0}") == "What would you like to talk about with {0}?"
    assert in_language({}, "en") == ""


def test_missing_translations_are_named():
    it = form(ask("q", "text", text={"en": "What?", "tr": "Ne?"}, hint={"en": "Say"}), languages=["en", "tr"])
    assert list(missing_translations(it)) == [(("questions", 0, "hint"), "tr")]
    assert next(missing_translations(example(), ["de"])) == (("title",), "de")


def test_remarks_name_what_is_wide_or_long():
    many = [ask(f"q{number}", "text") for number in range(6)]
    it = form({**scale("mood"), "choices": [{"value": 1, "label": "x" * 40}, {"value": 2}]}, *many)
    assert [(one.place, one.sentence[:13]) for one in remarks(it)] == [
        (("questions", 0, "choices", 0, "label", "en"), "A small phone"),
        (("questions",), "Answering all"),
    ]
    assert estimated_seconds(it) == 158
    assert remarks(example()) == []
