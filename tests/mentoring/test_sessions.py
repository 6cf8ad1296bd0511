"""Sessions: what can be proposed and answered, when reminders come, and which one follows."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.sessions import (
    Answer,
    Arrangement,
    Happened,
    InThePast,
    LineMissing,
    NotOpen,
    OddLength,
    OwnProposal,
    Place,
    Prompt,
    Proposal,
    ProposalId,
    Session,
    SessionId,
    SessionState,
    TooFarAhead,
    cannot_accept,
    cannot_be,
    cannot_change,
    next_by_cadence,
    prompts,
    was_held,
)
from tests.mentoring.zones import ZONES

NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
BEN, AMINA = PersonId(1), PersonId(2)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def arranged(hours: float = 48, minutes: int = 60, place: Place = Place.AT_SCHOOL, line: str = "") -> Arrangement:
    return Arrangement(NOW + timedelta(hours=hours), minutes, place, line)


def session(state: SessionState, arrangement: Arrangement | None = None) -> Session:
    return Session(SessionId(1), PairId(1), state, arrangement or arranged(), 0, NOW, NOW)


def proposal(answer: Answer | None = None, arrangement: Arrangement | None = None) -> Proposal:
    return Proposal(ProposalId(1), SessionId(1), BEN, arrangement or arranged(), NOW, answer, None)


@pytest.mark.parametrize(
    ("arrangement", "refusal"),
    [
        (arranged(), None),
        (arranged(hours=0), InThePast()),
        (arranged(hours=24 * 201), TooFarAhead()),
        (arranged(minutes=4), OddLength()),
        (arranged(minutes=721), OddLength()),
        (arranged(place=Place.OTHER), LineMissing()),
        (arranged(place=Place.OTHER, line="x" * 101), LineMissing()),
        (arranged(place=Place.OTHER, line="the library"), None),
    ],
)
def test_what_can_be_proposed(arrangement: Arrangement, refusal: object):
    assert cannot_be(arrangement, NOW) == refusal


@pytest.mark.parametrize(
    ("of", "offer", "by", "refusal"),
    [
        (session(SessionState.PROPOSED), proposal(), AMINA, None),
        (session(SessionState.AGREED), proposal(), AMINA, None),
        (session(SessionState.PROPOSED), proposal(), BEN, OwnProposal()),
        (session(SessionState.PROPOSED), proposal(Answer.REPLACED), AMINA, NotOpen()),
        (session(SessionState.CANCELLED), proposal(), AMINA, NotOpen()),
        (session(SessionState.PROPOSED), proposal(None, arranged(hours=-1)), AMINA, InThePast()),
    ],
)
def test_who_can_say_yes_to_what(of: Session, offer: Proposal, by: PersonId, refusal: object):
    assert cannot_accept(of, offer, by, NOW) == refusal


def test_a_session_can_be_changed_until_it_is_over():
    assert cannot_change(session(SessionState.AGREED, arranged(hours=-0.5)), NOW) is None
    assert cannot_change(session(SessionState.AGREED, arranged(hours=-1)), NOW) == InThePast()
    assert cannot_change(session(SessionState.DECLINED), NOW) == NotOpen()


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (48, [Prompt.DAY_BEFORE, Prompt.SOON, Prompt.AFTER]),
        (24, [Prompt.SOON, Prompt.AFTER]),
        (2, [Prompt.AFTER]),
    ],
)
def test_a_reminder_that_would_say_what_was_just_agreed_is_left_out(hours: int, told: list[Prompt]):
    assert [prompt for prompt, _ in prompts(arranged(hours=hours), NOW)] == told


@given(
    st.sampled_from(ZONES),
    MOMENTS,
    st.sampled_from(["three_a_week", "two_a_week", "every_week", "every_two_weeks", None]),
    st.timedeltas(timedelta(0), timedelta(days=60)),
)
def test_the_next_session_keeps_its_hour_on_the_wall_and_lies_ahead(
    zone: ZoneInfo, starts_at: datetime, often: str | None, passed: timedelta
):
    starts_at = starts_at.replace(hour=9, minute=30)  # no hour that a clock change skips
    now = starts_at + passed
    following = next_by_cadence(Arrangement(starts_at, 60, Place.ONLINE), often, zone, now)

    assert following.starts_at > now
    assert following.starts_at.astimezone(zone).time() == starts_at.astimezone(zone).time()
    days = (following.starts_at.astimezone(zone).date() - starts_at.astimezone(zone).date()).days
    assert days % {"three_a_week": 2, "two_a_week": 3, "every_two_weeks": 14}.get(often or "", 7) == 0


@pytest.mark.parametrize(
    ("reports", "held"),
    [
        ([], None),
        ([Happened.YES], True),
        ([Happened.NO, Happened.YES], True),
        ([Happened.MOVED], False),
        ([Happened.NO, Happened.MOVED], False),
    ],
)
def test_one_yes_is_enough(reports: list[Happened], held: bool | None):
    assert was_held(reports) is held
