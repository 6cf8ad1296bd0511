"""Which messages wait for an answer, and when the window's moments are, in every zone and over both clock changes."""

import sys
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.kinds import Kind
from mentoring.open_hours import OpenHours
from mentoring.pairs import PairId
from mentoring.people import PersonId, Role
from mentoring.quiet_hours import QuietBlock, QuietHours
from mentoring.relay import MessageId
from mentoring.windows import (
    LULL,
    QUESTION_MARKS,
    Reason,
    Said,
    Window,
    WindowId,
    WindowState,
    asks,
    deadline,
    lapses_at,
    nudge_at,
    reason_to_wait,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ZONES = ["Europe/Sofia", "Europe/Istanbul", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]


def said(text: str = "", **facts: object) -> Said:
    usual = Said(Role.MENTOR, Kind.TEXT, text, NOON, NOON - timedelta(minutes=1), is_answer=False)
    return replace(usual, **facts)


def window(opened_at: datetime = NOON, length: timedelta = timedelta(hours=24), **facts: object) -> Window:
    opened = Window(WindowId(1), PairId(1), PersonId(1), PersonId(2), MessageId(1), Reason.ASKS, opened_at, length)
    return replace(opened, **facts)


def nights(zone: str, *blocks: QuietBlock) -> OpenHours:
    """Quiet from nine to seven every night, unless told otherwise."""
    every = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))
    return OpenHours(QuietHours(ZoneInfo(zone), blocks or every))


class TestWhichMessagesWait:
    def test_the_first_message_of_a_pair_begins_something(self):
        assert reason_to_wait(said("Hello, I am Ben", previous=None)) is Reason.BEGINS

    def test_a_message_after_a_lull_begins_something(self):
        assert reason_to_wait(said("Good morning", previous=NOON - LULL)) is Reason.BEGINS

    def test_an_answer_after_a_lull_begins_nothing(self):
        assert reason_to_wait(said("Yes, at five", previous=NOON - LULL, is_answer=True)) is None

    def test_what_is_said_in_a_lively_exchange_may_stand(self):
        assert reason_to_wait(said("At the library")) is None

    def test_a_question_waits_also_when_it_answers(self):
        assert reason_to_wait(said("At five. Where?", is_answer=True)) is Reason.ASKS

    @pytest.mark.parametrize("goodbye", ["ok", "Thanks!", "👍", "Благодаря, до четвъртък!", "Tamam, görüşürüz", ""])
    @pytest.mark.parametrize("by", [Role.MENTEE, Role.MENTOR])
    def test_closing_words_wait_for_nothing(self, goodbye: str, by: Role):
        assert reason_to_wait(said(goodbye, by=by, is_answer=True)) is None

    def test_what_a_mentee_tells_at_length_waits(self):
        much = "My father has lost his job and I do not know whether I can come on Thursday."
        assert reason_to_wait(said(much, by=Role.MENTEE, is_answer=True)) is Reason.TELLS
        assert reason_to_wait(said(much, by=Role.MENTOR, is_answer=True)) is None

    def test_what_a_mentee_speaks_waits(self):
        assert reason_to_wait(said(by=Role.MENTEE, kind=Kind.VOICE, is_answer=True)) is Reason.TELLS
        assert reason_to_wait(said(by=Role.MENTOR, kind=Kind.VOICE, is_answer=True)) is None


class TestQuestions:
    @pytest.mark.parametrize(
        "text", ["Thursday?", "¿El jueves", "Ще дойдеш ли?", "هل ستأتي؟", "木曜日？", "Really⁉", "❓", "What‽"]
    )
    def test_are_known_in_any_script(self, text: str):
        assert asks(text)

    @pytest.mark.parametrize("text", ["https://example.org/find?q=welding", "www.example.org/?a", "Thursday!", ""])
    def test_are_not_seen_where_none_is_asked(self, text: str):
        assert not asks(text)

    def test_are_seen_beside_an_address(self):
        assert asks("Have you seen https://example.org/find?q=welding ?")

    def test_every_question_mark_that_unicode_names_is_one(self):
        named = {
            chr(code)
            for code in range(sys.maxunicode + 1)
            if unicodedata.name(chr(code), "").endswith(("QUESTION MARK", "INTERROBANG", "QUESTION MARK ORNAMENT"))
            and not unicodedata.name(chr(code)).startswith("TAG ")
        }
        assert named <= QUESTION_MARKS


class TestMoments:
    def test_only_open_hours_count(self):
        friday_four = datetime(2026, 3, 6, 16, 0, tzinfo=ZoneInfo("Europe/Sofia"))
        weekend = [QuietBlock(4, time(18), time(0)), QuietBlock(5, time(0), time(0)), QuietBlock(6, time(0), time(0))]
        hours = nights("Europe/Sofia", *weekend, QuietBlock(0, time(0), time(8)))
        asked = window(friday_four, timedelta(hours=12))
        assert deadline(asked, hours) == datetime(2026, 3, 9, 18, 0, tzinfo=ZoneInfo("Europe/Sofia"))

    def test_a_nudge_comes_a_quarter_before_the_end(self):
        assert nudge_at(window(), OpenHours(QuietHours(ZoneInfo("UTC")))) == NOON + timedelta(hours=18)

    def test_a_window_that_was_not_nudged_does_not_lapse(self):
        assert lapses_at(window(), nights("Europe/Sofia")) is None

    def test_who_was_nudged_late_keeps_the_last_quarter(self):
        hours = OpenHours(QuietHours(ZoneInfo("UTC")))
        late = NOON + timedelta(days=3)
        assert lapses_at(window(nudged_at=late), hours) == late + timedelta(hours=6)

    def test_nobody_can_say_while_an_absence_has_no_end(self):
        ill = OpenHours(QuietHours(ZoneInfo("UTC")), away=((NOON, datetime.max.replace(tzinfo=UTC)),))
        assert deadline(window(), ill) is None
        assert nudge_at(window(), ill) is None
        assert lapses_at(window(nudged_at=NOON), ill) is None

    def test_days_off_that_are_entered_later_move_the_end(self):
        hours = nights("Europe/Sofia")
        off = (NOON + timedelta(hours=1), NOON + timedelta(days=7, hours=1))
        before, after = deadline(window(), hours), deadline(window(), replace(hours, away=(off,)))
        assert before is not None
        assert after is not None
        assert after - before == timedelta(days=7)


# A week of every year has a clock change somewhere; three years have all of them.
moments = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
lengths = st.integers(1, 10 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
spans = st.tuples(moments, st.integers(1, 30 * 24)).map(lambda span: (span[0], span[0] + timedelta(hours=span[1])))
hours_of_somebody = st.builds(
    lambda zone, starts, ends, away: replace(
        nights(zone, *(QuietBlock(day, starts, ends) for day in range(7))), away=tuple(away)
    ),
    st.sampled_from(ZONES),
    st.sampled_from([time(20), time(21), time(22, 30), time(23, 45)]),
    st.sampled_from([time(5, 30), time(7), time(9)]),
    st.lists(spans, max_size=2),
)


@given(moments, lengths, hours_of_somebody)
def test_the_window_holds_exactly_its_open_time(opened: datetime, length: timedelta, hours: OpenHours):
    end = deadline(window(opened, length), hours)
    assert end is not None
    assert hours.between(opened, end) == length


@given(moments, lengths, hours_of_somebody)
def test_nudge_and_end_are_in_open_hours_and_in_order(opened: datetime, length: timedelta, hours: OpenHours):
    asked = window(opened, length)
    nudge, end = nudge_at(asked, hours), deadline(asked, hours)
    assert nudge is not None
    assert end is not None
    lapse = lapses_at(replace(asked, nudged_at=nudge), hours)
    assert lapse is not None
    assert opened <= nudge <= lapse
    assert end <= lapse
    assert hours.is_open(nudge)
    assert hours.is_open(lapse)
    assert hours.between(end, lapse) == timedelta(0), "a nudge in time moves nothing"


@given(moments, lengths, hours_of_somebody, spans)
def test_an_absence_only_ever_gives_more_time(
    opened: datetime, length: timedelta, hours: OpenHours, off: tuple[datetime, datetime]
):
    before = deadline(window(opened, length), hours)
    after = deadline(window(opened, length), replace(hours, away=(*hours.away, off)))
    assert before is not None
    assert after is not None
    assert after >= before


def test_a_window_says_where_it_stands():
    assert window().state is WindowState.OPEN
    assert window(lapsed_at=NOON).state is WindowState.LAPSED
    assert window(lapsed_at=NOON, ended_at=NOON, ended_as=WindowState.ANSWERED).state is WindowState.ANSWERED
