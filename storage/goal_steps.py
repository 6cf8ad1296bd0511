"""The steps of a goal, and what is noted of the way: kinds and numbers in clear, words with the owner's key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mentoring.goals import Goal, GoalId, Line, Progress, Step, StepId
from storage import goals
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

_COLUMNS = "s.id, s.goal_id, s.position, s.body, s.due_day, s.done_at, g.owner_id"


@dataclass(frozen=True, slots=True)
class Noted:
    """One note of progress. `value` is the number that was reached, None where none was counted."""

    kind: Progress
    value: int | None
    at: datetime


def add(tx: Tx, goal: Goal, line: Line, now: datetime) -> StepId:
    """Add a step behind the others, and return its id."""
    row = tx.one("SELECT COALESCE(MAX(position), 0) AS last FROM goal_steps WHERE goal_id = :goal", goal=goal.id)
    return StepId(
        tx.insert(
            "INSERT INTO goal_steps (goal_id, position, body, created_at) VALUES (:goal, :position, :body, :now)"
            " RETURNING id",
            goal=goal.id,
            position=1 if row is None else row["last"] + 1,
            body=_sealed(tx, goal, line),
            now=to_ms(now),
        )
    )


def of_goal(tx: Tx, goal: GoalId) -> list[Step]:
    """Return a goal's steps in their order."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM goal_steps s JOIN goals g ON g.id = s.goal_id WHERE s.goal_id = :goal"
        " ORDER BY s.position, s.id",
        goal=goal,
    )
    return [_step(tx, row) for row in rows]


def get(tx: Tx, step: StepId) -> Step | None:
    """Return a step, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM goal_steps s JOIN goals g ON g.id = s.goal_id WHERE s.id = :id", id=step)
    return None if row is None else _step(tx, row)


def rewrite(tx: Tx, goal: Goal, step: StepId, line: Line) -> None:
    """Give a step other words."""
    tx.run("UPDATE goal_steps SET body = :body WHERE id = :id", id=step, body=_sealed(tx, goal, line))


def tick(tx: Tx, step: StepId, done_at: datetime | None) -> None:
    """Note when a step was done; None takes the tick away."""
    tx.run(
        "UPDATE goal_steps SET done_at = :at WHERE id = :id",
        id=step,
        at=None if done_at is None else to_ms(done_at),
    )


def set_due(tx: Tx, step: StepId, day: date | None) -> None:
    """Note by when a step is to be done; None for any day."""
    tx.run("UPDATE goal_steps SET due_day = :day WHERE id = :id", id=step, day=None if day is None else day.isoformat())


def put_in_order(tx: Tx, steps: Sequence[StepId]) -> None:
    """Give steps the order of the list."""
    tx.run_many(
        "UPDATE goal_steps SET position = :position WHERE id = :id",
        [{"position": position, "id": step} for position, step in enumerate(steps, start=1)],
    )


def remove(tx: Tx, step: StepId) -> None:
    """Take a step away with its words; what was noted of the way stays the goal's."""
    tx.run("UPDATE goal_progress SET step_id = 0 WHERE step_id = :id", id=step)
    tx.run("DELETE FROM goal_prompts WHERE step_id = :id", id=step)
    tx.run("DELETE FROM goal_steps WHERE id = :id", id=step)


def note(
    tx: Tx, goal: GoalId, kind: Progress, now: datetime, *, step: StepId | None = None, value: int | None = None
) -> None:
    """Note progress with a goal, or with one of its steps."""
    tx.run(
        "INSERT INTO goal_progress (goal_id, step_id, kind, value, noted_at)"
        " VALUES (:goal, :step, :kind, :value, :now)",
        goal=goal,
        step=step or 0,
        kind=kind.value,
        value=value,
        now=to_ms(now),
    )


def noted(tx: Tx, goal: GoalId, *, newest: int) -> list[Noted]:
    """Return the latest notes of progress with a goal and its steps, `newest` at most, the latest first."""
    rows = tx.all(
        "SELECT kind, value, noted_at FROM goal_progress WHERE goal_id = :goal ORDER BY id DESC LIMIT :newest",
        goal=goal,
        newest=newest,
    )
    return [Noted(Progress(row["kind"]), row["value"], from_ms(row["noted_at"])) for row in rows]


def _sealed(tx: Tx, goal: Goal, line: Line) -> bytes:
    return goals.seal(tx, goal.owner_id, {"text": line.text, "kept_back": line.kept_back})


def _step(tx: Tx, row: Row) -> Step:
    return Step(
        id=StepId(row["id"]),
        goal_id=GoalId(row["goal_id"]),
        position=row["position"],
        line=goals.line_from(goals.unsealed(tx, row["owner_id"], row["body"]) or None),
        due=None if row["due_day"] is None else date.fromisoformat(row["due_day"]),
        done_at=from_ms_or_none(row["done_at"]),
    )
