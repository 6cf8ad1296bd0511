"""Stricter than the programme always, never looser."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.agreement.bounds import Bounds
from mentoring.agreement.choices import (
    ClauseIncomplete,
    Frame,
    LineTooLong,
    OutsideBounds,
    TooLittleTime,
    frame_of,
    offered,
    outside,
)
from mentoring.agreement.clauses import (
    ANY_HOUR,
    CHOICES,
    NO_TIME,
    PARTS,
    Clause,
    Part,
    Term,
    answer_code,
    answer_time,
    tidy_line,
)
from mentoring.agreement.enforcement import enforceable, messaging_blocks, open_minutes, open_span
from mentoring.open_hours import OpenHours
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock, QuietHours

NIGHT = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))
SCHOOL = tuple(QuietBlock(day, time(8), time(15)) for day in range(5))


def messaging(days: str = "every_day", first: str = ANY_HOUR, last: str = ANY_HOUR) -> Term:
    return Term({Part.DAYS: days, Part.FROM: first, Part.UNTIL: last})


def answering(choice: str) -> Term:
    return Term({Part.ANSWER: choice})


def test_without_bounds_everything_is_offered():
    for part in Part:
        assert offered(part, Frame()) == CHOICES[part]


def test_hours_that_the_programme_has_closed_anyway_are_not_offered():
    frame = Frame(quiet_blocks=NIGHT)
    assert offered(Part.FROM, frame) == (ANY_HOUR, "08:00", "09:00", "10:00", "12:00", "14:00", "16:00")
    assert offered(Part.UNTIL, frame) == (ANY_HOUR, "18:00", "19:00", "20:00")


@pytest.mark.parametrize(
    ("window", "choices"),
    [
        (None, CHOICES[Part.ANSWER]),
        (timedelta(hours=24), ("2h", "4h", "8h", "12h", "24h")),
        (timedelta(hours=10), ("2h", "4h", "8h", "10h")),
        (timedelta(minutes=90), ("90m",)),
    ],
)
def test_an_answer_may_be_promised_sooner_than_the_programme_asks_and_never_later(window, choices):
    assert offered(Part.ANSWER, Frame(response_window=window)) == choices


@pytest.mark.parametrize(
    ("clause", "term", "refusal"),
    [
        (Clause.ANSWERING, answering("48h"), OutsideBounds(Clause.ANSWERING, Part.ANSWER)),
        (Clause.ANSWERING, answering("1h"), OutsideBounds(Clause.ANSWERING, Part.ANSWER)),
        (Clause.ANSWERING, answering(NO_TIME), OutsideBounds(Clause.ANSWERING, Part.ANSWER)),
        (Clause.ANSWERING, answering("soon"), OutsideBounds(Clause.ANSWERING, Part.ANSWER)),
        (Clause.ANSWERING, answering("24h"), None),
        (Clause.ANSWERING, Term(), ClauseIncomplete(Clause.ANSWERING)),
        (Clause.FRIENDS, Term({Part.FRIENDS: "ask_first"}), OutsideBounds(Clause.FRIENDS, Part.FRIENDS)),
        (Clause.FRIENDS, Term({Part.FRIENDS: "just_us"}, "x" * 201), LineTooLong(201)),
        (Clause.MESSAGING, messaging(first="16:00", last="18:00"), None),
        (Clause.MESSAGING, messaging(first="07:00", last="22:00"), None),
        (Clause.MESSAGING, messaging(first="06:30"), OutsideBounds(Clause.MESSAGING, Part.FROM)),
    ],
)
def test_a_clause_within_the_bounds_stands_and_any_other_does_not(clause, term, refusal):
    frame = Frame(NIGHT, timedelta(hours=24), Bounds(friends=("just_us",)))
    assert outside(clause, term, frame) == refusal


def test_hours_must_leave_time_to_write_on_every_day_that_they_name():
    closed_until_five = tuple(QuietBlock(day, time(0), time(17)) for day in range(5))
    frame = Frame(quiet_blocks=closed_until_five)
    assert outside(Clause.MESSAGING, messaging(last="18:00"), frame) == TooLittleTime()
    assert outside(Clause.MESSAGING, messaging(last="19:00"), frame) is None


def test_a_day_that_the_programme_leaves_little_of_may_keep_that_little():
    frame = Frame(quiet_blocks=tuple(QuietBlock(day, time(19), time(18)) for day in range(7)))
    assert outside(Clause.MESSAGING, messaging(), frame) is None


terms = st.builds(
    messaging,
    st.sampled_from(CHOICES[Part.DAYS]),
    st.sampled_from(CHOICES[Part.FROM]),
    st.sampled_from(CHOICES[Part.UNTIL]),
)
weeks = st.sampled_from([(), NIGHT, SCHOOL, (*NIGHT[:4], *SCHOOL)])
zones = st.sampled_from(["Europe/Sofia", "Europe/Istanbul", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
moments = st.integers(0, 525_599).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute))


@given(terms, weeks, zones, moments)
def test_whatever_a_pair_agrees_on_nothing_is_open_that_the_programme_keeps_quiet(term, quiet, zone, at):
    programme = QuietHours(ZoneInfo(zone), quiet)
    both = OpenHours(programme, QuietHours(ZoneInfo(zone), messaging_blocks(term)))
    if programme.is_quiet(at):
        assert not both.is_open(at)


@given(terms, weeks)
def test_what_may_stand_leaves_its_least_time_open_on_each_agreed_day(term, quiet):
    frame = Frame(quiet_blocks=quiet)
    if outside(Clause.MESSAGING, term, frame) is None:
        own, alone, both = (
            open_minutes(week) for week in (messaging_blocks(term), quiet, (*quiet, *messaging_blocks(term)))
        )
        assert all(b >= min(120, a) for o, a, b in zip(own, alone, both, strict=True) if o)


def test_the_messaging_clause_is_quiet_outside_its_days_and_hours():
    blocks = messaging_blocks(messaging("monday_to_friday", "09:00", "20:00"))
    zone = ZoneInfo("Europe/Sofia")
    open_hours = OpenHours(QuietHours(zone, ()), QuietHours(zone, blocks))
    monday = datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Sofia"))
    assert open_hours.intervals(monday, monday + timedelta(days=7)) == [
        (
            (monday + timedelta(days=day, hours=9)).astimezone(UTC),
            (monday + timedelta(days=day, hours=20)).astimezone(UTC),
        )
        for day in range(5)
    ]


def test_open_minutes_count_a_night_that_goes_over_the_end_of_the_week():
    assert open_minutes([QuietBlock(6, time(22), time(6))]) == (18 * 60, *[24 * 60] * 5, 22 * 60)
    assert open_span(NIGHT) == (7 * 60, 21 * 60)
    assert open_span([QuietBlock(day, time(0), time(0)) for day in range(7)]) == (0, 0)


def test_what_the_software_keeps_of_an_agreement():
    terms = {Clause.MESSAGING: messaging(last="20:00"), Clause.ANSWERING: answering("12h")}
    kept = enforceable(terms)
    assert kept.answer == timedelta(hours=12)
    assert kept.quiet_blocks == tuple(QuietBlock(day, time(20), time(0)) for day in range(7))


@given(st.integers(1, 10_000))
def test_an_answer_time_is_read_as_it_is_written(minutes: int):
    assert answer_time(answer_code(timedelta(minutes=minutes))) == timedelta(minutes=minutes)


def test_every_part_belongs_to_one_clause():
    assert sorted(part for parts in PARTS.values() for part in parts) == sorted(Part)
    assert set(CHOICES) == set(Part)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  By the\n oak\t tree ", "By the oak tree"),
        ("и\u0306", "й"),
        ("abc\u202edef", "abc def"),
        ("👩\u200d🔧", "👩\u200d🔧"),
        ("\x00\u2028\ud800", ""),
    ],
)
def test_a_free_line_is_one_line_without_what_nobody_sees(written: str, kept: str):
    assert tidy_line(written) == kept


def test_rules_say_what_a_programme_leaves():
    rules = Rules(quiet_blocks=NIGHT, response_window=timedelta(hours=6), agreement=Bounds(weeks=("8",)))
    frame = frame_of(rules)
    assert (frame.quiet_blocks, frame.response_window) == (NIGHT, timedelta(hours=6))
    assert offered(Part.WEEKS, frame) == ("8",)
