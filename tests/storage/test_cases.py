"""Cases and their records: concerns join what is open, and nothing that was recorded can be changed unseen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.case_record import first_broken
from mentoring.cases import CaseCannotMove, CaseState, EventKind, move_case
from mentoring.people import ProgrammeId
from mentoring.programmes import Rules
from mentoring.safeguarding import Severity
from storage import cases, programmes
from storage.cases import Joined
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture
async def programme(store: Store) -> ProgrammeId:
    zone = ZoneInfo("Europe/Sofia")
    return await store.write(
        lambda tx: programmes.add(tx, name="Spring", zone=zone, language="en", rules=Rules(), now=NOW)
    )


def opening(programme: ProgrammeId, severity: Severity, about: str = "pair:1"):
    def act(tx: Tx) -> Joined:
        return cases.open_or_join(tx, about=about, programme=programme, severity=severity, now=NOW)

    return act


async def test_a_further_concern_joins_the_open_case_and_only_a_graver_one_raises_it(store, programme):
    first = await store.write(opening(programme, Severity.HIGH))
    same = await store.write(opening(programme, Severity.MEDIUM))
    graver = await store.write(opening(programme, Severity.CRITICAL))
    other = await store.write(opening(programme, Severity.LOW, about="pair:2"))

    assert (first.is_new, first.is_raised) == (True, True)
    assert (same.case.id, same.is_new, same.is_raised) == (first.case.id, False, False)
    assert (graver.case.id, graver.is_new, graver.is_raised) == (first.case.id, False, True)
    assert graver.case.severity is Severity.CRITICAL
    assert other.case.id != first.case.id


async def test_after_a_case_is_closed_the_next_concern_opens_another(store, programme):
    first = await store.write(opening(programme, Severity.HIGH))
    assert isinstance(move_case(first.case, CaseState.CLOSED), CaseCannotMove)

    def close(tx: Tx) -> None:
        cases.set_state(tx, first.case.id, CaseState.ACKNOWLEDGED, actor="person:1", now=NOW)
        cases.set_state(tx, first.case.id, CaseState.CLOSED, actor="person:1", now=NOW, words={"outcome": "talked"})

    await store.write(close)
    second = await store.write(opening(programme, Severity.HIGH))

    assert second.is_new
    closed = await store.read(lambda tx: cases.get(tx, first.case.id))
    assert closed is not None
    assert (closed.is_open, closed.closed_at) == (False, NOW)
    still_open = await store.read(lambda tx: cases.page(tx, programme, states=[CaseState.NEW], limit=10))
    assert [case.id for case in still_open] == [second.case.id]


async def test_a_record_holds_its_words_sealed_and_opens_them_only_when_asked(store, programme):
    joined = await store.write(opening(programme, Severity.HIGH))
    await store.write(
        lambda tx: cases.append(
            tx, joined.case.id, EventKind.NOTE, actor="person:1", at=NOW, facts={"n": 1}, words={"text": "strawberry"}
        )
    )

    closed = await store.read(lambda tx: cases.record_of(tx, joined.case.id))
    opened = await store.read(lambda tx: cases.record_of(tx, joined.case.id, with_words=True))

    assert [event.kind for event in closed] == [EventKind.OPENED, EventKind.NOTE]
    assert closed[1].words is None
    assert opened[1].words is not None
    assert opened[1].words["text"] == "strawberry"
    kept = await store.read(lambda tx: bytes(tx.one("SELECT words FROM case_events WHERE seq = 2")["words"]))
    assert b"strawberry" not in kept


async def test_whatever_is_changed_in_a_record_afterwards_shows(store, programme):
    joined = await store.write(opening(programme, Severity.HIGH))

    def write(tx: Tx) -> None:
        for number in range(3):
            at = NOW + timedelta(milliseconds=number)
            cases.append(tx, joined.case.id, EventKind.NOTE, actor="person:1", at=at, words={"n": number})

    await store.write(write)
    case = await store.read(lambda tx: cases.get(tx, joined.case.id))
    record = await store.read(lambda tx: cases.record_of(tx, joined.case.id, with_words=True))
    assert case is not None

    def broken(events) -> int | None:
        return first_broken(events, length=case.events, head=case.head)

    assert broken(record) is None
    assert broken([replace(event, words=None) for event in record]) is None, "erased words break nothing"
    assert broken([record[0], replace(record[1], actor="person:2"), *record[2:]]) == 2
    assert broken([record[0], replace(record[1], at=NOW + timedelta(hours=1)), *record[2:]]) == 2
    assert broken([*record[:2], replace(record[2], words={"n": 9, "salt": ""}), *record[3:]]) == 3
    assert broken([record[0], *record[2:]]) == 2
    assert broken([record[0], record[2], record[1], record[3]]) == 2
    assert broken(record[:-1]) == 4, "cut at its end"
    assert broken([]) == 1


async def test_nothing_can_be_written_into_a_case_that_is_not_there(store, programme):
    with pytest.raises(LookupError):
        await store.write(lambda tx: cases.append(tx, 99, EventKind.NOTE, actor="person:1", at=NOW))
