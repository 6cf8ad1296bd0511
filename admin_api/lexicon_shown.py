"""How the API writes down what it knows of the lexicon: rows, changes, effects and records in its shapes."""

from collections.abc import Sequence
from typing import Any

from admin_api.lexicon_shapes import (
    DifferenceShown,
    EffectShown,
    LexiconChangeShown,
    LexiconRowShape,
    LexiconRowShown,
    NowAndThen,
    RecordShown,
    RowChangeShown,
    RowRecord,
    SharesShown,
)
from mentoring.lexicon_changes import LexiconChange, RowChange
from mentoring.safeguarding import LexiconRow
from mentoring.safeguarding.change_effect import Effect
from mentoring.safeguarding.feedback import Record
from mentoring.safeguarding.overlay import Cells, changed_columns
from mentoring.safeguarding.sources import SEPARATOR, is_own


def cells_from(row: LexiconRowShape, row_id: str) -> Cells:
    """Return a row as it is written in its file, under an id."""
    separator = f" {SEPARATOR} "
    return {
        "id": row_id,
        "category": row.category.value,
        "severity": row.severity,
        "pattern": row.pattern,
        "except": separator.join(row.exceptions),
        "unless": separator.join(row.unless),
        "needs": row.needs,
        "direction": row.direction,
        "flags": " ".join(row.flags),
        "positive": separator.join(row.positive),
        "negative": separator.join(row.negative),
        "note": row.note,
    }


def row_shape(row: LexiconRow) -> LexiconRowShape:
    """Return a row as the API shows it."""
    return LexiconRowShape.model_construct(**_fields(row))


def row_shown(row: LexiconRow, shipped: LexiconRow | None, *, is_off: bool = False) -> LexiconRowShown:
    """Return a row as the API shows it, beside what is shipped."""
    standing = "off" if is_off else "own" if is_own(row.id) else "shipped" if row == shipped else "changed"
    return LexiconRowShown.model_construct(**_fields(row), standing=standing)


def record_shown(record: Record | None) -> RecordShown | None:
    """Return how a row has fared; None when none of its hits was judged."""
    return None if record is None or not record.judged else RecordShown(**_of_record(record))


def row_record(row_id: str, record: Record, hits: int) -> RowRecord:
    """Return how one row has fared."""
    return RowRecord(row_id=row_id, hits_in_30_days=hits, **_of_record(record))


def row_change_shown(change: RowChange, hits: int, record: Record | None) -> RowChangeShown:
    """Return what a change does to one row."""
    both = change.before is not None and change.after is not None
    return RowChangeShown(
        row_id=change.row_id,
        language=change.language,
        before=None if change.before is None else row_shape(change.before),
        after=None if change.after is None else row_shape(change.after),
        as_shipped=change.as_shipped,
        columns=list(changed_columns(change.before, change.after)) if change.before and change.after and both else [],
        loosens=change.loosens,
        hits_in_30_days=hits,
        record=record_shown(record),
    )


def change_shown(change: LexiconChange, rows: Sequence[RowChangeShown]) -> LexiconChangeShown:
    """Return a change as the API shows it."""
    return LexiconChangeShown(
        id=change.id,
        programme_id=change.programme_id,
        state=change.state,
        proposed_by=change.proposed_by,
        proposed_at=change.proposed_at,
        why=change.why,
        loosens=change.loosens,
        decided_by=change.decided_by,
        decided_at=change.decided_at,
        reverts_id=change.reverts,
        failure=change.failure,
        version=change.version,
        fingerprint=change.fingerprint,
        live_at=change.live_at,
        rows=list(rows),
        effect=None if change.effect is None else _effect_shown(change.effect),
    )


def _effect_shown(effect: Effect) -> EffectShown:
    return EffectShown(
        looked_at=effect.looked_at,
        differ=effect.differ,
        differences=[
            DifferenceShown(
                id=each.id,
                language=each.language,
                text=each.text,
                kind=each.kind,
                judged=each.judged,
                was=each.was,
                now=each.now,
                is_loss=each.is_loss,
            )
            for each in effect.differences
        ],
        languages={
            language: SharesShown(
                grave=shares.grave,
                grave_found=_now_and_then(shares.grave_found),
                harmless=shares.harmless,
                harmless_flagged=_now_and_then(shares.harmless_flagged),
                harmless_paged=_now_and_then(shares.harmless_paged),
            )
            for language, shares in effect.languages.items()
        },
    )


def _now_and_then(both: tuple[int, int]) -> NowAndThen:
    return NowAndThen(now=both[0], then=both[1])


def _of_record(record: Record) -> dict[str, Any]:
    return {
        "real": record.real,
        "lower": record.lower,
        "false": record.false,
        "precision": record.precision,
        "at_least": record.interval[0],
        "at_most": record.interval[1],
        "needs_review": record.needs_review,
    }


def _fields(row: LexiconRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "language": row.language,
        "category": row.category,
        "severity": row.severity.word,
        "pattern": row.pattern,
        "exceptions": list(row.exceptions),
        "unless": list(row.unless),
        "needs": row.needs,
        "direction": "any" if row.direction is None else row.direction.value,
        "flags": sorted(row.flags),
        "positive": list(row.positive),
        "negative": list(row.negative),
        "note": row.note,
    }
