"""The promises of check-ins and of safety, judged by what a rehearsal left. Each returns a sentence for every break.

Nothing here asks the code that is judged: days, hours and weeks are counted anew from the plainest facts.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from bot.commands.rehearsal.record import NotedTask, PairLife, Record, Span
from bot.commands.rehearsal.school import QUIET_FROM, QUIET_UNTIL
from mentoring.check_ins import Cause, CheckIn, CheckInState
from mentoring.people import PersonId
from mentoring.questionnaires.answer_rules import LowScore, Missed
from mentoring.tasks import TaskKind

_A_DAY = timedelta(days=1)
_FRIDAY = 4
_WEEKLY = (("mentee", "mentee_weekly", time(16)), ("mentor", "mentor_weekly", time(17)))
_TOO_YOUNG = timedelta(days=2)
_PUT_OFF = 3  # days that a check-in has: its own, and two to which days off may move it
_LEAST_APART = timedelta(days=2, hours=12)
_SILENT_AFTER = 7
_SATURDAY = 5
_ENDED = (CheckInState.CLOSED, CheckInState.EXPIRED, CheckInState.CANCELLED)

Promise = Callable[[Record], list[str]]


def every_check_in_ends(record: Record) -> list[str]:
    """Every check-in whose time is over was handed in, let go or called off."""
    return [
        f"{_of(record, each)} is still {each.state.value}, although its time was over on {each.expires_at:%d %b %H:%M}"
        for each in record.check_ins
        if each.state not in _ENDED and each.expires_at < record.ends
    ]


def none_is_doubled(record: Record) -> list[str]:
    """Nobody is asked the same twice, has two under way, or gets a first page or a reminder twice."""
    broken = []
    for (person, key, occurrence), count in Counter(
        (each.person_id, each.questionnaire_key, each.occurrence) for each in record.check_ins
    ).items():
        if count > 1:
            broken.append(f"{record.names[person]} was asked {key} of {occurrence} {count} times")
    weekly: dict[tuple[object, ...], list[CheckIn]] = defaultdict(list)
    for each in sorted(record.check_ins, key=lambda each: each.planned_for):
        if each.cause is Cause.WEEKLY and each.asked_at is not None:
            weekly[each.person_id, each.pair_id, each.questionnaire_key].append(each)
    # One that days off put off may come on a Monday, and the next on that Friday; never closer.
    broken += [
        f"{_of(record, after)} came only {(after.planned_for - before.planned_for).days} days after the one before"
        for of_one in weekly.values()
        for before, after in pairwise(of_one)
        if after.planned_for - before.planned_for < _LEAST_APART
    ]
    return broken + _two_at_once(record) + _rang_twice(record)


def nobody_is_left_out(record: Record) -> list[str]:
    """Every weekly check-in that a pair should have had was asked, or there is a reason why not."""
    return [
        f"{record.names[person]} was not asked {key} on {day:%d %b}, and there is no reason"
        for life, person, key, day, at in _fridays(record)
        if not _was_planned(record, life, person, key, day) and why_left_out(record, life, person, key, day, at) is None
    ]


def what_is_called_off_has_a_reason(record: Record) -> list[str]:
    """What was asked and then called off: its pair had ended or rested, or somebody was away."""
    broken = []
    for each in record.check_ins:
        if each.state is not CheckInState.CANCELLED or each.asked_at is None or each.ended_at is None:
            continue
        life = next((life for life in record.lives if life.pair == each.pair_id), None)
        has_ended = life is not None and life.ended_at is not None and life.ended_at <= each.ended_at
        rests = life is not None and any(_touches(span, each.ended_at, each.ended_at) for span in life.rests)
        is_away = any(_touches(s, each.ended_at, each.ended_at) for s in record.away.get(each.person_id, ()))
        if not (has_ended or rests or is_away):
            broken.append(f"{_of(record, each)} was called off for no reason")
    return broken


def nothing_rings_in_quiet_hours(record: Record) -> list[str]:
    """Nothing that nobody asked for reaches a phone in its owner's quiet hours, by their own clock."""
    broken = []
    for ring in record.rings:
        clock = ring.at.astimezone(record.zones[ring.person]).time()
        if clock >= QUIET_FROM or clock < QUIET_UNTIL or not ring.is_open:
            broken.append(f"{record.names[ring.person]} got “{ring.text}” at {clock:%H:%M} on {ring.at:%d %b}")
    return broken


def low_scores_become_tasks(record: Record) -> list[str]:
    """Every answer that is as low as a rule says has its task, or its case, at that moment."""
    broken = []
    for each in record.check_ins:
        if each.state is not CheckInState.CLOSED or each.ended_at is None:
            continue
        for rule in record.rules[each.version_id]:
            score = record.scores.get(each.id, {}).get(rule.question) if isinstance(rule, LowScore) else None
            if not isinstance(rule, LowScore) or score is None or score > rule.at_most:
                continue
            if rule.then.severity is None and not _stood(record, TaskKind.LOW_SCORE, each):
                broken.append(f"{_of(record, each)}: {rule.question} is {score:g}, and there was no task")
            if rule.then.severity is not None and not _case_stood(record, each):
                broken.append(f"{_of(record, each)}: {rule.question} is {score:g}, and there was no case")
    return broken


def missed_ones_become_tasks(record: Record) -> list[str]:
    """As many in a row as a rule says, not answered, are a task."""
    broken = []
    asked: dict[tuple[object, ...], list[CheckIn]] = defaultdict(list)
    for each in sorted(record.check_ins, key=lambda each: (each.planned_for, each.id)):
        if each.state in (CheckInState.CLOSED, CheckInState.EXPIRED) and each.cause is not Cause.HAND:
            asked[each.person_id, each.questionnaire_key, each.pair_id].append(each)
    for of_one in asked.values():
        missed = 0
        for each in of_one:
            missed = missed + 1 if each.state is CheckInState.EXPIRED else 0
            limit = min((r.in_a_row for r in record.rules[each.version_id] if isinstance(r, Missed)), default=None)
            if limit is not None and missed >= limit and not _stood(record, TaskKind.CHECK_INS_MISSED, each):
                broken.append(f"{_of(record, each)} is the {missed}. in a row that was missed, and there was no task")
    return broken


def silent_pairs_become_tasks(record: Record) -> list[str]:
    """A pair that says nothing for more than a week of days on which it could is a task."""
    broken = []
    for life in record.lives:
        ends = life.ended_at or record.ends
        heard = sorted([life.began_at, *life.words, *(end for _, end in life.rests if end is not None), ends])
        for last, following in pairwise(heard):
            days = _open_days(record, life, last, following)
            if len(days) > _SILENT_AFTER + 1 and not any(
                task.kind is TaskKind.PAIR_SILENT and task.pair == life.pair and last <= task.since <= following
                for task in record.tasks
            ):
                broken.append(f"{_pair(record, life)} was silent for {len(days)} days from {last:%d %b}, with no task")
    return broken


def worries_become_cases(record: Record) -> list[str]:
    """Whatever worrying somebody writes is a concern of a case in the same minute, whatever the hour."""
    return [
        f"{record.names[person]} wrote something worrying at {at:%d %b %H:%M}, and nobody was told"
        for person, at in record.worries
        if not any(
            who == person and timedelta(0) <= noticed - at < timedelta(minutes=1) for who, noticed in record.concerns
        )
    ]


def nothing_fails(record: Record) -> list[str]:
    """No update, due row or call failed, and nothing was put aside."""
    return list(record.mishaps)


PROMISES: Sequence[Promise] = (
    every_check_in_ends,
    none_is_doubled,
    nobody_is_left_out,
    what_is_called_off_has_a_reason,
    nothing_rings_in_quiet_hours,
    low_scores_become_tasks,
    missed_ones_become_tasks,
    silent_pairs_become_tasks,
    worries_become_cases,
    nothing_fails,
)
"""What a rehearsal is judged by."""


def left_out(record: Record) -> Counter[str]:
    """Return how many weekly check-ins were not asked, by the reason why."""
    reasons: Counter[str] = Counter()
    for life, person, key, day, at in _fridays(record):
        if not _was_planned(record, life, person, key, day):
            reasons[why_left_out(record, life, person, key, day, at) or "no reason"] += 1
    return reasons


def why_left_out(record: Record, life: PairLife, person: PersonId, key: str, day: date, at: time) -> str | None:
    """Return why somebody was not asked on a Friday and the two days after it; None when nothing explains it."""
    zone = record.zones[person]
    meant = [datetime.combine(day + n * _A_DAY, at, zone) for n in range(_PUT_OFF)]
    first, last = meant[0], meant[-1] + _A_DAY
    if any(_touches(span, first, last) for span in life.rests):
        return "their pair took a break"
    free = [_is_off(record, moment.date()) for moment in meant]
    gone = [any(_touches(span, m, m) for span in record.away.get(person, ())) for m in meant]
    if all(off or away for off, away in zip(free, gone, strict=True)):
        return "no school" if all(free) else "away"
    by_hand = [
        e for e in record.check_ins if e.cause is Cause.HAND and e.person_id == person and e.pair_id == life.pair
    ]
    if any(e.questionnaire_key == key and _touches((e.planned_for, e.ended_at), first, last) for e in by_hand):
        return "they were telling of their own accord"
    return None


def _fridays(record: Record) -> Iterator[tuple[PairLife, PersonId, str, date, time]]:
    """Yield each Friday on which each of a pair should be asked how the week was; the last days of a pair left out."""
    for life in record.lives:
        until = (life.ended_at or record.ends) - (_PUT_OFF + 1) * _A_DAY
        for role, key, at in _WEEKLY:
            person = life.mentee if role == "mentee" else life.mentor
            zone = record.zones[person]
            day = (life.began_at + _TOO_YOUNG).astimezone(zone).date()
            day += (_FRIDAY - day.weekday()) % 7 * _A_DAY
            while datetime.combine(day, at, zone) < until:
                yield life, person, key, day, at
                day += 7 * _A_DAY


def _was_planned(record: Record, life: PairLife, person: PersonId, key: str, day: date) -> bool:
    year, week, _ = day.isocalendar()
    occurrence = f"{year}-W{week:02}:pair:{life.pair}"
    return any(
        each.person_id == person and each.questionnaire_key == key and each.occurrence == occurrence
        for each in record.check_ins
    )


def _two_at_once(record: Record) -> list[str]:
    of_person: dict[PersonId, list[CheckIn]] = defaultdict(list)
    for each in record.check_ins:
        if each.asked_at is not None:
            of_person[each.person_id].append(each)
    broken = []
    for person, asked in of_person.items():
        asked.sort(key=lambda each: (each.asked_at or record.ends, each.ended_at or record.ends))
        for before, after in pairwise(asked):
            assert after.asked_at is not None
            if (before.ended_at or record.ends) > after.asked_at:
                broken.append(
                    f"{record.names[person]} had {before.questionnaire_key} and {after.questionnaire_key} under way"
                    f" at once on {after.asked_at:%d %b}"
                )
    return broken


def _rang_twice(record: Record) -> list[str]:
    """Return whose phone showed one check-in's first page, or its reminder, more than once."""
    shown: Counter[tuple[PersonId, str, str]] = Counter()
    for ring in record.rings:
        parts = ring.about.removeprefix("ci:").split(".")
        if ring.about.startswith("ci:") and len(parts) > 2:
            shown[ring.person, parts[0], parts[2]] += 1
    return [
        f"{record.names[person]} got the {'reminder' if verb == 'on' else 'first page'} of check-in {number} {n} times"
        for (person, number, verb), n in shown.items()
        if n > 1
    ]


def _stood(record: Record, kind: TaskKind, each: CheckIn) -> bool:
    assert each.ended_at is not None
    about: tuple[object, object] = (each.pair_id, each.person_id)
    tasks: Iterator[NotedTask] = (t for t in record.tasks if t.kind is kind and (t.pair, t.person) == about)
    return any(task.stood(each.ended_at) for task in tasks)


def _case_stood(record: Record, each: CheckIn) -> bool:
    assert each.ended_at is not None
    return any(
        case.opened_at <= each.ended_at and (case.closed_at is None or case.closed_at >= each.ended_at)
        for case in record.cases
        if case.person == each.person_id or (case.pair is not None and case.pair == each.pair_id)
    )


def _open_days(record: Record, life: PairLife, last: datetime, following: datetime) -> list[date]:
    """Return the whole days between two moments on which both of a pair could have written.

    Weekends are left out for all: many pairs agree on school days only, and a longer silence is no harder to find.
    """
    zone = record.zones[life.mentee]
    spans = [*record.away.get(life.mentor, ()), *record.away.get(life.mentee, ()), *life.rests]
    day, days = last.astimezone(zone).date() + _A_DAY, []
    while day < following.astimezone(zone).date():
        start = datetime.combine(day, time.min, zone)
        if (
            day.weekday() < _SATURDAY
            and not _is_off(record, day)
            and not any(_touches(span, start, start + _A_DAY) for span in spans)
        ):
            days.append(day)
        day += _A_DAY
    return days


def _is_off(record: Record, day: date) -> bool:
    holiday = record.holiday
    return holiday is not None and holiday.first_day <= day <= holiday.last_day


def _touches(span: Span, first: datetime, last: datetime) -> bool:
    """Return whether a span has anything in common with the time from `first` to `last`, both included."""
    start, end = span
    return start <= last and (end is None or end >= first)


def _of(record: Record, each: CheckIn) -> str:
    return f"{each.questionnaire_key} of {record.names[each.person_id]} ({each.planned_for:%d %b})"


def _pair(record: Record, life: PairLife) -> str:
    return f"{record.names[life.mentor]} and {record.names[life.mentee]}"
