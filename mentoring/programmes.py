"""A programme: one organisation's mentoring scheme, and the rules its coordinator sets for everybody in it."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from mentoring.people import ProgrammeId
from mentoring.quiet_hours import QuietBlock, QuietHours, quiet_hours


@dataclass(frozen=True, slots=True)
class Rules:
    """What the coordinator sets. Pairs move only within it.

    `carer_consent_required`: a mentee's messages, and messages to a mentee, wait for a carer's recorded consent.
    """

    quiet_blocks: tuple[QuietBlock, ...] = ()
    carer_consent_required: bool = True


@dataclass(frozen=True, slots=True)
class Programme:
    """One scheme.

    `language` is what its members read until they choose their own; `staff_chat_id` is the staff group, None until
    a coordinator has brought the bot into one.
    """

    id: ProgrammeId
    name: str
    zone: ZoneInfo
    language: str
    rules: Rules
    staff_chat_id: int | None = None

    @property
    def quiet_hours(self) -> QuietHours:
        """The programme's quiet hours in its own zone."""
        return quiet_hours(self.zone, self.rules.quiet_blocks)
