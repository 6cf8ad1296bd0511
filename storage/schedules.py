"""Schedules, the hours that people chose for their check-ins, and the plans of what each person is asked next.

What a programme has not changed is as `DEFAULT_SCHEDULES` has it; no row says so. A plan has one due row at most that
counts: the one of its `turn_at`. One that is left from before the plan was moved does nothing when it comes.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NewType

from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.schedules import DEFAULT_SCHEDULES, Choice, Milestone, Occurrence, Planned, Rhythm, Schedule
from storage import due
from storage.due import NewDue
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

PlanId = NewType("PlanId", int)

PLAN_PROGRAMME = "plan_programme"
"""The kind of due row that plans a programme anew, after a schedule was changed; its subject is the programme's id."""

PLAN_PAIR = "plan_pair"
"""The kind of due row that plans the check-ins of a pair anew; its subject is the pair's id."""

CHECK_IN_TURN = "check_in_turn"
"""The kind of due row at which a plan has its turn; its subject is the plan's id."""

CHECK_IN_ASK = "check_in_ask"
"""The kind of due row that asks a planned check-in, if nothing is in the way then; its subject is the check-in's id."""

CHECK_IN_REMINDER = "check_in_reminder"
"""The kind of due row that reminds somebody of a check-in under way; its subject is the check-in's id."""

CHECK_IN_EXPIRES = "check_in_expires"
"""The kind of due row that lets go what was not handed in; its subject is the check-in's id."""

_SCHEDULE = "questionnaire, rhythm, weekday, clock, milestones, each_pair, remind_after_ms, expires_after_ms, is_on"
_PLAN = """id, programme_id, questionnaire, person_id, pair_id, scope, last_key, last_day, next_key, next_day, next_at,
 turn_at"""
_ONCE = ""
"""The scope of what is asked once for a person, however many pairs they have."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one person is asked next by one schedule, in one pair (or through it, when it is asked once for a person).

    `last` and `next` are None when there was, or comes, nothing; `turn_at` is when it is looked at (aware, UTC): then,
    or earlier when `next_at` is far off; None once it never has a turn again.
    """

    id: PlanId
    programme_id: ProgrammeId
    questionnaire: str
    person_id: PersonId
    pair_id: PairId
    each_pair: bool
    last: Occurrence | None
    next: Occurrence | None
    next_at: datetime | None
    turn_at: datetime | None


def of_programme(tx: Tx, programme: ProgrammeId) -> list[Schedule]:
    """Return a programme's schedules: the usual ones, changed where it has changed them, then its own by key."""
    rows = tx.all(f"SELECT {_SCHEDULE} FROM schedules WHERE programme_id = :programme", programme=programme)
    kept = {row["questionnaire"]: from_row(row) for row in rows}
    usual = [kept.pop(schedule.questionnaire, schedule) for schedule in DEFAULT_SCHEDULES]
    return [*usual, *sorted(kept.values(), key=lambda schedule: schedule.questionnaire)]


def get(tx: Tx, programme: ProgrammeId, questionnaire: str) -> Schedule | None:
    """Return when a programme asks a questionnaire; None when it has no schedule for it."""
    row = tx.one(
        f"SELECT {_SCHEDULE} FROM schedules WHERE programme_id = :programme AND questionnaire = :questionnaire",
        programme=programme,
        questionnaire=questionnaire,
    )
    if row is not None:
        return from_row(row)
    return usual(questionnaire)


def usual(questionnaire: str) -> Schedule | None:
    """Return when every programme asks a questionnaire until it changes that; None when it is not asked by itself."""
    return next((schedule for schedule in DEFAULT_SCHEDULES if schedule.questionnaire == questionnaire), None)


def keep(tx: Tx, programme: ProgrammeId, schedule: Schedule, now: datetime) -> None:
    """Keep a programme's schedule for a questionnaire; plans follow it when they are made anew (`plan_programme`)."""
    tx.run(
        "INSERT INTO schedules (programme_id, questionnaire, rhythm, weekday, clock, milestones, each_pair,"
        " remind_after_ms, expires_after_ms, is_on, changed_at)"
        " VALUES (:programme, :questionnaire, :rhythm, :weekday, :clock, :milestones, :each_pair, :remind_after,"
        " :expires_after, :is_on, :now) ON CONFLICT (programme_id, questionnaire) DO UPDATE SET"
        " rhythm = excluded.rhythm, weekday = excluded.weekday, clock = excluded.clock,"
        " milestones = excluded.milestones, each_pair = excluded.each_pair,"
        " remind_after_ms = excluded.remind_after_ms, expires_after_ms = excluded.expires_after_ms,"
        " is_on = excluded.is_on, changed_at = excluded.changed_at",
        programme=programme,
        now=to_ms(now),
        **as_columns(schedule),
    )


def plan_programme(tx: Tx, programme: ProgrammeId, now: datetime) -> None:
    """Let a whole programme be planned anew by the bot."""
    occurrence = f"{PLAN_PROGRAMME}:{programme}:{to_ms(now)}"
    due.add(tx, kind=PLAN_PROGRAMME, subject=programme, occurrence=occurrence, due_at=now)


def plan_pairs(tx: Tx, programme: ProgrammeId, now: datetime) -> int:
    """Let each pair of a programme that has not ended be planned anew, each in its own turn; return how many."""
    rows = tx.all(
        "SELECT id FROM pairs WHERE programme_id = :programme AND state <> 'closed' ORDER BY id", programme=programme
    )
    pairs = [row["id"] for row in rows]
    due.add_many(tx, [NewDue(PLAN_PAIR, pair, f"{PLAN_PAIR}:{pair}:{to_ms(now)}", now) for pair in pairs])
    return len(pairs)


def choice_of(tx: Tx, person: PersonId) -> Choice | None:
    """Return the day and hour that somebody chose; None while they have not, and the schedule's hold."""
    row = tx.one("SELECT weekday, clock FROM check_in_choices WHERE person_id = :person", person=person)
    return None if row is None else Choice(row["weekday"], time.fromisoformat(row["clock"]))


def choose(tx: Tx, person: PersonId, choice: Choice | None, now: datetime) -> None:
    """Keep the day and hour that somebody chose; None lets the schedule's hold again."""
    if choice is None:
        tx.run("DELETE FROM check_in_choices WHERE person_id = :person", person=person)
        return
    tx.run(
        "INSERT INTO check_in_choices (person_id, weekday, clock, chosen_at) VALUES (:person, :weekday, :clock, :now)"
        " ON CONFLICT (person_id) DO UPDATE SET weekday = excluded.weekday, clock = excluded.clock,"
        " chosen_at = excluded.chosen_at",
        person=person,
        weekday=choice.weekday,
        clock=f"{choice.at:%H:%M}",
        now=to_ms(now),
    )


def note_beginning(tx: Tx, pair: PairId, began_at: datetime) -> None:
    """Note when a pair began; only the first time counts, however often it rests and goes on."""
    tx.run(
        "INSERT INTO pair_beginnings (pair_id, began_at) VALUES (:pair, :at) ON CONFLICT (pair_id) DO NOTHING",
        pair=pair,
        at=to_ms(began_at),
    )


def began_at(tx: Tx, pair: PairId) -> datetime | None:
    """Return when a pair began; None when it never has."""
    row = tx.one("SELECT began_at FROM pair_beginnings WHERE pair_id = :pair", pair=pair)
    return None if row is None else from_ms(row["began_at"])


def most_people(tx: Tx) -> int:
    """Return how many people the installation has had at most: enough to spread them, and one look into an index."""
    row = tx.one("SELECT MAX(id) AS most FROM people")
    return 0 if row is None or row["most"] is None else int(row["most"])


def plan_for(tx: Tx, *, programme: ProgrammeId, schedule: Schedule, person: PersonId, pair: PairId) -> Plan:
    """Return the plan by which somebody is asked in a pair, a new one when there is none yet.

    Of what is asked once for a person there is one plan, and it goes on through the pair that is given last.
    """
    scope = f"pair:{pair}" if schedule.each_pair else _ONCE
    row = tx.one(
        "INSERT INTO check_in_plans (programme_id, questionnaire, person_id, pair_id, scope)"
        " VALUES (:programme, :questionnaire, :person, :pair, :scope)"
        " ON CONFLICT (person_id, questionnaire, scope) DO UPDATE SET pair_id = excluded.pair_id"
        f" RETURNING {_PLAN}",
        programme=programme,
        questionnaire=schedule.questionnaire,
        person=person,
        pair=pair,
        scope=scope,
    )
    assert row is not None
    return _plan(row)


def get_plan(tx: Tx, plan: PlanId) -> Plan | None:
    """Return a plan, or None when there is none with that id."""
    row = tx.one(f"SELECT {_PLAN} FROM check_in_plans WHERE id = :id", id=plan)
    return None if row is None else _plan(row)


def plans_of_pair(tx: Tx, pair: PairId) -> list[Plan]:
    """Return the plans of a pair's two people in it, the oldest first."""
    rows = tx.all(f"SELECT {_PLAN} FROM check_in_plans WHERE pair_id = :pair ORDER BY id", pair=pair)
    return [_plan(row) for row in rows]


def plans_of(tx: Tx, person: PersonId) -> list[Plan]:
    """Return somebody's plans, the oldest first."""
    rows = tx.all(f"SELECT {_PLAN} FROM check_in_plans WHERE person_id = :person ORDER BY id", person=person)
    return [_plan(row) for row in rows]


def set_next(tx: Tx, plan: Plan, planned: Planned | None, turn_at: datetime | None) -> None:
    """Keep what comes next by a plan, None for nothing, and let it have its turn; with None it has no more."""
    tx.run(
        "UPDATE check_in_plans SET next_key = :key, next_day = :day, next_at = :at, turn_at = :turn WHERE id = :id",
        id=plan.id,
        key=None if planned is None else planned.occurrence.key,
        day=None if planned is None else planned.occurrence.day.isoformat(),
        at=None if planned is None else to_ms(planned.at),
        turn=None if turn_at is None else to_ms(turn_at),
    )
    if turn_at is not None:
        occurrence = f"{CHECK_IN_TURN}:{plan.id}:{to_ms(turn_at)}"
        due.add(tx, kind=CHECK_IN_TURN, subject=plan.id, occurrence=occurrence, due_at=turn_at)


def note_asked(tx: Tx, plan: Plan, occurrence: Occurrence) -> Plan:
    """Note that an occurrence has had its time, asked or not, and return the plan as it is then."""
    row = tx.one(
        f"UPDATE check_in_plans SET last_key = :key, last_day = :day WHERE id = :id RETURNING {_PLAN}",
        id=plan.id,
        key=occurrence.key,
        day=occurrence.day.isoformat(),
    )
    assert row is not None
    return _plan(row)


def as_columns(schedule: Schedule) -> dict[str, int | str | None]:
    """Return how a schedule is kept, by the names that the statements bind."""
    return {
        "questionnaire": schedule.questionnaire,
        "rhythm": schedule.rhythm.value,
        "weekday": schedule.weekday,
        "clock": f"{schedule.at:%H:%M}",
        "milestones": json.dumps([milestone.value for milestone in Milestone if milestone in schedule.milestones]),
        "each_pair": int(schedule.each_pair),
        "remind_after": None if schedule.remind_after is None else _ms(schedule.remind_after),
        "expires_after": _ms(schedule.expires_after),
        "is_on": int(schedule.is_on),
    }


def from_row(row: Row) -> Schedule:
    """Return a schedule from how it is kept."""
    remind_after = row["remind_after_ms"]
    return Schedule(
        questionnaire=row["questionnaire"],
        rhythm=Rhythm(row["rhythm"]),
        weekday=row["weekday"],
        at=time.fromisoformat(row["clock"]),
        milestones=frozenset(Milestone(name) for name in json.loads(row["milestones"])),
        each_pair=bool(row["each_pair"]),
        remind_after=None if remind_after is None else timedelta(milliseconds=remind_after),
        expires_after=timedelta(milliseconds=row["expires_after_ms"]),
        is_on=bool(row["is_on"]),
    )


def _plan(row: Row) -> Plan:
    return Plan(
        id=PlanId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        questionnaire=row["questionnaire"],
        person_id=PersonId(row["person_id"]),
        pair_id=PairId(row["pair_id"]),
        each_pair=row["scope"] != _ONCE,
        last=_occurrence(row["last_key"], row["last_day"]),
        next=_occurrence(row["next_key"], row["next_day"]),
        next_at=from_ms_or_none(row["next_at"]),
        turn_at=from_ms_or_none(row["turn_at"]),
    )


def _occurrence(key: str | None, day: str | None) -> Occurrence | None:
    return None if key is None or day is None else Occurrence(key, date.fromisoformat(day))


def _ms(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)
