"""Rows of the lexicon as they are sent: read, given ids, put together to a change; or refused, each with its place."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace

from admin_api.field_errors import FieldError, field_error
from admin_api.lexicon_shapes import LexiconRowShape
from admin_api.lexicon_shown import cells_from
from admin_api.problems import invalid
from mentoring.lexicon_changes import RowChange
from mentoring.safeguarding import Complaint, LexiconError, LexiconRow
from mentoring.safeguarding.overlay import Overlay, Shipped, new_id, row_from
from mentoring.safeguarding.sources import COLUMNS, is_own, read_table

NEW = "new"
"""Ends the id of a row in a file that is to be given one."""

_MOST_FAULTS = 50
_FILE = "the file"
_FIELD_OF = {"except": "exceptions"}


def asked_rows(asked: Sequence[LexiconRowShape]) -> list[LexiconRow]:
    """Return the rows that were sent, new ones with a passing id. Raises the 422 problem with what cannot be read."""
    rows, errors = [], []
    for number, shape in enumerate(asked):
        row_id = shape.id or f"{shape.language}-{shape.category}-{number}-{NEW}"
        if row_id.partition("-")[0] != shape.language:
            errors.append(field_error("This is not the language of the row's id.", "rows", number, "language"))
            continue
        try:
            rows.append(row_from(shape.language, cells_from(shape, row_id)))
        except LexiconError as error:
            errors += [
                field_error(_sentence(each.sentence), "rows", number, _FIELD_OF.get(each.column, each.column))
                for each in error.complaints
            ]
    if errors:
        raise invalid(*errors)
    return rows


def csv_rows(text: str) -> list[LexiconRow]:
    """Return the rows of a file. Raises the 422 problem that names the line and column of everything wrong."""
    complaints: list[Complaint] = []
    rows: list[LexiconRow] = []
    for line, cells in read_table(text, _FILE, COLUMNS, complaints):
        row_id = cells["id"]
        if row_id.endswith(f"-{NEW}"):
            cells = {**cells, "id": f"{row_id.removesuffix(NEW)}{line}-{NEW}"}
        try:
            rows.append(row_from(row_id.partition("-")[0], cells))
        except LexiconError as error:
            complaints += [replace(each, file=_FILE, line=line) for each in error.complaints]
    if complaints:
        raise invalid(*(_in_file(f"{each}") for each in complaints[:_MOST_FAULTS]))
    if not rows:
        raise invalid(_in_file("There is no row in this."))
    return rows


def refuse_faults(faults: Mapping[str, Sequence[str]], ids: Sequence[str] | None) -> None:
    """Raise the 422 problem with what is wrong with rows; `ids` in the order they were sent, None when in a file."""
    errors: list[FieldError] = []
    for row_id, sentences in faults.items():
        for sentence in sentences:
            if ids is None:
                errors.append(_in_file(f"{row_id}: {sentence}"))
            else:
                errors.append(field_error(_sentence(sentence), "rows", ids.index(row_id)))
    if errors:
        raise invalid(*errors[:_MOST_FAULTS])


def put_together(
    rows: Sequence[LexiconRow],
    switch_off: Sequence[str],
    as_shipped: Sequence[str],
    shipped: Shipped,
    overlay: Overlay,
    ever_given: Set[str],
) -> list[RowChange]:
    """Return what is different with these rows; those that are in force like that already are left out.

    Raises the 422 problem for ids that nobody knows, or that are named twice.
    """
    in_force, untouched = shipped.in_force(overlay), shipped.in_force({})
    known = in_force.keys() | untouched.keys() | ever_given
    _refuse_twice([*(row.id for row in rows), *switch_off, *as_shipped])
    taken = set(known)
    changes: list[RowChange] = []
    for number, sent in enumerate(rows):
        row = sent
        if row.id.endswith(f"-{NEW}"):
            row = replace(row, id=new_id(row.language, row.category, taken))
            taken.add(row.id)
        elif row.id not in known:
            raise invalid(
                field_error("There is no row with this id; leave it out for a new one.", "rows", number, "id")
            )
        before = in_force.get(row.id)
        if before != row:
            changes.append(RowChange(row.id, row.language, before, row))
    for number, row_id in enumerate(switch_off):
        before = in_force.get(row_id)
        if before is None:
            raise invalid(field_error("This row is not looked for as it is.", "switch_off", number))
        changes.append(RowChange(row_id, before.language, before, None))
    for number, row_id in enumerate(as_shipped):
        if row_id not in overlay or is_own(row_id):
            raise invalid(field_error("This row is as it is shipped, or is one of your own.", "as_shipped", number))
        language = row_id.partition("-")[0]
        changes.append(RowChange(row_id, language, in_force.get(row_id), untouched.get(row_id), as_shipped=True))
    return changes


def _refuse_twice(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for row_id in ids:
        if row_id in seen:
            raise invalid(field_error(f"{row_id} is named twice; once is enough.", "rows"))
        seen.add(row_id)


def _in_file(sentence: str) -> FieldError:
    return field_error(_sentence(sentence), "csv")


def _sentence(text: str) -> str:
    """Return a complaint as a sentence for an answer; the row's own texts in it are the asker's, and nobody's words."""
    sentence = text[:1].upper() + text[1:]
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."
