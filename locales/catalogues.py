"""Keeping the catalogues in line with the code. For developers and tests; nothing here runs in production."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

_ROOT = Path(__file__).parent
_KEYWORDS = {"_": None, "plural": (1, 2), "deferred": None}
_SOURCES = ("bot", "admin_api")


def sentences() -> Catalog:
    """Return every sentence that the code asks the catalogues for, with where it stands."""
    found = Catalog(project="Interlude", charset="utf-8", header_comment="")
    for place, key, comments, context in _extracted():
        found.add(key, locations=[(place, 0)], auto_comments=comments, context=context)
    return found


def path(language: str) -> Path:
    """Return where a language's catalogue is."""
    return _ROOT / language / "LC_MESSAGES" / "interlude.po"


def read(language: str) -> Catalog:
    """Return a language's catalogue as it is on the disk; an empty one when there is none."""
    file = path(language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as opened:
        return read_po(opened, locale=language)


def update(language: str) -> None:
    """Add the sentences that are new, drop those that are gone, keep what is translated. English is its own key."""
    catalogue = read(language)
    catalogue.update(sentences(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in catalogue:
        if language == "en" and message.id and not (message.string and all(message.string)):
            message.string = message.id
    catalogue.header_comment = (
        f"# Interlude in {catalogue.locale.get_display_name('en') if catalogue.locale else language}."
    )
    catalogue.revision_date = catalogue.creation_date = datetime(2026, 11, 22, tzinfo=UTC)
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as opened:
        write_po(opened, catalogue, width=120, omit_header=False, include_lineno=False, sort_output=True)


def _extracted() -> Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]:
    for source in _SOURCES:
        folder = _ROOT.parent / source
        for file, _line, key, comments, context in extract_from_dir(folder, [("**.py", "python")], keywords=_KEYWORDS):
            yield f"{source}/{file}", key, comments, context
