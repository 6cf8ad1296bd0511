"""An invite's time is over."""

from datetime import datetime

from bot.speech import tell_staff
from bot.words import deferred
from mentoring.invites import InviteId
from storage import audit, invites, people, programmes
from storage.due import Due
from storage.tx import Tx

INVITE_EXPIRED = "invite_expired"
"""The kind of due row that ends an invite; its subject is the invite's id."""


def expire_invite(tx: Tx, due: Due, now: datetime) -> None:
    """Tell the staff that somebody did not open their invite in time. One that was used or replaced is left alone."""
    invite = invites.get(tx, InviteId(due.subject))
    if invite is None or invite.used_at is not None or invite.revoked_at is not None:
        return
    person = people.get(tx, invite.person_id)
    programme = None if person is None else programmes.get(tx, person.programme_id)
    if person is None or programme is None:
        return
    audit.add(tx, actor=audit.SYSTEM, did="invite.expired", about=f"person:{person.id}", at=now)
    sentence = deferred("{name} has not opened the invite, and it has run out. A new one can be made at any time.")
    tell_staff(tx, programme, sentence, now=now, name=person.display_name)
