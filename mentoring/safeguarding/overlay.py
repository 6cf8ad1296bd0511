"""The lexicon of an installation: the rows that are shipped, with its own rows laid over them.

What is shipped is never written over. An overlay says of some rows what they are here; all others are as shipped, so an
update of Interlude brings better rows to everybody and takes nobody's own away.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mentoring.safeguarding.findings import Category
from mentoring.safeguarding.lexicon import compile_lexicon
from mentoring.safeguarding.proof import broken_promises
from mentoring.safeguarding.sources import (
    COLUMNS,
    OWN,
    SEPARATOR,
    Complaint,
    LexiconError,
    LexiconRow,
    LexiconSource,
    RowFlag,
    SharedSource,
    read_rows,
    write_rows,
)

Overlay = Mapping[str, LexiconRow | None]
"""Row id → what the row is here; None: it is switched off. Rows that are not in it are as shipped."""

Cells = Mapping[str, str]
"""A row as it is written: one text for each of COLUMNS."""


_MORE = {RowFlag.ALWAYS, RowFlag.CORE}  # flags with which a row finds more; with the others it finds less


@dataclass(frozen=True, slots=True)
class Shipped:
    """What overlays are laid over: the files of each language, and those that all share."""

    sources: Mapping[str, LexiconSource]
    shared: SharedSource

    def rows(self, language: str) -> tuple[LexiconRow, ...]:
        """Return the rows of a language as they are shipped; none for a language that is not. Read once."""
        source = self.sources.get(language)
        return () if source is None else _rows_in(language, source.lexicon)

    def with_laid_over(self, overlay: Overlay) -> dict[str, LexiconSource]:
        """Return the files of all languages with an overlay's rows in them.

        A row that is changed stays where it stands; new ones come last. Those of a language that is not shipped are
        left out.
        """
        touched = {row_id.partition("-")[0] for row_id in overlay}
        return {
            language: LexiconSource(write_rows(self._in_force(language, overlay)), source.contexts, source.suffixes)
            if language in touched
            else source
            for language, source in self.sources.items()
        }

    def in_force(self, overlay: Overlay) -> dict[str, LexiconRow]:
        """Return the rows that are looked for under an overlay, by id, language after language."""
        return {row.id: row for language in self.sources for row in self._in_force(language, overlay)}

    def _in_force(self, language: str, overlay: Overlay) -> list[LexiconRow]:
        shipped = self.rows(language)
        known = {row.id for row in shipped}
        own = [row for row_id, row in overlay.items() if row_id not in known]
        laid_over = [*(overlay.get(row.id, row) for row in shipped), *own]
        return [row for row in laid_over if row is not None and row.language == language]


@lru_cache(maxsize=16)
def _rows_in(language: str, text: str) -> tuple[LexiconRow, ...]:
    return tuple(read_rows(language, text, []))


def cells_of(row: LexiconRow) -> dict[str, str]:
    """Return a row as it is written in its file."""
    separator = f" {SEPARATOR} "
    return {
        "id": row.id,
        "category": row.category.value,
        "severity": row.severity.word,
        "pattern": row.pattern,
        "except": separator.join(row.exceptions),
        "unless": separator.join(row.unless),
        "needs": row.needs,
        "direction": "any" if row.direction is None else row.direction.value,
        "flags": " ".join(sorted(row.flags)),
        "positive": separator.join(row.positive),
        "negative": separator.join(row.negative),
        "note": row.note,
    }


def row_from(language: str, cells: Cells) -> LexiconRow:
    """Return the row that is written so; columns that are missing are empty. Raises LexiconError with every mistake."""
    complaints: list[Complaint] = []
    # Through the file's own reader, so that what is accepted here is accepted there.
    rows = read_rows(language, _as_csv(cells), complaints)
    if complaints:
        raise LexiconError(complaints)
    return rows[0]


def row_to_json(row: LexiconRow) -> str:
    """Return a row as it is kept."""
    return json.dumps({"language": row.language, **cells_of(row)}, ensure_ascii=False)


def row_from_json(kept: str) -> LexiconRow:
    """Return a row that was kept by `row_to_json`."""
    cells = json.loads(kept)
    return row_from(cells.pop("language"), cells)


def changed_columns(before: LexiconRow, after: LexiconRow) -> tuple[str, ...]:
    """Return the columns in which two rows differ, in the order of the file."""
    old, new = cells_of(before), cells_of(after)
    return tuple(column for column in COLUMNS if old[column] != new[column])


def loosens(before: LexiconRow | None, after: LexiconRow | None) -> bool:
    """Return whether a row that calls somebody at once may find less than before, or may be noticed less.

    Whatever cannot be told to be stricter counts as looser: nobody can prove that another pattern finds as much. None
    is a row that is not there: a new one loosens nothing.
    """
    if before is None or not before.severity.pages:
        return False
    if after is None:
        return True
    return (
        after.severity < before.severity
        or after.category is not before.category
        or after.pattern != before.pattern
        or not set(after.exceptions) <= set(before.exceptions)
        or not set(after.unless) <= set(before.unless)
        or after.needs not in ("", before.needs)
        or after.direction not in (None, before.direction)
        or not before.flags & _MORE <= after.flags
        or not after.flags - _MORE <= before.flags
        # A sentence that must be found is a promise to somebody who may write it.
        or not set(before.positive) <= set(after.positive)
    )


def faults_of(rows: Sequence[LexiconRow], shipped: Shipped) -> dict[str, list[str]]:
    """Return, by id, what is wrong with rows by themselves; rows in which nothing is wrong are not in it.

    That is what cannot be read, and own sentences that do not do as their row says. Takes some tenths of a second: the
    rows of each language are compiled with what it shares.
    """
    faults: defaultdict[str, list[str]] = defaultdict(list)
    of_language: defaultdict[str, list[LexiconRow]] = defaultdict(list)
    for row in rows:
        if row.language in shipped.sources:
            of_language[row.language].append(row)
        else:
            faults[row.id].append(f"there is no lexicon in `{row.language}`")
    for language, its_rows in of_language.items():
        source = shipped.sources[language]
        written = LexiconSource(write_rows(its_rows), source.contexts, source.suffixes)
        try:
            alone = compile_lexicon({language: written}, shipped.shared)
        except LexiconError as error:
            for complaint in error.complaints:
                # What is wrong with a row names it; anything else is of the language, and of all of them.
                named = [row for row in its_rows if complaint.column == f"row {row.id}"] or its_rows
                for row in named:
                    faults[row.id].append(complaint.sentence)
        else:
            for each in broken_promises(alone, its_rows):
                faults[each.row.id].append(promise_in_words(each.sentence, should_match=each.should_match))
    return dict(faults)


def promise_in_words(sentence: str, *, should_match: bool) -> str:
    """Return what is wrong with a sentence of a row that does not do what the row says."""
    return f"should be found but is not: {sentence}" if should_match else f"is found but should not be: {sentence}"


def new_id(language: str, category: Category, taken: Iterable[str]) -> str:
    """Return the next id for a row of the installation's own, of a language and category: `en-bullying-own-007`.

    `taken` are the ids ever given: none is used twice.
    """
    start = f"{language}-{category}-{OWN}-"
    numbers = [int(row_id.removeprefix(start)) for row_id in taken if _is_numbered(row_id, start)]
    return f"{start}{max(numbers, default=0) + 1:03}"


def _is_numbered(row_id: str, start: str) -> bool:
    return row_id.startswith(start) and row_id.removeprefix(start).isdecimal()


def _as_csv(cells: Cells) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow([cells.get(column, "") for column in COLUMNS])
    return text.getvalue()
