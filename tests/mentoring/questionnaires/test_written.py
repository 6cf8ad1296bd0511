"""A questionnaire as people write it: read whole, written again without loss, every mistake named with its place."""

from typing import Any

import pytest

from mentoring.people import Role
from mentoring.questionnaires.answer_rules import Answered, LowScore, Missed
from mentoring.questionnaires.as_yaml import read_yaml, write_yaml
from mentoring.questionnaires.mistakes import QuestionnaireWrong
from mentoring.questionnaires.question import Choice, Manner
from mentoring.questionnaires.questionnaire import Sees
from mentoring.questionnaires.written import read_questionnaire, written_questionnaire
from tests.mentoring.questionnaires.forms import ask, example, form, many, mistakes_in, scale, written


def test_the_guides_example_is_one():
    it = example()

    assert (it.key, it.languages, it.roles) == ("mentee_weekly", ("en", "bg", "tr", "es"), {Role.MENTEE})
    assert (it.mentor_sees, it.coordinator_sees) == (Sees.SCORES, Sees.SCORES)
    assert [question.key for question in it.questions] == ["mood", "went", "reasons", "hours", "topic", "more"]
    assert [question.section for question in it.questions] == [None, "training", "training", None, None, None]
    assert it.questions[0].choices[0] == Choice("1", {}, "😞", 1)
    assert it.rules == (LowScore("mood", 2), Missed(2))


def test_what_is_written_is_read_as_the_same():
    it = example()
    assert read_questionnaire(written_questionnaire(it)) == it
    assert read_questionnaire(read_yaml(write_yaml(written_questionnaire(it))).plain) == it


def test_what_is_left_out_is_as_usual():
    it = form(ask("q", "text"))
    assert (it.mentor_sees, it.coordinator_sees) == (Sees.NOTHING, Sees.SCORES)
    assert (it.intro, it.rules, it.sections) == ({}, (), ())
    question = it.questions[0]
    assert (question.is_required, question.shown_if, question.hint, question.section) == (False, None, {}, None)


def test_a_scale_may_be_written_in_short():
    it = form(
        {"key": "q", "kind": "scale", "text": "How?", "points": {"from": 0, "to": 10, "low": "not", "high": "very"}}
    )
    points = it.questions[0].choices
    assert [point.value for point in points] == list(range(11))
    assert [point.label for point in points if point.label] == [{"en": "not"}, {"en": "very"}]
    assert read_questionnaire(written_questionnaire(it)) == it


def test_yes_and_no_may_have_other_words():
    choices = [{"key": "yes", "label": "Sure"}, {"key": "no", "emoji": "👎"}]
    it = form(ask("q", "yes_no", choices=choices))
    assert [choice.key for choice in it.questions[0].choices] == ["yes", "no"]
    assert mistakes_in(written(ask("q", "yes_no", choices=[{"key": "yes", "label": "A"}, {"key": "x", "label": "B"}])))


def test_how_words_are_given_can_be_narrowed():
    assert form(ask("q", "text", by=["spoken"])).questions[0].manners == {Manner.SPOKEN}


def test_a_rule_on_yes_or_no_is_kept_as_the_answer_is():
    rule = {"when": "answered", "question": "safe", "with": "no", "then": "case", "severity": "high"}
    it = form(ask("safe", "yes_no"), rules=[rule])
    (read,) = it.rules
    assert isinstance(read, Answered)
    assert read.answer is False
    assert written_questionnaire(it)["rules"] == [rule]


EMOJI = [{"key": "a", "emoji": "ok", "label": "A"}, {"key": "b", "label": "B"}]
HALF = [{"value": 1, "emoji": "\ud83d"}, {"value": 2}]
BARE = [{"key": "a"}, {"key": "b", "label": "B"}]


def low_score(question: str) -> dict[str, Any]:
    return {"when": "low_score", "question": question, "at_most": 1, "then": "task"}


def answered(question: str, answer: Any) -> dict[str, Any]:
    return {"when": "answered", "question": question, "with": answer, "then": "task"}


@pytest.mark.parametrize(
    ("plain", "place", "says"),
    [
        ([], "the questionnaire", "mapping"),
        (written(), "questions", "no question"),
        (written(ask("q", "text"), key="a b"), "key", "letters"),
        (written(ask("q", "text"), languages=[]), "languages", "list of language codes"),
        (written(ask("q", "text"), languages=["en", "en"]), "languages 2", "twice"),
        (written(ask("q", "text"), languages=["english"]), "languages 1", "such as en"),
        (written(ask("q", "text"), roles=["pupil"]), "roles", "mentee, mentor, coordinator"),
        (written(ask("q", "text"), mentor_sees="words"), "mentor_sees", "nothing, scores, choices"),
        (written(ask("q", "text"), colour="red"), "colour", "no such part"),
        (written(ask("q", "text"), title=None), "title", "needed"),
        (written(ask("q", "text"), title={"bg": "Форма"}), "title, bg", "not one of"),
        (written(ask("q", "text", text="x" * 301)), "questions 1, text, en", "300 characters at most"),
        (written(ask("q", "text", text="Hi {name}")), "questions 1, text, en", "Only {partner}"),
        (written(ask("q", "text", text="Hi \u202eeno")), "questions 1, text, en", "control characters"),
        (written(ask("q", "text", text={"en": " "})), "questions 1, text, en", "something to read"),
        (written(ask("q", "essay")), "questions 1, kind", "one of: scale"),
        (written(ask("q", "text"), ask("q", "date")), "questions 2, key", "already"),
        (written(ask("q", "text", required="yes")), "questions 1, required", "true or false"),
        (written(ask("q", "text", choices=[])), "questions 1, choices", "no such part"),
        (written(ask("q", "date", at_most=3)), "questions 1, at_most", "no such part"),
        (written(ask("q", "number", at_least=5, at_most=1)), "questions 1, at_most", "5 or more"),
        (written(ask("q", "number", at_least=0.5)), "questions 1, at_least", "whole number"),
        (written(ask("q", "number", at_least=float("inf"))), "questions 1, at_least", "number up to"),
        (written(ask("q", "text", by=["sung"])), "questions 1, by", "written, spoken"),
        (written(many("q", "a")), "questions 1, choices", "two choices or more"),
        (written(many("q", "a", "a")), "questions 1, choices 2, key", "already"),
        (written(many("q", *"abcdefghijklm")), "questions 1, choices", "12 choices at most"),
        (written(many("q", "a", "b", at_most=3)), "questions 1, at_most", "from 1 to 2"),
        (written(scale("q", choices=HALF)), "questions 1, choices 1, emoji", "must be an emoji"),
        (written(many("q", choices=BARE)), "questions 1, choices 1, label", "a label, an emoji or both"),
        (written(scale("q", choices=[{"value": 2}, {"value": 1}])), "questions 1, choices 2, value", "rising"),
        (written(scale("q", choices=[{"value": 1}, {"label": "x"}])), "questions 1, choices 2, value", "whole number"),
        (written(scale("q", choices=[{"value": 1, "emoji": "🙂"}])), "questions 1, choices", "two points"),
        (written(many("q", "a", "b", choices=EMOJI)), "questions 1, choices 1, emoji", "must be an emoji"),
        (written(ask("q", "scale", points={"from": 0, "to": 99})), "questions 1, points", "11 points"),
        (written(ask("a", "text", shown_if="${b} = ''"), ask("b", "text")), "questions 1, shown_if", "before this"),
        (written(ask("a", "text", section="s")), "questions 1, section", "no section"),
        (written(ask("a", "text"), sections=[{"key": "s"}]), "sections 1, key", "No question belongs"),
        (written(ask("a", "text"), rules=[low_score("a")]), "rules 1, question", "no number"),
        (written(ask("a", "yes_no"), rules=[answered("a", "maybe")]), "rules 1, with", "yes or no"),
        (written(scale("a"), rules=[answered("a", 9)]), "rules 1, with", "1, 2, 3"),
        (written(ask("a", "text"), rules=[answered("a", "x")]), "rules 1, question", "can be named"),
        (written(*(ask(f"q{n}", "text") for n in range(301))), "questions", "300 questions at most"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(plain: Any, place: str, says: str):
    found = mistakes_in(plain)
    assert list(found) == [place]
    assert says in found[place]
    assert found[place].endswith(".")


def test_questions_of_a_section_stand_together():
    plain = written(
        ask("a", "text", section="s"), ask("b", "text"), ask("c", "text", section="s"), sections=[{"key": "s"}]
    )
    assert mistakes_in(plain) == {"questions 3, section": "The questions of “s” must stand together."}


def test_all_mistakes_are_named_at_once_and_none_only_follows_from_another():
    plain = written(
        ask("mood", "scala"),
        ask("why", "text", shown_if="${mood} < 2"),
        ask("when", "date", shown_if="${nothing} = 1"),
        ask("hours", "number", at_most="many"),
        title=None,
        rules=[{"when": "low_score", "question": "mood", "at_most": 1, "then": "task"}],
    )
    assert sorted(mistakes_in(plain)) == [
        "questions 1, kind",
        "questions 3, shown_if",
        "questions 4, at_most",
        "title",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("a: 1\nb: [1, 2", "cannot be read as YAML"),
        ("a: 1\na: 2\n", "Line 2: “a” stands here twice"),
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("a: !!python/object:os.system x", "tags such as"),
        ("a: !!binary aGk=", "tags such as"),
        ("? [a, b]\n: 1", "a name must be a word"),
        ("[" * 500 + "]" * 500, "too many things"),
        ("[" * 100_000, "too many things"),
        ("{a: " * 50_000, "too many things"),
        ("\x00", "cannot be read as YAML"),
        ("x" * 1_000_001, "more than 1,000,000"),
    ],
)
def test_yaml_that_is_broken_or_hostile_is_refused_with_a_sentence(text: str, says: str):
    with pytest.raises(QuestionnaireWrong) as error:
        read_yaml(text)
    assert says in str(error.value)


def test_yaml_leaves_words_words():
    read = read_yaml("no: yes\nday: 2026-03-09\nit: true\nn: 7\nx: 1.5\nnothing:\noct: 0o7\nhour: 12:30\n")
    assert read.plain == {
        "no": "yes",
        "day": "2026-03-09",
        "it": True,
        "n": 7,
        "x": 1.5,
        "nothing": None,
        "oct": "0o7",
        "hour": "12:30",
    }
    assert read.line_of(("it",)) == 3
    assert read.line_of(("it", "more", 2)) == 3
