"""Changes of the lexicon: proposed, tried, agreed to by a second person where they loosen, live, and revertible."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.people import Person, PersonId, ProgrammeId, Role
from mentoring.refusals import Refusal
from mentoring.safeguarding.change_effect import Effect
from mentoring.safeguarding.overlay import loosens
from mentoring.safeguarding.sources import LexiconRow

ChangeId = NewType("ChangeId", int)


class ChangeState(StrEnum):
    """Where a change stands: trying → waiting → approved → live; or failed, refused, withdrawn on the way.

    *trying*: what it does is being found out. *waiting*: for somebody's yes. *approved*: it goes live within seconds,
    once it was tried on what is in force by then. *failed*: it does not compile, or its own sentences go wrong.
    """

    TRYING = "trying"
    WAITING = "waiting"
    APPROVED = "approved"
    LIVE = "live"
    FAILED = "failed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether it may still become something else by somebody's word."""
        return self in (ChangeState.TRYING, ChangeState.WAITING)


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a change does to one row. None is no row: one that is new before, one that is switched off after.

    `as_shipped`: from then on the row is what Interlude ships, with every update of it; `after` is what that is now.
    """

    row_id: str
    language: str
    before: LexiconRow | None
    after: LexiconRow | None
    as_shipped: bool = False

    @property
    def loosens(self) -> bool:
        """Whether a row that calls somebody at once may find less."""
        return loosens(self.before, self.after)


@dataclass(frozen=True, slots=True)
class LexiconChange:
    """A change of some rows, proposed by somebody of a programme's staff for the whole installation.

    `loosens`: a second person has to agree. `effect` is None until it was tried; `tried_on` is the version that it was
    tried on. `version`, `fingerprint` (what concerns are noted with) and `live_at` are None until it is live. `failure`
    says why it failed. `reverts` is the change that it takes back. Moments are aware, UTC.
    """

    id: ChangeId
    programme_id: ProgrammeId
    state: ChangeState
    proposed_by: PersonId
    proposed_at: datetime
    why: str
    loosens: bool
    rows: tuple[RowChange, ...]
    decided_by: PersonId | None = None
    decided_at: datetime | None = None
    reverts: ChangeId | None = None
    effect: Effect | None = None
    tried_on: int | None = None
    failure: str | None = None
    version: int | None = None
    fingerprint: str | None = None
    live_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NotTheirs(Refusal):
    """Somebody who is not of the programme's staff, or has not joined."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class NeedsLead(Refusal):
    """What loosens a row that calls somebody at once needs a safeguarding lead's yes."""

    change: ChangeId


@dataclass(frozen=True, slots=True)
class NeedsSecond(Refusal):
    """What loosens a row that calls somebody at once needs the yes of somebody who did not propose it."""

    change: ChangeId


@dataclass(frozen=True, slots=True)
class ChangeNotOpen(Refusal):
    """A change as it stands cannot do what was asked."""

    change: ChangeId
    state: ChangeState


def may_propose(person: Person | None, programme: ProgrammeId) -> bool:
    """Return whether somebody may propose changes: staff of the programme, who can be told what becomes of them."""
    return person is not None and person.programme_id == programme and person.role.is_staff and person.has_joined


def may_drop(change: LexiconChange, by: Person) -> bool:
    """Return whether somebody may withdraw or refuse a change that is open: who proposed it, or a lead."""
    if not change.state.is_open or not may_propose(by, change.programme_id):
        return False
    return by.id == change.proposed_by or by.role is Role.SAFEGUARDING_LEAD


def approval_of(change: LexiconChange, by: Person) -> Refusal | None:
    """Return None when a change goes live by this person's yes, else why not."""
    if not may_propose(by, change.programme_id):
        return NotTheirs(by.id)
    if change.state is not ChangeState.WAITING:
        return ChangeNotOpen(change.id, change.state)
    if change.loosens and by.role is not Role.SAFEGUARDING_LEAD:
        return NeedsLead(change.id)
    if change.loosens and by.id == change.proposed_by:
        return NeedsSecond(change.id)
    return None
