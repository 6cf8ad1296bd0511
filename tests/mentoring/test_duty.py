"""The rota: who is on duty, in every zone and over every clock change; what it lacks; who is called on which rung."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.duty import DutySpan, Missing, Post, SpansOverlap, rota
from mentoring.ladder import LADDERS, called_on
from mentoring.people import PersonId
from mentoring.safeguarding import Severity
from tests.mentoring.zones import CLOCK_CHANGES, ZONES

SOFIA = ZoneInfo("Europe/Sofia")
SOL, DARA, HEAD, ON_CALL, NIGHT = (PersonId(number) for number in range(1, 6))
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=SOFIA)
SCHOOL_HOURS = [DutySpan(day, time(7), time(18), SOL, DARA) for day in range(5)]


def week_cut_at(cuts: list[int]) -> list[DutySpan]:
    """A week without gaps: every day is cut at the same minutes, and the named person alternates."""
    clocks = [time(*divmod(minute, 60)) for minute in sorted(set(cuts))]
    following = [*clocks[1:], clocks[0]]
    return [
        DutySpan(day, starts, ends, (SOL, NIGHT)[number % 2], DARA)
        for day in range(7)
        for number, (starts, ends) in enumerate(zip(clocks, following, strict=True))
    ]


zones = st.sampled_from(ZONES)
cuts = st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=6)


@st.composite
def moments_in(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A moment of the year, half the time within hours of a clock change."""
    zone = draw(zones)
    changes = CLOCK_CHANGES[zone]
    if changes and draw(st.booleans()):
        return zone, draw(st.sampled_from(changes)) + timedelta(minutes=draw(st.integers(-300, 300)))
    return zone, datetime(2026, 1, 3, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 360 * 24 * 60)))


@given(moments_in(), cuts)
def test_a_week_without_gaps_has_none_in_any_zone_and_over_any_clock_change(where, cut):
    zone, moment = where
    whole = rota(zone, week_cut_at(cut), head=HEAD, on_call=ON_CALL)

    assert whole.missing == ()
    assert whole.on_duty(moment) is not None
    assert whole.gaps(moment, moment + timedelta(days=8)) == []


@given(moments_in())
def test_a_gap_is_where_nobody_is_on_duty_and_nowhere_else(where):
    zone, moment = where
    days = rota(zone, SCHOOL_HOURS)
    gaps = days.gaps(moment - timedelta(days=2), moment + timedelta(days=2))

    assert any(start <= moment < end for start, end in gaps) == (days.on_duty(moment) is None)
    assert all(days.on_duty(start) is None for start, _ in gaps)
    assert all(days.on_duty(end) is not None for _, end in gaps[:-1])


@pytest.mark.parametrize(
    ("local", "on_duty"),
    [("06:59", False), ("07:00", True), ("17:59", True), ("18:00", False)],
)
def test_a_span_holds_from_its_start_up_to_its_end(local: str, on_duty: bool):
    moment = datetime.combine(MONDAY_NOON.date(), time.fromisoformat(local), SOFIA)
    assert (rota(SOFIA, SCHOOL_HOURS).on_duty(moment) is not None) is on_duty


def test_a_night_belongs_to_the_day_on_which_it_begins():
    night = rota(SOFIA, [DutySpan(6, time(22), time(7), NIGHT)])
    assert night.on_duty(MONDAY_NOON.replace(hour=3)) == night.spans[0]
    assert night.on_duty(MONDAY_NOON.replace(hour=23)) is None


@pytest.mark.parametrize(
    "spans",
    [
        [DutySpan(0, time(7), time(12), SOL), DutySpan(0, time(11), time(18), DARA)],
        [DutySpan(6, time(22), time(7), SOL), DutySpan(0, time(6), time(18), DARA)],
        [DutySpan(2, time(8), time(8), SOL), DutySpan(2, time(8), time(9), DARA)],
    ],
    ids=["a day", "the end of the week", "a whole day"],
)
def test_spans_that_cover_the_same_minute_are_refused(spans: list[DutySpan]):
    with pytest.raises(SpansOverlap):
        rota(SOFIA, spans)


def test_a_rota_says_what_it_lacks_and_gaps_must_be_admitted():
    assert rota(SOFIA, []).missing == (Missing.HOURS, Missing.HEAD, Missing.ON_CALL)
    assert rota(SOFIA, SCHOOL_HOURS, head=HEAD, on_call=ON_CALL).missing == (Missing.HOURS,)
    assert rota(SOFIA, SCHOOL_HOURS, head=HEAD, on_call=ON_CALL, admits_gaps=True).missing == ()
    alone = [DutySpan(0, time(7), time(18), SOL)]
    assert rota(SOFIA, alone, head=HEAD, on_call=ON_CALL, admits_gaps=True).missing == (Missing.DEPUTIES,)


def called(severity: Severity, number: int, *away: PersonId, at: datetime = MONDAY_NOON) -> tuple[PersonId, ...]:
    days = rota(SOFIA, SCHOOL_HOURS, head=HEAD, on_call=ON_CALL, admits_gaps=True)
    return called_on(LADDERS[severity], number, days, days.posts(at), frozenset(away))


def test_the_ladder_of_a_critical_and_of_a_high_case():
    assert [called(Severity.CRITICAL, n) for n in range(4)] == [(SOL, DARA), (SOL, DARA, HEAD), (ON_CALL,), (ON_CALL,)]
    assert [called(Severity.HIGH, n) for n in range(4)] == [(SOL,), (DARA,), (HEAD,), (ON_CALL,)]
    assert [rung.after for rung in LADDERS[Severity.CRITICAL]] == [timedelta(minutes=m) for m in (0, 5, 10, 20)]
    assert [rung.after for rung in LADDERS[Severity.HIGH]] == [timedelta(minutes=m) for m in (0, 30, 60, 120)]


def test_who_must_not_hear_of_it_is_passed_over_and_somebody_else_is_called_at_once():
    assert called(Severity.CRITICAL, 0, SOL) == (DARA,)
    assert called(Severity.HIGH, 0, SOL) == (DARA,)
    assert called(Severity.HIGH, 0, SOL, DARA) == (HEAD,)
    assert called(Severity.HIGH, 3, ON_CALL) == (SOL, DARA, HEAD)
    assert called(Severity.HIGH, 0, SOL, DARA, HEAD, ON_CALL) == ()


def test_with_nobody_on_duty_everybody_of_the_rota_is_called_at_once():
    assert called(Severity.HIGH, 0, at=MONDAY_NOON.replace(hour=3)) == (SOL, DARA, HEAD, ON_CALL)


def test_posts_that_nobody_holds_are_left_out():
    days = rota(SOFIA, SCHOOL_HOURS, head=HEAD)
    assert days.posts(MONDAY_NOON) == {Post.LEAD: SOL, Post.DEPUTY: DARA, Post.HEAD: HEAD}
    assert days.posts(MONDAY_NOON.replace(hour=3)) == {Post.HEAD: HEAD}
