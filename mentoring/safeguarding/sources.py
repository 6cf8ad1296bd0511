"""The lexicon as it is written: CSV in, rows out, and every mistake named with its file, line and column."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mentoring.people import Role
from mentoring.safeguarding.findings import Category, Severity

COLUMNS = (
    "id",
    "category",
    "severity",
    "pattern",
    "except",
    "unless",
    "needs",
    "direction",
    "flags",
    "positive",
    "negative",
    "note",
)
SEPARATOR = "||"
"""Between phrases and sentences in one cell; spaces around it do not count."""


OWN = "own"
"""Stands in the ids of an installation's own rows, so that no row that is ever shipped has the same id."""


class RowFlag(StrEnum):
    """What a row may say about how it is matched."""

    ALWAYS = "always"
    CORE = "core"
    NO_LEET = "no-leet"
    EXACT_CASE = "exact-case"
    THIS_LANGUAGE_ONLY = "this-language-only"


@dataclass(frozen=True, slots=True)
class LexiconSource:
    """One language's three files, as text (CSV with a header)."""

    lexicon: str
    contexts: str = "set,phrases\n"
    suffixes: str = "set,endings\n"


@dataclass(frozen=True, slots=True)
class SharedSource:
    """What all languages share, as text (CSV with a header). Anything left empty is simply not known.

    `emoji`: emoji,name. `spoken`: language,written,means. `streets`: language,word. `identity`: language,word.
    `texting`: language,written,means. `common`: language,words. `likeness` is no text: the bytes of a `Learnt`.
    """

    emoji: str = ""
    spoken: str = ""
    streets: str = ""
    identity: str = ""
    texting: str = ""
    common: str = ""
    likeness: bytes = b""


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One thing wrong in a source. `line` is that of the file, the header being line 1."""

    file: str
    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.column}: {self.sentence}"


class LexiconError(ValueError):
    """The sources hold mistakes: `complaints` lists all of them, sorted."""

    def __init__(self, complaints: list[Complaint]) -> None:
        self.complaints = tuple(sorted(complaints))
        super().__init__("\n".join(map(str, self.complaints)))


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """One thing to notice. Patterns are still text. `direction` is None when it does not matter who writes."""

    language: str
    id: str
    category: Category
    severity: Severity
    pattern: str
    exceptions: tuple[str, ...]
    unless: tuple[str, ...]
    needs: str
    direction: Role | None
    flags: frozenset[RowFlag]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    note: str
    file: str = field(compare=False)
    line: int = field(compare=False)


_DIRECTIONS = {"": None, "any": None, "mentor": Role.MENTOR, "mentee": Role.MENTEE}


def is_own(row_id: str) -> bool:
    """Return whether a row is an installation's own and not a shipped one."""
    return f"-{OWN}-" in row_id


def split_cell(cell: str) -> tuple[str, ...]:
    """Return the phrases or sentences of one cell, empty ones left out."""
    return tuple(part for raw in cell.split(SEPARATOR) if (part := raw.strip()))


def read_table(
    text: str, file: str, columns: tuple[str, ...], complaints: list[Complaint]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, cells) for each row of a CSV text; every cell is a stripped string.

    Lines whose cells are all empty, and a file without any text, yield nothing. Adds to `complaints` when the header
    or a row has other columns than `columns`.
    """
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    header: list[str] | None = None
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            complaints.append(Complaint(file, reader.line_num, "row", f"not readable as CSV: {error}"))
            return
        if not any(cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            missing = [column for column in columns if column not in header]
            if missing:
                complaints.append(Complaint(file, 1, "header", f"missing: {', '.join(missing)}"))
                return
            continue
        if len(cells) != len(header):
            sentence = f"{len(cells)} cells where the header has {len(header)}; is a cell with a comma not in quotes?"
            complaints.append(Complaint(file, reader.line_num, "row", sentence))
            continue
        yield reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def lexicon_file(language: str) -> str:
    """Return where a language's rows live, for messages to people."""
    return f"locales/{language}/lexicon.csv"


def read_rows(language: str, text: str, complaints: list[Complaint]) -> list[LexiconRow]:
    """Return the rows of one language; what cannot be read is left out and added to `complaints`."""
    file = lexicon_file(language)
    rows: list[LexiconRow] = []
    for line, cells in read_table(text, file, COLUMNS, complaints):
        before = len(complaints)

        def complain(column: str, sentence: str, line: int = line) -> None:
            complaints.append(Complaint(file, line, column, sentence))

        if not cells["id"]:
            complain("id", "is empty")
        if cells["category"] not in list(Category):
            complain("category", f"`{cells['category']}` is not one of {' '.join(Category)}")
        if cells["severity"] not in {severity.word for severity in Severity if severity}:
            complain("severity", f"`{cells['severity']}` is not one of low medium high critical")
        if cells["direction"] not in _DIRECTIONS:
            complain("direction", f"`{cells['direction']}` is not one of mentor mentee any")
        for flag in cells["flags"].split():
            if flag not in list(RowFlag):
                complain("flags", f"`{flag}` is not one of {' '.join(RowFlag)}")
        positive, negative = split_cell(cells["positive"]), split_cell(cells["negative"])
        for column, sentences in (("positive", positive), ("negative", negative)):
            if len(set(sentences)) < 2:
                complain(column, f"has {len(set(sentences))} sentences; at least two are needed, with ` || ` between")
        if len(complaints) == before:
            rows.append(
                LexiconRow(
                    language=language,
                    id=cells["id"],
                    category=Category(cells["category"]),
                    severity=Severity.from_word(cells["severity"]),
                    pattern=cells["pattern"],
                    exceptions=split_cell(cells["except"]),
                    unless=split_cell(cells["unless"]),
                    needs=cells["needs"],
                    direction=_DIRECTIONS[cells["direction"]],
                    flags=frozenset(map(RowFlag, cells["flags"].split())),
                    positive=positive,
                    negative=negative,
                    note=cells["note"],
                    file=file,
                    line=line,
                )
            )
    return rows


def write_rows(rows: Iterable[LexiconRow]) -> str:
    """Return rows as CSV with a header, in the order given; `read_rows` reads the same rows from it."""
    separator = f" {SEPARATOR} "
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            (
                row.id,
                row.category,
                row.severity.word,
                row.pattern,
                separator.join(row.exceptions),
                separator.join(row.unless),
                row.needs,
                row.direction or "any",
                " ".join(sorted(row.flags)),
                separator.join(row.positive),
                separator.join(row.negative),
                row.note,
            )
        )
    return text.getvalue()


def read_sets(language: str, text: str, complaints: list[Complaint]) -> dict[str, tuple[int, tuple[str, ...]]]:
    """Return a language's context sets: name → (line, phrases). A set may be spread over several lines."""
    sets: dict[str, tuple[int, tuple[str, ...]]] = {}
    for line, cells in read_table(text, f"locales/{language}/contexts.csv", ("set", "phrases"), complaints):
        before = sets.get(cells["set"], (line, ()))
        sets[cells["set"]] = (before[0], before[1] + split_cell(cells["phrases"]))
    return sets


def read_suffixes(language: str, text: str, complaints: list[Complaint]) -> dict[str, tuple[str, ...]]:
    """Return a language's suffix sets: name → endings as written, `""` for none."""
    sets: dict[str, tuple[str, ...]] = {}
    for _, cells in read_table(text, f"locales/{language}/suffixes.csv", ("set", "endings"), complaints):
        endings = tuple("" if ending == "-" else ending for ending in cells["endings"].split())
        sets[cells["set"]] = sets.get(cells["set"], ()) + endings
    return sets


def fingerprint(sources: Mapping[str, LexiconSource], shared: SharedSource) -> str:
    """Return twelve hexadecimal digits that change whenever any of the data does."""
    import hashlib

    digest = hashlib.sha256()
    for language in sorted(sources):
        source = sources[language]
        for text in (language, source.lexicon, source.contexts, source.suffixes):
            digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    for text in (shared.emoji, shared.spoken, shared.streets, shared.identity, shared.texting, shared.common):
        digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(shared.likeness)
    return digest.hexdigest()[:12]
