"""When each programme's next digest is due, and the day of the last one: never two for one day."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from mentoring.digests import next_digest
from mentoring.people import ProgrammeId
from storage import due
from storage.tx import Tx

DIGEST = "digest"
"""The kind of due row that brings a programme's digest; its subject is the programme's id."""


def plan(tx: Tx, programme: ProgrammeId, *, zone: ZoneInfo, at: time, now: datetime) -> None:
    """Let the next digest be due, at the next `at` (wall time in `zone`) after `now`."""
    day, moment = next_digest(zone, at, now)
    due.add(tx, kind=DIGEST, subject=programme, occurrence=f"{DIGEST}:{programme}:{day}", due_at=moment)


def plan_anew(tx: Tx, programme: ProgrammeId, *, zone: ZoneInfo, at: time, now: datetime) -> None:
    """Let the next digest be due as `plan` does, in place of the one that is due: the zone or the hour has changed."""
    tx.run("DELETE FROM due WHERE kind = :kind AND subject = :programme", kind=DIGEST, programme=programme)
    plan(tx, programme, zone=zone, at=at, now=now)


def last_day(tx: Tx, programme: ProgrammeId) -> date | None:
    """Return the day (local) of the last digest of a programme, or None before the first."""
    row = tx.one("SELECT last_day FROM digests WHERE programme_id = :programme", programme=programme)
    return None if row is None else date.fromisoformat(row["last_day"])


def begin(tx: Tx, programme: ProgrammeId, day: date) -> bool:
    """Note that the digest of `day` (local) is being sent; False when that day, or a later one, has had its own."""
    begun = tx.run(
        "INSERT INTO digests (programme_id, last_day) VALUES (:programme, :day)"
        " ON CONFLICT (programme_id) DO UPDATE SET last_day = :day WHERE digests.last_day < :day",
        programme=programme,
        day=day.isoformat(),
    )
    return begun == 1
