"""A programme: one organisation's mentoring scheme, and the rules its coordinator sets for everybody in it."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.agreement.bounds import Bounds
from mentoring.kinds import RELAYED_KINDS, Kind
from mentoring.people import ProgrammeId
from mentoring.quiet_hours import QuietBlock, QuietHours, quiet_hours
from mentoring.safety import Contacts, Passing, SafetyPolicy


@dataclass(frozen=True, slots=True)
class Rules:
    """What the coordinator sets. Pairs move only within it.

    A new rule is a field here (with a default: texts kept before it do not hold it) and one in `admin_api/rules.py`.

    `quiet_blocks` are wall time where the receiver lives. `carer_consent_required`: a mentee's messages, and messages
    to a mentee, wait for a carer's recorded consent. `holiday_country` and `holiday_subdivision` (ISO 3166) say whose
    public holidays count; None for nobody's. `quiet_on_days_off`: messages wait on days off, not only clocks.
    `response_window` is how much open time an answer may take; None for as long as it likes. The coordinator gets a
    task after `lapses_before_task` windows without an answer, and when a pair says nothing for `silent_after_days`
    open days. `digest_at` is when the coordinators' digest comes, in the programme's zone. `allowed_kinds` are what
    pairs may send each other, of what can be relayed at all. `agreement` bounds what pairs agree on.

    `own_safety`, `against_other` and `contact_details` say what becomes of messages that give reason for concern (see
    mentoring/safety.py). `helpline_country` (ISO 3166) says whose child line people are shown; None for that of the
    holidays. `child_line` is the number that the school wants shown instead, None for the country's; who at the school
    has confirmed it, and when, are for the staff. `rota_required`: no pair is activated while the duty rota lacks
    something; the default here is that of programmes older than the rule, new ones begin with it. An unannounced drill
    comes once in `drill_every_days`, None for never; in hours that nobody is on duty only with `drills_at_any_hour`.
    `tells_of_reading`: a pair is told when somebody of the staff has read its words.
    """

    quiet_blocks: tuple[QuietBlock, ...] = ()
    carer_consent_required: bool = True
    holiday_country: str | None = None
    holiday_subdivision: str | None = None
    quiet_on_days_off: bool = False
    response_window: timedelta | None = timedelta(hours=24)
    lapses_before_task: int = 2
    silent_after_days: int = 7
    digest_at: time = time(8)
    allowed_kinds: frozenset[Kind] = RELAYED_KINDS
    agreement: Bounds = field(default_factory=Bounds)
    own_safety: Passing = Passing.WITHHOLD
    against_other: Passing = Passing.WITHHOLD
    contact_details: Contacts = Contacts.HOLD
    helpline_country: str | None = None
    child_line: str | None = None
    child_line_confirmed_by: str | None = None
    child_line_confirmed_on: date | None = None
    rota_required: bool = False
    drill_every_days: int | None = None
    drills_at_any_hour: bool = False
    tells_of_reading: bool = True

    @property
    def safety(self) -> SafetyPolicy:
        """What is done with messages that give reason for concern."""
        return SafetyPolicy(self.own_safety, self.against_other, self.contact_details)


@dataclass(frozen=True, slots=True)
class Programme:
    """One scheme.

    `language` is what its members read until they choose their own; `staff_chat_id` is the staff group, None until
    a coordinator has brought the bot into one. `rules_version` counts how often its rules, zone or calendar changed.
    """

    id: ProgrammeId
    name: str
    zone: ZoneInfo
    language: str
    rules: Rules
    staff_chat_id: int | None = None
    rules_version: int = 1

    @property
    def quiet_hours(self) -> QuietHours:
        """The programme's quiet hours in its own zone."""
        return quiet_hours(self.zone, self.rules.quiet_blocks)
