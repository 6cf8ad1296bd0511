"""Check-ins: who is asked which questionnaire when, how far they are, and how it ended.

A person never has two under way: the table refuses it, and `mark_asked` says so.
"""

from collections.abc import Collection
from datetime import datetime

from mentoring.check_ins import Cause, CheckIn, CheckInId, CheckInState
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

_COLUMNS = """id, programme_id, person_id, pair_id, questionnaire_version_id, questionnaire_key, occurrence, cause,
 state, planned_for, expires_at, asked_at, opened_at, remind_at, reminded_at, ended_at, at_page, turn, bubble_chat_id,
 bubble, shows_words_to_coordinator, shows_words_to_mentor"""


def plan(
    tx: Tx,
    *,
    programme: ProgrammeId,
    person: PersonId,
    pair: PairId | None,
    version: int,
    key: str,
    occurrence: str,
    cause: Cause,
    planned_for: datetime,
    expires_at: datetime,
    remind_at: datetime | None = None,
) -> CheckInId | None:
    """Plan a check-in and return its id; None when this occurrence of the questionnaire is planned already.

    `version` is the questionnaire's version that it keeps and `key` the questionnaire's, `occurrence` what tells this
    asking from others of it ("weekly:2026-W10:pair:3").
    """
    row = tx.one(
        "INSERT INTO check_ins (programme_id, person_id, pair_id, questionnaire_version_id, questionnaire_key,"
        " occurrence, cause, state, planned_for, expires_at, remind_at, at_page, turn, shows_words_to_coordinator,"
        " shows_words_to_mentor) VALUES (:programme, :person, :pair, :version, :key, :occurrence, :cause, 'planned',"
        " :planned_for, :expires_at, :remind_at, '', 0, 0, 0)"
        " ON CONFLICT (person_id, questionnaire_key, occurrence) DO NOTHING RETURNING id",
        programme=programme,
        person=person,
        pair=pair,
        version=version,
        key=key,
        occurrence=occurrence,
        cause=cause.value,
        planned_for=to_ms(planned_for),
        expires_at=to_ms(expires_at),
        remind_at=None if remind_at is None else to_ms(remind_at),
    )
    return None if row is None else CheckInId(row["id"])


def get(tx: Tx, check_in: CheckInId) -> CheckIn | None:
    """Return a check-in, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM check_ins WHERE id = :id", id=check_in)
    return None if row is None else _check_in(row)


def open_of(tx: Tx, person: PersonId) -> CheckIn | None:
    """Return the check-in that a person has under way (asked or begun), or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM check_ins WHERE person_id = :person AND state IN ('asked', 'open')",
                 person=person)  # fmt: skip
    return None if row is None else _check_in(row)


def planned_of(tx: Tx, person: PersonId, now: datetime) -> CheckIn | None:
    """Return the check-in that has waited longest to be asked of a person (another was under way), or None."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM check_ins WHERE person_id = :person AND state = 'planned' AND planned_for <= :now"
        " AND expires_at > :now ORDER BY planned_for, id LIMIT 1",
        person=person,
        now=to_ms(now),
    )
    return None if row is None else _check_in(row)


def mark_asked(tx: Tx, check_in: CheckInId, now: datetime) -> bool:
    """Note that a planned check-in is asked now; False when it was, is over, or another is under way."""
    return _changed(
        tx,
        "UPDATE check_ins SET state = 'asked', asked_at = :now, turn = turn + 1 WHERE id = :id AND state = 'planned'"
        " AND NOT EXISTS (SELECT 1 FROM check_ins o WHERE o.person_id = check_ins.person_id"
        " AND o.state IN ('asked', 'open'))",
        check_in,
        now,
    )


def set_times(tx: Tx, check_in: CheckInId, *, remind_at: datetime | None, expires_at: datetime) -> None:
    """Keep when somebody is to be reminded of a check-in (None: not at all), and when it is let go."""
    tx.run(
        "UPDATE check_ins SET remind_at = :remind_at, expires_at = :expires_at WHERE id = :id",
        id=check_in,
        remind_at=None if remind_at is None else to_ms(remind_at),
        expires_at=to_ms(expires_at),
    )


def turn_to(tx: Tx, check_in: CheckIn, page: str, now: datetime) -> CheckIn:
    """Turn to another page of a check-in under way and return it as it is now; its first question begins it."""
    row = tx.one(
        "UPDATE check_ins SET at_page = :page, turn = turn + 1,"
        " state = CASE WHEN :page = '' THEN state ELSE 'open' END,"
        " opened_at = CASE WHEN :page = '' THEN opened_at ELSE COALESCE(opened_at, :now) END"
        f" WHERE id = :id RETURNING {_COLUMNS}",
        id=check_in.id,
        page=page,
        now=to_ms(now),
    )
    assert row is not None
    return _check_in(row)


def move_to(tx: Tx, check_in: CheckIn, chat_id: int, bubble: int | None) -> None:
    """Note which bubble shows a check-in from now on; None while that is not known yet."""
    tx.run(
        "UPDATE check_ins SET bubble_chat_id = :chat, bubble = :bubble WHERE id = :id",
        id=check_in.id,
        chat=None if bubble is None else chat_id,
        bubble=bubble,
    )


def show_words(tx: Tx, check_in: CheckIn, *, to_coordinator: bool, to_mentor: bool) -> None:
    """Keep who may read the answers in the person's own words."""
    tx.run(
        "UPDATE check_ins SET shows_words_to_coordinator = :coordinator, shows_words_to_mentor = :mentor"
        " WHERE id = :id",
        id=check_in.id,
        coordinator=int(to_coordinator),
        mentor=int(to_mentor),
    )


def note_reminded(tx: Tx, check_in: CheckInId, now: datetime) -> bool:
    """Note that somebody is reminded of a check-in; False when they were before, or it is not under way."""
    return _changed(
        tx,
        "UPDATE check_ins SET reminded_at = :now WHERE id = :id AND reminded_at IS NULL AND state IN ('asked', 'open')",
        check_in,
        now,
    )


def close(tx: Tx, check_in: CheckInId, now: datetime) -> bool:
    """Note that a check-in is handed in; False when it was not under way."""
    return _end(tx, check_in, CheckInState.CLOSED, (CheckInState.ASKED, CheckInState.OPEN), now)


def expire(tx: Tx, check_in: CheckInId, now: datetime) -> bool:
    """Note that a check-in was not handed in in time; False when it has ended before."""
    before = (CheckInState.PLANNED, CheckInState.ASKED, CheckInState.OPEN)
    return _end(tx, check_in, CheckInState.EXPIRED, before, now)


def cancel(tx: Tx, check_in: CheckInId, now: datetime) -> bool:
    """Note that a check-in is not to be asked any more (the pair has closed); False when it has ended before."""
    before = (CheckInState.PLANNED, CheckInState.ASKED, CheckInState.OPEN)
    return _end(tx, check_in, CheckInState.CANCELLED, before, now)


def page(
    tx: Tx,
    programme: ProgrammeId,
    *,
    person: PersonId | None = None,
    pair: PairId | None = None,
    key: str | None = None,
    states: Collection[CheckInState] = (),
    after: int = 0,
    limit: int = 100,
) -> list[CheckIn]:
    """Return check-ins of a programme whose id is greater than `after`, oldest first; the rest narrows them down."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM check_ins WHERE programme_id = :programme AND id > :after"
        + (" AND person_id = :person" if person is not None else "")
        + (" AND pair_id = :pair" if pair is not None else "")
        + (" AND questionnaire_key = :key" if key is not None else "")
        + (f" AND state IN ({_quoted(states)})" if states else "")
        + " ORDER BY id LIMIT :limit",
        programme=programme,
        person=person,
        pair=pair,
        key=key,
        after=after,
        limit=limit,
    )
    return [_check_in(row) for row in rows]


def ended_before(tx: Tx, check_in: CheckIn, *, limit: int) -> list[CheckIn]:
    """Return the person's earlier check-ins of the same questionnaire and pair that ended, the newest first.

    Those that were called off are left out.
    """
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM check_ins WHERE person_id = :person AND questionnaire_key = :key"
        " AND COALESCE(pair_id, 0) = :pair AND state IN ('closed', 'expired')"
        " AND (planned_for < :planned_for OR planned_for = :planned_for AND id < :id)"
        " ORDER BY planned_for DESC, id DESC LIMIT :limit",
        person=check_in.person_id,
        key=check_in.questionnaire_key,
        pair=check_in.pair_id or 0,
        planned_for=to_ms(check_in.planned_for),
        id=check_in.id,
        limit=limit,
    )
    return [_check_in(row) for row in rows]


def _end(tx: Tx, check_in: CheckInId, state: CheckInState, before: Collection[CheckInState], now: datetime) -> bool:
    return _changed(
        tx,
        f"UPDATE check_ins SET state = '{state.value}', ended_at = :now, turn = turn + 1"
        f" WHERE id = :id AND state IN ({_quoted(before)})",
        check_in,
        now,
    )


def _quoted(states: Collection[CheckInState]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


def _changed(tx: Tx, sql: str, check_in: CheckInId, now: datetime) -> bool:
    return tx.run(sql, id=check_in, now=to_ms(now)) == 1


def _check_in(row: Row) -> CheckIn:
    return CheckIn(
        id=CheckInId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        person_id=PersonId(row["person_id"]),
        pair_id=None if row["pair_id"] is None else PairId(row["pair_id"]),
        version_id=row["questionnaire_version_id"],
        questionnaire_key=row["questionnaire_key"],
        occurrence=row["occurrence"],
        cause=Cause(row["cause"]),
        state=CheckInState(row["state"]),
        planned_for=from_ms(row["planned_for"]),
        expires_at=from_ms(row["expires_at"]),
        asked_at=from_ms_or_none(row["asked_at"]),
        opened_at=from_ms_or_none(row["opened_at"]),
        remind_at=from_ms_or_none(row["remind_at"]),
        reminded_at=from_ms_or_none(row["reminded_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
        at_page=row["at_page"],
        turn=row["turn"],
        bubble_chat_id=row["bubble_chat_id"],
        bubble=row["bubble"],
        shows_words_to_coordinator=bool(row["shows_words_to_coordinator"]),
        shows_words_to_mentor=bool(row["shows_words_to_mentor"]),
    )
