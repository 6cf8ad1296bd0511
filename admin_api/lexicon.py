"""The lexicon: what is looked for, and how staff change it safely.

A change is proposed by somebody, tried by the bot, agreed to, and live within seconds. What may make the bot notice
less needs the yes of a safeguarding lead who did not propose it; nothing else changes a row.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from admin_api.field_errors import FieldError, field_error
from admin_api.house import ACTOR, Here, House
from admin_api.lexicon_rows import asked_rows, csv_rows, put_together, refuse_faults
from admin_api.lexicon_shapes import (
    ChangeIdAsked,
    ChangesAsked,
    ChangeToPropose,
    DifferenceAsked,
    LexiconChangePage,
    LexiconChangeShown,
    LexiconDifferenceShown,
    LexiconRecords,
    LexiconRowInFull,
    LexiconRowsAsked,
    LexiconRowsShown,
    LexiconVersionsShown,
    RowChangeShown,
    RowChecked,
    RowIdAsked,
    RowsChecked,
    RowsToCheck,
    RowsToImport,
    SaidBy,
)
from admin_api.lexicon_shown import change_shown, record_shown, row_change_shown, row_record, row_shape, row_shown
from admin_api.problems import (
    ANY_BODY,
    CHANGE_STATE,
    INVALID,
    NOT_FOUND,
    SECOND_PERSON,
    Problem,
    documented,
    found,
    invalid,
)
from admin_api.programmes import the_programme
from admin_api.shapes import PageAsked, ProgrammeIdAsked
from mentoring.lexicon_changes import (
    ChangeId,
    ChangeNotOpen,
    ChangeState,
    LexiconChange,
    NeedsLead,
    NeedsSecond,
    RowChange,
    approval_of,
    may_drop,
    may_propose,
)
from mentoring.people import Person, PersonId, ProgrammeId
from mentoring.safeguarding import LexiconRow
from mentoring.safeguarding.feedback import Record
from mentoring.safeguarding.overlay import faults_of
from mentoring.safeguarding.sources import write_rows
from storage import lexicon_versions, people, rule_verdicts
from storage.tx import Tx

router = APIRouter(tags=["lexicon"])

_LATELY = timedelta(days=30)
_MOST_RECORDS = 500

LanguageAsked = Annotated[str, Path(pattern="^[a-z]{2,3}$", description="The language.", examples=["en"])]


# --- looking ----------------------------------------------------------------------------------------------------------


@router.get("/lexicon/rows", summary="List the rows", responses=documented(INVALID))
async def list_lexicon_rows(asked: Annotated[LexiconRowsAsked, Query()], house: Here) -> LexiconRowsShown:
    """List the rows that are looked for, and those that are switched off; searched in all their texts."""
    overlay = await house.store.read(lexicon_versions.overlay)
    shipped = _shipped_rows(house)
    in_force = house.shipped().in_force(overlay)
    everything = {row_id: shipped[row_id] for row_id, row in overlay.items() if row is None and row_id in shipped}
    everything |= in_force
    wanted = [
        row_shown(row, shipped.get(row_id), is_off=row_id not in in_force)
        for row_id, row in sorted(everything.items())
        if row_id > asked.after and _is_wanted(row, asked) and (not asked.changed or row_id in overlay)
    ]
    page = wanted[: asked.limit]
    return LexiconRowsShown(items=page, next=page[-1].id if len(wanted) > asked.limit else None)


@router.get("/lexicon/rows/{row_id}", summary="Look at a row", responses=documented(NOT_FOUND))
async def get_lexicon_row(row_id: RowIdAsked, house: Here) -> LexiconRowInFull:
    """Return one row: as it is here, as it is shipped, how it has fared, and every change of it."""
    shipped = _shipped_rows(house).get(row_id)
    now = house.now()

    def look(tx: Tx) -> LexiconRowInFull:
        changes = lexicon_versions.changes_of_row(tx, row_id)
        row = house.shipped().in_force(lexicon_versions.overlay(tx)).get(row_id)
        last = next(
            (each.before for change in reversed(changes) for each in change.rows if each.row_id == row_id), None
        )
        facts = _Facts(tx, now)
        return LexiconRowInFull(
            row=row_shown(found(row or shipped or last, "row"), shipped, is_off=row is None),
            shipped=None if shipped is None else row_shape(shipped),
            hits_in_30_days=facts.hits[row_id],
            record=record_shown(facts.records.get(row_id)),
            changes=[facts.shown(change) for change in changes],
        )

    return await house.store.read(look)


@router.get(
    "/lexicon/languages/{language}/csv",
    summary="Export the rows of a language",
    response_class=Response,
    responses={
        200: {
            "description": "The rows as CSV.",
            "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
        },
        **documented(NOT_FOUND),
    },
)
async def export_lexicon(language: LanguageAsked, house: Here) -> Response:
    """Return the rows that are looked for in one language as CSV, as `locales/<language>/lexicon.csv` is written."""
    overlay = await house.store.read(lexicon_versions.overlay)
    if language not in house.shipped().sources:
        raise Problem(NOT_FOUND, "There is no lexicon in this language.")
    rows = [row for row in house.shipped().in_force(overlay).values() if row.language == language]
    named = {"Content-Disposition": f'attachment; filename="lexicon-{language}.csv"'}
    return Response(write_rows(rows), media_type="text/csv", headers=named)


@router.get("/lexicon/records", summary="See how rows have fared")
async def list_lexicon_records(house: Here) -> LexiconRecords:
    """List how the rows have fared in closed cases, those first whose share of real hits is most surely low."""
    now = house.now()

    def look(tx: Tx) -> LexiconRecords:
        facts = _Facts(tx, now)
        rules = facts.records.keys() | facts.hits.keys()
        records = [(rule, facts.records.get(rule, Record())) for rule in rules]
        worst_first = sorted(records, key=lambda each: (each[1].interval[1], -facts.hits[each[0]], each[0]))
        return LexiconRecords(
            rows=[row_record(rule, record, facts.hits[rule]) for rule, record in worst_first[:_MOST_RECORDS]]
        )

    return await house.store.read(look)


# --- changing ---------------------------------------------------------------------------------------------------------


@router.post("/lexicon/check", summary="Try rows on their own sentences", responses=documented(*ANY_BODY))
async def check_lexicon_rows(asked: RowsToCheck, house: Here) -> RowsChecked:
    """Say what is wrong with rows, without keeping anything: what cannot be read, and sentences that go wrong."""
    rows = asked_rows(asked.rows)
    faults = await asyncio.to_thread(faults_of, rows, house.shipped())
    return RowsChecked(rows=[RowChecked(faults=faults.get(row.id, [])) for row in rows])


@router.post(
    "/programmes/{programme_id}/lexicon/changes",
    summary="Propose a change",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def propose_lexicon_change(
    programme_id: ProgrammeIdAsked, asked: ChangeToPropose, house: Here
) -> LexiconChangeShown:
    """Propose rows to change, add, switch off, or have as shipped. Refused while a row breaks its own sentences.

    Nothing changes yet: the bot tries it, `effect` then says what it does, and somebody agrees.
    """
    await house.store.read(lambda tx: the_programme(tx, programme_id))
    rows = asked_rows(asked.rows)
    refuse_faults(await asyncio.to_thread(faults_of, rows, house.shipped()), [row.id for row in rows])
    return await _propose(house, programme_id, asked, rows)


@router.post(
    "/programmes/{programme_id}/lexicon/csv",
    summary="Propose rows from a file",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def import_lexicon_rows(programme_id: ProgrammeIdAsked, asked: RowsToImport, house: Here) -> LexiconChangeShown:
    """Propose the rows of a CSV file as one change. Rows that say what is in force already are passed over."""
    await house.store.read(lambda tx: the_programme(tx, programme_id))
    rows = csv_rows(asked.csv)
    refuse_faults(await asyncio.to_thread(faults_of, rows, house.shipped()), None)
    return await _propose(house, programme_id, ChangeToPropose(by=asked.by, why=asked.why), rows)


@router.get(
    "/programmes/{programme_id}/lexicon/changes",
    summary="List the changes",
    responses=documented(NOT_FOUND, INVALID),
)
async def list_lexicon_changes(
    programme_id: ProgrammeIdAsked, asked: Annotated[ChangesAsked, Query()], house: Here
) -> LexiconChangePage:
    """List what a programme's staff have proposed, oldest first: all, or those in one state."""
    now = house.now()
    states = tuple(ChangeState) if asked.state is None else (asked.state,)

    def look(tx: Tx) -> list[LexiconChangeShown]:
        programme, facts = the_programme(tx, programme_id), _Facts(tx, now)
        changes = lexicon_versions.page(tx, programme.id, states=states, after=asked.after, limit=asked.limit + 1)
        return [facts.shown(change) for change in changes]

    return LexiconChangePage.cut(await house.store.read(look), asked.limit)


@router.get("/lexicon/changes/{change_id}", summary="Look at a change", responses=documented(NOT_FOUND))
async def get_lexicon_change(change_id: ChangeIdAsked, house: Here) -> LexiconChangeShown:
    """Return one change: each row before and after, what it does to sentences, and where it stands."""
    now = house.now()
    return await house.store.read(lambda tx: _Facts(tx, now).shown(_the_change(tx, change_id)))


@router.post(
    "/lexicon/changes/{change_id}/approve",
    summary="Agree to a change",
    responses=documented(NOT_FOUND, CHANGE_STATE, *ANY_BODY),
)
async def approve_lexicon_change(change_id: ChangeIdAsked, asked: SaidBy, house: Here) -> LexiconChangeShown:
    """Put a change in force that was tried and works: within seconds, in every process, without a restart.

    One that loosens a high or critical row needs a safeguarding lead who did not propose it.
    """
    return await _decide(house, change_id, asked, ChangeState.APPROVED)


@router.post(
    "/lexicon/changes/{change_id}/refuse",
    summary="Refuse a change",
    responses=documented(NOT_FOUND, CHANGE_STATE, *ANY_BODY),
)
async def refuse_lexicon_change(change_id: ChangeIdAsked, asked: SaidBy, house: Here) -> LexiconChangeShown:
    """Drop a change that waits, or is being tried. By who proposed it, it is withdrawn. Nothing changes by it."""
    return await _decide(house, change_id, asked, ChangeState.REFUSED)


@router.post(
    "/lexicon/changes/{change_id}/revert",
    summary="Take a change back",
    responses=documented(NOT_FOUND, CHANGE_STATE, *ANY_BODY),
)
async def revert_lexicon_change(change_id: ChangeIdAsked, asked: SaidBy, house: Here) -> LexiconChangeShown:
    """Bring the rows of a live change back as they were before it. Live at once where that loosens nothing."""
    now = house.now()

    def act(tx: Tx) -> LexiconChangeShown:
        change = _the_change(tx, change_id)
        by = _staff(tx, asked.by, change.programme_id)
        rows = lexicon_versions.reversal(tx, change)
        if rows is None:
            raise Problem(
                CHANGE_STATE, f"Change {change.id} is not live, or a later one touches its rows: begin there."
            )
        back = lexicon_versions.propose(
            tx,
            programme=by.programme_id,
            by=by.id,
            why=f"takes back change {change.id}",
            rows=rows,
            actor=ACTOR,
            now=now,
            reverts=change.id,
        )
        return _Facts(tx, now).shown(back)

    return await house.store.write(act)


# --- versions ---------------------------------------------------------------------------------------------------------


@router.get("/lexicon/versions", summary="List the versions", responses=documented(INVALID))
async def list_lexicon_versions(asked: Annotated[PageAsked, Query()], house: Here) -> LexiconVersionsShown:
    """List what went live, version by version, of all programmes."""
    now = house.now()

    def look(tx: Tx) -> LexiconVersionsShown:
        facts = _Facts(tx, now)
        changes = lexicon_versions.versions(tx, after=asked.after, limit=asked.limit + 1)
        page = changes[: asked.limit]
        return LexiconVersionsShown(
            in_force=lexicon_versions.newest_version(tx),
            items=[facts.shown(change) for change in page],
            next=page[-1].version if len(changes) > asked.limit else None,
        )

    return await house.store.read(look)


@router.get("/lexicon/difference", summary="Compare two versions", responses=documented(INVALID))
async def compare_lexicon_versions(asked: Annotated[DifferenceAsked, Query()], house: Here) -> LexiconDifferenceShown:
    """List the rows that differ between two versions; version 0 is what is shipped."""
    now, shipped = house.now(), house.shipped()

    def look(tx: Tx) -> LexiconDifferenceShown:
        facts = _Facts(tx, now)
        then, later = (lexicon_versions.overlay(tx, version) for version in (asked.before, asked.after))
        old, new = shipped.in_force(then), shipped.in_force(later)
        rows = []
        for row_id in sorted(then.keys() | later.keys()):
            before, after = old.get(row_id), new.get(row_id)
            if before != after:
                language = row_id.partition("-")[0]
                rows.append(facts.row_shown(RowChange(row_id, language, before, after, row_id not in later)))
        return LexiconDifferenceShown(rows=rows)

    return await house.store.read(look)


# --- how it is done ---------------------------------------------------------------------------------------------------


class _Facts:
    """How often rows have found something lately, and how they have fared: read once for an answer."""

    def __init__(self, tx: Tx, now: datetime) -> None:
        self.hits: Counter[str] = rule_verdicts.hits_since(tx, now - _LATELY)
        self.records = rule_verdicts.records(tx)

    def row_shown(self, row: RowChange) -> RowChangeShown:
        """Return what a change does to one row."""
        return row_change_shown(row, self.hits[row.row_id], self.records.get(row.row_id))

    def shown(self, change: LexiconChange) -> LexiconChangeShown:
        """Return a change as the API shows it."""
        return change_shown(change, [self.row_shown(row) for row in change.rows])


async def _propose(
    house: House, programme_id: int, asked: ChangeToPropose, rows: Sequence[LexiconRow]
) -> LexiconChangeShown:
    now, shipped = house.now(), house.shipped()

    def act(tx: Tx) -> LexiconChangeShown:
        programme = the_programme(tx, programme_id)
        by = _staff(tx, asked.by, programme.id)
        changes = put_together(
            rows,
            asked.switch_off,
            asked.as_shipped,
            shipped,
            lexicon_versions.overlay(tx),
            lexicon_versions.ids_ever_given(tx),
        )
        if not changes:
            raise invalid(field_error("Nothing of this differs from what is in force.", "rows"))
        proposed = lexicon_versions.propose(
            tx, programme=programme.id, by=by.id, why=asked.why, rows=changes, actor=ACTOR, now=now
        )
        return _Facts(tx, now).shown(proposed)

    return await house.store.write(act)


async def _decide(house: House, change_id: int, asked: SaidBy, wanted: ChangeState) -> LexiconChangeShown:
    now = house.now()

    def act(tx: Tx) -> LexiconChangeShown:
        change = _the_change(tx, change_id)
        by = _staff(tx, asked.by, change.programme_id)
        state = wanted
        if wanted is ChangeState.APPROVED:
            _refuse_unless_approved(change, by)
        elif not change.state.is_open:
            raise _wrong_state(change)
        elif not may_drop(change, by):
            raise invalid(field_error("Only a safeguarding lead, or who proposed it, drops a change.", "by"))
        elif by.id == change.proposed_by:
            state = ChangeState.WITHDRAWN
        decided = lexicon_versions.decide(tx, change, state, by=by.id, actor=ACTOR, now=now)
        if decided is None:
            raise _wrong_state(change)
        return _Facts(tx, now).shown(decided)

    return await house.store.write(act)


def _refuse_unless_approved(change: LexiconChange, by: Person) -> None:
    match approval_of(change, by):
        case None:
            return
        case NeedsLead():
            raise Problem(SECOND_PERSON, "A safeguarding lead has to agree to this: it may make the bot notice less.")
        case NeedsSecond():
            raise Problem(SECOND_PERSON, "Somebody who did not propose this has to agree to it.")
        case ChangeNotOpen():
            raise _wrong_state(change)
        case _:
            raise invalid(_not_staff())


def _wrong_state(change: LexiconChange) -> Problem:
    return Problem(CHANGE_STATE, f"Change {change.id} is {change.state.value}; this cannot be done with it.")


def _staff(tx: Tx, by: int, programme: ProgrammeId) -> Person:
    person = people.get(tx, PersonId(by))
    if person is None or not may_propose(person, programme):
        raise invalid(_not_staff())
    return person


def _not_staff() -> FieldError:
    return field_error("This must be somebody of the programme's staff who has joined in the chat.", "by")


def _the_change(tx: Tx, change: int) -> LexiconChange:
    return found(lexicon_versions.get(tx, ChangeId(change)), "change")


def _shipped_rows(house: House) -> dict[str, LexiconRow]:
    return house.shipped().in_force({})


def _is_wanted(row: LexiconRow, asked: LexiconRowsAsked) -> bool:
    return (
        asked.language in (None, row.language)
        and asked.category in (None, row.category)
        and asked.severity in (None, row.severity.word)
        and (asked.search is None or asked.search.casefold() in "\n".join(_texts_of(row)).casefold())
    )


def _texts_of(row: LexiconRow) -> Iterable[str]:
    return (row.id, row.pattern, row.needs, row.note, *row.exceptions, *row.unless, *row.positive, *row.negative)
