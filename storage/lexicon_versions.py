"""Changes of the lexicon, and the overlay that those which went live add up to. The shipped rows are in no table."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.lexicon_changes import ChangeId, ChangeState, LexiconChange, RowChange
from mentoring.people import PersonId, ProgrammeId
from mentoring.safeguarding.change_effect import Effect, effect_from_json, effect_to_json
from mentoring.safeguarding.overlay import Overlay, row_from_json, row_to_json
from mentoring.safeguarding.sources import LexiconRow
from storage import audit
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

TOPIC = "lexicon"
"""Announced (with None) when there is something to try, or something new in force."""

_COLUMNS = (
    "id, programme_id, state, proposed_by, proposed_at, why, loosens, decided_by, decided_at, reverts_id, effect,"
    " tried_on, failure, version, fingerprint, live_at"
)


def propose(
    tx: Tx,
    *,
    programme: ProgrammeId,
    by: PersonId,
    why: str,
    rows: Sequence[RowChange],
    actor: str,
    now: datetime,
    reverts: ChangeId | None = None,
) -> LexiconChange:
    """Keep a proposed change, to be tried next, and return it. `actor` is who did it in the audit (`api`, `person:3`).

    One that only takes another back (`reverts`) and loosens nothing is approved by that: it goes live once it is tried.
    Raises ValueError when it changes no row.
    """
    if not rows:
        raise ValueError("a change of no row")
    loosens = any(row.loosens for row in rows)
    is_approved = reverts is not None and not loosens
    change = ChangeId(
        tx.insert(
            "INSERT INTO lexicon_changes (programme_id, state, proposed_by, proposed_at, why, loosens, decided_by,"
            " decided_at, reverts_id) VALUES (:programme, :state, :by, :now, :why, :loosens, :decided_by, :decided_at,"
            " :reverts) RETURNING id",
            programme=programme,
            state=(ChangeState.APPROVED if is_approved else ChangeState.TRYING).value,
            by=by,
            now=to_ms(now),
            why=why,
            loosens=int(loosens),
            decided_by=by if is_approved else None,
            decided_at=to_ms(now) if is_approved else None,
            reverts=reverts,
        )
    )
    tx.run_many(
        "INSERT INTO lexicon_change_rows (change_id, row_id, language, before, after, as_shipped)"
        " VALUES (:change, :row, :language, :before, :after, :as_shipped)",
        [
            {
                "change": change,
                "row": row.row_id,
                "language": row.language,
                "before": None if row.before is None else row_to_json(row.before),
                "after": None if row.after is None else row_to_json(row.after),
                "as_shipped": int(row.as_shipped),
            }
            for row in rows
        ],
    )
    _audit(tx, change, actor, "proposed", now, by=by, rows=[row.row_id for row in rows], reverts=reverts)
    tx.announce(TOPIC, None)
    return _known(tx, change)


def get(tx: Tx, change: ChangeId) -> LexiconChange | None:
    """Return a change with its rows, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM lexicon_changes WHERE id = :id", id=change)
    return None if row is None else _with_rows(tx, [row])[0]


def page(
    tx: Tx,
    programme: ProgrammeId,
    *,
    states: Collection[ChangeState] = tuple(ChangeState),
    after: int = 0,
    limit: int,
) -> list[LexiconChange]:
    """Return the first `limit` changes that a programme's staff proposed, with an id greater than `after`."""
    wanted = {f"state{number}": state.value for number, state in enumerate(sorted(states))}
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM lexicon_changes WHERE programme_id = :programme AND id > :after"
        f" AND state IN ({', '.join(f':{name}' for name in wanted) or 'NULL'}) ORDER BY id LIMIT :limit",
        programme=programme,
        after=after,
        limit=limit,
        **wanted,
    )
    return _with_rows(tx, rows)


def first_in(tx: Tx, state: ChangeState) -> LexiconChange | None:
    """Return the change that has been in a state for longest, by id; None when there is none."""
    row = tx.one(f"SELECT {_COLUMNS} FROM lexicon_changes WHERE state = :state ORDER BY id LIMIT 1", state=state.value)
    return None if row is None else _with_rows(tx, [row])[0]


def note_tried(
    tx: Tx, change: ChangeId, effect: Effect | None, *, on: int, failure: str | None, now: datetime
) -> LexiconChange | None:
    """Note what a change does on the version `on`, and return it; None when it is no longer being tried.

    With a `failure` it has failed; else it waits for somebody's yes, or goes on to be live when it has that.
    """
    done = tx.run(
        "UPDATE lexicon_changes SET effect = :effect, tried_on = :on, failure = :failure, state = CASE"
        " WHEN :failed = 1 THEN 'failed' WHEN state = 'trying' THEN 'waiting' ELSE state END"
        " WHERE id = :id AND state IN ('trying', 'approved')",
        id=change,
        effect=None if effect is None else effect_to_json(effect),
        on=on,
        failure=failure,
        failed=int(failure is not None),
    )
    if done != 1:
        return None
    if failure is not None:
        _audit(tx, change, audit.SYSTEM, "failed", now, tried_on=on)
    return _known(tx, change)


def decide(
    tx: Tx, change: LexiconChange, state: ChangeState, *, by: PersonId, actor: str, now: datetime
) -> LexiconChange | None:
    """Note somebody's yes or no, or that it is withdrawn; None when somebody else was quicker.

    Whether they may is `mentoring.lexicon_changes`' to say.
    """
    done = tx.run(
        "UPDATE lexicon_changes SET state = :state, decided_by = :by, decided_at = :now"
        " WHERE id = :id AND state = :before",
        id=change.id,
        state=state.value,
        by=by,
        now=to_ms(now),
        before=change.state.value,
    )
    if done != 1:
        return None
    _audit(tx, change.id, actor, state.value, now, by=by)
    tx.announce(TOPIC, None)
    return _known(tx, change.id)


def go_live(tx: Tx, change: LexiconChange, fingerprint: str, now: datetime) -> LexiconChange | None:
    """Put an approved change in force as the next version, and return it.

    None when it is no longer approved, or something else has gone live since it was tried.
    """
    version = newest_version(tx)
    if change.tried_on != version:
        return None
    done = tx.run(
        "UPDATE lexicon_changes SET state = 'live', version = :version, fingerprint = :fingerprint, live_at = :now"
        " WHERE id = :id AND state = 'approved'",
        id=change.id,
        version=version + 1,
        fingerprint=fingerprint,
        now=to_ms(now),
    )
    if done != 1:
        return None
    _audit(tx, change.id, audit.SYSTEM, "live", now, version=version + 1, loosens=change.loosens)
    tx.announce(TOPIC, None)
    return _known(tx, change.id)


def newest_version(tx: Tx) -> int:
    """Return the number of the version in force; 0 while everything is as shipped."""
    row = tx.one("SELECT MAX(version) AS version FROM lexicon_changes")
    return 0 if row is None or row["version"] is None else int(row["version"])


def versions(tx: Tx, *, after: int = 0, limit: int) -> list[LexiconChange]:
    """Return the first `limit` changes that went live, with a version greater than `after`, in that order."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM lexicon_changes WHERE version > :after ORDER BY version LIMIT :limit",
        after=after,
        limit=limit,
    )
    return _with_rows(tx, rows)


def overlay(tx: Tx, upto: int | None = None) -> dict[str, LexiconRow | None]:
    """Return the overlay of a version: what the last change that went live says of each row; None for the newest."""
    rows = tx.all(
        "SELECT r.row_id AS row_id, r.after AS after, r.as_shipped AS as_shipped FROM lexicon_change_rows r"
        " JOIN lexicon_changes c ON c.id = r.change_id WHERE c.version = (SELECT MAX(d.version)"
        " FROM lexicon_change_rows s JOIN lexicon_changes d ON d.id = s.change_id"
        " WHERE s.row_id = r.row_id AND d.version <= :upto) ORDER BY c.version, r.id",
        upto=newest_version(tx) if upto is None else upto,
    )
    return {
        row["row_id"]: None if row["after"] is None else row_from_json(row["after"])
        for row in rows
        if not row["as_shipped"]
    }


def with_change(in_force: Overlay, rows: Iterable[RowChange]) -> dict[str, LexiconRow | None]:
    """Return an overlay as it is with a change's rows in it."""
    changed: dict[str, LexiconRow | None] = dict(in_force)
    for row in rows:
        if row.as_shipped:
            changed.pop(row.row_id, None)
        else:
            changed[row.row_id] = row.after
    return changed


def changes_of_row(tx: Tx, row_id: str) -> list[LexiconChange]:
    """Return every change of one row, whatever became of it, oldest first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM lexicon_changes WHERE id IN"
        " (SELECT change_id FROM lexicon_change_rows WHERE row_id = :row) ORDER BY id",
        row=row_id,
    )
    return _with_rows(tx, rows)


def ids_ever_given(tx: Tx) -> set[str]:
    """Return the ids of all rows that any change was ever about."""
    return {row["row_id"] for row in tx.all("SELECT DISTINCT row_id FROM lexicon_change_rows")}


def reversal(tx: Tx, change: LexiconChange) -> list[RowChange] | None:
    """Return what takes a change back: its rows as they were before it.

    None when it is not live, or a later change that is touches one of its rows: that one has to go first.
    """
    if change.version is None:
        return None
    before = overlay(tx, change.version - 1)
    back = []
    for row in change.rows:
        last = max((each.version or 0 for each in changes_of_row(tx, row.row_id)), default=0)
        if last != change.version:
            return None
        as_shipped = row.row_id not in before
        back.append(RowChange(row.row_id, row.language, row.after, row.before, as_shipped))
    return back


def _known(tx: Tx, change: ChangeId) -> LexiconChange:
    found = get(tx, change)
    assert found is not None
    return found


def _with_rows(tx: Tx, rows: Sequence[Row]) -> list[LexiconChange]:
    changes = [_change(row) for row in rows]
    if not changes:
        return []
    numbered: Mapping[str, int] = {f"id{n}": change.id for n, change in enumerate(changes)}
    of_change: dict[int, list[RowChange]] = {}
    for row in tx.all(
        "SELECT change_id, row_id, language, before, after, as_shipped FROM lexicon_change_rows"
        f" WHERE change_id IN ({', '.join(f':{name}' for name in numbered)}) ORDER BY id",
        **numbered,
    ):
        of_change.setdefault(row["change_id"], []).append(_row_change(row))
    return [replace(change, rows=tuple(of_change.get(change.id, ()))) for change in changes]


def _change(row: Row) -> LexiconChange:
    return LexiconChange(
        id=ChangeId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        state=ChangeState(row["state"]),
        proposed_by=PersonId(row["proposed_by"]),
        proposed_at=from_ms(row["proposed_at"]),
        why=row["why"],
        loosens=bool(row["loosens"]),
        rows=(),
        decided_by=None if row["decided_by"] is None else PersonId(row["decided_by"]),
        decided_at=from_ms_or_none(row["decided_at"]),
        reverts=None if row["reverts_id"] is None else ChangeId(row["reverts_id"]),
        effect=None if row["effect"] is None else effect_from_json(row["effect"]),
        tried_on=row["tried_on"],
        failure=row["failure"],
        version=row["version"],
        fingerprint=row["fingerprint"],
        live_at=from_ms_or_none(row["live_at"]),
    )


def _row_change(row: Row) -> RowChange:
    return RowChange(
        row_id=row["row_id"],
        language=row["language"],
        before=None if row["before"] is None else row_from_json(row["before"]),
        after=None if row["after"] is None else row_from_json(row["after"]),
        as_shipped=bool(row["as_shipped"]),
    )


def _audit(tx: Tx, change: ChangeId, actor: str, did: str, now: datetime, **facts: object) -> None:
    told = {name: value for name, value in facts.items() if value is not None}
    audit.add(tx, actor=actor, did=f"lexicon.{did}", about=f"lexicon_change:{change}", at=now, **told)
