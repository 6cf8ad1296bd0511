"""A paper can always be made: whatever people write, and whenever they sign."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.agreement.typesetting import UNSHOWN, Manuscript, make_pdf

SIGNED_AT = datetime(2026, 3, 2, 14, 0, 30, 114000, tzinfo=UTC)
UNASSIGNED = "\U0003ffff"  # no font will ever have it


def manuscript(line: str, *, name: str = "Ben") -> Manuscript:
    copy = {
        "lang": "bg",
        "programme": "Spring",
        "title": "Нашето споразумение",
        "between": f"{name} · Amina",
        "record": ["Version 1"],
        "clauses": [{"title": "Where", "sentences": ["At school."], "line": line}],
        "signed": "Signed by both",
        "signatures": [{"name": name, "role": "mentor", "moment": "today"}],
        "check": "The text is attached.",
        "unshown": "▯ is a sign that this page cannot show.",
        "footer": "Spring",
    }
    day = {"year": 2026, "month": 3, "day": 2}
    data = {"title": "Agreement", "authors": [name], "date": day, "hash": "0" * 64, "copies": [copy]}
    return Manuscript(data, '{"format":"test"}', SIGNED_AT)


def words_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


@pytest.mark.parametrize(
    "line", ["При голямата липа", "Dışarıda, ağacın altında", "Дякую, їжак", "Καλημέρα", "¿Vale? ¡Sí!"]
)
def test_the_fonts_that_come_along_show_our_languages_and_their_neighbours(line: str):
    words = words_of(make_pdf(manuscript(line)))
    assert line in words
    assert "cannot show" not in words


def test_a_sign_that_no_font_has_is_shown_as_such_and_the_reader_is_told():
    words = words_of(make_pdf(manuscript(f"Here {UNASSIGNED} there", name=f"Ben{UNASSIGNED}")))
    assert f"Here {UNSHOWN} there" in words
    assert f"Ben{UNSHOWN}" in words
    assert "cannot show" in words


@pytest.mark.parametrize(
    "line", ["#panic()", "$x$ *b* _i_ `c` <l> @r // c", '"\\"#read("/etc/passwd")', "= Heading", ""]
)
def test_nothing_that_people_write_is_markup(line: str):
    assert " ".join(line.split()) in words_of(make_pdf(manuscript(line)))


def test_every_font_is_in_the_file():
    reader = PdfReader(BytesIO(make_pdf(manuscript("Hello"))))
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index, union-attr]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]
    assert descriptors
    assert all({"/FontFile2", "/FontFile3"} & set(descriptor) for descriptor in descriptors)
