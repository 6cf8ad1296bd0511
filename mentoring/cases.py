"""Cases: what staff work from concerns until closed, and how far one may go from where it stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.refusals import Refusal
from mentoring.safeguarding.findings import Severity

CaseId = NewType("CaseId", int)
ConcernId = NewType("ConcernId", int)


class CaseState(StrEnum):
    """Where a case stands: new → acknowledged → acting ⇄ referred → closed. What comes after that is another case."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    ACTING = "acting"
    REFERRED = "referred"
    CLOSED = "closed"


# Nothing is closed that nobody has looked at; a step may be skipped forwards, never taken back to new.
CASE_TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.NEW: frozenset({CaseState.ACKNOWLEDGED, CaseState.ACTING, CaseState.REFERRED}),
    CaseState.ACKNOWLEDGED: frozenset({CaseState.ACTING, CaseState.REFERRED, CaseState.CLOSED}),
    CaseState.ACTING: frozenset({CaseState.ACKNOWLEDGED, CaseState.REFERRED, CaseState.CLOSED}),
    CaseState.REFERRED: frozenset({CaseState.ACTING, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset(),
}


class CaseKind(StrEnum):
    """What a case is: a real one, one that is only practised, or the one through which the chain tries itself."""

    REAL = "real"
    DRILL = "drill"
    CANARY = "canary"


class ConcernSource(StrEnum):
    """How a concern came up: in something written, by a person, or because something could not be looked at."""

    MESSAGE = "message"
    EDIT = "edit"
    ANSWER = "answer"
    JOURNAL = "journal"
    REPORT = "report"
    HELP = "help"
    UNSEEN = "unseen"


class EventKind(StrEnum):
    """What is written into a case's record. Kinds are added, never renamed: records are kept for years."""

    OPENED = "opened"
    CONCERN = "concern"
    RAISED = "raised"
    NOTE = "note"
    MESSAGE_WITHHELD = "message_withheld"
    MESSAGE_RELEASED = "message_released"
    MESSAGE_EDITED = "message_edited"
    MESSAGE_TAKEN_BACK = "message_taken_back"
    WRITER_TOLD = "writer_told"
    PARTNER_TOLD = "partner_told"
    ALERTED = "alerted"
    ALERT_LOST = "alert_lost"
    STATE = "state"
    READ = "read"
    CALLED = "called"
    CLOSING_ASKED = "closing_asked"
    KEPT_OPEN = "kept_open"
    ABOUT_STAFF = "about_staff"
    KEPT_OUT = "kept_out"
    PAIR_TOLD = "pair_told"
    TELLING_KEPT = "telling_kept"
    CANARY = "canary"


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a programme.

    `pair_id` is None when it is about somebody outside a pair, or nobody knows which; `person_id` who wrote or
    reported what opened it, None for a stranger. `events` counts the events of its record and `head` is the hash of
    the last one: a record that ends earlier has been cut. Moments are aware, UTC; `closed_at` is None until closed.
    `is_about_staff`: it is about somebody who works at the school, so that only the head, or who is called last, works
    it.
    """

    id: CaseId
    programme_id: ProgrammeId
    pair_id: PairId | None
    person_id: PersonId | None
    severity: Severity
    state: CaseState
    opened_at: datetime
    state_since: datetime
    closed_at: datetime | None
    events: int
    head: str
    kind: CaseKind = CaseKind.REAL
    is_about_staff: bool = False

    @property
    def is_open(self) -> bool:
        """Whether further concerns join it."""
        return self.state is not CaseState.CLOSED


@dataclass(frozen=True, slots=True)
class CaseCannotMove(Refusal):
    """A case cannot go from the state it is in to the one asked for."""

    case: CaseId
    state: CaseState
    wanted: CaseState


def move_case(case: Case, wanted: CaseState) -> CaseState | CaseCannotMove:
    """Return `wanted` when the case may go there, else the refusal. Staying where it is counts as allowed."""
    if case.state is wanted or wanted in CASE_TRANSITIONS[case.state]:
        return wanted
    return CaseCannotMove(case.id, case.state, wanted)
