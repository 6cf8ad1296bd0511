"""What the bot has just asked somebody to write: their next words go there, and not to the partner.

One thing at a time, and not for long: who was asked and then writes about something else an hour later means their
partner. `what` names the conversation that asked (with what it needs to go on), `subject` the id of what it is about.
"""

from dataclasses import dataclass
from datetime import datetime

from mentoring.people import PersonId
from storage.times import from_ms, to_ms
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Asked:
    """Something asked of a person, to be answered before `until` (aware, UTC)."""

    what: str
    subject: int
    until: datetime


def ask(tx: Tx, person: PersonId, what: str, subject: int, until: datetime) -> None:
    """Note what a person is asked to write, in place of anything asked before."""
    tx.run(
        "INSERT INTO asked (person_id, what, subject, until) VALUES (:person, :what, :subject, :until)"
        " ON CONFLICT (person_id) DO UPDATE SET what = excluded.what, subject = excluded.subject,"
        " until = excluded.until",
        person=person,
        what=what,
        subject=subject,
        until=to_ms(until),
    )


def of(tx: Tx, person: PersonId, now: datetime) -> Asked | None:
    """Return what a person is asked to write at `now`; None when that is nothing, or its time is over."""
    row = tx.one(
        "SELECT what, subject, until FROM asked WHERE person_id = :person AND until > :now",
        person=person,
        now=to_ms(now),
    )
    return None if row is None else Asked(row["what"], row["subject"], from_ms(row["until"]))


def forget(tx: Tx, person: PersonId) -> None:
    """Note that a person is asked for nothing any more."""
    tx.run("DELETE FROM asked WHERE person_id = :person", person=person)
