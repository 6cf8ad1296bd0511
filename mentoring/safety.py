"""What is done about what was noticed in a message: how it is taken, whether it passes, whether a case is opened.

Source: specification, safeguarding, 5.3, 6 and 6.1. The defaults are those of 6.1; a programme may set others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mentoring.people import Role
from mentoring.safeguarding.findings import Category, Severity
from mentoring.safeguarding.severity import raised_for_repetition

MEDIUMS_COUNT_FOR = timedelta(days=7)
CONTACTS_COUNT_FOR = timedelta(days=14)
CONTACTS_THAT_MAKE_A_CASE = 3
"""The third time within `CONTACTS_COUNT_FOR` that somebody writes contact details, the lead hears of it."""


class Stance(StrEnum):
    """How a message is taken, which decides what becomes of it and what its writer reads.

    `own_safety` somebody may be in danger; `against` it may hurt the other one; `signs` of grooming, of which nobody in
    the pair may get a hint; `contact` details that stay private; `unseen` what could not be looked at; `noted` nothing
    to act on.
    """

    OWN_SAFETY = "own_safety"
    AGAINST = "against"
    SIGNS = "signs"
    CONTACT = "contact"
    UNSEEN = "unseen"
    NOTED = "noted"


class Passing(StrEnum):
    """What a programme does with messages that give reason for concern."""

    WITHHOLD = "withhold"
    DELIVER = "deliver"


class Contacts(StrEnum):
    """What a programme does with contact details: pass them on, with a warning, blotted out, or give them back."""

    ALLOW = "allow"
    WARN = "warn"
    MASK = "mask"
    HOLD = "hold"


@dataclass(frozen=True, slots=True)
class SafetyPolicy:
    """A programme's choices. Signs of grooming are always withheld: there is no choice in that."""

    own_safety: Passing = Passing.WITHHOLD
    against_other: Passing = Passing.WITHHOLD
    contact_details: Contacts = Contacts.HOLD


@dataclass(frozen=True, slots=True)
class Before:
    """What came up before: medium concerns of the pair in seven days, contact details of the writer in fourteen."""

    mediums: int = 0
    contacts: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done about one message.

    `severity` is that of the case when `opens_case`. `withholds`: not passed on until somebody of the staff says so.
    `contacts` says what happens to contact details, None when it is not about those (alone).
    """

    stance: Stance
    severity: Severity
    withholds: bool = False
    contacts: Contacts | None = None

    @property
    def opens_case(self) -> bool:
        """Whether it opens a case, or joins the one that is open."""
        return self.severity >= Severity.MEDIUM

    @property
    def shows_help(self) -> bool:
        """Whether its writer is shown where help is, at once."""
        return self.stance is Stance.OWN_SAFETY

    @property
    def tells_partner(self) -> bool:
        """Whether the mentor is told that an adult helps: not for every word that may mean something."""
        return self.withholds and self.shows_help and self.severity.pages


NOT_LOOKED_AT = Verdict(Stance.UNSEEN, Severity.MEDIUM, withholds=True)
"""What is done about a message that could not be looked at."""

_OWN_SAFETY = frozenset(
    {
        Category.SELF_HARM,
        Category.ABUSE,
        Category.EATING,
        Category.RUNNING_AWAY,
        Category.SUBSTANCES,
        Category.SEXUAL,
        Category.EXTORTION,
        Category.GROOMING,
    }
)
"""What a mentee writes of these is taken as telling: of what was done to them as well as of what they may do."""

_AGAINST_WHEN_MENTOR = frozenset({Category.SEXUAL, Category.EXTORTION, Category.GROOMING})
"""What an older one writes of these to a younger one is taken as done."""


def judge(
    policy: SafetyPolicy,
    seen: Mapping[Category, Severity],
    written_by: Role | None,
    before: Before,
    *,
    is_secretive: bool = False,
) -> Verdict:
    """Return what is done about a message in which this was seen (never empty; NONE counts as not seen).

    `is_secretive`: it also asks for secrecy. `written_by` is None for a stranger.
    """
    grave: dict[Category, Severity] = {
        category: severity
        for category, severity in seen.items()
        if severity >= Severity.MEDIUM and category is not Category.CONTACT_DETAILS
    }
    if not grave:
        contact = seen.get(Category.CONTACT_DETAILS, Severity.NONE)
        if contact is Severity.NONE:
            return Verdict(Stance.NOTED, max(seen.values(), default=Severity.NONE))
        return _judge_contact(policy, contact, before, is_secretive=is_secretive)
    severity = raised_for_repetition(
        max(*grave.values(), seen.get(Category.CONTACT_DETAILS, Severity.NONE)), before.mediums
    )
    stance = _stance(grave, written_by)
    passing = {Stance.OWN_SAFETY: policy.own_safety, Stance.AGAINST: policy.against_other}.get(stance)
    return Verdict(stance, severity, withholds=passing is not Passing.DELIVER)


def _stance(grave: Mapping[Category, Severity], written_by: Role | None) -> Stance:
    if written_by is Role.MENTOR and not grave.keys().isdisjoint(_AGAINST_WHEN_MENTOR):
        return Stance.SIGNS if Category.GROOMING in grave else Stance.AGAINST
    worst = max(grave.values())
    gravest = {category for category, severity in grave.items() if severity is worst}
    return Stance.AGAINST if gravest.isdisjoint(_OWN_SAFETY) else Stance.OWN_SAFETY


def _judge_contact(policy: SafetyPolicy, contact: Severity, before: Before, *, is_secretive: bool) -> Verdict:
    severity = min(contact, Severity.LOW) if contact < Severity.HIGH else contact
    if before.contacts + 1 >= CONTACTS_THAT_MAKE_A_CASE:
        severity = max(severity, Severity.MEDIUM)
    if is_secretive:
        severity = max(severity, Severity.HIGH)
    # What somebody is called for is not let through, whatever the programme says of ordinary numbers.
    contacts = Contacts.HOLD if severity.pages else policy.contact_details
    return Verdict(Stance.CONTACT, severity, contacts=contacts)
