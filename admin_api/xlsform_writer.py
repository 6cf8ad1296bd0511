"""A questionnaire as an XLSForm workbook that other survey tools open, and that we read again without loss."""

import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from admin_api.xlsform_columns import CHOICES, OURS, SETTINGS, SURVEY, language_heading
from admin_api.xlsform_constraints import written_constraint
from admin_api.xlsform_reader import TYPED, YES_AND_NO
from mentoring.questionnaires.conditions import Condition, written
from mentoring.questionnaires.question import EITHER_MANNER, Choice, Manner, Question, QuestionKind
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.texts import Texts
from mentoring.questionnaires.written import written_questionnaire

if TYPE_CHECKING:
    from openpyxl import Workbook

Row = Mapping[str, Any]

_TYPES = {
    QuestionKind.NUMBER: "integer",
    QuestionKind.DATE: "date",
    QuestionKind.TEXT: "text",
    QuestionKind.ONE_OF: "select_one",
    QuestionKind.YES_NO: "select_one",
    QuestionKind.SCALE: "select_one",
    QuestionKind.MANY_OF: "select_multiple",
}
_WIDEST = 60


def write_xlsform(questionnaire: Questionnaire, number: int) -> bytes:
    """Return the bytes of an .xlsx workbook; `number` is the version that it names."""
    # Only here: whoever never exports a spreadsheet need not keep the library in memory.
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    form = _Form(questionnaire)
    _add(book, SURVEY, form.survey_columns(), form.survey())
    _add(book, CHOICES, form.choices_columns(), form.choices())
    _add(book, SETTINGS, ("form_title", "form_id", "version", "default_language"), [form.settings(number)])
    _add(book, OURS, ("name", "value", *form.headings("text")), form.ours())
    file = BytesIO()
    book.save(file)
    return file.getvalue()


class _Form:
    """The rows of each sheet."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._it = questionnaire
        self._languages = {code: language_heading(code) for code in questionnaire.languages}

    def headings(self, name: str) -> list[str]:
        return [f"{name}::{language}" for language in self._languages.values()]

    def survey_columns(self) -> Sequence[str]:
        more = ("required", "relevant", "constraint", "appearance", "parameters")
        return ("type", "name", *self.headings("label"), *self.headings("hint"), *more)

    def survey(self) -> Iterable[Row]:
        if self._it.intro:
            yield {"type": "note", "name": self._free_name("intro"), **self._texts("label", self._it.intro)}
        section = None
        for question in self._it.questions:
            if question.section != section:
                if section is not None:
                    yield {"type": "end group"}
                section = question.section
                if section is not None:
                    yield self._begin(section)
            yield self._question(question)
        if section is not None:
            yield {"type": "end group"}
        if self._it.thanks:
            yield {"type": "note", "name": self._free_name("thanks"), **self._texts("label", self._it.thanks)}

    def choices_columns(self) -> Sequence[str]:
        return ("list_name", "name", *self.headings("label"), "emoji", "score")

    def choices(self) -> Iterable[Row]:
        for question in self._it.questions:
            if question.kind is QuestionKind.YES_NO and not question.choices:
                for at, key in enumerate(("yes", "no")):
                    words = {code: YES_AND_NO.get(code, YES_AND_NO["en"])[at] for code in self._it.languages}
                    yield {"list_name": question.key, "name": key, **self._texts("label", words)}
            elif not _is_range(question):
                for choice in question.choices:
                    yield self._choice(question, choice)

    def settings(self, number: int) -> Row:
        first = self._it.languages[0]
        return {
            "form_title": self._it.title[first],
            "form_id": self._it.key,
            "version": f"{number}",
            "default_language": self._languages[first],
        }

    def ours(self) -> Iterable[Row]:
        plain = written_questionnaire(self._it)
        yield {"name": "title", **self._texts("text", self._it.title)}
        yield {"name": "roles", "value": " ".join(plain["roles"])}
        for name in ("mentor_sees", "coordinator_sees"):
            yield {"name": name, "value": plain[name]}
        for rule in plain.get("rules", ()):
            yield {"name": "rule", "value": json.dumps(rule, ensure_ascii=False)}

    def _begin(self, key: str) -> Row:
        section = self._it.section(key)
        assert section is not None  # the questionnaire was checked when it was read
        relevant = _relevant(section.shown_if)
        return {"type": "begin group", "name": key, "relevant": relevant, **self._texts("label", section.title)}

    def _question(self, question: Question) -> Row:
        return {
            "type": self._type(question),
            "name": question.key,
            **self._texts("label", question.text),
            **self._texts("hint", question.hint),
            "required": "yes" if question.is_required else None,
            "relevant": _relevant(question.shown_if),
            "constraint": written_constraint(question.kind, question.bounds),
            "appearance": _appearance(question),
            "parameters": _parameters(question),
        }

    def _type(self, question: Question) -> str:
        if question.kind is QuestionKind.TEXT and question.manners == {Manner.SPOKEN}:
            return "audio"
        if question.decimals:
            return "decimal"
        if _is_range(question):
            return "range"
        name = _TYPES[question.kind]
        return f"{name} {question.key}" if name.startswith("select") else name

    def _choice(self, question: Question, choice: Choice) -> Row:
        label = {}
        for language in self._it.languages:
            own = choice.label.get(language, "")
            if not own and not choice.label and question.kind is QuestionKind.SCALE and not choice.emoji:
                own = choice.key
            label[language] = f"{choice.emoji} {own}".strip() if own or not choice.label else ""
        score = None if question.kind is QuestionKind.SCALE else choice.value
        texts = self._texts("label", label)
        return {"list_name": question.key, "name": choice.key, **texts, "emoji": choice.emoji, "score": score}

    def _texts(self, name: str, texts: Texts) -> dict[str, str]:
        return {f"{name}::{self._languages[code]}": text for code, text in texts.items()}

    def _free_name(self, name: str) -> str:
        """Return a name for a note that no question and no section has."""
        taken = {question.key for question in self._it.questions} | {section.key for section in self._it.sections}
        while name in taken:
            name += "_"
        return name


def _is_range(question: Question) -> bool:
    """Tell whether a scale is one of bare numbers, one after another."""
    if question.kind is not QuestionKind.SCALE or any(choice.label or choice.emoji for choice in question.choices):
        return False
    values = [choice.value or 0 for choice in question.choices]
    return values == list(range(values[0], values[0] + len(values)))


def _parameters(question: Question) -> str:
    if not _is_range(question):
        return ""
    return f"start={question.choices[0].value} end={question.choices[-1].value} step=1"


def _appearance(question: Question) -> str:
    if question.kind is QuestionKind.SCALE and not _is_range(question):
        return "likert"
    is_typed = question.kind is QuestionKind.TEXT and question.manners == {Manner.WRITTEN} != EITHER_MANNER
    return TYPED if is_typed else ""


def _relevant(condition: Condition | None) -> str:
    return "" if condition is None else written(condition)


def _add(book: "Workbook", name: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Add a sheet. Everything is written as text: what begins with = is a text here, never a formula."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(name)
    for letter, column in enumerate(columns, start=1):
        sheet.cell(1, letter, column).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, letter).column_letter].width = min(_WIDEST, len(column) + 14)
    for number, row in enumerate(rows, start=2):
        for letter, column in enumerate(columns, start=1):
            value = row.get(column)
            if value not in (None, ""):
                cell = sheet.cell(number, letter, f"{value}")
                cell.data_type = "s"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
