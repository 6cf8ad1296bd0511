"""A journal's small rules: the weekly hour, the preview of an entry, the search, the pages."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.content import Content
from mentoring.journal import Entry, EntryId, Habit, matching, page_at, preview
from mentoring.kinds import Kind
from mentoring.people import PersonId

SOFIA = ZoneInfo("Europe/Sofia")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ZONES = st.sampled_from(["Europe/Sofia", "Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "UTC"])


def entry(text: str, number: int = 1) -> Entry:
    return Entry(EntryId(number), PersonId(1), 1, 1, number, Content(Kind.TEXT, text), datetime(2026, 3, 2, tzinfo=UTC))


@given(moment=MOMENTS, zone=ZONES, weekday=st.integers(0, 6), hour=st.integers(0, 23))
def test_the_next_weekly_hour_is_within_eight_days_on_that_weekday(moment, zone, weekday, hour):
    at = Habit(weekday, hour).next_after(moment, ZoneInfo(zone))

    assert moment < at <= moment + timedelta(days=8)
    local = at.astimezone(ZoneInfo(zone))
    assert local.weekday() == weekday
    assert local.hour in (hour, hour + 1)  # a clock change may skip the hour


def test_the_weekly_hour_stays_the_same_on_the_wall_when_the_clocks_change():
    habit = Habit(weekday=6, hour=18)
    before = habit.next_after(datetime(2026, 3, 17, tzinfo=UTC), SOFIA)
    after = habit.next_after(before, SOFIA)

    assert before == datetime(2026, 3, 22, 16, tzinfo=UTC)
    assert after == datetime(2026, 3, 29, 15, tzinfo=UTC)


@pytest.mark.parametrize(("weekday", "hour"), [(7, 1), (-1, 1), (1, 24), (1, -1)])
def test_no_week_has_such_an_hour(weekday: int, hour: int):
    with pytest.raises(ValueError, match="no such"):
        Habit(weekday, hour)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("short", "short"),
        ("two\nlines", "two lines"),
        ("a sentence of words that is too long", "a sentence of…"),
        ("x" * 40, "x" * 19 + "…"),
    ],
)
def test_a_preview_is_one_line_cut_at_a_word(text: str, shown: str):
    assert preview(Content(Kind.TEXT, text), 20) == shown


@pytest.mark.parametrize(
    ("sought", "found"),
    [("bread", [1, 2]), ("BREAD good", [1]), ("реб", [3]), ("bread ребро", []), ("  ", []), ("", [])],
)
def test_a_search_finds_every_word_anywhere_in_any_case(sought: str, found: list[int]):
    entries = [entry("Good bread", 1), entry("breadcrumbs", 2), entry("Ребро", 3)]

    assert [each.id for each in matching(entries, sought)] == found


@pytest.mark.parametrize(
    ("page", "shown"),
    [(0, (0, 0, 3)), (2, (4, 2, 3)), (9, (4, 2, 3)), (-1, (0, 0, 3))],
)
def test_a_page_that_is_no_more_is_the_last_one(page: int, shown: tuple[int, int, int]):
    assert page_at(5, page, 2) == shown


def test_nothing_has_one_empty_page():
    assert page_at(0, 3, 2) == (0, 0, 1)
