"""Tasks: one for each reason, done once, asleep for a while; on both engines."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.people import ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.tasks import TaskKind, TaskState
from storage import audit, due, pairs, people, programmes, tasks
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def pair(store: Store):
    def act(tx: Tx):
        programme = programmes.add(
            tx, name="Spring", zone=ZoneInfo("Europe/Sofia"), language="en", rules=Rules(), now=NOW
        )
        ben, amina = (
            people.add(tx, programme=programme, role=role, display_name=name, language="en", now=NOW)
            for role, name in ((Role.MENTOR, "Ben"), (Role.MENTEE, "Amina"))
        )
        pair = pairs.add(tx, programme=programme, mentor=ben, mentee=amina, now=NOW)
        return pairs.get(tx, pair)

    return await store.write(act)


async def test_one_reason_is_one_task_with_the_newest_facts(store: Store, pair):
    def lapses(times: int):
        return lambda tx: tasks.open_task(
            tx,
            programme=pair.programme_id,
            kind=TaskKind.REPLY_LAPSED,
            now=NOW,
            pair=pair.id,
            person=pair.mentor_id,
            facts={"lapses": times},
        )

    first = await store.write(lapses(2))
    second = await store.write(lapses(3))

    assert second == first
    (task,) = await store.read(lambda tx: tasks.open_of(tx, pair.programme_id, NOW))
    assert (task.id, task.facts, task.since, task.is_urgent) == (first, {"lapses": 3}, NOW, False)
    assert await store.read(lambda tx: audit.of(tx, f"task:{first}")) == ["task.opened"]


async def test_about_somebody_else_or_after_it_was_done_it_is_another_task(store: Store, pair):
    def blocked(tx: Tx, person):
        return tasks.open_task(
            tx, programme=pair.programme_id, kind=TaskKind.BOT_BLOCKED, now=NOW, pair=pair.id, person=person
        )

    amina = await store.write(lambda tx: blocked(tx, pair.mentee_id))
    ben = await store.write(lambda tx: blocked(tx, pair.mentor_id))
    await store.write(lambda tx: tasks.finish(tx, amina, by="person:9", now=LATER))
    again = await store.write(lambda tx: blocked(tx, pair.mentee_id))

    assert len({amina, ben, again}) == 3
    done = await store.read(lambda tx: tasks.get(tx, amina))
    assert (done.state(LATER), done.done_at, done.done_by) == (TaskState.DONE, LATER, "person:9")


async def test_a_reason_that_is_gone_closes_what_it_opened_and_nothing_else(store: Store, pair):
    def act(tx: Tx):
        def opened(kind, person):
            return tasks.open_task(tx, programme=pair.programme_id, kind=kind, now=NOW, pair=pair.id, person=person)

        opened(TaskKind.BOT_BLOCKED, pair.mentee_id)
        kept = {opened(TaskKind.BOT_BLOCKED, pair.mentor_id), opened(TaskKind.REPLY_LAPSED, pair.mentee_id)}
        closed = tasks.close_for(tx, TaskKind.BOT_BLOCKED, person=pair.mentee_id, now=LATER)
        return closed, kept, {task.id for task in tasks.open_of(tx, pair.programme_id, LATER)}

    closed, kept, left = await store.write(act)
    assert closed == 1
    assert left == kept
    assert await store.write(lambda tx: tasks.close_for(tx, TaskKind.REPLY_LAPSED, pair=pair.id, now=LATER)) == 1
    with pytest.raises(ValueError, match="needs a pair or a person"):
        await store.write(lambda tx: tasks.close_for(tx, TaskKind.REPLY_LAPSED, now=LATER))


async def test_a_snoozed_task_comes_back_by_itself_and_done_can_be_taken_back(store: Store, pair):
    def opened(tx: Tx):
        return tasks.open_task(tx, programme=pair.programme_id, kind=TaskKind.PAIR_SILENT, now=NOW, pair=pair.id)

    def count(at: datetime, state: TaskState | None = TaskState.OPEN):
        return store.read(
            lambda tx: len(tasks.page(tx, pair.programme_id, now=at, state=state, pair=pair.id, after=0, limit=9))
        )

    task = await store.write(opened)
    assert await store.write(lambda tx: tasks.snooze(tx, task, until=LATER, by="api", now=NOW))
    assert await store.write(opened) == task
    assert (await count(NOW), await count(NOW, TaskState.SNOOZED), await count(LATER)) == (0, 1, 1)
    assert await store.write(lambda tx: tasks.finish(tx, task, by="api", now=LATER))
    assert not await store.write(lambda tx: tasks.finish(tx, task, by="api", now=LATER))
    assert not await store.write(lambda tx: tasks.snooze(tx, task, until=LATER, by="api", now=LATER))
    assert (await count(LATER), await count(LATER, TaskState.DONE), await count(LATER, None)) == (0, 1, 1)
    assert await store.write(lambda tx: tasks.reopen(tx, task, by="api", now=LATER))
    assert not await store.write(lambda tx: tasks.reopen(tx, task, by="api", now=LATER))
    assert await count(LATER) == 1
    story = ["task.opened", "task.snoozed", "task.done", "task.reopened"]
    assert await store.read(lambda tx: audit.of(tx, f"task:{task}")) == story


async def test_a_done_task_stays_done_when_a_newer_one_says_the_same(store: Store, pair):
    def opened(tx: Tx):
        return tasks.open_task(tx, programme=pair.programme_id, kind=TaskKind.PAIR_SILENT, now=NOW, pair=pair.id)

    old = await store.write(opened)
    await store.write(lambda tx: tasks.finish(tx, old, by="api", now=NOW))
    await store.write(opened)

    assert not await store.write(lambda tx: tasks.reopen(tx, old, by="api", now=NOW))


async def test_an_urgent_task_is_to_be_told_of_at_once_and_once(store: Store, pair):
    def opened(*, urgent: bool):
        return lambda tx: tasks.open_task(
            tx, programme=pair.programme_id, kind=TaskKind.HELP_ASKED, now=NOW, person=pair.mentee_id, urgent=urgent
        )

    task = await store.write(opened(urgent=False))
    assert await store.read(lambda tx: due.by_now(tx, NOW, 9)) == []
    for _ in range(2):
        assert await store.write(opened(urgent=True)) == task

    (row,) = await store.read(lambda tx: due.by_now(tx, NOW, 9))
    assert (row.kind, row.subject, row.due_at) == (tasks.URGENT_TASK, task, NOW)
    assert (await store.read(lambda tx: tasks.get(tx, task))).is_urgent


async def test_tasks_of_another_programme_are_not_shown(store: Store, pair):
    await store.write(
        lambda tx: tasks.open_task(tx, programme=pair.programme_id, kind=TaskKind.PAIR_SILENT, now=NOW, pair=pair.id)
    )
    other = ProgrammeId(pair.programme_id + 1)
    assert await store.read(lambda tx: tasks.open_of(tx, other, NOW)) == []
