"""Goals and wins at rest, on both engines: whose they are, who is shown them, and that nothing is said twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.goals import Aim, Goal, GoalState, Letter, Line, Opinion, Progress, Prompt
from mentoring.kinds import Kind
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from storage import due, goal_prompts, goal_sharing, goal_steps, goals, pairs, people, programmes, wins
from storage.goal_prompts import GOAL_PROMPT
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault
from storage.wins import WIN_NEWS

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
AIM = Aim(Line("Learn to weld"), Line("A seam"), Line("Yes"), Line("secret", kept_back=True), date(2026, 4, 1), 10)


@pytest.fixture
async def pair(store: Store) -> PairId:
    def act(tx: Tx) -> PairId:
        zone = ZoneInfo("Europe/Sofia")
        programme = programmes.add(tx, name="Spring", zone=zone, language="en", rules=Rules(), now=NOW)
        ben, amina = (
            people.add(tx, programme=programme, role=role, display_name=name, language="en", now=NOW)
            for name, role in (("Ben", Role.MENTOR), ("Amina", Role.MENTEE))
        )
        return pairs.add(tx, programme=programme, mentor=ben, mentee=amina, now=NOW)

    return await store.write(act)


def draft(tx: Tx, pair: PairId) -> Goal:
    known = pairs.get(tx, pair)
    assert known is not None
    goal = goals.begin(tx, known.programme_id, known.mentee_id, known.mentee_id, None, NOW)
    return goals.keep(tx, replace(goal, aim=AIM), NOW)


def begun(tx: Tx, pair: PairId) -> Goal:
    return goals.set_state(tx, draft(tx, pair), GoalState.ACTIVE, NOW)


async def test_what_is_kept_comes_back_as_it_was(store: Store, pair: PairId):
    goal = await store.write(lambda tx: draft(tx, pair))
    assert await store.read(lambda tx: goals.get(tx, goal.id)) == goal
    assert goal.aim == AIM


async def test_a_new_draft_takes_the_place_of_the_one_before(store: Store, pair: PairId):
    def act(tx: Tx) -> list[Goal]:
        draft(tx, pair)
        newest = draft(tx, pair)
        return [goal for goal in goals.drafts_of(tx, newest.owner_id) if goal.id != newest.id]

    assert await store.write(act) == []


async def test_a_goal_keeps_when_it_began_and_forgets_its_end_when_taken_up_again(store: Store, pair: PairId):
    def act(tx: Tx) -> Goal:
        done = goals.set_state(tx, begun(tx, pair), GoalState.DONE, LATER)
        assert done.ended_at == LATER
        return goals.set_state(tx, done, GoalState.ACTIVE, LATER)

    again = await store.write(act)
    assert (again.began_at, again.ended_at) == (NOW, None)


async def test_words_are_gone_with_their_owners_key(store: Store, vault: Vault, pair: PairId):
    def erase(tx: Tx) -> None:
        tx.run("DELETE FROM data_keys WHERE name LIKE 'person:%'")

    goal = await store.write(lambda tx: begun(tx, pair))
    await store.write(erase)
    vault.forget(goals.key_name(goal.owner_id))

    left = await store.read(lambda tx: goals.get(tx, goal.id))
    assert left is not None
    assert (left.aim.what, left.aim.by) == (Line(), AIM.by)


async def test_steps_keep_their_order_their_days_and_their_ticks(store: Store, pair: PairId):
    def act(tx: Tx) -> list[tuple[str, date | None, bool]]:
        goal = begun(tx, pair)
        first, second = (goal_steps.add(tx, goal, Line(words), NOW) for words in ("one", "two"))
        goal_steps.put_in_order(tx, [second, first])
        goal_steps.set_due(tx, first, date(2026, 3, 9))
        goal_steps.tick(tx, second, LATER)
        return [(step.line.text, step.due, step.is_done) for step in goal_steps.of_goal(tx, goal.id)]

    assert await store.write(act) == [("two", None, True), ("one", date(2026, 3, 9), False)]


async def test_progress_is_read_the_latest_first(store: Store, pair: PairId):
    def act(tx: Tx) -> list[Progress]:
        goal = begun(tx, pair)
        for kind in (Progress.A_BIT, Progress.STUCK, Progress.DONE):
            goal_steps.note(tx, goal.id, kind, NOW)
        return [noted.kind for noted in goal_steps.noted(tx, goal.id, newest=2)]

    assert await store.write(act) == [Progress.DONE, Progress.STUCK]


async def test_a_goal_is_shown_in_one_pair_and_what_was_said_of_it_stays_while_hidden(store: Store, pair: PairId):
    def act(tx: Tx) -> list[object]:
        goal = begun(tx, pair)
        before = goal_sharing.shared(tx, goal.id, pair)
        goal_sharing.show(tx, goal.id, pair, NOW)
        first, second = (goal_sharing.say_opinion(tx, goal.id, pair, Opinion.GOOD, NOW) for _ in range(2))
        goal_sharing.hide(tx, goal.id, pair, NOW)
        hidden = goal_sharing.shown_in(tx, pair)
        goal_sharing.show(tx, goal.id, pair, NOW)
        shared = goal_sharing.shared(tx, goal.id, pair)
        return [before, first, second, hidden, None if shared is None else shared.opinion]

    assert await store.write(act) == [None, True, False, [], Opinion.GOOD]


async def test_a_suggestion_is_answered_once_and_one_that_is_kept_back_is_never_open(store: Store, pair: PairId):
    def act(tx: Tx) -> list[object]:
        goal, ben = begun(tx, pair), PersonId(1)
        goal_sharing.suggest(tx, goal.id, pair, ben, Letter.WHY, Line("bad", kept_back=True), NOW)
        hidden = goal_sharing.open_suggestion(tx, goal.id)
        made = goal_sharing.suggest(tx, goal.id, pair, ben, Letter.WHAT, Line("Weld two seams"), NOW)
        found = goal_sharing.open_suggestion(tx, goal.id)
        answers = [goal_sharing.answer(tx, made, taken=True, now=NOW) for _ in range(2)]
        return [hidden, None if found is None else found.line.text, answers, goal_sharing.open_suggestion(tx, goal.id)]

    assert await store.write(act) == [None, "Weld two seams", [True, False], None]


async def test_a_day_that_is_set_moved_and_set_back_is_reminded_of_once(store: Store, pair: PairId):
    def act(tx: Tx) -> int:
        goal = begun(tx, pair)
        for day in (date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 9)):
            goal_prompts.remind(tx, goal.id, goal.owner_id, None, Prompt.AT, day, LATER)
        return len([row for row in due.by_now(tx, LATER, 10) if row.kind == GOAL_PROMPT])

    assert await store.write(act) == 2


async def test_what_was_said_is_not_planned_again(store: Store, pair: PairId):
    def act(tx: Tx) -> int:
        goal = begun(tx, pair)
        for _ in range(2):
            goal_prompts.remind(tx, goal.id, goal.owner_id, None, Prompt.AT, date(2026, 3, 9), LATER)
            for row in due.by_now(tx, LATER, 10):
                due.take(tx, row.id)
                goal_prompts.note_said(tx, row.subject, LATER)
        return len(due.by_now(tx, LATER, 10))

    assert await store.write(act) == 0


async def test_deleting_a_goal_leaves_nothing_but_its_wins(store: Store, pair: PairId):
    def act(tx: Tx) -> list[object]:
        goal = begun(tx, pair)
        goal_steps.add(tx, goal, Line("one"), NOW)
        goal_sharing.show(tx, goal.id, pair, NOW)
        goal_prompts.remind(tx, goal.id, goal.owner_id, None, Prompt.AT, date(2026, 3, 9), LATER)
        goals.note_event(tx, goal, goal.owner_id, "began", NOW)
        win = a_win(tx, pair, goal)
        goals.delete(tx, goal.id)
        kept = wins.get(tx, win)
        return [goals.get(tx, goal.id), goal_steps.of_goal(tx, goal.id), None if kept is None else kept.goal_id]

    assert await store.write(act) == [None, [], None]


def a_win(tx: Tx, pair: PairId, goal: Goal | None = None, *, kept_back: bool = False) -> wins.WinId:
    known = pairs.get(tx, pair)
    assert known is not None
    return wins.add(
        tx,
        programme=ProgrammeId(known.programme_id),
        person=known.mentee_id,
        pair=pair,
        goal=None if goal is None else goal.id,
        kind=Kind.TEXT,
        text="On time",
        place=(71, 5002, 9),
        kept_back=kept_back,
        now=NOW,
    )


async def test_a_win_is_the_pairs_once_it_is_shared(store: Store, pair: PairId):
    def act(tx: Tx) -> list[object]:
        win = wins.get(tx, a_win(tx, pair))
        assert win is not None
        before = wins.of_pair(tx, pair)
        shared = [wins.share(tx, win, pair, NOW) for _ in range(2)]
        (after,) = wins.of_pair(tx, pair)
        return [before, shared, after.text, after.shared_at, (after.bot_id, after.chat_id, after.telegram_id)]

    assert await store.write(act) == [[], [True, False], "On time", NOW, (71, 5002, 9)]


async def test_a_win_that_is_kept_back_is_on_its_owners_wall_alone(store: Store, pair: PairId):
    def act(tx: Tx) -> list[object]:
        win = wins.get(tx, a_win(tx, pair, kept_back=True))
        assert win is not None
        wins.share(tx, win, pair, NOW)
        walls = [len(wins.wall(tx, person, pair)) for person in (PersonId(1), PersonId(2))]
        return [wins.of_pair(tx, pair), walls]

    assert await store.write(act) == [[], [0, 1]]


async def test_a_win_is_told_and_applauded_once(store: Store, pair: PairId):
    def act(tx: Tx) -> list[bool]:
        win = a_win(tx, pair)
        return [note(tx, win, NOW) for note in (wins.note_told, wins.clap, wins.note_clap_told) for _ in range(2)]

    assert await store.write(act) == [True, False] * 3


async def test_what_is_to_be_told_of_a_win_waits_in_the_due_table(store: Store, pair: PairId):
    def act(tx: Tx) -> list[str]:
        win = a_win(tx, pair)
        for _ in range(2):
            wins.tell_at(tx, win, "win", LATER)
        return [row.kind for row in due.by_now(tx, LATER, 10) if row.kind == WIN_NEWS]

    assert await store.write(act) == [WIN_NEWS]
