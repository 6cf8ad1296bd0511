"""What happens to a message is decided by the pair, the consent, the kind and the hour, in this order."""

from dataclasses import replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from mentoring.pairs import CannotMove, NotAPair, Pair, PairId, PairState, move, propose
from mentoring.people import Person, PersonId, ProgrammeId, Role
from mentoring.quiet_hours import QuietBlock, quiet_hours
from mentoring.relay import (
    RELAYED_KINDS,
    ConsentMissing,
    Deliver,
    Hold,
    Kind,
    KindNotRelayed,
    PairNotActive,
    PartnerNotJoined,
    Refuse,
    Talk,
    decide_relay,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 3, 0, tzinfo=UTC)
SPRING = ProgrammeId(1)


def person(number: int, role: Role) -> Person:
    return Person(PersonId(number), SPRING, role, role.value, "en", 7, number, NOON, has_carer_consent=True)


AMINA, BEN = person(1, Role.MENTEE), person(2, Role.MENTOR)
TALK = Talk(
    pair=Pair(PairId(1), SPRING, BEN.id, AMINA.id, PairState.ACTIVE, NOON),
    sender=BEN,
    recipient=AMINA,
    quiet_hours=quiet_hours(ZoneInfo("UTC"), [QuietBlock(day, time(21), time(7)) for day in range(7)]),
    carer_consent_required=True,
)


def in_state(state: PairState) -> Talk:
    return replace(TALK, pair=replace(TALK.pair, state=state))


def test_by_day_it_is_delivered_and_by_night_held_until_the_morning():
    assert decide_relay(TALK, Kind.TEXT, NOON) == Deliver()
    assert decide_relay(TALK, Kind.TEXT, MIDNIGHT) == Hold(datetime(2026, 3, 3, 7, tzinfo=UTC))


@pytest.mark.parametrize("kind", sorted(set(Kind) - RELAYED_KINDS))
def test_a_kind_that_is_never_passed_on_is_refused_at_once_also_at_night(kind: Kind):
    assert decide_relay(TALK, kind, MIDNIGHT) == Refuse(KindNotRelayed(kind))


@pytest.mark.parametrize("state", sorted(set(PairState) - {PairState.ACTIVE, PairState.CLOSING}))
def test_only_an_active_or_closing_pair_talks(state: PairState):
    assert decide_relay(in_state(state), Kind.TEXT, NOON) == Refuse(PairNotActive(state))


def test_a_closing_pair_still_talks():
    assert decide_relay(in_state(PairState.CLOSING), Kind.TEXT, NOON) == Deliver()


@pytest.mark.parametrize("writer_is_mentee", [True, False])
def test_without_the_carers_consent_nothing_passes_in_either_direction(writer_is_mentee: bool):
    amina = replace(AMINA, has_carer_consent=False)
    talk = replace(TALK, sender=amina, recipient=BEN) if writer_is_mentee else replace(TALK, recipient=amina)
    assert decide_relay(talk, Kind.TEXT, NOON) == Refuse(ConsentMissing(AMINA.id))
    assert decide_relay(replace(talk, carer_consent_required=False), Kind.TEXT, NOON) == Deliver()


def test_nothing_is_held_for_somebody_who_is_not_in_yet():
    talk = replace(TALK, recipient=replace(AMINA, joined_at=None))
    assert decide_relay(talk, Kind.TEXT, MIDNIGHT) == Refuse(PartnerNotJoined(AMINA.id))


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
