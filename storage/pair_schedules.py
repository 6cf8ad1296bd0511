"""Schedules of one pair, where they differ from its programme's: another day, hour or rhythm, or nothing at all.

Whether something is asked once for a person, however many pairs they have, stays the programme's to say.
"""

from dataclasses import replace
from datetime import datetime

from mentoring.pairs import Pair, PairId
from mentoring.people import ProgrammeId
from mentoring.schedules import Schedule
from storage import due, schedules
from storage.due import NewDue
from storage.schedules import PLAN_PAIR
from storage.times import to_ms
from storage.tx import Tx

_COLUMNS = """questionnaire, rhythm, weekday, clock, milestones, 1 AS each_pair, remind_after_ms, expires_after_ms,
 is_on"""


def of_pair(tx: Tx, programme: ProgrammeId, pair: PairId) -> list[Schedule]:
    """Return the schedules that hold in a pair: its programme's, in their order, and its own where it has some."""
    own = own_of(tx, pair)
    return [
        _in_place_of(schedule, own.get(schedule.questionnaire)) for schedule in schedules.of_programme(tx, programme)
    ]


def get(tx: Tx, programme: ProgrammeId, pair: PairId | None, questionnaire: str) -> Schedule | None:
    """Return the schedule that holds in a pair, the programme's for None; None when there is none."""
    schedule = schedules.get(tx, programme, questionnaire)
    if schedule is None or pair is None:
        return schedule
    return _in_place_of(schedule, own_of(tx, pair).get(questionnaire))


def own_of(tx: Tx, pair: PairId) -> dict[str, Schedule]:
    """Return a pair's own schedules by questionnaire; most pairs have none."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM pair_schedules WHERE pair_id = :pair", pair=pair)
    return {row["questionnaire"]: schedules.from_row(row) for row in rows}


def keep(tx: Tx, pair: PairId, schedule: Schedule, now: datetime) -> None:
    """Keep a pair's own schedule for a questionnaire; plans follow it when they are made anew (`plan`)."""
    columns = schedules.as_columns(schedule)
    del columns["each_pair"]
    tx.run(
        "INSERT INTO pair_schedules (pair_id, questionnaire, rhythm, weekday, clock, milestones, remind_after_ms,"
        " expires_after_ms, is_on, changed_at)"
        " VALUES (:pair, :questionnaire, :rhythm, :weekday, :clock, :milestones, :remind_after, :expires_after, :is_on,"
        " :now) ON CONFLICT (pair_id, questionnaire) DO UPDATE SET"
        " rhythm = excluded.rhythm, weekday = excluded.weekday, clock = excluded.clock,"
        " milestones = excluded.milestones, remind_after_ms = excluded.remind_after_ms,"
        " expires_after_ms = excluded.expires_after_ms, is_on = excluded.is_on, changed_at = excluded.changed_at",
        pair=pair,
        now=to_ms(now),
        **columns,
    )


def drop(tx: Tx, pair: PairId, questionnaire: str) -> bool:
    """Let the programme's schedule hold in a pair again; False when it did."""
    gone = tx.run(
        "DELETE FROM pair_schedules WHERE pair_id = :pair AND questionnaire = :questionnaire",
        pair=pair,
        questionnaire=questionnaire,
    )
    return gone == 1


def plan(tx: Tx, pair: Pair, now: datetime) -> None:
    """Let the bot plan a pair anew, and then the other pairs of its two.

    What is asked once for a person may go on through another pair of theirs.
    """
    rows = tx.all(
        "SELECT id FROM pairs WHERE state <> 'closed' AND id <> :pair"
        " AND (mentor_id IN (:mentor, :mentee) OR mentee_id IN (:mentor, :mentee)) ORDER BY id",
        pair=pair.id,
        mentor=pair.mentor_id,
        mentee=pair.mentee_id,
    )
    anew = [int(pair.id), *(row["id"] for row in rows)]
    due.add_many(tx, [NewDue(PLAN_PAIR, each, f"{PLAN_PAIR}:{each}:{to_ms(now)}", now) for each in anew])


def _in_place_of(schedule: Schedule, own: Schedule | None) -> Schedule:
    return schedule if own is None else replace(own, each_pair=schedule.each_pair)
