"""A spreadsheet from outside, as plain texts with their cells: whatever somebody sends, the answer is a sentence.

A workbook is a zip of XML. It is unpacked here first, within bounds, and looked at (what else is in it), and then read
by openpyxl; nothing in it is ever calculated, followed or run.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell import Cell as XlsxCell
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST = 1_000_000
"""Bytes of a workbook."""

_LARGEST_INSIDE = 8_000_000
_MOST_PARTS = 300
_MOST_ROWS = 3000
_MOST_COLUMNS = 100
_LONGEST = 5000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_DOCTYPE = tuple(
    mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
_SPACES = re.compile("[\u00a0\u2007\u202f]")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where in a workbook: a sheet ("" for the file), its row as it is numbered there, a column's letter and heading.

    Row 0 is none, as are a letter and a column "". A column without a letter is one that should be there.
    """

    sheet: str = ""
    row: int = 0
    letter: str = ""
    column: str = ""

    def __str__(self) -> str:
        """Return it for a reader: `sheet survey, row 5, column relevant (E)`."""
        named = (
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row else "",
            " ".join(filter(None, ("column", self.column, f"({self.letter})" if self.letter else "")))
            if self.column or self.letter
            else "",
        )
        return ", ".join(filter(None, named)) or "the file"


@dataclass(frozen=True, slots=True)
class CellMistake:
    """Something to put right, and in which cell."""

    spot: Spot
    sentence: str


class WorkbookWrong(ValueError):
    """A workbook cannot be used as it is; `mistakes` are all that were found."""

    def __init__(self, mistakes: Iterable[CellMistake]) -> None:
        self.mistakes: Sequence[CellMistake] = tuple(sorted(dict.fromkeys(mistakes), key=lambda one: one.spot))
        super().__init__("; ".join(f"{one.spot}: {one.sentence}" for one in self.mistakes))


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number, and the texts of its cells by the heading; what is empty is not in it."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `letters` are the columns by their headings, in order; rows without any text are left out."""

    name: str
    letters: Mapping[str, str]
    rows: Sequence[SheetRow]

    def spot(self, row: int, column: str = "") -> Spot:
        """Return where a cell is, or should be."""
        return Spot(self.name, row, self.letters.get(column, ""), column)


def read_workbook(data: bytes, wanted: Iterable[str]) -> tuple[dict[str, Sheet], list[str]]:
    """Return the wanted sheets by their names in small letters, and the names of the others.

    Headings and texts come without the spaces around them; numbers as they are typed (3, not 3.0), days as 2026-03-09.
    Raises WorkbookWrong.
    """
    unpacked = _unpacked(data)
    wanted = set(wanted)
    sheets: dict[str, Sheet] = {}
    others: list[str] = []
    mistakes: list[CellMistake] = []
    for worksheet in _worksheets(unpacked):
        name = str(worksheet.title).strip().lower()
        if name not in wanted:
            others.append(str(worksheet.title))
        elif name in sheets:
            mistakes.append(CellMistake(Spot(name), "There are two sheets of this name."))
        else:
            sheets[name] = _sheet(name, worksheet, mistakes)
    if mistakes:
        raise WorkbookWrong(mistakes)
    return sheets, others


def _refused(sentence: str) -> WorkbookWrong:
    return WorkbookWrong([CellMistake(Spot(), sentence)])


def _unpacked(data: bytes) -> bytes:
    """Return the workbook as an archive that grows no more: its parts, not compressed, none larger than it said.

    Those who read an archive whole let a part that lies about its size grow to a gigabyte before they notice.
    """
    if len(data) > LARGEST:
        raise _refused(f"This has more than {LARGEST:,} bytes; no questionnaire is so large.")
    if data.startswith(_OLD_EXCEL):
        raise _refused("This is an old .xls file or has a password. Save it as .xlsx, without one.")
    plain = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, zipfile.ZipFile(plain, "w") as unpacked:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_INSIDE:
                raise _refused("This becomes too large when it is unpacked; no questionnaire is so large.")
            _look_at_names([part.filename for part in parts])
            for part in parts:
                with archive.open(part) as opened:
                    content = opened.read(part.file_size)
                if any(mark in content for mark in _DOCTYPE) and part.filename.endswith((".xml", ".rels")):
                    raise _refused("This holds definitions that no spreadsheet program writes.")
                unpacked.writestr(part.filename, content)
    except WorkbookWrong:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise _refused("This is no .xlsx workbook, or it is damaged.") from None
    return plain.getvalue()


def _look_at_names(names: Sequence[str]) -> None:
    if "xl/workbook.xml" not in names or len(set(names)) < len(names):
        raise _refused("This is no .xlsx workbook, or it is damaged.")
    if any("vbaProject" in name for name in names):
        raise _refused("This holds macros. Save it as .xlsx without them.")
    if any("externalLinks/" in name for name in names):
        raise _refused("This links to another workbook. Break the links (Data, Edit Links) and save it.")


def _worksheets(data: bytes) -> list["Worksheet"]:
    # Only here: whoever never imports a spreadsheet need not keep the library in memory.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it does not keep when it writes: we never write this one
            return list(load_workbook(BytesIO(data), keep_links=False).worksheets)
    except Exception:  # noqa: BLE001 - it raises whatever a damaged file makes of its parts
        raise _refused("This workbook is damaged; open it, save it anew as .xlsx and try again.") from None


def _sheet(name: str, worksheet: "Worksheet", mistakes: list[CellMistake]) -> Sheet:
    empty = Sheet(name, {}, [])
    if worksheet.max_row > _MOST_ROWS or worksheet.max_column > _MOST_COLUMNS:
        sentence = f"This reaches beyond row {_MOST_ROWS} or {_MOST_COLUMNS} columns; delete the empty ones and save."
        mistakes.append(CellMistake(Spot(name), sentence))
        return empty
    for merged in worksheet.merged_cells.ranges:
        letter = re.sub(r"\d.*", "", merged.coord)
        mistakes.append(CellMistake(Spot(name, merged.min_row, letter), f"{merged.coord} are merged; split them."))
    rows = worksheet.iter_rows()
    headings = _headings(name, next(rows, ()), mistakes)
    read = [_row(name, number, row, headings, mistakes) for number, row in enumerate(rows, start=2)]
    letters = {heading: letter for letter, heading in headings.items()}
    return Sheet(name, letters, [row for row in read if row.cells])


def _headings(name: str, row: Iterable[Any], mistakes: list[CellMistake]) -> dict[str, str]:
    """Return the headings by the letters of their columns."""
    headings: dict[str, str] = {}
    for letter, text in _texts(name, row, {}, mistakes):
        if text in headings.values():
            mistakes.append(CellMistake(Spot(name, 1, letter, text), "This column stands here twice."))
        else:
            headings[letter] = text
    return headings


def _row(
    name: str, number: int, row: Iterable[Any], headings: Mapping[str, str], mistakes: list[CellMistake]
) -> SheetRow:
    cells = {}
    for letter, text in _texts(name, row, headings, mistakes):
        if letter in headings:
            cells[headings[letter]] = text
        else:
            sentence = "This column has no heading in row 1: give it one, or empty it."
            mistakes.append(CellMistake(Spot(name, number, letter), sentence))
    return SheetRow(number, cells)


def _texts(
    name: str, row: Iterable["XlsxCell"], headings: Mapping[str, str], mistakes: list[CellMistake]
) -> Iterator[tuple[str, str]]:
    """Yield the column and the text of each cell in a row that holds any."""
    for cell in row:
        if cell.value is None:
            continue
        letter = cell.column_letter
        spot = Spot(name, cell.row, letter, headings.get(letter, ""))
        if cell.data_type == "f":
            mistakes.append(CellMistake(spot, "This is a formula; type what it should say instead."))
        elif cell.data_type == "e":
            mistakes.append(CellMistake(spot, f"This is the error {cell.value}."))
        elif len(text := _as_text(cell.value)) > _LONGEST:
            mistakes.append(CellMistake(spot, f"This has more than {_LONGEST} characters."))
        elif text:
            yield letter, text


def _as_text(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return f"{value:.0f}"
        case datetime():
            return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return _SPACES.sub(" ", f"{value}").strip().strip(_INVISIBLE).strip()
