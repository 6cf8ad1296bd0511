"""Cases that are to be handed over: a row each until the file is made and sent, so that a crash between loses none."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.cases import CaseId
from mentoring.people import PersonId
from storage.times import to_ms
from storage.tx import Tx

CasePaperId = NewType("CasePaperId", int)

TOPIC = "case_papers"
"""Announced when a paper is to be made."""


class Format(StrEnum):
    """As what a case is handed over: a record that machines check, or pages that people read."""

    JSON = "json"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A file that is to be made: of which case, for whom, as what."""

    id: CasePaperId
    case_id: CaseId
    reader_id: PersonId
    format: Format


def ask(tx: Tx, case: CaseId, reader: PersonId, now: datetime, *, as_: Format = Format.PDF) -> None:
    """Ask for a case as a file; while the same one is on its way, asking again changes nothing."""
    waiting = tx.one(
        "SELECT id FROM case_papers WHERE case_id = :case AND reader_id = :reader AND format = :format"
        " AND made_at IS NULL",
        case=case,
        reader=reader,
        format=as_.value,
    )
    if waiting is None:
        tx.run(
            "INSERT INTO case_papers (case_id, reader_id, format, asked_at) VALUES (:case, :reader, :format, :now)",
            case=case,
            reader=reader,
            format=as_.value,
            now=to_ms(now),
        )
        tx.announce(TOPIC, None)


def unmade(tx: Tx, limit: int) -> list[CasePaper]:
    """Return papers that are still to be made, the longest waiting first, `limit` at most."""
    rows = tx.all(
        "SELECT id, case_id, reader_id, format FROM case_papers WHERE made_at IS NULL ORDER BY id LIMIT :limit",
        limit=limit,
    )
    return [
        CasePaper(CasePaperId(row["id"]), CaseId(row["case_id"]), PersonId(row["reader_id"]), Format(row["format"]))
        for row in rows
    ]


def note_made(tx: Tx, paper: CasePaperId, now: datetime) -> bool:
    """Note that a paper was made, or cannot be any more; False when another process was first."""
    changed = tx.run(
        "UPDATE case_papers SET made_at = :now WHERE id = :id AND made_at IS NULL", id=paper, now=to_ms(now)
    )
    return changed == 1
