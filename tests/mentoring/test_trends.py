"""Trends show where scores go; what they show of groups never tells of a few people, whatever is subtracted."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.people import PersonId, Role
from mentoring.schedules import Rhythm
from mentoring.trends import (
    SMALLEST_GROUP,
    Direction,
    Group,
    Score,
    TakingPart,
    lines,
    programme_trends,
    taking_part,
    without_small_groups,
)

SOFIA = ZoneInfo("Europe/Sofia")
FRIDAY = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
A_WEEK = timedelta(weeks=1)


def score(person: int, value: float, week: int = 0, role: Role = Role.MENTEE, question: str = "mood") -> Score:
    return Score(PersonId(person), role, question, FRIDAY + week * A_WEEK, value)


@pytest.mark.parametrize(
    ("values", "direction"),
    [
        ([3], None),
        ([3, 4], Direction.RISING),
        ([3, 3, 3, 3.5], Direction.STEADY),
        ([5, 5, 4, 2], Direction.FALLING),
        ([1, 1, 5, 5, 5, 5], Direction.STEADY),  # three before it are enough
    ],
)
def test_a_line_says_where_it_goes(values: list[float], direction: Direction | None):
    (line,) = lines([score(1, value, week) for week, value in enumerate(values)])
    assert line.direction is direction
    assert line.latest == values[-1]


def test_each_question_has_a_line_of_its_own_in_order_of_time():
    found = lines([score(1, 4, 1), score(1, 2, 0), score(1, 1, 0, question="school")])
    assert [(line.question, [each.value for each in line.scores]) for line in found] == [
        ("mood", [2, 4]),
        ("school", [1]),
    ]


def test_a_programme_is_seen_by_week_and_a_week_of_four_people_is_not_seen():
    scores = [score(person, 4) for person in range(1, 6)] + [score(person, 1, week=1) for person in range(1, 5)]
    (trend,) = programme_trends(scores, Rhythm.WEEKLY, SOFIA)
    first, second = trend.periods
    assert (first.first_day, first.everybody) == (date(2026, 3, 2), Group(frozenset(map(PersonId, range(1, 6))), 5, 20))
    assert (second.first_day, second.everybody) == (date(2026, 3, 9), None)
    assert second.by_role == {Role.MENTEE: None}
    assert trend.shown == first.everybody, "the whole must not tell of the week that is hidden"


def test_what_is_not_asked_every_week_is_seen_by_month():
    (trend,) = programme_trends([score(p, 3, week) for p in range(1, 7) for week in (0, 1)], Rhythm.MONTHLY, SOFIA)
    assert [period.first_day for period in trend.periods] == [date(2026, 3, 1)]


def test_a_role_is_hidden_that_would_tell_of_the_other_one():
    scores = [score(person, 4) for person in range(1, 9)]
    scores += [score(person, 2, role=Role.MENTOR) for person in range(11, 14)]
    (trend,) = programme_trends(scores, Rhythm.WEEKLY, SOFIA)
    (period,) = trend.periods
    assert period.everybody is not None
    assert period.by_role == {Role.MENTEE: None, Role.MENTOR: None}


def test_two_large_roles_are_both_seen():
    scores = [score(person, 4) for person in range(1, 9)]
    scores += [score(person, 2, role=Role.MENTOR) for person in range(11, 19)]
    ((period,),) = (trend.periods for trend in programme_trends(scores, Rhythm.WEEKLY, SOFIA))
    assert all(period.by_role[role] is not None for role in (Role.MENTEE, Role.MENTOR))


def test_who_took_part_is_told_of_five_people_at_least():
    ended = [(PersonId(person), FRIDAY, person % 2 == 0) for person in range(1, 7)]
    ended += [(PersonId(person), FRIDAY + A_WEEK, True) for person in range(1, 4)]
    assert taking_part(ended, Rhythm.WEEKLY, SOFIA) == [
        TakingPart(date(2026, 3, 2), people=6, asked=6, handed_in=3),
        TakingPart(date(2026, 3, 9), people=None, asked=None, handed_in=None),
    ]


parts = st.dictionaries(
    st.sampled_from("abcdef"), st.frozensets(st.integers(1, 40).map(PersonId), min_size=1, max_size=15), max_size=6
)


@given(parts)
def test_what_is_left_when_shown_parts_are_taken_from_the_whole_is_never_a_few_people(
    people: dict[str, frozenset[PersonId]],
):
    groups = {name: Group(each, len(each), float(len(each))) for name, each in people.items()}
    shown = without_small_groups(groups)
    hidden = [name for name, group in shown.items() if group is None]
    assert all(len(group.people) >= SMALLEST_GROUP for group in shown.values() if group is not None)
    if hidden and len(hidden) < len(groups):
        assert len(hidden) > 1
        assert len(frozenset[PersonId]().union(*(people[name] for name in hidden))) >= SMALLEST_GROUP
