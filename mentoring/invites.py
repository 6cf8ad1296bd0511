"""Invites: a one-time link by which one person joins. Only a hash of the code is ever kept."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from mentoring.people import PersonId
from mentoring.refusals import Refusal

InviteId = NewType("InviteId", int)

LIFETIME = timedelta(days=14)
"""How long an invite may be used: long enough for a school's paper round, short enough for a lost letter."""

_CODE_BYTES = 15  # 24 characters; Telegram allows 64 in a start link


@dataclass(frozen=True, slots=True)
class Invite:
    """One invite. `used_at` and `revoked_at` are None until that happened; all times aware, UTC."""

    id: InviteId
    person_id: PersonId
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class InviteUnknown(Refusal):
    """No invite has this code."""


@dataclass(frozen=True, slots=True)
class InviteUsed(Refusal):
    """Somebody has joined with this code already."""


@dataclass(frozen=True, slots=True)
class InviteExpired(Refusal):
    """The code was good once: its time is over, or a newer one took its place."""


def code_from(randomness: bytes) -> str:
    """Return the code that these random bytes spell: 24 characters of a–z and 2–7, easy to read aloud.

    Raises ValueError when there are fewer than 15 bytes (120 bits: beyond guessing).
    """
    if len(randomness) < _CODE_BYTES:
        raise ValueError("an invite code needs 15 random bytes")
    return base64.b32encode(randomness[:_CODE_BYTES]).decode("ascii").lower()


def hash_of(code: str) -> str:
    """Return the SHA-256 of a code, in hex, as it is kept. Case and surrounding spaces do not count.

    A plain hash is enough: 120 random bits cannot be guessed from it, unlike a password.
    """
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def use(invite: Invite | None, now: datetime) -> Invite | Refusal:
    """Return the invite when it may be used at `now`, else why not. A code that nobody made is None."""
    if invite is None:
        return InviteUnknown()
    if invite.used_at is not None:
        return InviteUsed()
    if invite.revoked_at is not None or invite.expires_at <= now:
        return InviteExpired()
    return invite
