"""Who takes part: a person, the role that says what they may do, and what must be true before they may write."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

ProgrammeId = NewType("ProgrammeId", int)
PersonId = NewType("PersonId", int)

_UTC = ZoneInfo("UTC")

INDUCTION_VERSION = 2
"""The version of the induction text; raised when its meaning changes, so that we know what each person agreed to."""


class Role(StrEnum):
    """What a person is in a programme."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"
    SAFEGUARDING_LEAD = "safeguarding_lead"

    @property
    def is_staff(self) -> bool:
        """Whether this role works for the school rather than being in a pair."""
        return self in (Role.COORDINATOR, Role.SAFEGUARDING_LEAD)


class ConsentKind(StrEnum):
    """Whose consent was recorded: the carer's, or the person's own."""

    CARER = "carer"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Person:
    """Anyone in a programme.

    `chat_id` is None until the person has opened the bot with an invite; `joined_at` is None until they accepted
    the induction. `has_carer_consent` is true while a carer's consent is recorded and not withdrawn. `zone` is where
    they live: their own zone, or the programme's while none is noted for them (`has_own_zone` tells).
    """

    id: PersonId
    programme_id: ProgrammeId
    role: Role
    display_name: str
    language: str
    bot_id: int | None
    chat_id: int | None
    joined_at: datetime | None
    has_carer_consent: bool = False
    zone: ZoneInfo = _UTC
    has_own_zone: bool = False

    @property
    def has_joined(self) -> bool:
        """Whether the person accepted the induction and can be written to."""
        return self.joined_at is not None and self.chat_id is not None
