"""The text that both sign: the same bytes whatever language each of them reads.

It is JSON (UTF-8, keys sorted, no white space) that names the pair, the version and every clause by codes, with the
free lines as they were written. Its SHA-256 is what each signature is about; docs/agreement.md says how to check one.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.agreement.clauses import Clause, Part, Term
from mentoring.pairs import PairId
from mentoring.people import Person, ProgrammeId

FORMAT = "interlude-agreement-1"
_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Signable:
    """All that the signed text says.

    `starts_at` (aware) is the stated time from which it counts at the earliest, None for as soon as both have signed;
    `agreed_at` when nothing was left to answer.
    """

    programme_id: ProgrammeId
    programme: str
    pair_id: PairId
    version: int
    mentor: Person
    mentee: Person
    terms: Mapping[Clause, Term]
    agreed_at: datetime
    starts_at: datetime | None = None


def canonical_text(agreement: Signable) -> bytes:
    """Return the bytes that are hashed and signed."""
    fields = {
        "format": FORMAT,
        "programme": {"id": agreement.programme_id, "name": agreement.programme},
        "pair": agreement.pair_id,
        "version": agreement.version,
        "mentor": {"id": agreement.mentor.id, "name": agreement.mentor.display_name},
        "mentee": {"id": agreement.mentee.id, "name": agreement.mentee.display_name},
        "agreed_at": _moment(agreement.agreed_at),
        "starts_at": None if agreement.starts_at is None else _moment(agreement.starts_at),
        "clauses": {
            clause.value: {**{part.value: choice for part, choice in term.choices.items()}, "line": term.line}
            for clause, term in agreement.terms.items()
        },
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(text: bytes) -> str:
    """Return the SHA-256 of a canonical text as 64 hexadecimal digits."""
    return hashlib.sha256(text).hexdigest()


def terms_of(text: bytes) -> dict[Clause, Term]:
    """Return the clauses that a canonical text holds, in their order."""
    kept = json.loads(text)["clauses"]
    return {
        clause: Term(
            {Part(part): choice for part, choice in kept[clause.value].items() if part != "line"},
            kept[clause.value]["line"],
        )
        for clause in Clause
        if clause.value in kept
    }


def starting_moment(choice: str, agreed_at: datetime, zone: ZoneInfo) -> datetime | None:
    """Return the stated time (UTC) that a choice of START means for what is agreed at `agreed_at`; None for at once.

    Days begin at midnight in the programme's `zone`: one moment for both, wherever each of them is. Raises ValueError
    for an unknown choice.
    """
    today = agreed_at.astimezone(zone).date()
    match choice:
        case "at_once":
            return None
        case "tomorrow":
            day = today + timedelta(days=1)
        case "next_monday":
            day = today + timedelta(days=_DAYS_IN_WEEK - today.weekday())
        case _:
            raise ValueError("there is no such start")
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
