"""Whether a message may pass to the partner now, later, or not at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from mentoring.citations import Citation, Source
from mentoring.hours import Agreed, answer_time
from mentoring.kinds import RELAYED_KINDS, Kind
from mentoring.open_hours import NeverOpen, OpenHours
from mentoring.pairs import Pair, PairState
from mentoring.people import Person, PersonId, Role
from mentoring.programmes import Rules
from mentoring.refusals import Refusal
from mentoring.safety import Contacts, Stance, Verdict

MessageId = NewType("MessageId", int)


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything that decides about one message: who wrote it, to whom, and under which rules.

    `reach` is when ordinary messages reach the recipient, where they live, under the programme and the agreement.
    `agreed` is None before the pair has signed. `recipient_waits` is true while messages are held for the recipient:
    what is written now must not overtake them. `recipient_hears_nothing` is true while they have asked not to hear of
    the sender, who is not to notice.

    What a message ends or begins: `sender_is_asked` is true while something of the bot's may wait for words of the
    sender's, `sender_owes` while the recipient waits for an answer of theirs; `last_word_at` is when either last wrote
    something that was not refused, nor failed, nor was taken back (None for never); `silence_is_noticed` is true while
    the staff are asked to look at the pair's silence.
    """

    pair: Pair
    sender: Person
    recipient: Person
    rules: Rules
    rules_version: int
    reach: OpenHours
    agreed: Agreed | None = None
    recipient_waits: bool = False
    recipient_hears_nothing: bool = False
    sender_is_asked: bool = False
    sender_owes: bool = False
    last_word_at: datetime | None = None
    silence_is_noticed: bool = False

    @property
    def answer_time(self) -> timedelta | None:
        """How much open time an answer may take in this pair; None for no limit."""
        return answer_time(self.rules, self.agreed)

    @property
    def mentee(self) -> Person:
        """The younger one of the two."""
        return self.sender if self.sender.role is Role.MENTEE else self.recipient


@dataclass(frozen=True, slots=True)
class Deliver:
    """Pass it on now. `cited` is the rule that would have held it."""

    cited: Citation


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep it for time; pass it on at `until` (aware, UTC) if the rules then still say so."""

    until: datetime
    cited: Citation


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not pass it on, and tell the writer why."""

    why: Refusal
    cited: Citation


class Keeper(StrEnum):
    """Who lets a withheld message go: one of the staff, or the recipient, who wants to hear nothing for now."""

    STAFF = "staff"
    RECIPIENT = "recipient"


@dataclass(frozen=True, slots=True)
class Withhold:
    """Keep it from the recipient until somebody lets it go, whatever the hour.

    When `cited` is not about safety, the writer is not to notice: it seems delivered, or held until `until`.
    """

    keeper: Keeper
    cited: Citation
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Give it back to its writer, who may change it: it holds what stays private here."""

    cited: Citation


@dataclass(frozen=True, slots=True)
class KindNotRelayed(Refusal):
    """Messages of this kind are not passed on."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class KindNotAllowed(Refusal):
    """Messages of this kind could be passed on, but the programme does not want it."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class PairNotActive(Refusal):
    """The pair has not begun, rests, or has ended."""

    state: PairState


@dataclass(frozen=True, slots=True)
class PartnerNotJoined(Refusal):
    """The other one has not opened their invite yet."""

    partner: PersonId


@dataclass(frozen=True, slots=True)
class ConsentMissing(Refusal):
    """The mentee's carer has not consented, and this programme asks for it."""

    mentee: PersonId


Decision = Deliver | Hold | Withhold | GiveBack | Refuse


def may_talk(talk: Talk) -> Refusal | None:
    """Return why nothing passes between these two at all, or None when they may talk (now or later)."""
    if talk.pair.state not in (PairState.ACTIVE, PairState.CLOSING):
        return PairNotActive(talk.pair.state)
    if talk.rules.carer_consent_required and not talk.mentee.has_carer_consent:
        return ConsentMissing(talk.mentee.id)
    if not talk.recipient.has_joined:
        return PartnerNotJoined(talk.recipient.id)
    return None


def decide_relay(talk: Talk, kind: Kind, now: datetime, verdict: Verdict | None = None) -> Decision:
    """Return what happens to a message of `kind` written in `talk`, at `now` (aware), and by which rule.

    Safety comes first: `verdict` is what was made of it, None when nothing was noticed (or somebody of the staff lets
    it go). Then the reasons are tried from the ones that last to the ones that pass: a message that will never be
    relayed is refused at once rather than held first.
    """
    if verdict is not None and verdict.withholds and verdict.stance is not Stance.SIGNS:
        return Withhold(Keeper.STAFF, Citation(Source.SAFETY, verdict.stance))
    decision = _by_time(talk, kind, now)
    if isinstance(decision, Refuse) or (verdict is None and not talk.recipient_hears_nothing):
        return decision
    until = decision.until if isinstance(decision, Hold) else None
    if verdict is not None and verdict.withholds:
        return Withhold(Keeper.STAFF, decision.cited, until)
    if verdict is not None and verdict.contacts is Contacts.HOLD:
        return GiveBack(Citation(Source.SAFETY, verdict.stance))
    if talk.recipient_hears_nothing:
        return Withhold(Keeper.RECIPIENT, decision.cited, until)
    return decision


def _by_time(talk: Talk, kind: Kind, now: datetime) -> Deliver | Hold | Refuse:
    if kind not in RELAYED_KINDS:
        return Refuse(KindNotRelayed(kind), _by_rules(talk, "allowed_kinds"))
    if kind not in talk.rules.allowed_kinds:
        return Refuse(KindNotAllowed(kind), _by_rules(talk, "allowed_kinds"))
    refusal = may_talk(talk)
    if refusal is not None:
        return Refuse(refusal, _why_not(talk, refusal))
    try:
        opens, closed = talk.reach.opening_after(now)
    except NeverOpen as error:
        # Rules and agreement together can leave nothing open, or days off without an end. It is kept, and decided again
        # whenever one of them changes.
        return Hold(error.searched_until, _by_hours(talk))
    if closed is None:
        return Deliver(_by_hours(talk))
    match closed.source:
        case Source.AGREEMENT if talk.agreed is not None:
            version = talk.agreed.version
        case _:
            version = talk.rules_version
    return Hold(opens, Citation(closed.source, closed.clause, version))


def _by_rules(talk: Talk, clause: str) -> Citation:
    return Citation(Source.PROGRAMME, clause, talk.rules_version)


def _by_hours(talk: Talk) -> Citation:
    """Return the citation of the hours that hold for the pair: the agreement's, once it adds to the programme's."""
    if talk.reach.agreed is not None and talk.agreed is not None:
        return Citation(Source.AGREEMENT, "messaging", talk.agreed.version)
    return _by_rules(talk, "quiet_hours")


def _why_not(talk: Talk, refusal: Refusal) -> Citation:
    match refusal:
        case PairNotActive(state):
            return Citation(Source.PAIR, state)
        case PartnerNotJoined():
            return Citation(Source.PERSON, "joined")
        case _:
            return _by_rules(talk, "carer_consent_required")
