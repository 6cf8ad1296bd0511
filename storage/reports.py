"""Reports: what somebody is worried about, as far as they have said it; the words are in the case's record alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from mentoring.cases import CaseId
from mentoring.pairs import PairId
from mentoring.people import PersonId
from storage.times import to_ms
from storage.tx import Tx

ReportId = NewType("ReportId", int)


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `about`, `what` and `urgency` are None until said; `case_id` is None until it was sent."""

    id: ReportId
    person_id: PersonId
    pair_id: PairId | None
    case_id: CaseId | None
    about: str | None
    what: str | None
    urgency: str | None


def begin(tx: Tx, person: PersonId, now: datetime) -> ReportId:
    """Begin a report and return its id."""
    return ReportId(
        tx.insert(
            "INSERT INTO reports (person_id, begun_at) VALUES (:person, :now) RETURNING id",
            person=person,
            now=to_ms(now),
        )
    )


def get(tx: Tx, report: ReportId) -> Report | None:
    """Return a report, or None when there is none with that id."""
    row = tx.one("SELECT id, person_id, pair_id, case_id, about, what, urgency FROM reports WHERE id = :id", id=report)
    if row is None:
        return None
    return Report(
        id=ReportId(row["id"]),
        person_id=PersonId(row["person_id"]),
        pair_id=None if row["pair_id"] is None else PairId(row["pair_id"]),
        case_id=None if row["case_id"] is None else CaseId(row["case_id"]),
        about=row["about"],
        what=row["what"],
        urgency=row["urgency"],
    )


def say_about(tx: Tx, report: ReportId, about: str, pair: PairId | None) -> None:
    """Note whom it is about; `pair` is the pair that this concerns, if any."""
    tx.run("UPDATE reports SET about = :about, pair_id = :pair WHERE id = :id", id=report, about=about, pair=pair)


def say_what(tx: Tx, report: ReportId, what: str) -> None:
    """Note what it is about."""
    tx.run("UPDATE reports SET what = :what WHERE id = :id", id=report, what=what)


def send(tx: Tx, report: ReportId, urgency: str, case: CaseId, now: datetime) -> bool:
    """Note how urgent it is and the case that it is part of; False when it was sent before."""
    changed = tx.run(
        "UPDATE reports SET urgency = :urgency, case_id = :case, sent_at = :now WHERE id = :id AND sent_at IS NULL",
        id=report,
        urgency=urgency,
        case=case,
        now=to_ms(now),
    )
    return changed == 1
