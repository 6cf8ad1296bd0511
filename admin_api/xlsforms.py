"""Questionnaires as XLSForm, the spreadsheet form of survey people: read with every mistake told by its cell, written.

What is read is checked three times: as a workbook (admin_api/workbooks.py), as a questionnaire (by the same reader that
reads YAML), and as XLSForm by pyxform, which ODK and Kobo convert forms with.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from admin_api.workbooks import CellMistake, Sheet, Spot, WorkbookWrong, read_workbook
from admin_api.xlsform_columns import CHOICES, REFUSED_SHEETS, SETTINGS, SHEETS, SURVEY
from admin_api.xlsform_reader import Form, XlsFormReader
from admin_api.xlsform_writer import write_xlsform
from mentoring.questionnaires.expression import straightened
from mentoring.questionnaires.mistakes import QuestionnaireWrong
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.written import read_questionnaire

__all__ = ["MEDIA_TYPE", "ReadXlsForm", "read_xlsform", "write_xlsform"]

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class ReadXlsForm:
    """What a workbook holds; `left_out` is what is in it that we do without: looks, messages, notes about the phone."""

    questionnaire: Questionnaire
    left_out: Sequence[CellMistake]


def read_xlsform(data: bytes, key: str | None = None) -> ReadXlsForm:
    """Return the questionnaire of an .xlsx workbook; `key` is what it is to be called, None for its own form_id.

    Raises WorkbookWrong with every mistake and every construct that we cannot have, each with its sheet, row and
    column. Takes up to a few seconds: never on the event loop.
    """
    sheets, others = read_workbook(data, (*SHEETS, *REFUSED_SHEETS))
    refused = [
        CellMistake(Spot(name), "Forms with this sheet are not read here.") for name in sheets if name in REFUSED_SHEETS
    ]
    if not sheets.get(SURVEY, Sheet("", {}, [])).rows:
        raise WorkbookWrong([*refused, CellMistake(Spot(SURVEY), "There is no sheet “survey” with questions in it.")])
    form = XlsFormReader(sheets).read()
    if key is not None:
        form.plain["key"] = key
    mistakes = [*refused, *form.mistakes]
    try:
        questionnaire = read_questionnaire(form.plain)
    except QuestionnaireWrong as error:
        raise WorkbookWrong(_about_cells(form, error, mistakes)) from None
    mistakes += _wrong_as_xlsform(sheets) if not mistakes else []
    if mistakes:
        raise WorkbookWrong(_of_what_stays(mistakes))
    left_out = [*form.left_out, *(CellMistake(Spot(name), "This sheet is left out.") for name in others)]
    return ReadXlsForm(questionnaire, sorted(dict.fromkeys(left_out), key=lambda one: one.spot))


def _about_cells(form: Form, error: QuestionnaireWrong, told: Sequence[CellMistake]) -> list[CellMistake]:
    """Return all mistakes by their cells, without those that only follow from another."""
    mistakes = list(told)
    spots = {one.spot for one in told}
    for one in error.mistakes:
        spot = form.spot_of(one.place)
        follows = one.place[-1:] == ("shown_if",) and any(f"“{name}”" in one.sentence for name in form.refused_names)
        nothing_left = one.place == ("questions",) and bool(told)
        if spot not in spots and not follows and not nothing_left:
            mistakes.append(CellMistake(spot, one.sentence))
    return _of_what_stays(mistakes)


def _of_what_stays(mistakes: Sequence[CellMistake]) -> list[CellMistake]:
    """Return the mistakes without those about rows that cannot be asked at all: of such a row, its type is enough."""
    refused = {(one.spot.sheet, one.spot.row) for one in mistakes if one.spot.column == "type"}
    return [one for one in mistakes if one.spot.column == "type" or (one.spot.sheet, one.spot.row) not in refused]


def _wrong_as_xlsform(sheets: Mapping[str, Sheet]) -> Iterator[CellMistake]:
    """Yield what pyxform finds wrong that we did not: it stops at the first."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    book: dict[str, Any] = {"sheet_names": list(sheets), "fallback_form_name": "data"}
    for name in (SURVEY, CHOICES, SETTINGS):
        if name in sheets:
            book[name] = list(_rows(sheets[name]))
            book[f"{name}_header"] = [dict.fromkeys(sheets[name].letters)]
    try:
        convert(book)
    except PyXFormError as error:
        sentence = " ".join(f"{error}".split())
        row = re.search(r"\[row : (\d+)\]", sentence)
        sentence = re.sub(r"^\[row : \d+\]\s*", "", sentence)
        yield CellMistake(Spot(SURVEY, int(row[1]) if row else 0), f"XLSForm does not know this: {_ended(sentence)}")
    except Exception:  # noqa: BLE001 - it raises whatever a form that it did not expect makes of its tables
        yield CellMistake(
            Spot(SURVEY), "The converter that other survey tools use fails on this form; make it simpler."
        )


def _ended(sentence: str) -> str:
    return f"{sentence[:300].rstrip('. ')}."


def _rows(sheet: Sheet) -> Iterable[dict[str, str]]:
    """Yield the rows of a sheet from the second on; one without texts is an empty one, so that numbers are right."""
    by_number = {
        row.number: {heading: _plain(heading, text) for heading, text in row.cells.items()} for row in sheet.rows
    }
    for number in range(2, max(by_number, default=1) + 1):
        yield by_number.get(number, {})


def _plain(heading: str, text: str) -> str:
    """Return a cell in the one writing that pyxform knows, where we know more: `Integer`, quotes as books have them."""
    if heading.strip().lower() == "type":
        first, space, rest = text.partition(" ")
        return f"{first.lower()}{space}{rest}"
    return straightened(text) if heading.strip().lower() in ("relevant", "relevance", "constraint") else text
