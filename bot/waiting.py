"""What waits for somebody: the first thing that their menu shows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.agreement.pages import open_data
from bot.agreement.table import may_negotiate
from bot.case_circle import workable
from bot.speech import words_of
from mentoring.agreement.negotiation import AgreementState
from mentoring.cases import CaseState
from mentoring.pairs import PairState
from mentoring.people import Person, Role
from mentoring.relay import may_talk
from storage import agreements, pairs, sessions, tasks, windows
from storage.tx import Tx

_MOST_CASES = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: the label of its button (some 28 characters), and what the button brings back."""

    label: str
    data: str


Waits = Callable[[Tx, Person, datetime], list[Waiting]]
"""What waits for a person of one kind, the most pressing first; empty when it is nothing, or none of theirs."""


def new_cases(tx: Tx, person: Person, _now: datetime) -> list[Waiting]:
    """Cases that nobody has taken yet, for the safeguarding leads."""
    if person.role is not Role.SAFEGUARDING_LEAD:
        return []
    _ = words_of(person)
    found = workable(tx, person, states={CaseState.NEW}, limit=_MOST_CASES)
    label = _.plural("🛟 {count} new case", "🛟 {count} new cases", len(found))
    return [Waiting(label, "menu:cases")] if found else []


def open_tasks(tx: Tx, person: Person, now: datetime) -> list[Waiting]:
    """The staff's tasks."""
    if not person.role.is_staff:
        return []
    _ = words_of(person)
    found = tasks.open_of(tx, person.programme_id, now)
    label = _.plural("📋 {count} thing to look at", "📋 {count} things to look at", len(found))
    return [Waiting(label, "tasks:0")] if found else []


def answers_owed(tx: Tx, person: Person, _now: datetime) -> list[Waiting]:
    """Partners who wait for a word."""
    if person.role.is_staff:
        return []
    _ = words_of(person)
    owed = {window.pair_id for window in windows.owed_by(tx, person.id)}
    return [
        Waiting(_("💬 {name} waits for an answer", name=talk.recipient.display_name), f"menu:pair.{talk.pair.id}")
        for talk in pairs.talks_of(tx, person.id)
        if talk.pair.id in owed and may_talk(talk) is None
    ]


def sessions_proposed(tx: Tx, person: Person, now: datetime) -> list[Waiting]:
    """Sessions that a partner has proposed."""
    if person.role.is_staff:
        return []
    _ = words_of(person)
    found = []
    for talk in pairs.talks_of(tx, person.id):
        if may_talk(talk) is not None:
            continue
        for session in sessions.coming(tx, talk.pair.id, now):
            proposal = sessions.open_proposal(tx, session.id)
            if proposal is not None and proposal.by != person.id:
                label = _("📅 {name} wants to meet", name=talk.recipient.display_name)
                found.append(Waiting(label, f"session:show.{session.id}"))
    return found


def agreements_waiting(tx: Tx, person: Person, _now: datetime) -> list[Waiting]:
    """Agreements in which it is this person's move, or which lack their signature."""
    if person.role.is_staff:
        return []
    _ = words_of(person)
    found = []
    for talk in pairs.talks_of(tx, person.id):
        agreement = None if talk.pair.state is PairState.CLOSED else agreements.open_of(tx, talk.pair.id)
        if agreement is None or not may_negotiate(talk):
            continue
        if agreement.state is AgreementState.AGREED:
            signed = {signature.person_id for signature in agreements.signatures_of(tx, agreement.id)}
            if person.id not in signed:
                found.append(Waiting(_("✍️ Sign your agreement"), open_data(talk.pair.id)))
        elif agreement.turn == person.id:
            found.append(Waiting(_("🤝 Go on with your agreement"), open_data(talk.pair.id)))
    return found
