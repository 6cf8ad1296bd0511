"""What happens to a message is decided by the pair, the consent, the kind and the hour, in this order."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.agreement.enforcement import EnforceableTerms
from mentoring.citations import Citation, Source
from mentoring.hours import Agreed, hours_in
from mentoring.kinds import RELAYED_KINDS, Kind
from mentoring.open_hours import HORIZON
from mentoring.pairs import CannotMove, NotAPair, Pair, PairId, PairState, move, propose
from mentoring.people import Person, PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock
from mentoring.refusals import Refusal
from mentoring.relay import (
    ConsentMissing,
    Deliver,
    Hold,
    KindNotAllowed,
    KindNotRelayed,
    PairNotActive,
    PartnerNotJoined,
    Refuse,
    Talk,
    decide_relay,
)
from mentoring.school_calendar import CalendarEntry, CalendarKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 3, 0, tzinfo=UTC)
SPRING = ProgrammeId(1)


def person(number: int, role: Role) -> Person:
    return Person(PersonId(number), SPRING, role, role.value, "en", 7, number, NOON, has_carer_consent=True)


AMINA, BEN = person(1, Role.MENTEE), person(2, Role.MENTOR)
NIGHTS = Rules(tuple(QuietBlock(day, time(21), time(7)) for day in range(7)))
UTC_ZONE = ZoneInfo("UTC")
MORNING = datetime(2026, 3, 3, 7, tzinfo=UTC)
BY_QUIET_HOURS = Citation(Source.PROGRAMME, "quiet_hours", 3)
TALK = Talk(
    pair=Pair(PairId(1), SPRING, BEN.id, AMINA.id, PairState.ACTIVE, NOON),
    sender=BEN,
    recipient=AMINA,
    rules=NIGHTS,
    rules_version=3,
    reach=hours_in(UTC_ZONE, NIGHTS).reach,
)


def in_state(state: PairState) -> Talk:
    return replace(TALK, pair=replace(TALK.pair, state=state))


def agreed_on(starts: time, ends: time, answer: timedelta | None = None) -> Talk:
    """The talk once the pair has signed that they rest every night from `starts` to `ends`."""
    blocks = tuple(QuietBlock(day, starts, ends) for day in range(7))
    agreed = Agreed(2, EnforceableTerms(blocks, answer))
    return replace(TALK, reach=hours_in(UTC_ZONE, NIGHTS, (), agreed).reach, agreed=agreed)


def refused_for(talk: Talk, kind: Kind, now: datetime = NOON) -> Refusal:
    decision = decide_relay(talk, kind, now)
    assert isinstance(decision, Refuse)
    return decision.why


def test_by_day_it_is_delivered_and_by_night_held_until_the_morning():
    assert decide_relay(TALK, Kind.TEXT, NOON) == Deliver(BY_QUIET_HOURS)
    assert decide_relay(TALK, Kind.TEXT, MIDNIGHT) == Hold(MORNING, BY_QUIET_HOURS)


def test_a_stricter_agreement_holds_longer_and_is_cited():
    cited = Citation(Source.AGREEMENT, "messaging", 2)
    talk = agreed_on(time(20), time(9))
    assert decide_relay(talk, Kind.TEXT, MIDNIGHT) == Hold(datetime(2026, 3, 3, 9, tzinfo=UTC), cited)
    assert decide_relay(talk, Kind.TEXT, NOON) == Deliver(cited)


def test_a_looser_agreement_never_opens_what_the_programme_closes():
    assert decide_relay(agreed_on(time(23), time(6)), Kind.TEXT, MIDNIGHT) == Hold(MORNING, BY_QUIET_HOURS)


def test_where_both_end_together_the_agreement_is_cited():
    talk = agreed_on(time(22), time(7))
    assert decide_relay(talk, Kind.TEXT, MIDNIGHT) == Hold(MORNING, Citation(Source.AGREEMENT, "messaging", 2))


def test_rules_and_an_agreement_that_leave_nothing_open_keep_the_message_until_one_of_them_changes():
    decision = decide_relay(agreed_on(time(7), time(21)), Kind.TEXT, NOON)
    assert isinstance(decision, Hold)
    assert decision.until == NOON + HORIZON


@pytest.mark.parametrize(
    ("set_by_rules", "agreed", "counts"),
    [
        (24, None, 24),
        (24, 12, 12),
        (12, 24, 12),
        (None, 12, 12),
        (None, None, None),
    ],
)
def test_of_two_answer_times_the_shorter_counts(set_by_rules: int | None, agreed: int | None, counts: int | None):
    def hours(number: int | None) -> timedelta | None:
        return None if number is None else timedelta(hours=number)

    talk = replace(agreed_on(time(21), time(7), hours(agreed)), rules=Rules(response_window=hours(set_by_rules)))
    assert talk.answer_time == hours(counts)


def test_a_day_off_holds_messages_only_where_the_programme_says_so():
    exams = (CalendarEntry(date(2026, 3, 2), date(2026, 3, 3), CalendarKind.EXAM, "Exams", off=True),)
    quiet = replace(NIGHTS, quiet_on_days_off=True)
    assert decide_relay(replace(TALK, reach=hours_in(UTC_ZONE, NIGHTS, exams).reach), Kind.TEXT, NOON) == Deliver(
        BY_QUIET_HOURS
    )
    assert decide_relay(replace(TALK, reach=hours_in(UTC_ZONE, quiet, exams).reach), Kind.TEXT, NOON) == Hold(
        datetime(2026, 3, 4, 7, tzinfo=UTC), BY_QUIET_HOURS
    )
    without_nights = hours_in(UTC_ZONE, Rules(quiet_on_days_off=True), exams).reach
    assert decide_relay(replace(TALK, reach=without_nights), Kind.TEXT, NOON) == Hold(
        datetime(2026, 3, 4, tzinfo=UTC), Citation(Source.CALENDAR, "exam", 3)
    )


def test_what_the_programme_does_not_allow_is_refused():
    talk = replace(TALK, rules=Rules(allowed_kinds=frozenset({Kind.TEXT})))
    assert refused_for(talk, Kind.VOICE) == KindNotAllowed(Kind.VOICE)
    assert decide_relay(talk, Kind.TEXT, NOON) == Deliver(BY_QUIET_HOURS)


@pytest.mark.parametrize("kind", sorted(set(Kind) - RELAYED_KINDS))
def test_a_kind_that_is_never_passed_on_is_refused_at_once_also_at_night(kind: Kind):
    assert refused_for(TALK, kind, MIDNIGHT) == KindNotRelayed(kind)


@pytest.mark.parametrize("state", sorted(set(PairState) - {PairState.ACTIVE, PairState.CLOSING}))
def test_only_an_active_or_closing_pair_talks(state: PairState):
    assert refused_for(in_state(state), Kind.TEXT) == PairNotActive(state)


def test_a_closing_pair_still_talks():
    assert decide_relay(in_state(PairState.CLOSING), Kind.TEXT, NOON) == Deliver(BY_QUIET_HOURS)


@pytest.mark.parametrize("writer_is_mentee", [True, False])
def test_without_the_carers_consent_nothing_passes_in_either_direction(writer_is_mentee: bool):
    amina = replace(AMINA, has_carer_consent=False)
    talk = replace(TALK, sender=amina, recipient=BEN) if writer_is_mentee else replace(TALK, recipient=amina)
    assert refused_for(talk, Kind.TEXT) == ConsentMissing(AMINA.id)
    relaxed = replace(talk, rules=replace(NIGHTS, carer_consent_required=False))
    assert decide_relay(relaxed, Kind.TEXT, NOON) == Deliver(BY_QUIET_HOURS)


def test_nothing_is_held_for_somebody_who_is_not_in_yet():
    talk = replace(TALK, recipient=replace(AMINA, joined_at=None))
    assert refused_for(talk, Kind.TEXT, MIDNIGHT) == PartnerNotJoined(AMINA.id)


@pytest.mark.parametrize(
    ("state", "wanted", "allowed"),
    [
        (PairState.PROPOSED, PairState.ACTIVE, True),
        (PairState.ACTIVE, PairState.PAUSED, True),
        (PairState.PAUSED, PairState.ACTIVE, True),
        (PairState.ACTIVE, PairState.ACTIVE, True),
        (PairState.CLOSED, PairState.ACTIVE, False),
        (PairState.PROPOSED, PairState.PAUSED, False),
        (PairState.NEGOTIATING, PairState.PAUSED, False),
    ],
)
def test_where_a_pair_may_go(state: PairState, wanted: PairState, allowed: bool):
    pair = replace(TALK.pair, state=state)
    assert move(pair, wanted) == (wanted if allowed else CannotMove(pair.id, state, wanted))


def test_who_can_be_a_pair():
    assert propose(BEN, AMINA) is None
    assert propose(BEN, BEN) == NotAPair("same_person")
    assert propose(AMINA, BEN) == NotAPair("wrong_role")
    assert propose(BEN, replace(AMINA, programme_id=ProgrammeId(2))) == NotAPair("other_programme")
