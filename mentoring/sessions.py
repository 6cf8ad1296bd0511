"""Sessions: planned meetings of a pair, proposed by one, agreed by both, moved or called off, and held."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from mentoring.agreement.choices import frame_of, offered
from mentoring.agreement.clauses import CHOICES, Part
from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.programmes import Rules
from mentoring.refusals import Refusal
from mentoring.wall_time import span_start

SessionId = NewType("SessionId", int)
ProposalId = NewType("ProposalId", int)

LONGEST_LINE = 100
"""Characters of a place in somebody's own words."""

_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(hours=12)
_FARTHEST = timedelta(days=200)
_DAYS_BETWEEN = {"three_a_week": 2, "two_a_week": 3, "every_week": 7, "every_two_weeks": 14}
_A_WEEK = 7


class Place(StrEnum):
    """Where they meet: the agreement's choices, or somewhere in their own words."""

    AT_SCHOOL = "at_school"
    AT_TRAINING = "at_training"
    PUBLIC_PLACE = "public_place"
    ONLINE = "online"
    OTHER = "other"


class SessionState(StrEnum):
    """Where a session stands. `agreed` stays when its time has passed: what became of it, the two report."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What became of a proposal: yes, no, another one in its place, or taken back with the session."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class Happened(StrEnum):
    """What somebody reports of a session whose time has passed."""

    YES = "yes"
    NO = "no"
    MOVED = "moved"


class Prompt(StrEnum):
    """What one of the two is told: around a session, or (`news`) where it stands since the other did something."""

    NEWS = "news"
    DAY_BEFORE = "day_before"
    SOON = "soon"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """When, how long and where. `starts_at` is aware, UTC; `line` says where in their own words, "" for none."""

    starts_at: datetime
    minutes: int
    place: Place
    line: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it is over (UTC)."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Session:
    """One session of a pair: the arrangement that holds (while proposed, the newest proposal's).

    `sequence` counts the times that an agreed arrangement changed, as calendars want it.
    """

    id: SessionId
    pair_id: PairId
    state: SessionState
    arrangement: Arrangement
    sequence: int
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody's proposal for a new session, or to move an agreed one; `answer` is None while there is none yet."""

    id: ProposalId
    session_id: SessionId
    by: PersonId
    arrangement: Arrangement
    made_at: datetime
    answer: Answer | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class InThePast(Refusal):
    """It would begin before now."""


@dataclass(frozen=True, slots=True)
class TooFarAhead(Refusal):
    """It would begin later than anybody plans."""


@dataclass(frozen=True, slots=True)
class OddLength(Refusal):
    """Nobody meets for so few, or so many, minutes."""


@dataclass(frozen=True, slots=True)
class LineMissing(Refusal):
    """A place in their own words has none, or too many."""


@dataclass(frozen=True, slots=True)
class PlaceNotAllowed(Refusal):
    """The programme does not let its pairs meet there."""


@dataclass(frozen=True, slots=True)
class NotOpen(Refusal):
    """The proposal was answered, or the session called off, meanwhile."""


@dataclass(frozen=True, slots=True)
class OwnProposal(Refusal):
    """Nobody agrees with themselves."""


def places_within(rules: Rules) -> tuple[Place, ...]:
    """Return where a programme lets its pairs meet; in their own words only if it leaves them every place."""
    choices = offered(Part.WHERE, frame_of(rules))
    places = tuple(Place(choice) for choice in choices)
    return (*places, Place.OTHER) if set(choices) == set(CHOICES[Part.WHERE]) else places


def cannot_be(arrangement: Arrangement, now: datetime, places: Collection[Place] = tuple(Place)) -> Refusal | None:
    """Return why nobody can propose this at `now`, or None when they can. `places` are those that are allowed."""
    if arrangement.starts_at <= now:
        return InThePast()
    if arrangement.starts_at > now + _FARTHEST:
        return TooFarAhead()
    if not _SHORTEST <= timedelta(minutes=arrangement.minutes) <= _LONGEST:
        return OddLength()
    if len(arrangement.line) > LONGEST_LINE or (arrangement.place is Place.OTHER and not arrangement.line):
        return LineMissing()
    return None if arrangement.place in places else PlaceNotAllowed()


def cannot_answer(session: Session, proposal: Proposal, by: PersonId) -> Refusal | None:
    """Return why somebody of the pair cannot answer a proposal, or None when they can."""
    if proposal.answer is not None or session.state not in (SessionState.PROPOSED, SessionState.AGREED):
        return NotOpen()
    return OwnProposal() if proposal.by == by else None


def cannot_accept(session: Session, proposal: Proposal, by: PersonId, now: datetime) -> Refusal | None:
    """Return why somebody of the pair cannot say yes to a proposal at `now`, or None when they can."""
    refusal = cannot_answer(session, proposal, by)
    if refusal is not None:
        return refusal
    return InThePast() if proposal.arrangement.starts_at <= now else None


def cannot_change(session: Session, now: datetime) -> Refusal | None:
    """Return why a session can be neither moved nor called off at `now`, or None when it can."""
    if session.state not in (SessionState.PROPOSED, SessionState.AGREED):
        return NotOpen()
    return InThePast() if session.arrangement.ends_at <= now else None


def prompts(arrangement: Arrangement, agreed_at: datetime) -> list[tuple[Prompt, datetime]]:
    """Return what is to be said around a session and when (UTC); a reminder only if it lies after the agreement.

    These are the moments meant. Whoever has quiet hours then hears it when they are over, or, of a reminder that would
    come after the beginning, not at all.
    """
    wanted = (
        (Prompt.DAY_BEFORE, arrangement.starts_at - timedelta(days=1)),
        (Prompt.SOON, arrangement.starts_at - timedelta(hours=2)),
        (Prompt.AFTER, arrangement.ends_at),
    )
    return [(prompt, moment) for prompt, moment in wanted if moment > agreed_at]


def next_by_cadence(arrangement: Arrangement, often: str | None, zone: ZoneInfo, now: datetime) -> Arrangement:
    """Return the session that follows one by the agreement's cadence: the same hour on the wall in `zone`, later on.

    `often` is the agreement's choice, None for a week. Of what lies before `now` (aware), later ones are tried.
    """
    step = _DAYS_BETWEEN.get(often or "", _A_WEEK)
    local = arrangement.starts_at.astimezone(zone)
    day, starts_at = local.date(), arrangement.starts_at
    while starts_at <= max(now, arrangement.starts_at):
        day += timedelta(days=step)
        starts_at = span_start(day, local.time(), zone)
    return Arrangement(starts_at, arrangement.minutes, arrangement.place, arrangement.line)


def was_held(reports: Iterable[Happened]) -> bool | None:
    """Return whether a session happened, by what the two report: one yes is enough; None while nobody has said."""
    said = set(reports)
    if Happened.YES in said:
        return True
    return False if said else None
