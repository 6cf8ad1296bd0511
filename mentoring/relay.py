"""Whether a message may pass to the partner now, later, or not at all."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.pairs import Pair, PairState
from mentoring.people import Person, PersonId, Role
from mentoring.quiet_hours import QuietHours
from mentoring.refusals import Refusal

MessageId = NewType("MessageId", int)


class Kind(StrEnum):
    """What a message is. Each arrives as what it was, or is refused with a sentence; never silence."""

    TEXT = "text"
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"
    STICKER = "sticker"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    ANIMATION = "animation"
    AUDIO = "audio"
    CONTACT = "contact"
    LOCATION = "location"
    POLL = "poll"
    DICE = "dice"
    OTHER = "other"


RELAYED_KINDS = frozenset({Kind.TEXT, Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT, Kind.STICKER})
"""What is passed on today. The rest shows a place, a number or a person, or cannot be checked yet."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Everything that decides about one message: who wrote it, to whom, and under which rules.

    `recipient_waits` is true while messages are held for the recipient: what is written now must not overtake them.
    """

    pair: Pair
    sender: Person
    recipient: Person
    quiet_hours: QuietHours
    carer_consent_required: bool
    recipient_waits: bool = False

    @property
    def mentee(self) -> Person:
        """The younger one of the two."""
        return self.sender if self.sender.role is Role.MENTEE else self.recipient


@dataclass(frozen=True, slots=True)
class Deliver:
    """Pass it on now."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep it for time; pass it on at `until` (aware, UTC) if the rules then still say so."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Refuse:
    """Do not pass it on, and tell the writer why."""

    why: Refusal


@dataclass(frozen=True, slots=True)
class KindNotRelayed(Refusal):
    """Messages of this kind are not passed on."""

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


Decision = Deliver | Hold | Refuse


def may_talk(talk: Talk) -> Refusal | None:
    """Return why nothing passes between these two at all, or None when they may talk (now or later)."""
    if talk.pair.state not in (PairState.ACTIVE, PairState.CLOSING):
        return PairNotActive(talk.pair.state)
    if talk.carer_consent_required and not talk.mentee.has_carer_consent:
        return ConsentMissing(talk.mentee.id)
    if not talk.recipient.has_joined:
        return PartnerNotJoined(talk.recipient.id)
    return None


def decide_relay(talk: Talk, kind: Kind, now: datetime) -> Decision:
    """Return what happens to a message of `kind` written in `talk`, at `now` (aware).

    The reasons are tried from the ones that last to the ones that pass: a message that will never be relayed is
    refused at once rather than held first.
    """
    if kind not in RELAYED_KINDS:
        return Refuse(KindNotRelayed(kind))
    refusal = may_talk(talk)
    if refusal is not None:
        return Refuse(refusal)
    opens = talk.quiet_hours.next_open(now)
    return Deliver() if opens <= now else Hold(until=opens)
