"""Cases that one person wants closed and that need a second one for it."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.cases import CaseId
from mentoring.closing import Closing, Outcome, Reason, Verdict
from mentoring.people import PersonId
from storage.times import from_ms, to_ms
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class ClosingAsked:
    """A wish to close a case: whose, how, and since when."""

    case_id: CaseId
    person_id: PersonId
    closing: Closing
    asked_at: datetime


def ask(tx: Tx, case: CaseId, person: PersonId, closing: Closing, now: datetime) -> None:
    """Note that somebody wants a case closed, in place of what was wanted before."""
    tx.run(
        "INSERT INTO closings (case_id, person_id, outcome, verdict, reason, asked_at)"
        " VALUES (:case, :person, :outcome, :verdict, :reason, :now) ON CONFLICT (case_id) DO UPDATE SET"
        " person_id = excluded.person_id, outcome = excluded.outcome, verdict = excluded.verdict,"
        " reason = excluded.reason, asked_at = excluded.asked_at",
        case=case,
        person=person,
        outcome=closing.outcome.value,
        verdict=closing.verdict.value,
        reason=None if closing.reason is None else closing.reason.value,
        now=to_ms(now),
    )


def of_case(tx: Tx, case: CaseId) -> ClosingAsked | None:
    """Return how somebody wants a case closed, or None."""
    row = tx.one("SELECT person_id, outcome, verdict, reason, asked_at FROM closings WHERE case_id = :case", case=case)
    if row is None:
        return None
    reason = None if row["reason"] is None else Reason(row["reason"])
    closing = Closing(Outcome(row["outcome"]), Verdict(row["verdict"]), reason)
    return ClosingAsked(case, PersonId(row["person_id"]), closing, from_ms(row["asked_at"]))


def drop(tx: Tx, case: CaseId) -> None:
    """Forget that somebody wants a case closed."""
    tx.run("DELETE FROM closings WHERE case_id = :case", case=case)
