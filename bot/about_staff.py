"""A case that turns out to be about one of the staff: it leaves all who worked it and goes to the head alone.

The question is asked, and answered, in the own chat of who says so; the staff group shows nothing of it but that the
case is worked by somebody else now.
"""

from datetime import datetime

from bot.alerts import refresh
from bot.case_card import heading
from bot.speech import Button, Buttons
from bot.words import Words
from mentoring.case_record import Fact
from mentoring.cases import Case, EventKind
from mentoring.people import Person, PersonId
from storage import audit, cases, closings, duty, ladders, people
from storage.tx import Tx

NOBODY_NAMED = 0
"""Stands for somebody at the school whom the bot does not know."""


def whom_page(tx: Tx, case: Case, in_words: Words) -> tuple[str, Buttons]:
    """Return the question whom of the staff a case is about, with everybody of them to choose."""
    _ = in_words
    name = f"case:{case.id}.us"
    staff = [[Button(person.display_name, f"{name}.{person.id}")] for person in people.staff_of(tx, case.programme_id)]
    text = _("Whom of you is it about? From then on only the head works it, and of the head who is called last.")
    rows = [*staff, [Button(_("Somebody else at school"), f"{name}.{NOBODY_NAMED}")]]
    return f"{heading(case, _)}\n{text}", [*rows, [Button(_("‹ Back"), f"{name[:-3]}.card")]]


def mark(tx: Tx, case: Case, by: Person, whom: int, now: datetime) -> bool:
    """Note that a case is about somebody of the staff and let it begin anew with the head; False for a wrong name.

    `whom` is the id of one of the staff, or `NOBODY_NAMED`. Whoever it is about is out of it at once, as are all
    others; nothing takes that back.
    """
    staff = {int(person.id) for person in people.staff_of(tx, case.programme_id)}
    if not case.is_open or (whom != NOBODY_NAMED and whom not in staff):
        return False
    if whom != NOBODY_NAMED:
        duty.keep_out(tx, case.id, PersonId(whom), duty.ABOUT, now)
    actor = f"person:{by.id}"
    facts: dict[str, Fact] = {"person": whom or None}
    case = cases.set_about_staff(tx, case.id)
    cases.append(tx, case.id, EventKind.ABOUT_STAFF, actor=actor, at=now, facts=facts)
    audit.add(tx, actor=actor, did="case.about_staff", about=f"case:{case.id}", at=now)
    closings.drop(tx, case.id)
    ladders.begin(tx, case.id, case.severity, now)
    refresh(tx, case, now)
    return True
