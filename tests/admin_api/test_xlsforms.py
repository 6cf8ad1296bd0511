"""Questionnaires as XLSForm: read from what survey people send, refused by the cell; and written for their tools."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

import locales
from admin_api.workbooks import WorkbookWrong
from admin_api.xlsforms import read_xlsform, write_xlsform
from mentoring.questionnaires.as_yaml import read_yaml
from mentoring.questionnaires.conditions import written
from mentoring.questionnaires.question import Bounds, Manner, QuestionKind
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.written import read_questionnaire
from tests.admin_api.spreadsheets import SETTINGS, real_form, small, workbook
from tests.mentoring.questionnaires.forms import ask, example, form, scale

SHIPPED = locales.shipped_questionnaires()


def refused(data: bytes) -> dict[str, str]:
    """What is wrong with a workbook, by the cell."""
    with pytest.raises(WorkbookWrong) as error:
        read_xlsform(data)
    assert all(one.sentence.endswith(".") for one in error.value.mistakes)
    return {f"{one.spot}": one.sentence for one in error.value.mistakes}


def test_a_real_form_is_read():
    read = read_xlsform(real_form())

    it = read.questionnaire
    assert (it.key, it.languages) == ("apprentices", ("en", "bg"))
    assert it.title == {"en": "Apprentices' week"}
    assert it.intro == {"en": "Five minutes about your week.", "bg": "Пет минути за седмицата ти."}
    assert it.thanks == {"en": "Thank you!", "bg": "Благодарим!"}
    assert [(question.key, question.kind.value) for question in it.questions] == [
        ("happy", "scale"),
        ("went", "yes_no"),
        ("days", "number"),
        ("tasks", "many_of"),
        ("reason", "one_of"),
        ("other_reason", "text"),
        ("hours", "number"),
        ("energy", "scale"),
        ("next", "date"),
        ("story", "text"),
    ]
    by_key = {question.key: question for question in it.questions}
    assert [choice.value for choice in by_key["happy"].choices] == [1, 2, 3, 4]
    assert [key for key, question in by_key.items() if question.is_required] == ["happy", "went"]
    assert {key for key, question in by_key.items() if question.section} == {"went", "days", "tasks"}
    assert by_key["days"].bounds == Bounds(Decimal(1), Decimal(7))
    assert by_key["tasks"].bounds == Bounds(None, Decimal(3))
    assert by_key["hours"].decimals
    assert len(by_key["energy"].choices) == 11
    assert by_key["story"].manners == {Manner.SPOKEN}
    assert by_key["story"].shown_if is not None
    assert written(by_key["story"].shown_if) == "not(selected(${tasks}, 'cleaning')) or ${happy} >= 4"
    assert {f"{one.spot}": one.sentence for one in read.left_out} == {
        "sheet survey, row 1, column constraint_message (I)": "This column is left out.",
        "sheet survey, row 2, column type (A)": "“start” is left out: nothing is noted about a phone.",
        "sheet interlude": "Nothing says who is asked: mentees. A row “roles” in this sheet can.",
    }


def test_a_real_form_goes_out_and_comes_back_the_same():
    it = read_xlsform(real_form()).questionnaire

    exported = write_xlsform(it, 3)

    assert convert(BytesIO(exported)).warnings == []
    again = read_xlsform(exported)
    assert (again.questionnaire, again.left_out) == (it, [])
    assert write_xlsform(again.questionnaire, 3)[:2] == b"PK"


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_shipped_questionnaire_goes_out_and_comes_back_the_same(key: str):
    it = read_questionnaire(read_yaml(SHIPPED[key]).plain)
    exported = write_xlsform(it, 1)
    assert convert(BytesIO(exported)).warnings == []
    assert read_xlsform(exported).questionnaire == it


def everything_odd() -> Questionnaire:
    """What the example lacks: choices that count, bare points, one manner, two titles, a section first."""
    return form(
        ask("typed", "text", by=["written"], at_most=200, section="first"),
        scale("steps", choices=[{"value": 0}, {"value": 5}, {"value": 10, "label": {"en": "Much", "de": "Viel"}}]),
        scale("bare"),
        ask("counted", "one_of", choices=[{"key": "a-1", "label": "A", "value": 2}, {"key": "2", "emoji": "🙂"}]),
        ask(
            "sure", "yes_no", choices=[{"key": "yes", "label": "Sure"}, {"key": "no", "label": "Never", "emoji": "👎"}]
        ),
        ask("cold", "number", at_least=-20, decimals=True, required=True, shown_if="${bare} != 2"),
        ask("intro", "date", hint={"de": "Wann?"}),
        languages=["en", "de"],
        roles=["mentor", "coordinator"],
        mentor_sees="choices",
        coordinator_sees="nothing",
        title={"en": "=1+1", "de": "Titel"},
        intro="Hello\nyou",
        thanks={"de": "Danke"},
        sections=[{"key": "first", "title": {"en": "First"}}],
        rules=[
            {"when": "answered", "question": "sure", "with": "no", "then": "case", "severity": "high"},
            {"when": "falling", "question": "steps", "by": 5, "then": "urgent_task"},
        ],
    )


@pytest.mark.parametrize("it", [example(), everything_odd()], ids=["example", "odd"])
def test_nothing_is_lost_on_the_way_through_a_spreadsheet(it: Questionnaire):
    exported = write_xlsform(it, 2)
    convert(BytesIO(exported))
    assert read_xlsform(exported).questionnaire == it


def test_what_is_exported_holds_texts_and_no_formulas():
    book = load_workbook(BytesIO(write_xlsform(everything_odd(), 2)))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    assert book["settings"]["A2"].value == "=1+1"


def test_numbers_spaces_and_odd_writing_are_taken_as_they_are_meant():
    data = workbook(
        Survey=[
            (" Type ", "name", "Label :: English", "Required ", "relevance", "constraint"),
            ("select one  from mood\u00a0", " mood ", "  How are\u00a0you? ", True, None, None),
            ("Integer", "days\u200b", "Days", "No", "${mood} = “2”", ".>=1 and 7 >= ."),
        ],
        Choices=[("list name", "value", "caption::English"), ("mood", 1.0, " good"), (" mood", "2", "bad ")],
        settings=[("form_title", "form_id"), (" Week ", " week ")],
    )
    it = read_xlsform(data).questionnaire
    mood, days = it.questions
    assert (it.key, it.title, it.languages) == ("week", {"en": "Week"}, ("en",))
    assert (mood.key, mood.text, mood.is_required) == ("mood", {"en": "How are you?"}, True)
    assert [(choice.key, choice.label["en"]) for choice in mood.choices] == [("1", "good"), ("2", "bad")]
    assert (days.key, days.kind, days.bounds) == ("days", QuestionKind.NUMBER, Bounds(Decimal(1), Decimal(7)))


def test_a_form_without_a_language_says_so():
    read = read_xlsform(small(("text", "q", "What?"), settings=[("form_id", "form_title"), ("a", "A")]))
    assert read.questionnaire.languages == ("en",)
    assert "Nothing says the language" in read.left_out[1].sentence


def test_a_form_can_be_called_otherwise():
    data = small(("text", "q", "What?"), settings=[("form_title", "form_id"), ("A", "no key at all v2")])
    assert read_xlsform(data, "chosen").questionnaire.key == "chosen"
    assert "letters" in refused(data)["sheet settings, row 2, column form_id (B)"]


def test_choices_of_a_likert_with_names_stay_choices():
    choices = [("list_name", "name", "label"), ("l", "bad", "Bad"), ("l", "good", "Good")]
    header = ("type", "name", "label", "appearance")
    it = read_xlsform(small(("select_one l", "q", "How?", "likert"), header=header, choices=choices)).questionnaire
    assert it.questions[0].kind is QuestionKind.ONE_OF


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"type": "geopoint"}, ("type (A)", "“geopoint” is not asked here")),
        ({"type": "image"}, ("type (A)", "not asked here")),
        ({"type": "rank things"}, ("type (A)", "not asked here")),
        ({"type": "select_one_from_file a.csv"}, ("type (A)", "not asked here")),
        ({"type": "select_one l or_other"}, ("type (A)", "or_other")),
        ({"type": "select_one nothing"}, ("type (A)", "no list “nothing”")),
        ({"type": "calculate", "calculation": "1 + 1"}, ("type (A)", "Nothing is calculated")),
        ({"type": "begin repeat"}, ("type (A)", "cannot be repeated")),
        ({"type": "end group"}, ("type (A)", "No group begins")),
        ({"type": "begin group"}, ("type (A)", "never ended")),
        ({"type": None}, ("type (A)", "no type")),
        ({"name": "a b"}, ("name (B)", "letters")),
        ({"name": None}, ("name (B)", "needed")),
        ({"name": "first"}, ("name (B)", "already")),
        ({"label": None}, ("label (C)", "needed")),
        ({"label": "You said ${first}"}, ("label (C)", "cannot be put into a text")),
        ({"label": "x" * 400}, ("label (C)", "300 characters")),
        ({"required": "${first} = 1"}, ("required (D)", "yes or no")),
        ({"relevant": "${later} = 1"}, ("relevant (E)", "no question “later”")),
        ({"relevant": "${first} = today()"}, ("relevant (E)", "“today” cannot be read")),
        ({"relevant": "${first} ="}, ("relevant (E)", "at the end")),
        ({"constraint": "regex(., '[a-z]+')"}, ("constraint (F)", "string-length(.) <= 200")),
        ({"type": "integer", "constraint": ". >= 0 or . = 99"}, ("constraint (F)", ". >= 0 and . <= 10")),
        ({"type": "integer", "constraint": ". >= 0 and"}, ("constraint (F)", "bounds are read")),
        ({"type": "integer", "constraint": ". >= 5 and . <= 1"}, ("constraint (F)", "5 or more")),
        ({"type": "decimal", "constraint": ". > 0"}, ("constraint (F)", "<= or >=")),
        ({"type": "date", "constraint": ". <= today()"}, ("constraint (F)", "no constraint")),
        ({"appearance": "signature"}, ("appearance (G)", "another question of it")),
        ({"parameters": "randomize=true"}, ("parameters (H)", "no parameters")),
        ({"type": "range", "parameters": "start=0 end=10 step=2"}, ("parameters (H)", "one apart")),
        ({"type": "range", "parameters": "start=0 end=99"}, ("parameters (H)", "11 points")),
        ({"type": "range", "parameters": "start=a"}, ("parameters (H)", "whole numbers")),
        ({"calculation": "1"}, ("calculation (I)", "cannot be done in a chat")),
        ({"default": "1"}, ("default (J)", "cannot be done in a chat")),
        ({"media::image": "a.png"}, ("media::image (K)", "cannot be done in a chat")),
        ({"read_only": "yes"}, ("read_only (L)", "cannot be done in a chat")),
    ],
)
def test_what_a_chat_cannot_have_is_refused_with_its_cell(cells: dict[str, Any], says: tuple[str, str]):
    header = ("type", "name", "label", "required", "relevant", "constraint", "appearance", "parameters",
              "calculation", "default", "media::image", "read_only")  # fmt: skip
    row = {"type": "text", "name": "q", "label": "What?"} | cells
    survey = [("select_one l", "first", "First"), tuple(row.get(column) for column in header)]
    choices = [("list_name", "name", "label"), ("l", 1, "One"), ("l", 2, "Two")]

    found = refused(small(*survey, header=header, choices=choices))

    column, sentence = says
    assert list(found) == [f"sheet survey, row 3, column {column}"]
    assert sentence in next(iter(found.values()))


def test_a_broken_form_names_all_its_mistakes_at_once_each_with_its_cell():
    data = workbook(
        survey=[
            ("type", "name", "label::English (en)", "label::Klingonish", "relevant"),
            ("select_one mood", "mood", "How?"),
            ("geopoint", "where", "Where?"),
            ("text", "why", None, None, "${where} != ''"),
            ("begin group", "one", "One"),
            ("begin group", "two", "Two"),
            ("text", "deep", "Deep"),
            ("end group",),
            ("note", "middle", "Well done"),
            ("text", "when", "When?", None, "${mood} = 7"),
        ],
        choices=[
            ("list_name", "name", "label::English (en)", "score"),
            ("mood", "good day", "Good", "much"),
            ("mood", "bad", None, None),
        ],
        settings=[("form_title",), ("Form",), ("Another",)],
        interlude=[("name", "value"), ("roles", "pupil"), ("rule", "{when: [}"), ("colour", "red")],
        external_choices=[("a",)],
    )
    assert list(refused(data)) == [
        "sheet choices, row 2, column name (B)",
        "sheet choices, row 2, column score (D)",
        "sheet choices, row 3, column label::English (en) (C)",
        "sheet external_choices",
        "sheet interlude, row 2, column value (B)",
        "sheet interlude, row 3, column value (B)",
        "sheet interlude, row 4, column name (A)",
        "sheet settings, row 2, column form_id",
        "sheet settings, row 3",
        "sheet survey, row 1, column label::Klingonish (D)",
        "sheet survey, row 3, column type (A)",
        "sheet survey, row 4, column label::English (en) (C)",
        "sheet survey, row 6, column type (A)",
        "sheet survey, row 9, column type (A)",
    ]


@pytest.mark.parametrize(
    ("error", "spot", "says"),
    [
        (PyXFormError("[row : 7] Unknown question type 'x'."), "sheet survey, row 7", "Unknown question type 'x'."),
        (KeyError("bind"), "sheet survey", "fails on this form"),
    ],
)
def test_what_only_the_converter_of_other_tools_refuses_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception, spot: str, says: str
):
    def convert_nothing(_book: object) -> None:
        raise error

    monkeypatch.setattr("pyxform.xls2xform.convert", convert_nothing)
    found = refused(real_form())
    assert list(found) == [spot]
    assert says in found[spot]


def test_a_form_has_questions_in_a_sheet_survey():
    for data in (workbook(settings=SETTINGS), workbook(survey=[("type", "name")], settings=SETTINGS)):
        assert refused(data) == {"sheet survey": "There is no sheet “survey” with questions in it."}
    only_notes = small(("note", "n", "Hello"))
    assert refused(only_notes) == {"sheet survey": "There is no question."}


def test_three_hundred_questions_are_taken_and_no_more():
    rows = [("text", f"q{number}", "What?") for number in range(301)]
    assert len(read_xlsform(small(*rows[:300])).questionnaire.questions) == 300
    assert refused(small(*rows)) == {"sheet survey": "There can be 300 questions at most; these are 301."}
