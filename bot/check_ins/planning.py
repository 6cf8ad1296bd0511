"""Planning check-ins: what each person of a pair is asked next, kept as a plan and moved whenever anything changes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.agreement.canonical import terms_of
from mentoring.agreement.clauses import Clause, Part
from mentoring.check_ins import CheckIn, CheckInId
from mentoring.open_hours import NeverOpen
from mentoring.pairs import Pair, PairId, PairState
from mentoring.people import Person, PersonId, Role
from mentoring.relay import Talk, may_talk
from mentoring.schedules import (
    LOOK_AGAIN,
    USUAL_WEEKS,
    Asker,
    PairTime,
    Rhythm,
    Schedule,
    next_planned,
    settled_in,
    spread_of,
)
from storage import agreements, check_ins, due, hours, pair_schedules, pairs, questionnaires, schedules
from storage.schedules import CHECK_IN_ASK, Plan
from storage.times import to_ms
from storage.tx import Tx
from storage.vault import KeyErased

BETWEEN_TWO = timedelta(hours=1)
"""How long somebody who has just ended one check-in is left alone before the next that waited."""

_DAYS = (Rhythm.WEEKLY, Rhythm.MONTHLY, Rhythm.MILESTONES)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that decides when somebody is asked by a plan: the schedule, their talk in the pair, their hours."""

    schedule: Schedule
    talk: Talk
    asker: Asker
    pair_time: PairTime

    @property
    def person(self) -> Person:
        """Who is asked."""
        return self.talk.sender


def plan_pair(tx: Tx, pair: Pair, now: datetime) -> None:
    """Plan what the two of a pair are asked next, or what they are asked at its end; again, it moves what is planned.

    A pair that rests keeps its plans: they leave out what comes due meanwhile.
    """
    match pair.state:
        case PairState.PROPOSED | PairState.NEGOTIATING:
            return
        case PairState.ACTIVE | PairState.PAUSED:
            schedules.note_beginning(tx, pair.id, pair.state_since)
        case PairState.CLOSING | PairState.CLOSED:
            pass
    holding = pair_schedules.of_pair(tx, pair.programme_id, pair.id)
    asked_of = {schedule: roles_of(tx, pair, schedule) for schedule in holding}
    if pair.state in (PairState.ACTIVE, PairState.PAUSED):
        for schedule, roles in asked_of.items():
            for person in _of_roles(pair, roles if schedule.rhythm in _DAYS else frozenset()):
                plan = schedules.plan_for(
                    tx, programme=pair.programme_id, schedule=schedule, person=person, pair=pair.id
                )
                plan_on(tx, plan, now)
    for plan in schedules.plans_of_pair(tx, pair.id):
        if not _is_wanted(asked_of, plan):
            schedules.set_next(tx, plan, None, None)
        elif pair.state is PairState.CLOSED:
            plan_on(tx, plan, now)  # what is asked once for a person goes on through another pair, the rest ends


def plan_person(tx: Tx, person: PersonId, now: datetime) -> None:
    """Move all that somebody is asked next: they have chosen another day or hour."""
    for plan in schedules.plans_of(tx, person):
        if plan.turn_at is not None:
            plan_on(tx, plan, now)


def plan_on(tx: Tx, plan: Plan, now: datetime) -> Plan:
    """Find what comes next by a plan, let it have its turn then, and return it as it is now.

    It has a turn within a week in any case, so that it follows whatever changes without telling it.
    """
    scene = scene_of(tx, plan)
    if scene is None:
        schedules.set_next(tx, plan, None, None)
    else:
        planned = next_planned(scene.schedule, scene.asker, scene.pair_time, now, plan.last)
        look_again = now + LOOK_AGAIN
        turn_at = look_again if planned is None else min(planned.at, look_again)
        schedules.set_next(tx, plan, planned, turn_at)
    kept = schedules.get_plan(tx, plan.id)
    assert kept is not None
    return kept


def scene_of(tx: Tx, plan: Plan) -> Scene | None:
    """Return what decides about a plan; None when it never has a turn again: its schedule is off, its pair has ended.

    What is asked once for a person goes on through another pair of theirs.
    """
    schedule = pair_schedules.get(tx, plan.programme_id, plan.pair_id, plan.questionnaire)
    if schedule is None or not schedule.is_on or schedule.each_pair != plan.each_pair or schedule.rhythm not in _DAYS:
        return None
    talks = [talk for talk in pairs.talks_of(tx, plan.person_id) if talk.pair.state is not PairState.CLOSED]
    own = [talk for talk in talks if talk.pair.id == plan.pair_id]
    usable = own if plan.each_pair else [*(t for t in own + talks if t.pair.state is PairState.ACTIVE), *own, *talks]
    return None if not usable else scene_in(tx, schedule, usable[0])


def scene_in(tx: Tx, schedule: Schedule, talk: Talk) -> Scene | None:
    """Return what decides when the sender of `talk` is asked in its pair; None when that pair never began."""
    began = schedules.began_at(tx, talk.pair.id)
    if began is None:
        return None
    weeks = _weeks_of(tx, talk.pair.id) if schedule.rhythm is Rhythm.MILESTONES else USUAL_WEEKS
    return Scene(schedule, talk, asker_of(tx, talk.sender.id, talk.pair.id), PairTime(began, weeks))


def asker_of(tx: Tx, person: PersonId, pair: PairId | None) -> Asker:
    """Return what decides when somebody is asked, whatever it is."""
    own = hours.hours_of(tx, person, pair)
    return Asker(person, own.answering, spread_of(schedules.most_people(tx)), schedules.choice_of(tx, person))


def may_be_asked(talk: Talk, rhythm: Rhythm) -> bool:
    """Return whether the sender of `talk` may be asked anything now: in a pair that talks, with the carer's consent.

    At the end of a pair they are asked although it has ended, and by hand whatever state it is in.
    """
    if not talk.sender.has_joined:
        return False
    if rhythm in _DAYS:
        return talk.pair.state is PairState.ACTIVE and may_talk(talk) is None
    consents = not talk.rules.carer_consent_required or talk.mentee.has_carer_consent
    if rhythm is Rhythm.CLOSING:
        return talk.pair.state in (PairState.CLOSING, PairState.CLOSED) and consents
    return consents or talk.sender.role is not Role.MENTEE


def roles_of(tx: Tx, pair: Pair, schedule: Schedule) -> frozenset[Role]:
    """Return whom a schedule asks in a pair's programme: nobody while it is off, or there is no such questionnaire."""
    version = questionnaires.current(tx, pair.programme_id, schedule.questionnaire) if schedule.is_on else None
    return frozenset() if version is None else version.questionnaire.roles


def ask_at(tx: Tx, check_in: CheckInId, moment: datetime) -> None:
    """Let a planned check-in be asked at a moment, if nothing is in the way then."""
    occurrence = f"{CHECK_IN_ASK}:{check_in}:{to_ms(moment)}"
    due.add(tx, kind=CHECK_IN_ASK, subject=check_in, occurrence=occurrence, due_at=moment)


def ask_next(tx: Tx, person: PersonId, now: datetime) -> None:
    """Let what has waited while another was under way be asked in a while, if it is still fresh then."""
    waiting = check_ins.planned_of(tx, person, now)
    if waiting is not None and check_ins.open_of(tx, person) is None:
        moment = when_reached(tx, waiting, now + BETWEEN_TWO)
        if moment is not None:
            ask_at(tx, waiting.id, moment)


def when_reached(tx: Tx, check_in: CheckIn, moment: datetime) -> datetime | None:
    """Return the first moment, `moment` or later, at which a prompt about a check-in reaches its person, or None."""
    try:
        return settled_in(asker_of(tx, check_in.person_id, check_in.pair_id), moment)
    except NeverOpen:
        return None


def _of_roles(pair: Pair, roles: frozenset[Role]) -> list[PersonId]:
    both = ((pair.mentee_id, Role.MENTEE), (pair.mentor_id, Role.MENTOR))
    return [person for person, role in both if role in roles]


def _is_wanted(asked_of: dict[Schedule, frozenset[Role]], plan: Plan) -> bool:
    wanted = [schedule for schedule, roles in asked_of.items() if roles and schedule.rhythm in _DAYS]
    return any(s.questionnaire == plan.questionnaire and s.each_pair == plan.each_pair for s in wanted)


def _weeks_of(tx: Tx, pair: PairId) -> int:
    """Return for how many weeks a pair agreed to go on; the usual length before it has, and once its words are gone."""
    agreement = agreements.in_force(tx, pair)
    try:
        text = None if agreement is None else agreements.text_of(tx, agreement.id)
    except KeyErased:
        text = None
    term = None if text is None else terms_of(text).get(Clause.LENGTH)
    return USUAL_WEEKS if term is None else int(term.choices.get(Part.WEEKS, USUAL_WEEKS))
