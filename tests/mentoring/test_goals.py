"""The rules of goals: what a whole one says, where it may go, when it reminds, and when a card is wanted."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.goals import (
    Aim,
    CannotBe,
    Goal,
    GoalId,
    GoalState,
    Letter,
    Line,
    NothingWanted,
    Progress,
    Prompt,
    Step,
    StepId,
    counted_in,
    is_a_day,
    is_timely,
    move,
    moved_up,
    open_question,
    reminders,
    stuck_in_a_row,
    wants_card,
    way_gone,
)
from mentoring.people import PersonId, ProgrammeId
from tests.mentoring.zones import ZONES

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
WHOLE = Aim(Line("A CV"), Line("It is done"), Line("Yes"), Line("A job"), date(2026, 3, 16))
DONE, A_BIT, STUCK = Progress.DONE, Progress.A_BIT, Progress.STUCK


def goal(state: GoalState = GoalState.ACTIVE, aim: Aim = WHOLE, reached: int = 0) -> Goal:
    return Goal(
        GoalId(1), ProgrammeId(1), PersonId(2), PersonId(2), None, state, "", aim, reached, True, False, NOW, NOW
    )


def step(number: int, *, done: bool = False) -> Step:
    return Step(StepId(number), GoalId(1), number, Line(f"Step {number}"), None, NOW if done else None)


def test_a_whole_aim_lacks_nothing_and_an_empty_one_everything():
    assert WHOLE.missing == ()
    assert Aim().missing == tuple(Letter)


@pytest.mark.parametrize("letter", [letter for letter in Letter if letter is not Letter.BY])
def test_each_letter_that_is_missing_is_named(letter: Letter):
    assert WHOLE.with_line(letter, Line()).missing == (letter,)


def test_a_missing_day_is_named_and_only_the_day():
    assert replace(WHOLE, by=None).missing == (Letter.BY,)


def test_another_answer_to_how_one_notices_counts_anew():
    counted = replace(WHOLE, target=10)
    assert counted.with_line(Letter.NOTICE, Line("20 of them")).target is None
    assert counted.with_line(Letter.WHY, Line("Because")).target == 10


def test_the_questions_come_in_their_order_and_what_is_answered_is_not_asked_again():
    asked = [Letter.WHAT]
    while (following := open_question(WHOLE.with_line(Letter.WHY, Line()), asked[-1])) is not None:
        asked.append(following)
    assert asked == [Letter.WHAT, Letter.WHY]
    assert open_question(Aim(), Letter.WHY) is Letter.BY
    assert open_question(Aim(), Letter.BY) is None


def test_what_is_kept_back_is_seen_by_nobody_else():
    aim = WHOLE.with_line(Letter.WHY, Line("secret", kept_back=True))
    assert aim.shown.why == Line()
    assert aim.shown.what == WHOLE.what
    assert goal(aim=aim).may_be_shown
    assert not goal(aim=aim.with_line(Letter.WHAT, Line("secret", kept_back=True))).may_be_shown


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (GoalState.DRAFT, GoalState.ACTIVE),
        (GoalState.OFFERED, GoalState.ACTIVE),
        (GoalState.OFFERED, GoalState.DECLINED),
        (GoalState.ACTIVE, GoalState.PAUSED),
        (GoalState.PAUSED, GoalState.DONE),
        (GoalState.LET_GO, GoalState.ACTIVE),
        (GoalState.DONE, GoalState.ACTIVE),
        (GoalState.DONE, GoalState.DONE),
    ],
)
def test_a_goal_may_go(state: GoalState, wanted: GoalState):
    assert move(goal(state), wanted) is wanted


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (GoalState.DRAFT, GoalState.DONE),
        (GoalState.DECLINED, GoalState.ACTIVE),
        (GoalState.LET_GO, GoalState.PAUSED),
        (GoalState.ACTIVE, GoalState.OFFERED),
    ],
)
def test_a_goal_may_not_go(state: GoalState, wanted: GoalState):
    assert move(goal(state), wanted) == CannotBe(state, wanted)


def test_a_goal_must_say_what_is_wanted_and_nothing_else():
    only_what = goal(GoalState.DRAFT, Aim(what=Line("A CV")))
    assert move(only_what, GoalState.ACTIVE) is GoalState.ACTIVE
    assert move(goal(GoalState.DRAFT, WHOLE.with_line(Letter.WHAT, Line())), GoalState.ACTIVE) == NothingWanted()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10 applications", 10),
        ("7 от 7", None),
        ("I can do it", None),
        ("once, 1 time", None),
        ("between 3 and 5", None),
        ("in 2027 maybe", 2027),
        ("123456 things", None),
    ],
)
def test_one_number_in_an_answer_can_be_counted_up_to(text: str, number: int | None):
    assert counted_in(text) == number


def test_a_deadline_is_reminded_of_before_and_on_the_day():
    assert reminders(date(2026, 3, 16), SOFIA, NOW) == [
        (Prompt.BEFORE, datetime(2026, 3, 15, 14, 0, tzinfo=UTC)),
        (Prompt.AT, datetime(2026, 3, 16, 7, 0, tzinfo=UTC)),
    ]


def test_what_has_passed_is_not_reminded_of():
    assert [prompt for prompt, _ in reminders(date(2026, 3, 3), SOFIA, NOW + timedelta(hours=1))] == [Prompt.AT]
    assert reminders(date(2026, 3, 2), SOFIA, NOW) == []


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.sampled_from(ZONES))
def test_both_reminders_fall_on_their_local_days_in_every_zone(day: date, zone: ZoneInfo):
    found = reminders(day, zone, datetime(2025, 1, 1, tzinfo=UTC))
    assert [(prompt, (moment.astimezone(zone).date() - day).days) for prompt, moment in found] == [
        (Prompt.BEFORE, -1),
        (Prompt.AT, 0),
    ]
    assert all(is_timely(prompt, day, zone, moment) for prompt, moment in found)


@pytest.mark.parametrize(
    ("prompt", "days", "timely"),
    [
        (Prompt.BEFORE, -1, True),
        (Prompt.BEFORE, 0, False),
        (Prompt.AT, -1, False),
        (Prompt.AT, 0, True),
        (Prompt.AT, 3, True),
        (Prompt.AT, 4, False),
    ],
)
def test_a_reminder_makes_sense_only_for_a_while(prompt: Prompt, days: int, timely: bool):
    day = date(2026, 3, 16)
    noon = datetime(2026, 3, 16, 10, 0, tzinfo=UTC) + timedelta(days=days)
    assert is_timely(prompt, day, SOFIA, noon) is timely


@pytest.mark.parametrize(
    ("newest_first", "stuck", "card"),
    [
        ([], 0, False),
        ([STUCK], 1, False),
        ([STUCK, STUCK], 2, True),
        ([STUCK, STUCK, STUCK], 3, False),
        ([STUCK] * 4, 4, True),
        ([STUCK, A_BIT, STUCK], 1, False),
        ([DONE, STUCK, STUCK], 0, False),
    ],
)
def test_a_card_is_wanted_at_every_second_stuck_in_a_row(newest_first: list[Progress], stuck: int, card: bool):
    assert stuck_in_a_row(newest_first) == stuck
    assert wants_card(newest_first) is card


def test_the_way_is_counted_by_the_target_before_the_steps():
    assert way_gone(goal(), []) is None
    assert way_gone(goal(), [step(1, done=True), step(2)]) == (1, 2)
    assert way_gone(goal(aim=replace(WHOLE, target=10), reached=7), [step(1)]) == (7, 10)
    assert way_gone(goal(aim=replace(WHOLE, target=10), reached=12), []) == (10, 10)


@given(st.lists(st.integers(1, 9), unique=True), st.integers(1, 9))
def test_moving_a_step_up_loses_and_adds_none(numbers: list[int], number: int):
    steps = [StepId(n) for n in numbers]
    order = moved_up(steps, StepId(number))
    assert sorted(order) == sorted(steps)
    if number in numbers and numbers[0] != number:
        assert order.index(StepId(number)) == numbers.index(number) - 1


def test_a_day_is_from_today_and_not_in_years():
    today = date(2026, 3, 2)
    assert [is_a_day(today + timedelta(days=n), today) for n in (-1, 0, 400, 401)] == [False, True, True, False]
