"""Drills: a case that is only practised looks and climbs like a real one, says so, and ends when somebody has it.

No pupil ever sees anything of it: it is about nobody, and all that it sends goes to the staff.
"""

from datetime import datetime

from bot.alerts import refresh, tell_of_case
from bot.speech import chat_of, say, words_of
from mentoring.cases import Case, CaseKind, CaseState
from mentoring.drills import LASTS, SEVERITY, Drill, DrillCause, span_of
from mentoring.people import Person
from mentoring.programmes import Programme
from storage import audit, cases, drills, due, duty, ladders, people
from storage.drills import DRILL_ENDS
from storage.tx import Tx


def begin_by_hand(tx: Tx, person: Person, now: datetime) -> str:
    """Begin a drill because one of the staff asks for it, and return what to say to them."""
    _ = words_of(person)
    drill = drills.begin(tx, person.programme_id, DrillCause.PERSON, now, by=person.id)
    if drill is None:
        return _("A drill is under way already.")
    audit.add(tx, actor=f"person:{person.id}", did="drill.begun", about=f"programme:{person.programme_id}", at=now)
    return _("The drill begins. Whoever is called presses “I have it”, and I tell you how long it took.")


def begin_unannounced(tx: Tx, programme: Programme, now: datetime) -> None:
    """Begin the drill that was planned, where it is still wanted, and let the next one be due."""
    every, rota = programme.rules.drill_every_days, duty.rota_of(tx, programme.id, programme.zone)
    drills.plan(tx, programme, now)
    if every is None or rota is None:
        return
    if rota.on_duty(now) is None and not programme.rules.drills_at_any_hour:
        return  # the rota has changed meanwhile
    if drills.has_begun_since(tx, programme.id, span_of(every, programme.zone, now)[0]):
        return
    if drills.begin(tx, programme.id, DrillCause.SCHEDULE, now) is not None:
        audit.add(tx, actor=audit.SYSTEM, did="drill.begun", about=f"programme:{programme.id}", at=now)


def let_call(tx: Tx, drill: Drill, now: datetime) -> None:
    """Open a drill's case, which calls and climbs from now on."""
    if drill.case_id is not None or drill.ended_at is not None:
        return
    joined = cases.open_or_join(
        tx,
        about=f"drill:{drill.id}",
        programme=drill.programme_id,
        severity=SEVERITY,
        now=now,
        actor=audit.SYSTEM if drill.begun_by is None else f"person:{drill.begun_by}",
        kind=CaseKind.DRILL,
    )
    drills.set_case(tx, drill.id, joined.case.id)
    tell_of_case(tx, joined.case, now)
    due.add(tx, kind=DRILL_ENDS, subject=drill.id, occurrence=f"{DRILL_ENDS}:{drill.id}", due_at=now + LASTS)


def take(tx: Tx, case: Case, person: Person, now: datetime) -> None:
    """End a drill because somebody has it: the cards say how long it took, and so does the bot to who began it."""
    drill = drills.of_case(tx, case.id)
    if drill is None or not drills.take(tx, drill.id, person.id, now):
        return
    _close(tx, case, f"person:{person.id}", now)
    _tell_beginner(tx, drill, person, now)


def end_untaken(tx: Tx, drill: Drill, now: datetime) -> None:
    """End a drill that nobody has taken in its time."""
    case = None if drill.case_id is None else cases.get(tx, drill.case_id)
    if case is not None and drills.end(tx, drill.id, now):
        _close(tx, case, audit.SYSTEM, now)
        _tell_beginner(tx, drill, None, now)


def _close(tx: Tx, case: Case, actor: str, now: datetime) -> None:
    ladders.stop(tx, case.id)
    closed = cases.set_state(tx, case.id, CaseState.CLOSED, actor=actor, now=now, facts={"drill": True})
    refresh(tx, closed, now)


def _tell_beginner(tx: Tx, drill: Drill, taken_by: Person | None, now: datetime) -> None:
    ended = drills.get(tx, drill.id)
    beginner = None if drill.begun_by is None else people.get(tx, drill.begun_by)
    if beginner is None or ended is None or beginner == taken_by:
        return
    _ = words_of(beginner)
    if taken_by is None or ended.seconds is None:
        text = _("The drill is over. Nobody took it.")
    else:
        length = _.length(ended.seconds)
        text = _("The drill is over. {name} had it after {length}.", name=taken_by.display_name, length=length)
    say(tx, chat_of(beginner), text, now=now)
