"""Whatever somebody sends as a workbook, the answer is a sentence that says where and what."""

import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.hyperlink import Hyperlink

from admin_api.workbooks import LARGEST, WorkbookWrong, read_workbook
from admin_api.xlsforms import read_xlsform
from tests.admin_api.spreadsheets import real_form, workbook


def refused(data: bytes) -> dict[str, str]:
    with pytest.raises(WorkbookWrong) as error:
        read_workbook(data, ["survey"])
    assert all(one.sentence.endswith(".") for one in error.value.mistakes)
    return {f"{one.spot}": one.sentence for one in error.value.mistakes}


def repacked(change: Callable[[dict[str, bytes]], None], **how: int) -> bytes:
    """A workbook whose parts were changed by hand."""
    with zipfile.ZipFile(BytesIO(workbook(survey=[("type", "name"), ("text", "q")]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    file = BytesIO()
    with zipfile.ZipFile(file, "w", how.get("compression", zipfile.ZIP_DEFLATED)) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def put(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no .xlsx workbook"),
        (b"type,name\ntext,q\n", "no .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old .xls file or has a password"),
        (b"PK\x03\x04" + b"x" * 300, "no .xlsx workbook"),
        (b"x" * (LARGEST + 1), "more than 1,000,000 bytes"),
        (repacked(lambda parts: parts.pop("xl/workbook.xml")), "no .xlsx workbook"),
        (repacked(put("bomb.bin", b"\0" * 9_000_000)), "too large when it is unpacked"),
        (repacked(lambda parts: parts.update({f"p{n}": b"" for n in range(400)})), "too large when it is unpacked"),
        (repacked(put("xl/vbaProject.bin", b"")), "holds macros"),
        (repacked(put("xl/externalLinks/externalLink1.xml", b"<x/>")), "links to another workbook"),
        (repacked(put(SHEET, b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>')), "definitions that no spreadsheet"),
        (
            repacked(put(SHEET, '<!DOCTYPE x [<!ENTITY a "a">]><x/>'.encode("utf-16"))),
            "definitions that no spreadsheet",
        ),
        (repacked(put(SHEET, b"<worksheet")), "damaged"),
        (repacked(put("[Content_Types].xml", b"<a/>")), "damaged"),
        (real_form()[:-400], "no .xlsx workbook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_workbook_to_read_is_refused_as_a_whole(data: bytes, says: str):
    (sentence,) = refused(data).values()
    assert says in sentence


def test_a_part_that_lies_about_its_size_is_not_unpacked():
    size, told, content = 60_000_000, 10, b"a" * 10
    data = bytearray(repacked(put("xl/bomb.xml", b"a" * size)))
    for true, false in ((size, told), (zlib.crc32(b"a" * size), zlib.crc32(content))):
        assert true.to_bytes(4, "little") in data
        data = data.replace(true.to_bytes(4, "little"), false.to_bytes(4, "little"))

    tracemalloc.start()
    try:
        read_workbook(bytes(data), ["survey"])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 20_000_000


def test_what_is_wrong_with_cells_is_told_by_the_cell():
    def spoil(book: Workbook) -> None:
        sheet = book["survey"]
        sheet["B2"] = '=HYPERLINK("http://example.org")'
        sheet["B3"] = "#REF!"
        sheet["B3"].data_type = "e"
        sheet["D2"] = "lost"
        sheet["A4"] = "x" * 6000
        sheet.merge_cells("A6:B7")

    found = refused(workbook(survey=[("type", "name", "name"), ("text", "a"), ("text", "b")], change=spoil))

    assert found == {
        "sheet survey, row 1, column name (C)": "This column stands here twice.",
        "sheet survey, row 2, column name (B)": "This is a formula; type what it should say instead.",
        "sheet survey, row 2, column (D)": "This column has no heading in row 1: give it one, or empty it.",
        "sheet survey, row 3, column name (B)": "This is the error #REF!.",
        "sheet survey, row 4, column type (A)": "This has more than 5000 characters.",
        "sheet survey, row 6, column (A)": "A6:B7 are merged; split them.",
    }


@pytest.mark.parametrize("cell", ["A4000", "GZ1", "XFD1048576"])
def test_a_sheet_that_reaches_far_is_refused_before_it_is_walked_through(cell: str):
    def reach(book: Workbook) -> None:
        book["survey"][cell] = "far"

    (sentence,) = refused(workbook(survey=[("type",)], change=reach)).values()
    assert "delete the empty ones" in sentence


def test_two_sheets_of_a_name_are_refused():
    assert refused(workbook(survey=[("type",)], Survey=[("type",)], **{"SURVEY ": [("type",)]}))


def test_texts_come_as_they_were_typed():
    moment = datetime(2026, 3, 9, 14, 30)  # noqa: DTZ001 - spreadsheets know no zones
    rows = [
        ("a ", "\u00a0b", "c", "d", "e", "f", "g"),
        (3.0, 2.5, True, date(2026, 3, 9), moment, " x\u00a0y ", "\u200b"),
        (None, "", "  "),
    ]

    def link(book: Workbook) -> None:
        book["survey"]["F2"].hyperlink = Hyperlink(ref="F2", target="http://example.org")

    sheets, others = read_workbook(workbook(survey=rows, Notes=[("x",)], change=link), ["survey"])

    (row,) = sheets["survey"].rows
    assert (row.number, dict(row.cells)) == (
        2,
        {"a": "3", "b": "2.5", "c": "TRUE", "d": "2026-03-09", "e": "2026-03-09 14:30:00", "f": "x y"},
    )
    assert others == ["Notes"]


REAL = real_form()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(REAL) - 1), st.integers(0, 255)), max_size=6))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(changes: list[tuple[int, int]]):
    data = bytearray(REAL)
    for at, byte in changes:
        data[at] = byte
    try:
        read_xlsform(bytes(data))
    except WorkbookWrong as error:
        assert error.mistakes  # noqa: PT017 - it may be read as well: what was hit may not matter


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(2, 18),
            st.integers(1, 11),
            st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.integers() | st.none(),
        ),
        max_size=4,
    )
)
def test_cells_that_hold_anything_are_read_or_refused_and_nothing_else(changes: list[tuple[int, int, object]]):
    def spoil(book: Workbook) -> None:
        for row, column, value in changes:
            with suppress(IllegalCharacterError, ValueError):
                book["survey"].cell(row, column, value)

    book = load_workbook(BytesIO(REAL))
    spoil(book)
    file = BytesIO()
    book.save(file)
    try:
        read_xlsform(file.getvalue())
    except WorkbookWrong as error:
        assert error.mistakes  # noqa: PT017 - many a change does no harm
