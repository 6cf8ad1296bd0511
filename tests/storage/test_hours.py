"""Rules, calendars, zones and agreements are kept, and make the same hours on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.absences import AbsenceKind
from mentoring.citations import Citation, Source
from mentoring.content import Content
from mentoring.kinds import RELAYED_KINDS, Kind
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock
from mentoring.relay import Hold, decide_relay
from mentoring.school_calendar import CalendarEntry, CalendarKind
from storage import absences, hours, messages, pairs, people, programmes, school_calendar
from storage.hours import NobodyThere, agreed_from
from storage.rules_json import rules_from_json, rules_to_json
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
SOFIA = ZoneInfo("Europe/Sofia")
NEW_YORK = ZoneInfo("America/New_York")
NIGHTS = tuple(QuietBlock(day, time(21), time(7)) for day in range(7))
EXAMS = CalendarEntry(date(2026, 3, 2), date(2026, 3, 3), CalendarKind.EXAM, "Exams", off=True)
TERM = CalendarEntry(date(2026, 2, 2), date(2026, 6, 12), CalendarKind.TERM, "Spring", off=False)
BEN, AMINA, PAIR = PersonId(1), PersonId(2), PairId(1)


def set_up(tx: Tx) -> ProgrammeId:
    """Add Ben, who lives in New York, and Amina, and propose them as a pair."""
    rules = Rules(NIGHTS, carer_consent_required=False)
    programme = programmes.add(tx, name="Spring", zone=SOFIA, language="en", rules=rules, now=NOW)
    ben = people.add(
        tx, programme=programme, role=Role.MENTOR, display_name="Ben", language="en", now=NOW, zone=NEW_YORK
    )
    amina = people.add(tx, programme=programme, role=Role.MENTEE, display_name="Amina", language="en", now=NOW)
    assert (ben, amina) == (BEN, AMINA)
    assert pairs.add(tx, programme=programme, mentor=ben, mentee=amina, now=NOW) == PAIR
    return programme


def sign(tx: Tx, version: int, terms: str) -> None:
    tx.run("UPDATE pairs SET agreement_version = :version, agreement_terms = :terms", version=version, terms=terms)


async def test_everybody_has_their_own_zone_or_the_programmes(store: Store) -> None:
    def look(tx: Tx) -> list[tuple[str, bool]]:
        set_up(tx)
        found = [people.get(tx, person) for person in (BEN, AMINA)]
        return [(person.zone.key, person.has_own_zone) for person in found if person is not None]

    assert await store.write(look) == [("America/New_York", True), ("Europe/Sofia", False)]


async def test_a_persons_hours_are_put_together_from_all_that_is_kept(store: Store) -> None:
    def look(tx: Tx) -> None:
        programme = set_up(tx)
        school_calendar.add(tx, programme, [TERM, EXAMS], NOW)
        sign(tx, 2, '{"quiet_blocks": [[4, "00:00", "00:00"]], "answer_minutes": 90}')
        back = NOW + timedelta(days=10)
        absences.add(
            tx,
            person=AMINA,
            kind=AbsenceKind.AWAY,
            starts_at=NOW + timedelta(days=7),
            ends_at=back,
            noted_by="api",
            now=NOW,
        )
        own, alone = hours.hours_of(tx, AMINA, PAIR), hours.hours_of(tx, AMINA)

        assert own.reach.zone == SOFIA
        assert own.reach.is_open(NOW)
        assert not own.answering.is_open(NOW)
        friday = datetime(2026, 3, 6, 12, tzinfo=UTC)
        assert not own.reach.is_open(friday)
        assert alone.reach.is_open(friday)
        assert own.reach.is_open(NOW + timedelta(days=8))
        assert own.answering.next_open(NOW + timedelta(days=8)) == back
        assert hours.hours_of(tx, BEN, PAIR).reach.zone == NEW_YORK
        assert hours.hours_of(tx, BEN, PairId(99)).reach == hours.hours_of(tx, BEN).reach

    await store.write(look)


async def test_nobody_has_no_hours(store: Store) -> None:
    with pytest.raises(NobodyThere):
        await store.read(lambda tx: hours.hours_of(tx, PersonId(9)))


async def test_the_version_of_the_rules_counts_what_decisions_depend_on(store: Store) -> None:
    def look(tx: Tx) -> list[int]:
        programme = set_up(tx)
        versions: list[int] = []

        def note() -> None:
            kept = programmes.get(tx, programme)
            assert kept is not None
            versions.append(kept.rules_version)

        def change(**wanted: object) -> None:
            kept = programmes.get(tx, programme)
            assert kept is not None
            programmes.change(tx, replace(kept, **wanted))  # type: ignore[arg-type]
            note()

        change(name="Summer")
        change(zone=NEW_YORK)
        change(rules=Rules())
        change(rules=Rules())
        school_calendar.add(tx, programme, [TERM], NOW)
        note()
        school_calendar.add(tx, programme, [EXAMS], NOW)
        note()
        school_calendar.clear(tx, programme)
        note()
        return versions

    assert await store.write(look) == [1, 2, 3, 3, 3, 4, 5]


async def test_a_decision_is_kept_with_the_rule_that_it_followed(store: Store) -> None:
    midnight = datetime(2026, 3, 2, 22, tzinfo=UTC)

    def look(tx: Tx) -> list[Citation]:
        set_up(tx)
        tx.run("UPDATE pairs SET state = 'active'")
        for person, chat in ((BEN, 1), (AMINA, 2)):
            kept = people.get(tx, person)
            assert kept is not None
            people.join(tx, people.seat(tx, kept, 7, chat), NOW)
        cited = []
        for version, terms in ((None, None), (4, '{"quiet_blocks": [[0, "20:00", "08:00"]], "answer_minutes": null}')):
            tx.run(
                "UPDATE pairs SET agreement_version = :version, agreement_terms = :terms", version=version, terms=terms
            )
            talk = pairs.talk_in(tx, BEN, PAIR)
            assert talk is not None
            decision = decide_relay(talk, Kind.TEXT, midnight)
            assert isinstance(decision, Hold)
            message = messages.get(tx, messages.record(tx, talk, Content(Kind.TEXT, "Hi"), decision, NOW, NOW))
            assert message is not None
            cited.append(message.cited)
        return cited

    assert await store.write(look) == [
        Citation(Source.PROGRAMME, "quiet_hours", 1),
        Citation(Source.AGREEMENT, "messaging", 4),
    ]


async def test_whom_a_change_touches_at_once(store: Store) -> None:
    def look(tx: Tx) -> list[PersonId]:
        programme = set_up(tx)
        tx.run("UPDATE pairs SET state = 'active'")
        talk = pairs.talk_in(tx, BEN, PAIR)
        assert talk is not None
        assert hours.affected_in(tx, programme) == []
        held = Hold(NOW, Citation(Source.PROGRAMME, "quiet_hours", 1))
        messages.record(tx, talk, Content(Kind.TEXT, "Hi"), held, NOW, NOW)
        return hours.affected_in(tx, programme)

    assert await store.write(look) == [AMINA]


def test_terms_without_a_version_are_in_force_for_nobody() -> None:
    assert agreed_from(None, "{}") is None
    assert agreed_from(1, None) is None


walls = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
any_rules = st.builds(
    Rules,
    quiet_blocks=st.lists(st.builds(QuietBlock, st.integers(0, 6), walls, walls), max_size=5).map(tuple),
    carer_consent_required=st.booleans(),
    holiday_country=st.none() | st.sampled_from(["BG", "ES"]),
    holiday_subdivision=st.none() | st.just("MD"),
    quiet_on_days_off=st.booleans(),
    response_window=st.none() | st.integers(1, 336).map(lambda number: timedelta(hours=number)),
    lapses_before_task=st.integers(1, 20),
    silent_after_days=st.integers(1, 90),
    digest_at=walls,
    allowed_kinds=st.frozensets(st.sampled_from(sorted(RELAYED_KINDS)), min_size=1),
)


@given(any_rules)
def test_rules_are_read_as_they_were_kept(rules: Rules) -> None:
    assert rules_from_json(rules_to_json(rules)) == rules


def test_what_a_text_of_rules_does_not_hold_has_its_default() -> None:
    assert rules_from_json("{}") == Rules()
    assert rules_from_json('{"carer_consent_required": false, "of_a_newer_version": 1}') == Rules(
        carer_consent_required=False
    )
