"""From the sheets of an XLSForm to the plain mappings in which we write questionnaires, with the cell of each part."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from admin_api.workbooks import CellMistake, Sheet, SheetRow, Spot
from admin_api.xlsform_columns import (
    CHOICES,
    OURS,
    SETTINGS,
    SURVEY,
    Column,
    UnknownLanguage,
    columns_of,
    is_read,
    is_refused,
    is_told,
    language_named,
)
from admin_api.xlsform_constraints import read_constraint
from admin_api.xlsform_types import LOOKS, Asked, Begins, Ends, Notes, Refused, Says, row_type
from mentoring.questionnaires.expression import ExpressionWrong
from mentoring.questionnaires.mistakes import Place
from mentoring.questionnaires.question import Manner, QuestionKind

YES_AND_NO = {"en": ("Yes", "No"), "bg": ("Да", "Не"), "tr": ("Evet", "Hayır"), "es": ("Sí", "No")}
"""The words for yes and no in which a list of just these two needs none of its own."""

TYPED = "typed"
"""The appearance by which a text says that it cannot be spoken; ours, other tools pass it over."""

_WHOLE = re.compile(r"-?\d{1,9}")
_YES = {"yes", "true", "true()", "1"}
_NO = {"no", "false", "false()", "0"}
_LANGUAGE_UNSAID = "en"


@dataclass(slots=True)
class Form:
    """What was read. `spots` are the cells of the parts of `plain`; `left_out` is what we do without, and where."""

    plain: dict[str, Any] = field(default_factory=dict)
    spots: dict[Place, Spot] = field(default_factory=dict)
    mistakes: list[CellMistake] = field(default_factory=list)
    left_out: list[CellMistake] = field(default_factory=list)
    refused_names: set[str] = field(default_factory=set)

    def spot_of(self, place: Place) -> Spot:
        """Return the cell of a part of the plain form, or of the nearest thing around it."""
        while place and place not in self.spots:
            place = place[:-1]
        return self.spots.get(place, Spot())


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet with its columns understood."""

    sheet: Sheet
    columns: Mapping[str, Column]

    def heading(self, name: str, language: str = "") -> str:
        """Return the heading of a column, "" when the sheet has none."""
        return next((h for h, column in self.columns.items() if column == Column(name, language)), "")

    def get(self, row: SheetRow, name: str) -> str:
        return row.cells.get(self.heading(name), "")

    def spot(self, row: SheetRow, name: str, language: str = "") -> Spot:
        return self.sheet.spot(row.number, self.heading(name, language) or name)


class XlsFormReader:
    """One reading of one form. `read` may be called once."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self._form = Form()
        empty = Sheet("", {}, [])
        self._survey, self._choices, self._settings, self._ours = (
            self._table(sheets.get(name, empty), name) for name in (SURVEY, CHOICES, SETTINGS, OURS)
        )
        self._unsaid = _LANGUAGE_UNSAID
        self._lists: dict[str, list[SheetRow]] = {}
        self._section: str | None = None
        self._open_group: SheetRow | None = None

    def read(self) -> Form:
        """Return the form; what is wrong is in its `mistakes`."""
        form = self._form
        form.spots["questions",] = Spot(SURVEY)
        form.plain |= {"languages": self._languages(), "questions": [], "sections": []}
        self._read_settings()
        for row in self._choices.sheet.rows:
            self._lists.setdefault(self._choices.get(row, "list_name"), []).append(row)
        for row in self._survey.sheet.rows:
            self._read_row(row)
        if self._open_group is not None:
            self._wrong(self._survey.spot(self._open_group, "type"), "This group is never ended.")
        self._read_ours()
        if not form.plain.get("roles"):
            form.plain["roles"] = ["mentee"]
            self._leave_out(Spot(OURS), "Nothing says who is asked: mentees. A row “roles” in this sheet can.")
        return form

    def _wrong(self, spot: Spot, sentence: str) -> None:
        self._form.mistakes.append(CellMistake(spot, sentence))

    def _leave_out(self, spot: Spot, sentence: str) -> None:
        self._form.left_out.append(CellMistake(spot, sentence))

    def _table(self, sheet: Sheet, name: str) -> _Table:
        columns, unknown = columns_of(name, sheet.letters)
        for heading in unknown:
            self._wrong(sheet.spot(1, heading), "Name the language as in label::English (en).")
        for heading, column in columns.items():
            used = [row for row in sheet.rows if heading in row.cells]
            if is_refused(name, column):
                for row in used:
                    if column.name != "read_only" or row.cells[heading].lower() not in _NO:
                        self._wrong(sheet.spot(row.number, heading), f"“{column.name}” cannot be done in a chat.")
            elif used and not is_read(name, column) and name != SETTINGS and is_told(column):
                self._leave_out(sheet.spot(1, heading), "This column is left out.")
        return _Table(sheet, columns)

    # Languages and texts

    def _languages(self) -> list[str]:
        """Return the languages of the form, the default one first; texts without a language are in that."""
        headings = [*self._survey.columns.values(), *self._choices.columns.values()]
        said = dict.fromkeys(column.language for column in headings if column.language)
        default = ""
        for row in self._settings.sheet.rows[:1]:
            written = self._settings.get(row, "default_language")
            try:
                default = language_named(written) if written else ""
            except UnknownLanguage:
                self._wrong(self._settings.spot(row, "default_language"), "Name the language as in English (en).")
        if not default and any(column == Column("label") for column in headings):
            default = _LANGUAGE_UNSAID
            sentence = "Nothing says the language of “label”: English. default_language in settings can."
            self._leave_out(self._survey.sheet.spot(1, self._survey.heading("label")), sentence)
        self._unsaid = default or next(iter(said), _LANGUAGE_UNSAID)
        return list(dict.fromkeys([self._unsaid, *said]))

    def _texts(self, table: _Table, row: SheetRow, name: str, place: Place) -> dict[str, str]:
        """Return the texts of a column in all languages, and note their cells."""
        texts = {}
        headings = self._headings_of(table, name)
        self._form.spots[place] = table.sheet.spot(row.number, next(iter(headings), name))
        for heading, language in headings.items():
            self._form.spots[*place, language] = table.sheet.spot(row.number, heading)
            if heading in row.cells:
                texts[language] = row.cells[heading]
                if "${" in row.cells[heading]:
                    self._wrong(table.sheet.spot(row.number, heading), "Answers cannot be put into a text.")
        return texts

    def _headings_of(self, table: _Table, name: str) -> dict[str, str]:
        """Return the languages of a text's columns by their headings."""
        return {
            heading: column.language or self._unsaid for heading, column in table.columns.items() if column.name == name
        }

    # The settings and our own sheet

    def _read_settings(self) -> None:
        form = self._form
        form.spots["key",] = Spot(SETTINGS, 2, column="form_id")
        form.spots["title",] = Spot(SETTINGS, 2, column="form_title")
        for row in self._settings.sheet.rows[1:]:
            self._wrong(Spot(SETTINGS, row.number), "Settings are one row.")
        for row in self._settings.sheet.rows[:1]:
            for name, part in (("form_id", "key"), ("form_title", "title")):
                form.spots[part,] = self._settings.spot(row, name)
            form.plain["key"] = self._settings.get(row, "form_id") or None
            title = self._settings.get(row, "form_title")
            form.plain["title"] = {self._unsaid: title} if title else None

    def _read_ours(self) -> None:
        """Read the sheet `interlude`: who is asked, who sees what, the title in other languages, the rules."""
        form = self._form
        for row in self._ours.sheet.rows:
            name, value = self._ours.get(row, "name"), self._ours.get(row, "value")
            spot = self._ours.spot(row, "value")
            match name:
                case "roles":
                    form.plain["roles"] = re.split(r"[\s,;]+", value)
                case "mentor_sees" | "coordinator_sees":
                    form.plain[name] = value
                case "title":
                    form.plain["title"] = self._texts(self._ours, row, "text", ("title",))
                    continue
                case "rule":
                    self._read_rule(value, spot)
                    continue
                case _:
                    self._wrong(
                        self._ours.spot(row, "name"),
                        "This is one of: roles, mentor_sees, coordinator_sees, title, rule.",
                    )
                    continue
            form.spots[name,] = spot

    def _read_rule(self, value: str, spot: Spot) -> None:
        from mentoring.questionnaires.as_yaml import read_yaml
        from mentoring.questionnaires.mistakes import QuestionnaireWrong

        rules = self._form.plain.setdefault("rules", [])
        self._form.spots["rules", len(rules)] = spot
        try:
            rules.append(read_yaml(value or "{}").plain)
        except QuestionnaireWrong:
            self._wrong(spot, "Write a rule as in {when: low_score, question: mood, at_most: 2, then: task}.")

    # The survey

    def _read_row(self, row: SheetRow) -> None:
        written = self._survey.get(row, "type")
        spot = self._survey.spot(row, "type")
        if not written:
            self._wrong(spot, "This row has no type.")
            return
        match row_type(written):
            case Asked() as asked:
                self._read_question(row, asked)
            case Begins():
                self._begin(row)
            case Ends():
                if self._open_group is None:
                    self._wrong(spot, "No group begins before this.")
                self._section = self._open_group = None
            case Says():
                self._read_note(row)
            case Notes():
                self._leave_out(spot, f"“{written}” is left out: nothing is noted about a phone.")
            case Refused(sentence):
                self._wrong(spot, sentence)
                self._form.refused_names.add(self._survey.get(row, "name"))

    def _begin(self, row: SheetRow) -> None:
        if self._open_group is not None:
            self._wrong(
                self._survey.spot(row, "type"), "Groups in groups are not read; one level is enough for a chat."
            )
            return
        sections = self._form.plain["sections"]
        place: Place = ("sections", len(sections))
        self._open_group, self._section = row, self._survey.get(row, "name")
        self._form.spots[place] = self._survey.spot(row, "type")
        self._form.spots[*place, "key"] = self._survey.spot(row, "name")
        self._look_at_appearance(row, self._survey.get(row, "appearance"))
        section = {"key": self._section, "title": self._texts(self._survey, row, "label", (*place, "title"))}
        sections.append(section | self._relevant(row, place))

    def _relevant(self, row: SheetRow, place: Place) -> dict[str, str]:
        self._form.spots[*place, "shown_if"] = self._survey.spot(row, "relevant")
        relevant = self._survey.get(row, "relevant")
        return {"shown_if": relevant} if relevant else {}

    def _read_note(self, row: SheetRow) -> None:
        """Read a note: before the first question it is the introduction, after the last the thanks."""
        form = self._form
        asked_after = any(
            isinstance(row_type(self._survey.get(other, "type")), Asked)
            for other in self._survey.sheet.rows
            if other.number > row.number
        )
        name = "intro" if not form.plain["questions"] else "thanks"
        if name == "thanks" and asked_after:
            sentence = "A note stands before the first question or after the last; put this into a hint."
            self._wrong(self._survey.spot(row, "type"), sentence)
            return
        if self._survey.get(row, "relevant"):
            self._wrong(self._survey.spot(row, "relevant"), "A note is said to everybody.")
        texts = self._texts(self._survey, row, "label", (name,))
        before = form.plain.setdefault(name, {})
        for language, text in texts.items():
            before[language] = f"{before[language]}\n\n{text}" if before.get(language) else text

    def _read_question(self, row: SheetRow, asked: Asked) -> None:
        form = self._form
        questions = form.plain["questions"]
        place: Place = ("questions", len(questions))
        form.spots[place] = self._survey.spot(row, "type")
        form.spots[*place, "section"] = self._survey.spot(row, "type")
        for part, column in (("key", "name"), ("required", "required"), ("kind", "type"), ("choices", "type")):
            form.spots[*place, part] = self._survey.spot(row, column)
        question: dict[str, Any] = {
            "key": self._survey.get(row, "name") or None,
            "section": self._section,
            "text": self._texts(self._survey, row, "label", (*place, "text")),
            "hint": self._texts(self._survey, row, "hint", (*place, "hint")),
            "required": self._required(row),
        }
        question |= self._relevant(row, place)
        question |= self._kind(row, asked, place)
        question |= self._constraint(row, question, place)
        questions.append({name: value for name, value in question.items() if value not in (None, {}, [])})

    def _required(self, row: SheetRow) -> bool:
        written = self._survey.get(row, "required").lower()
        if written and written not in _YES | _NO:
            self._wrong(self._survey.spot(row, "required"), "This must be yes or no.")
        return written in _YES

    def _kind(self, row: SheetRow, asked: Asked, place: Place) -> dict[str, Any]:
        """Return a question's kind with what belongs to it."""
        appearance = self._survey.get(row, "appearance").lower().split()
        parameters = self._survey.get(row, "parameters")
        if parameters and asked.word not in ("range", "audio"):
            self._wrong(self._survey.spot(row, "parameters"), "Such a question takes no parameters.")
        match asked.kind:
            case QuestionKind.ONE_OF | QuestionKind.MANY_OF:
                part = self._select(row, asked, place, is_likert="likert" in appearance)
            case QuestionKind.SCALE:
                part = {"kind": asked.kind.value, "points": self._range(row, parameters, place)}
            case QuestionKind.NUMBER:
                part = {"kind": asked.kind.value, "decimals": asked.word == "decimal" or None}
            case QuestionKind.TEXT if asked.word == "audio":
                part = {"kind": asked.kind.value, "by": [Manner.SPOKEN.value]}
            case QuestionKind.TEXT if TYPED in appearance:
                part = {"kind": asked.kind.value, "by": [Manner.WRITTEN.value]}
            case _:
                part = {"kind": asked.kind.value}
        known = {"likert"} if asked.list_name else {TYPED} if asked.kind is QuestionKind.TEXT else set()
        self._look_at_appearance(row, " ".join(word for word in appearance if word not in known))
        return part

    def _look_at_appearance(self, row: SheetRow, appearance: str) -> None:
        unknown = [word for word in appearance.split() if not LOOKS.fullmatch(word)]
        if unknown:
            sentence = f"“{unknown[0][:32]}” would make another question of it; leave it out."
            self._wrong(self._survey.spot(row, "appearance"), sentence)

    def _constraint(self, row: SheetRow, question: Mapping[str, Any], place: Place) -> dict[str, Any]:
        spot = self._survey.spot(row, "constraint")
        for part in ("at_least", "at_most"):
            self._form.spots[*place, part] = spot
        written = self._survey.get(row, "constraint")
        if not written:
            return {}
        try:
            return read_constraint(written, QuestionKind(question["kind"]), whole=not question.get("decimals"))
        except ExpressionWrong as error:
            self._wrong(spot, str(error))
            return {}

    def _range(self, row: SheetRow, parameters: str, place: Place) -> dict[str, int]:
        spot = self._survey.spot(row, "parameters")
        self._form.spots[*place, "points"] = spot
        values = {"start": 1, "end": 10, "step": 1}
        for part in filter(None, re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", parameters))):
            name, _, value = part.partition("=")
            if name not in values or not _WHOLE.fullmatch(value):
                self._wrong(spot, "This must be whole numbers, as in start=0 end=10 step=1.")
                return {"from": 1, "to": 10}
            values[name] = int(value)
        if values["step"] != 1:
            self._wrong(spot, "The points of a scale are one apart: step=1.")
        return {"from": values["start"], "to": values["end"]}

    # Choices

    def _select(self, row: SheetRow, asked: Asked, place: Place, *, is_likert: bool) -> dict[str, Any]:
        listed = self._lists.get(asked.list_name)
        if not listed:
            self._wrong(self._survey.spot(row, "type"), f"There is no list “{asked.list_name}” in the choices sheet.")
            self._form.refused_names.add(self._survey.get(row, "name"))
            return {"kind": QuestionKind.TEXT.value}
        names = [self._choices.get(choice, "name") for choice in listed]
        is_one = asked.kind is QuestionKind.ONE_OF
        is_scale = is_one and is_likert and all(map(_WHOLE.fullmatch, names))
        if is_scale:
            listed = sorted(listed, key=lambda choice: int(self._choices.get(choice, "name")))
        choices = [self._choice(choice, (*place, "choices", at), is_scale=is_scale) for at, choice in enumerate(listed)]
        if is_one and sorted(names) == ["no", "yes"]:
            own = [] if self._are_plain_yes_and_no(choices) else choices
            return {"kind": QuestionKind.YES_NO.value, "choices": own}
        return {"kind": (QuestionKind.SCALE if is_scale else asked.kind).value, "choices": choices}

    def _choice(self, row: SheetRow, place: Place, *, is_scale: bool) -> dict[str, Any]:
        spots, table = self._form.spots, self._choices
        spots[place] = table.spot(row, "name")
        for part, column in (("key", "name"), ("value", "name" if is_scale else "score"), ("emoji", "emoji")):
            spots[*place, part] = table.spot(row, column)
        name, emoji = table.get(row, "name"), table.get(row, "emoji")
        label = self._texts(table, row, "label", (*place, "label"))
        if emoji:
            # It stands before the label too, for tools that do not know our column.
            label = {language: text.removeprefix(emoji).strip() for language, text in label.items()}
        label = {language: text for language, text in label.items() if text}
        if is_scale and set(label.values()) == {name}:
            label = {}
        choice: dict[str, Any] = {"emoji": emoji, "label": label}
        if is_scale:
            choice["value"] = int(name)
        else:
            choice |= {"key": name, "value": self._score(row)}
        return {part: value for part, value in choice.items() if value not in (None, "", {})}

    def _score(self, row: SheetRow) -> int | None:
        written = self._choices.get(row, "score")
        if not written:
            return None
        if not _WHOLE.fullmatch(written):
            self._wrong(self._choices.spot(row, "score"), "This must be a whole number.")
            return None
        return int(written)

    def _are_plain_yes_and_no(self, choices: Sequence[Mapping[str, Any]]) -> bool:
        """Tell whether a list says just yes and no, in words that everybody would use."""
        labels = {choice["key"]: choice.get("label", {}) for choice in choices}
        languages = labels["yes"].keys() | labels["no"].keys()
        return not any("emoji" in choice or "value" in choice for choice in choices) and all(
            (labels["yes"].get(code, "").lower(), labels["no"].get(code, "").lower())
            == tuple(word.lower() for word in YES_AND_NO.get(code, YES_AND_NO["en"]))
            for code in languages
        )
