"""Workbooks to import: written cell by cell, as survey people do."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

Rows = Sequence[Sequence[Any]]

SETTINGS: Rows = [("form_title", "form_id", "default_language"), ("Apprentices' week", "apprentices", "English (en)")]


def workbook(*, change: Callable[[Workbook], None] | None = None, **sheets: Rows) -> bytes:
    """The bytes of a workbook with these sheets; `change` does the rest to it before it is saved."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def small(*rows: Sequence[Any], header: Sequence[str] = ("type", "name", "label"), **sheets: Rows) -> bytes:
    """A form of a few rows, in English."""
    return workbook(survey=[header, *rows], settings=sheets.pop("settings", SETTINGS), **sheets)


def real_form() -> bytes:
    """A form as an organisation that runs surveys had it: two languages, groups, conditions, every kind of answer."""
    survey: Rows = [
        ("type", "name", "label::English (en)", "label::Български (bg)", "hint::English (en)", "required", "relevant",
         "constraint", "constraint_message", "appearance", "parameters"),
        ("start", "start"),
        ("note", "welcome", "Five minutes about your week.", "Пет минути за седмицата ти."),
        ("select_one agree", "happy", "I enjoy my training", "Обучението ми харесва", None, "yes", None, None, None,
         "likert"),
        ("begin_group", "work", "At work", "На работа"),
        ("select_one yes_no", "went", "Did you work this week?", "Работи ли тази седмица?", None, "TRUE"),
        ("integer", "days", "How many days?", "Колко дни?", "From 1 to 7", None, "${went} = 'yes'",
         ". >= 1 and . <= 7", "A week has seven days."),
        ("select_multiple tasks", "tasks", "What did you do?", "Какво прави?", None, None,
         "${went} = 'yes' and ${days} > 1",
         "count-selected(.) <= 3", None, "minimal"),
        ("end_group",),
        ("select_one reason", "reason", "Why not?", "Защо не?", None, None, "${went} = 'no'"),
        ("text", "other_reason", "Tell us more", "Разкажи повече", None, None, "${reason} = 'other'"),
        ("decimal", "hours", "Hours of practice", "Часове упражнения", None, "no", None, ". >= 0"),
        ("range", "energy", "How much energy is left?", "Колко сили ти остават?", None, None, None, None, None, None,
         "start=0 end=10 step=1"),
        ("date", "next", "When is your next day off?", "Кога почиваш?"),
        ("audio", "story", "Tell us about your best moment", "Разкажи за най-хубавия си момент", None, None,
         "not(selected(${tasks}, 'cleaning')) or ${happy} >= 4"),
        ("note", "bye", "Thank you!", "Благодарим!"),
    ]  # fmt: skip
    choices: Rows = [
        ("list_name", "name", "label::English (en)", "label::Български (bg)"),
        ("agree", 1, "Not at all", "Никак"),
        ("agree", 2, "A little", "Малко"),
        ("agree", 3, "Very much", "Много"),
        ("agree", 4, "It's the best", "Няма по-хубаво"),
        ("yes_no", "yes", "Yes", "Да"),
        ("yes_no", "no", "No", "Не"),
        (None,),
        ("tasks", "cutting", "Cutting", "Рязане"),
        ("tasks", "welding", "Welding", "Заваряване"),
        ("tasks", "cleaning", "Cleaning", "Чистене"),
        ("reason", "ill", "I was ill", "Болест"),
        ("reason", "other", "Something else", "Друго"),
    ]
    return workbook(survey=survey, choices=choices, settings=SETTINGS)
