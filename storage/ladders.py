"""Cases that nobody has taken yet: how far each has climbed. The row is gone as soon as somebody says they have it."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.cases import CaseId
from mentoring.people import ProgrammeId
from mentoring.safeguarding.findings import Severity
from storage import due
from storage.times import from_ms, to_ms
from storage.tx import Tx

CASE_CLIMBS = "case_climbs"
"""The kind of due row that calls who is next; its subject is the case's id."""


@dataclass(frozen=True, slots=True)
class Climb:
    """Where a case stands on its ladder: that of `severity`, begun then, and the rung (0 is the first) to call next."""

    case_id: CaseId
    severity: Severity
    begun_at: datetime
    rung: int


def begin(tx: Tx, case: CaseId, severity: Severity, now: datetime) -> None:
    """Let a case climb from the first rung: it is new, or graver than it was."""
    tx.run(
        "INSERT INTO ladders (case_id, severity, begun_at, rung) VALUES (:case, :severity, :now, 0)"
        " ON CONFLICT (case_id) DO UPDATE SET severity = excluded.severity, begun_at = excluded.begun_at, rung = 0",
        case=case,
        severity=int(severity),
        now=to_ms(now),
    )
    wake(tx, Climb(case, severity, now, 0), now)


def of_case(tx: Tx, case: CaseId) -> Climb | None:
    """Return where a case stands; None when it does not climb: somebody has it, or it is none that pages anybody."""
    row = tx.one("SELECT severity, begun_at, rung FROM ladders WHERE case_id = :case", case=case)
    return None if row is None else Climb(case, Severity(row["severity"]), from_ms(row["begun_at"]), row["rung"])


def standing_in(tx: Tx, programme: ProgrammeId, severity: Severity) -> list[Climb]:
    """Return the cases of a programme that climb the ladder of a severity, the oldest first."""
    rows = tx.all(
        "SELECT l.case_id, l.begun_at, l.rung FROM ladders l JOIN cases c ON c.id = l.case_id"
        " WHERE c.programme_id = :programme AND l.severity = :severity ORDER BY l.case_id",
        programme=programme,
        severity=int(severity),
    )
    return [Climb(CaseId(row["case_id"]), severity, from_ms(row["begun_at"]), row["rung"]) for row in rows]


def climb(tx: Tx, case: CaseId, rung: int) -> None:
    """Note which rung is to be called next."""
    tx.run("UPDATE ladders SET rung = :rung WHERE case_id = :case", case=case, rung=rung)


def stop(tx: Tx, case: CaseId) -> bool:
    """Let a case climb no further; False when it did not."""
    return tx.run("DELETE FROM ladders WHERE case_id = :case", case=case) == 1


def wake(tx: Tx, climb: Climb, due_at: datetime) -> None:
    """Plan when the next rung is called, once for each."""
    occurrence = f"{CASE_CLIMBS}:{climb.case_id}:{climb.severity.word}:{to_ms(climb.begun_at)}:{climb.rung}"
    due.add(tx, kind=CASE_CLIMBS, subject=climb.case_id, occurrence=occurrence, due_at=due_at)
