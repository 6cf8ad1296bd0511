"""What the bot has just asked somebody to write: their next words go there, and not to the partner.

The newest question is the one; those before it stand further up in the chat and still say where the next message goes,
so once it is answered they are in doubt and not forgotten. Not for long: who was asked and then writes about something
else an hour later means their partner. `what` names the conversation that asked (with what it needs to go on),
`subject` the id of what it is about.
"""

from dataclasses import dataclass
from datetime import datetime

from mentoring.people import PersonId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Asked:
    """Something asked of a person, to be answered before `until` (aware, UTC).

    From then to `unsure_until` nobody can say whether a message is the answer: its writer is asked. None: no such time.
    """

    what: str
    subject: int
    until: datetime
    unsure_until: datetime | None = None

    @property
    def flow(self) -> str:
        """The name of the conversation that asked: `what` up to its first dot."""
        return self.what.partition(".")[0]

    @property
    def rest(self) -> str:
        """What that conversation noted behind its name, "" when nothing."""
        return self.what.partition(".")[2]

    def is_sure(self, now: datetime) -> bool:
        """Whether a message written at `now` is the answer."""
        return now < self.until


def ask(
    tx: Tx, person: PersonId, what: str, subject: int, until: datetime, *, unsure_until: datetime | None = None
) -> None:
    """Note what a person is asked to write, in place of what the same conversation asked before.

    What others asked is in doubt from now on (`unsure_until`), or over.
    """
    flow = what.partition(".")[0]
    forget(tx, person, flow)
    forget(tx, person)
    tx.run(
        "INSERT INTO asked (person_id, flow, what, subject, until, unsure_until)"
        " VALUES (:person, :flow, :what, :subject, :until, :unsure_until)",
        person=person,
        flow=flow,
        what=what,
        subject=subject,
        until=to_ms(until),
        unsure_until=None if unsure_until is None else to_ms(unsure_until),
    )


def of(tx: Tx, person: PersonId, now: datetime) -> Asked | None:
    """Return what a person is, perhaps (`Asked.is_sure`), asked to write at `now`; None when that is nothing.

    Of several that are in doubt, the one that was asked last.
    """
    row = tx.one(
        "SELECT what, subject, until, unsure_until FROM asked"
        " WHERE person_id = :person AND COALESCE(unsure_until, until) > :now ORDER BY id DESC LIMIT 1",
        person=person,
        now=to_ms(now),
    )
    if row is None:
        return None
    return Asked(row["what"], row["subject"], from_ms(row["until"]), from_ms_or_none(row["unsure_until"]))


def doubt(tx: Tx, person: PersonId, flow: str, until: datetime) -> None:
    """Note that what a conversation asked, if it still did, is over, though its bubble may promise otherwise."""
    tx.run(
        "UPDATE asked SET until = 0, unsure_until = :until WHERE person_id = :person AND flow = :flow",
        person=person,
        flow=flow,
        until=to_ms(until),
    )


def forget(tx: Tx, person: PersonId, *flows: str) -> None:
    """Note that a person has turned to something else; with `flows`, that these conversations ask for nothing any more.

    What may be answered later all the same (`unsure_until`) is not forgotten by the first, only in doubt.
    """
    if not flows:
        tx.run("DELETE FROM asked WHERE person_id = :person AND unsure_until IS NULL", person=person)
        tx.run("UPDATE asked SET until = 0 WHERE person_id = :person", person=person)
    for flow in flows:
        tx.run("DELETE FROM asked WHERE person_id = :person AND flow = :flow", person=person, flow=flow)


def forget_all(tx: Tx, person: PersonId) -> None:
    """Note that a person has said that they write to their partner now, whatever any bubble asks for."""
    tx.run("DELETE FROM asked WHERE person_id = :person", person=person)
