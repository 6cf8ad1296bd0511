"""An agreement takes effect: what the software keeps of it is put where every decision about a message reads it."""

from datetime import datetime

from bot.changed_hours import follow_changed_hours
from mentoring.agreement.negotiation import Act, AgreementState, Step
from storage import agreements, audit
from storage.agreements import Agreement
from storage.tx import Tx

AGREEMENT_STARTS = "agreement_starts"
"""The kind of due row by which a signed version takes effect at its stated time; its subject is the agreement's id."""


def put_in_force(tx: Tx, agreement: Agreement, now: datetime) -> bool:
    """Let a signed version hold from now on, in place of the one before; False when it does already.

    What is held for either is decided again under the new version: messages follow what is in force at their release.
    """
    negotiation = agreements.negotiation_of(tx, agreement)
    terms = agreements.enforceable_of(tx, agreement.id)
    if negotiation.state is not AgreementState.SIGNED or terms is None:
        return False
    before = agreements.in_force(tx, agreement.pair_id)
    if before is not None:
        agreements.take(tx, before, agreements.negotiation_of(tx, before), Step(Act.SUPERSEDED, now))
    if agreements.take(tx, agreement, negotiation, Step(Act.TOOK_EFFECT, now)) is None:
        return False
    agreements.hold_from_now(tx, agreement, terms, now)
    audit.add(
        tx,
        actor=audit.SYSTEM,
        did="agreement.took_effect",
        about=f"pair:{agreement.pair_id}",
        at=now,
        agreement=agreement.id,
        version=agreement.number,
    )
    for person in (agreement.mentor_id, agreement.mentee_id):
        follow_changed_hours(tx, person, now)
    return True
