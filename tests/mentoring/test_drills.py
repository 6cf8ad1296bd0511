"""When an unannounced drill comes: once in a span, in the rota's hours, at a minute that only its seed decides."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.drills import moment_in, next_drill, span_of
from mentoring.duty import DutySpan, Rota, rota
from mentoring.people import PersonId

SOFIA = ZoneInfo("Europe/Sofia")
SCHOOL_HOURS = rota(SOFIA, [DutySpan(day, time(8), time(16), PersonId(1), PersonId(2)) for day in range(5)])
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.integers(7, 90))
def test_a_drill_comes_in_the_hours_of_the_rota_and_again_at_the_same_minute_for_the_same_seed(at: datetime, days: int):
    start, end = span_of(days, SOFIA, at)
    assert start <= at < end
    moment = moment_in(start, end, SCHOOL_HOURS, at_any_hour=False, seed="a")
    assert moment is not None
    assert start <= moment < end
    assert SCHOOL_HOURS.on_duty(moment) is not None
    assert moment == moment_in(start, end, SCHOOL_HOURS, at_any_hour=False, seed="a")


@given(MOMENTS, st.integers(7, 90))
def test_the_next_drill_is_later_than_now_and_not_farther_than_the_end_of_the_next_span(at: datetime, days: int):
    moment = next_drill(at, days, SCHOOL_HOURS, at_any_hour=False, seed="a")
    assert moment is not None
    assert at < moment < span_of(days, SOFIA, span_of(days, SOFIA, at)[1])[1]


def test_seeds_and_spans_differ():
    start, end = span_of(30, SOFIA, datetime(2026, 3, 2, tzinfo=UTC))
    ahead = timedelta(days=30)
    moments = {moment_in(start, end, SCHOOL_HOURS, at_any_hour=False, seed=str(seed)) for seed in range(50)}
    assert len(moments) > 40
    following = moment_in(*span_of(30, SOFIA, end), SCHOOL_HOURS, at_any_hour=False, seed="0")
    assert following != moment_in(start, end, SCHOOL_HOURS, at_any_hour=False, seed="0") + ahead


@pytest.mark.parametrize("at_any_hour", [True, False])
def test_with_nobody_ever_on_duty_there_is_a_drill_only_at_any_hour(at_any_hour: bool):
    start, end = span_of(30, SOFIA, datetime(2026, 3, 2, tzinfo=UTC))
    moment = moment_in(start, end, Rota(SOFIA), at_any_hour=at_any_hour, seed="a")
    assert (moment is not None) is at_any_hour
