"""The headings of XLSForm's sheets: which are read, left out or refused, and whose language a text is in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

SURVEY, CHOICES, SETTINGS, OURS = "survey", "choices", "settings", "interlude"
SHEETS = (SURVEY, CHOICES, SETTINGS, OURS)
"""The sheets we read. The last is our own: what XLSForm has no place for. Other tools pass it over."""

REFUSED_SHEETS = {"external_choices", "entities", "osm"}

_OTHER_NAMES = {
    "caption": "label",
    "relevance": "relevant",
    "list name": "list_name",
    "set_form_title": "form_title",
    "set_form_id": "form_id",
    "calculate": "calculation",
    "readonly": "read_only",
    "count": "repeat_count",
    "command": "type",
    "tag": "name",
    "value": "name",
}
_READ = {
    SURVEY: {"type", "name", "label", "hint", "required", "relevant", "constraint", "appearance", "parameters"},
    CHOICES: {"list_name", "name", "label", "emoji", "score"},
    SETTINGS: {"form_title", "form_id", "default_language"},
    OURS: {"name", "value", "text"},
}
_CHANGING = {"calculation", "default", "choice_filter", "repeat_count", "read_only", "trigger", "save_to", "intent"}
_MEDIA = {"image", "big-image", "audio", "video", "media", "body", "bind", "instance", "control", "autoplay"}
_TRANSLATED = {"label", "hint", "text"}
_QUIETLY_LEFT = re.compile(r"[$_#].*|version|style|order")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Column:
    """What a heading means: a column's own name, and the language of its texts ("" when none is said)."""

    name: str
    language: str = ""


class UnknownLanguage(ValueError):
    """A heading names a language that nobody can tell."""


def columns_of(sheet: str, letters: Mapping[str, str]) -> tuple[dict[str, Column], list[str]]:
    """Return a sheet's columns by their headings, and the headings whose language cannot be told."""
    columns, unknown = {}, []
    for heading in letters:
        try:
            columns[heading] = _column(sheet, heading)
        except UnknownLanguage:
            unknown.append(heading)
    return columns, unknown


def is_read(sheet: str, column: Column) -> bool:
    """Return whether we read a column of a sheet."""
    return column.name in _READ[sheet]


def is_refused(sheet: str, column: Column) -> bool:
    """Return whether a column changes how a form works, so that leaving it out would make another form of it."""
    return sheet in (SURVEY, CHOICES) and column.name in _CHANGING | _MEDIA


def is_told(column: Column) -> bool:
    """Return whether it is worth telling that a column is left out: not of those that tools add for themselves."""
    return _QUIETLY_LEFT.fullmatch(column.name) is None


@cache
def language_named(written: str) -> str:
    """Return the code of a language as a heading names it: `en`, `English (en)`, `English`, `Български`.

    Raises UnknownLanguage.
    """
    in_brackets = re.search(r"\(([^()]*)\)\s*$", written)
    for candidate in (in_brackets[1].strip() if in_brackets else "", written.strip()):
        if _LANGUAGE_CODE.fullmatch(candidate):
            return candidate
    name = re.sub(r"\s*\(.*", "", written).strip().lower()
    if name in _names():
        return _names()[name]
    raise UnknownLanguage(written)


@cache
def language_heading(code: str) -> str:
    """Return how a heading names a language: `Bulgarian (bg)`."""
    from babel.core import Locale, UnknownLocaleError

    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name("en")
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name.partition(' (')[0]} ({code})" if name else f"{code} ({code})"


@cache
def _names() -> dict[str, str]:
    """Return languages by their names, in English and in themselves."""
    from babel.core import Locale

    names = {name.lower(): code for code, name in Locale("en").languages.items() if _LANGUAGE_CODE.fullmatch(code)}
    for code in ("bg", "de", "el", "es", "fr", "it", "pl", "pt", "ro", "ru", "sr", "tr", "uk"):
        names[(Locale(code).language_name or "").lower()] = code
    return names


def _column(sheet: str, heading: str) -> Column:
    parts = re.split(r"\s*::?\s*", heading.strip(), maxsplit=1)
    name = parts[0].strip().lower()
    if sheet != OURS:
        name = _OTHER_NAMES.get(name, name)
    if len(parts) == 1 or name not in _TRANSLATED:
        return Column(name)
    return Column(name, language_named(parts[1]))
