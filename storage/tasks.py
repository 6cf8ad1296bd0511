"""Tasks for the staff. Whoever notices a reason opens one in the same transaction; telling of it comes after."""

import json
from collections.abc import Mapping
from datetime import datetime

from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.tasks import Fact, Task, TaskId, TaskKind, TaskState
from storage import audit, due
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

URGENT_TASK = "urgent_task"
"""The kind of due row that lets the staff hear of an urgent task at once; its subject is the task's id."""

_COLUMNS = "id, programme_id, kind, pair_id, person_id, facts, urgent, since, snoozed_until, done_at, done_by"

# Which tasks are in a state at a moment, as Task.state says it too.
_IN_STATE = {
    TaskState.OPEN: "done_at IS NULL AND (snoozed_until IS NULL OR snoozed_until <= :now)",
    TaskState.SNOOZED: "done_at IS NULL AND snoozed_until > :now",
    TaskState.DONE: "done_at IS NOT NULL",
}


def open_task(
    tx: Tx,
    *,
    programme: ProgrammeId,
    kind: TaskKind,
    now: datetime,
    pair: PairId | None = None,
    person: PersonId | None = None,
    facts: Mapping[str, Fact] | None = None,
    urgent: bool = False,
) -> TaskId:
    """Ask the staff to look at something, and return the task's id.

    While one of the same kind, programme, pair and person is not done, that one is it: it takes the newer facts, and
    becomes urgent when asked to, but stays asleep while it is. `facts` hold no words of anybody.
    """
    about = _about(kind, programme, pair, person)
    new = tx.one(
        "INSERT INTO tasks (programme_id, kind, pair_id, person_id, about, facts, urgent, since)"
        " VALUES (:programme, :kind, :pair, :person, :about, :facts, :urgent, :now)"
        " ON CONFLICT DO NOTHING RETURNING id",
        programme=programme,
        kind=kind.value,
        pair=pair,
        person=person,
        about=about,
        facts=json.dumps(dict(facts or {}), sort_keys=True),
        urgent=int(urgent),
        now=to_ms(now),
    )
    if new is not None:
        task = TaskId(new["id"])
        audit.add(tx, actor=audit.SYSTEM, did="task.opened", about=f"task:{task}", at=now, kind=kind.value)
    else:
        kept = tx.one("SELECT id FROM tasks WHERE about = :about AND done_at IS NULL", about=about)
        assert kept is not None
        task = TaskId(kept["id"])
        _refresh(tx, task, facts, urgent=urgent)
    if urgent:
        due.add(tx, kind=URGENT_TASK, subject=task, occurrence=f"{URGENT_TASK}:{task}", due_at=now)
    return task


def open_about(
    tx: Tx, *, programme: ProgrammeId, kind: TaskKind, pair: PairId | None = None, person: PersonId | None = None
) -> Task | None:
    """Return the one of the same kind, programme, pair and person that is not done, or None."""
    about = _about(kind, programme, pair, person)
    row = tx.one(f"SELECT {_COLUMNS} FROM tasks WHERE about = :about AND done_at IS NULL", about=about)
    return None if row is None else _task(row)


def open_about_pair(kind: TaskKind, pair: str) -> str:
    """Return SQL for whether the task of a kind about a pair and nobody in it is open; `pair` is the pairs' alias.

    For those who ask with every message: it is one look into an index.
    """
    about = f"'{kind}:' || {pair}.programme_id || ':' || {pair}.id || ':'"
    return f"SELECT 1 FROM tasks WHERE tasks.about = {about} AND tasks.done_at IS NULL"


def note_told(tx: Tx, task: TaskId, now: datetime) -> bool:
    """Note that the staff are being told of an urgent task by itself; False when they were told before, or it is done.

    Whoever notices the reason again makes it due again; the staff hear of it once.
    """
    return (
        tx.run(
            "UPDATE tasks SET told_at = :now WHERE id = :id AND told_at IS NULL AND done_at IS NULL",
            id=task,
            now=to_ms(now),
        )
        == 1
    )


def close_for(
    tx: Tx,
    kind: TaskKind,
    *,
    now: datetime,
    by: str = audit.SYSTEM,
    pair: PairId | None = None,
    person: PersonId | None = None,
) -> int:
    """Close the tasks of a kind about this pair, this person, or both, because their reason is gone; return how many.

    Raises ValueError when neither is given: that would close those of everybody.
    """
    if pair is None and person is None:
        raise ValueError("close_for needs a pair or a person")
    rows = tx.all(
        "SELECT id FROM tasks WHERE kind = :kind AND done_at IS NULL"
        " AND (:any_pair = 1 OR pair_id = :pair) AND (:any_person = 1 OR person_id = :person)",
        kind=kind.value,
        any_pair=int(pair is None),
        pair=pair or 0,
        any_person=int(person is None),
        person=person or 0,
    )
    return sum(finish(tx, TaskId(row["id"]), by=by, now=now) for row in rows)


def finish(tx: Tx, task: TaskId, *, by: str, now: datetime) -> bool:
    """Note that a task is done, and by whom; False when it was already."""
    changed = tx.run(
        "UPDATE tasks SET done_at = :now, done_by = :by WHERE id = :id AND done_at IS NULL",
        id=task,
        by=by,
        now=to_ms(now),
    )
    if changed:
        audit.add(tx, actor=by, did="task.done", about=f"task:{task}", at=now)
    return changed > 0


def snooze(tx: Tx, task: TaskId, *, until: datetime, by: str, now: datetime) -> bool:
    """Let a task rest until then; False when it is done."""
    changed = tx.run(
        "UPDATE tasks SET snoozed_until = :until WHERE id = :id AND done_at IS NULL", id=task, until=to_ms(until)
    )
    if changed:
        audit.add(
            tx, actor=by, did="task.snoozed", about=f"task:{task}", at=now, until=until.isoformat(timespec="minutes")
        )
    return changed > 0


def reopen(tx: Tx, task: TaskId, *, by: str, now: datetime) -> bool:
    """Take "done" or a snooze back; False when there is nothing to take back, or a newer task says the same."""
    changed = tx.run(
        "UPDATE tasks SET done_at = NULL, done_by = NULL, snoozed_until = NULL WHERE id = :id"
        " AND (done_at IS NOT NULL OR snoozed_until > :now)"
        " AND NOT EXISTS (SELECT 1 FROM tasks o WHERE o.about = tasks.about AND o.done_at IS NULL AND o.id <> :id)",
        id=task,
        now=to_ms(now),
    )
    if changed:
        audit.add(tx, actor=by, did="task.reopened", about=f"task:{task}", at=now)
    return changed > 0


def get(tx: Tx, task: TaskId) -> Task | None:
    """Return a task, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM tasks WHERE id = :id", id=task)
    return None if row is None else _task(row)


def open_of(tx: Tx, programme: ProgrammeId, now: datetime) -> list[Task]:
    """Return a programme's open tasks, the urgent ones first, then the oldest."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM tasks WHERE programme_id = :programme AND {_IN_STATE[TaskState.OPEN]}"
        " ORDER BY urgent DESC, since, id",
        programme=programme,
        now=to_ms(now),
    )
    return [_task(row) for row in rows]


def page(
    tx: Tx,
    programme: ProgrammeId,
    *,
    now: datetime,
    state: TaskState | None,
    pair: PairId | None,
    after: int,
    limit: int,
) -> list[Task]:
    """Return the first `limit` tasks of a programme after that id: in one state or any, of one pair or any."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM tasks WHERE programme_id = :programme AND id > :after"
        f" AND ({'1 = 1' if state is None else _IN_STATE[state]}) AND (:any_pair = 1 OR pair_id = :pair)"
        " ORDER BY id LIMIT :limit",
        programme=programme,
        now=to_ms(now),
        any_pair=int(pair is None),
        pair=pair or 0,
        after=after,
        limit=limit,
    )
    return [_task(row) for row in rows]


def _about(kind: TaskKind, programme: ProgrammeId, pair: PairId | None, person: PersonId | None) -> str:
    return f"{kind}:{programme}:{pair or ''}:{person or ''}"


def _refresh(tx: Tx, task: TaskId, facts: Mapping[str, Fact] | None, *, urgent: bool) -> None:
    if facts is not None:
        tx.run("UPDATE tasks SET facts = :facts WHERE id = :id", id=task, facts=json.dumps(dict(facts), sort_keys=True))
    if urgent:
        tx.run("UPDATE tasks SET urgent = 1 WHERE id = :id", id=task)


def _task(row: Row) -> Task:
    return Task(
        id=TaskId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        kind=TaskKind(row["kind"]),
        pair_id=None if row["pair_id"] is None else PairId(row["pair_id"]),
        person_id=None if row["person_id"] is None else PersonId(row["person_id"]),
        since=from_ms(row["since"]),
        facts=json.loads(row["facts"]),
        is_urgent=bool(row["urgent"]),
        snoozed_until=from_ms_or_none(row["snoozed_until"]),
        done_at=from_ms_or_none(row["done_at"]),
        done_by=row["done_by"],
    )
