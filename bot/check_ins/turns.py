"""Turns: a plan's moment has come, a check-in is asked, reminded of, let go; and never two of one person at once.

Each looks at how things stand now and does nothing when it no longer applies, so that a row that comes late, twice, or
after everything was moved does no harm.
"""

from datetime import datetime, timedelta

from bot.check_ins.asking import ask, call_off, expire, remind
from bot.check_ins.planning import (
    Scene,
    ask_at,
    ask_next,
    may_be_asked,
    plan_on,
    plan_pair,
    roles_of,
    scene_in,
    scene_of,
    when_reached,
)
from mentoring.check_ins import Cause, CheckIn, CheckInId, CheckInState
from mentoring.open_hours import NeverOpen
from mentoring.pairs import Pair, PairState
from mentoring.schedules import (
    MILESTONES_WAIT,
    Milestone,
    Occurrence,
    Planned,
    Rhythm,
    Schedule,
    closing_of,
    expiry_of,
    moment_of,
    settled_in,
)
from storage import cases, check_ins, due, hours, pair_schedules, pairs, questionnaires, schedules
from storage.schedules import CHECK_IN_EXPIRES, CHECK_IN_REMINDER, PlanId
from storage.times import to_ms
from storage.tx import Tx

_CAUSES = {
    Rhythm.WEEKLY: Cause.WEEKLY,
    Rhythm.MONTHLY: Cause.MONTHLY,
    Rhythm.MILESTONES: Cause.MILESTONE,
    Rhythm.CLOSING: Cause.CLOSING,
    Rhythm.BY_HAND: Cause.HAND,
}
_RHYTHMS = {cause: rhythm for rhythm, cause in _CAUSES.items()}
_JUST_TOLD = timedelta(days=2)
_A_DAY = timedelta(days=1)


def take_turn(tx: Tx, plan_id: PlanId, now: datetime) -> None:
    """Ask what has come by a plan, leave it out, or put it off; then plan what follows."""
    plan = schedules.get_plan(tx, plan_id)
    if plan is None or plan.turn_at is None or now < plan.turn_at:
        return  # it was moved since this turn was planned
    scene = scene_of(tx, plan)
    if scene is None or plan.next is None or plan.next_at is None or plan.next_at > now:
        plan_on(tx, plan, now)
        return
    planned, is_over = _what_to_do(plan.next, scene, now)
    if planned is not None and planned.at > now:
        schedules.set_next(tx, plan, planned, planned.at)
        return
    if not is_over:
        plan_on(tx, plan, now)
        return
    following = plan_on(tx, schedules.note_asked(tx, plan, plan.next), now)
    if planned is not None:
        _begin(tx, scene, planned, following.next_at, now)


def follow_pair(tx: Tx, pair: Pair, now: datetime) -> None:
    """Plan what the two of a pair are asked in the state that it has come into."""
    plan_pair(tx, pair, now)
    if pair.state in (PairState.CLOSING, PairState.CLOSED):
        _plan_closing(tx, pair, now)


def _plan_closing(tx: Tx, pair: Pair, now: datetime) -> None:
    """Ask the two of a pair that ends how it was, and nothing else any more.

    A pair that never began has nothing to tell, and while a case about it is open others talk with the two.
    """
    if pair.state is PairState.CLOSED:
        _call_off_in(tx, pair, now)
    if schedules.began_at(tx, pair.id) is None or cases.open_about(tx, f"pair:{pair.id}") is not None:
        return
    for schedule in pair_schedules.of_pair(tx, pair.programme_id, pair.id):
        roles = roles_of(tx, pair, schedule) if schedule.rhythm is Rhythm.CLOSING else frozenset()
        for person in (pair.mentee_id, pair.mentor_id):
            talk = pairs.talk_in(tx, person, pair.id)
            scene = scene_in(tx, schedule, talk) if talk is not None and talk.sender.role in roles else None
            planned = None if scene is None else closing_of(schedule, scene.asker, now)
            if scene is not None and planned is not None and may_be_asked(scene.talk, schedule.rhythm):
                check_in = _plan_check_in(tx, scene, planned)
                if check_in is not None:
                    ask_at(tx, check_in.id, planned.at)


def ask_or_wait(tx: Tx, check_in_id: CheckInId, now: datetime) -> None:
    """Ask a planned check-in now; not while another is under way, in quiet hours, or once it is stale."""
    check_in = check_ins.get(tx, check_in_id)
    if check_in is None or check_in.state is not CheckInState.PLANNED:
        return
    if now >= check_in.expires_at:
        call_off(tx, check_in, now)
        return
    moment = when_reached(tx, check_in, now)
    if moment is None or not _may_be_asked(tx, check_in):
        return  # its end takes it away, unless somebody asks it again before
    if moment > now:
        ask_at(tx, check_in.id, moment)
    elif check_ins.open_of(tx, check_in.person_id) is None:
        _ask(tx, check_in, now)


def remind_gently(tx: Tx, check_in_id: CheckInId, now: datetime) -> None:
    """Remind somebody once of a check-in under way, when it reaches them, and while it is still wanted."""
    check_in = check_ins.get(tx, check_in_id)
    if check_in is None or not check_in.state.is_under_way or check_in.reminded_at is not None:
        return
    if now >= check_in.expires_at or not _may_be_asked(tx, check_in):
        return
    moment = when_reached(tx, check_in, now)
    if moment is None or moment >= check_in.expires_at:
        return
    if moment > now:
        _remind_at(tx, check_in.id, moment)
    else:
        remind(tx, check_in, now)


def let_go(tx: Tx, check_in_id: CheckInId, now: datetime) -> None:
    """Let go what was not handed in in time.

    What never got its turn, or was asked of somebody who is away now or whose pair rests, was not missed by anybody.
    """
    check_in = check_ins.get(tx, check_in_id)
    if check_in is None:
        return
    if now < check_in.expires_at:
        _let_go_at(tx, check_in.id, check_in.expires_at)  # it was given more time since
    elif check_in.state is CheckInState.PLANNED or not _may_be_asked(tx, check_in) or _is_away(tx, check_in, now):
        call_off(tx, check_in, now)
        ask_next(tx, check_in.person_id, now)
    else:
        expire(tx, check_in, now)


def _what_to_do(occurrence: Occurrence, scene: Scene, now: datetime) -> tuple[Planned | None, bool]:
    """Return when an occurrence comes whose moment seems to be now, and whether it has had its time with that.

    None and True: it is left out. None and False: it is meant for another day by now, and is to be planned anew.
    """
    schedule, asker = scene.schedule, scene.asker
    today = now.astimezone(asker.zone).date()
    if schedule.rhythm is Rhythm.MILESTONES:
        day = scene.pair_time.day_of(Milestone(occurrence.key), asker.zone)
        if day > today:
            return None, False  # the pair has agreed to go on for longer
    try:
        if not may_be_asked(scene.talk, schedule.rhythm):
            is_patient = schedule.rhythm is Rhythm.MILESTONES and today - occurrence.day < MILESTONES_WAIT
            later = settled_in(asker, now + _A_DAY)
            return (Planned(occurrence, later, later), False) if is_patient else (None, True)
        return moment_of(schedule, asker, occurrence, not_before=now), True
    except NeverOpen:
        return None, True


def _begin(tx: Tx, scene: Scene, planned: Planned, following: datetime | None, now: datetime) -> None:
    """Ask what has come, or let it wait until what is under way has ended; of the same one the older ends now."""
    under_way = check_ins.open_of(tx, scene.person.id)
    same = (scene.schedule.questionnaire, scene.talk.pair.id)
    older = under_way if under_way and (under_way.questionnaire_key, under_way.pair_id) == same else None
    if older is not None and older.cause is Cause.HAND:
        return  # begun of their own accord: that is this one
    check_in = _plan_check_in(tx, scene, planned)
    if check_in is None:
        return
    if older is not None:
        expire(tx, older, now)
    if _was_just_told(tx, check_in, now):
        call_off(tx, check_in, now)
    else:
        ask_or_wait(tx, check_in.id, now)


def _was_just_told(tx: Tx, check_in: CheckIn, now: datetime) -> bool:
    """Return whether its person has answered the same of their own accord, so that nobody needs to ask again."""
    before = check_ins.ended_before(tx, check_in, limit=1)
    return any(
        each.cause is Cause.HAND and each.state is CheckInState.CLOSED and now - each.planned_for < _JUST_TOLD
        for each in before
    )


def _plan_check_in(tx: Tx, scene: Scene, planned: Planned) -> CheckIn | None:
    """Plan one asking, and let it be taken away when it is stale; None when it was planned before."""
    schedule, pair = scene.schedule, scene.talk.pair
    version = questionnaires.current(tx, pair.programme_id, schedule.questionnaire)
    if version is None or scene.person.role not in version.questionnaire.roles:
        return None
    key = planned.occurrence.key
    check_in = check_ins.plan(
        tx,
        programme=pair.programme_id,
        person=scene.person.id,
        pair=pair.id,
        version=version.id,
        key=schedule.questionnaire,
        occurrence=f"{key}:pair:{pair.id}" if schedule.each_pair else key,
        cause=_CAUSES[schedule.rhythm],
        planned_for=planned.at,
        expires_at=planned.fresh_until,
    )
    if check_in is None:
        return None
    _let_go_at(tx, check_in, planned.fresh_until)
    return check_ins.get(tx, check_in)


def _ask(tx: Tx, check_in: CheckIn, now: datetime) -> None:
    key, pair = check_in.questionnaire_key, check_in.pair_id
    schedule = pair_schedules.get(tx, check_in.programme_id, pair, key)
    schedule = schedule or Schedule(key, Rhythm.BY_HAND)
    plans = schedules.plans_of(tx, check_in.person_id)
    coming = [p.next_at for p in plans if p.questionnaire == key and p.pair_id == pair]
    expires_at = expiry_of(schedule, now, min((at for at in coming if at is not None), default=None))
    remind_at = None if schedule.remind_after is None else when_reached(tx, check_in, now + schedule.remind_after)
    if remind_at is not None and remind_at >= expires_at:
        remind_at = None
    check_ins.set_times(tx, check_in.id, remind_at=remind_at, expires_at=expires_at)
    if not ask(tx, check_in, now):
        return
    _let_go_at(tx, check_in.id, expires_at)
    if remind_at is not None:
        _remind_at(tx, check_in.id, remind_at)


def _may_be_asked(tx: Tx, check_in: CheckIn) -> bool:
    if check_in.pair_id is None:
        return True  # by hand, about no pair: whoever asked has seen to it
    talk = pairs.talk_in(tx, check_in.person_id, check_in.pair_id)
    return talk is not None and may_be_asked(talk, _RHYTHMS[check_in.cause])


def _is_away(tx: Tx, check_in: CheckIn, now: datetime) -> bool:
    away = hours.hours_of(tx, check_in.person_id, check_in.pair_id).answering.away
    return any(start <= now < end for start, end in away)


def _call_off_in(tx: Tx, pair: Pair, now: datetime) -> None:
    """Take away what the two of a pair that has ended were to be asked, or were asked, in it."""
    states = (CheckInState.PLANNED, CheckInState.ASKED, CheckInState.OPEN)
    for check_in in check_ins.page(tx, pair.programme_id, pair=pair.id, states=states):
        if check_in.cause is not Cause.CLOSING:
            call_off(tx, check_in, now)


def _remind_at(tx: Tx, check_in: CheckInId, moment: datetime) -> None:
    occurrence = f"{CHECK_IN_REMINDER}:{check_in}:{to_ms(moment)}"
    due.add(tx, kind=CHECK_IN_REMINDER, subject=check_in, occurrence=occurrence, due_at=moment)


def _let_go_at(tx: Tx, check_in: CheckInId, moment: datetime) -> None:
    occurrence = f"{CHECK_IN_EXPIRES}:{check_in}:{to_ms(moment)}"
    due.add(tx, kind=CHECK_IN_EXPIRES, subject=check_in, occurrence=occurrence, due_at=moment)
