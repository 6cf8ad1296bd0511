"""An invite's time is over."""

from datetime import datetime

from mentoring.invites import InviteId
from mentoring.tasks import TaskKind
from storage import audit, invites, people, tasks
from storage.due import Due
from storage.tx import Tx

INVITE_EXPIRED = "invite_expired"
"""The kind of due row that ends an invite; its subject is the invite's id."""


def expire_invite(tx: Tx, due: Due, now: datetime) -> None:
    """Ask the staff to see to somebody who did not open their invite in time; not for one that was used or replaced."""
    invite = invites.get(tx, InviteId(due.subject))
    if invite is None or invite.used_at is not None or invite.revoked_at is not None:
        return
    person = people.get(tx, invite.person_id)
    if person is None:
        return
    audit.add(tx, actor=audit.SYSTEM, did="invite.expired", about=f"person:{person.id}", at=now)
    tasks.open_task(tx, programme=person.programme_id, kind=TaskKind.INVITE_EXPIRED, person=person.id, now=now)
