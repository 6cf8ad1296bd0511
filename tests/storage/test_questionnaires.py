"""Versions of questionnaires: kept as they were, the programme's own before the shipped ones, on both engines."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mentoring.people import ProgrammeId
from mentoring.programmes import Rules
from mentoring.questionnaires.questionnaire import Questionnaire
from storage import programmes, questionnaires
from storage.store import Store
from tests.mentoring.questionnaires.forms import ask, example, form
from tests.story import SOFIA

NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


@pytest.fixture
async def programme(store: Store) -> ProgrammeId:
    return await store.write(lambda tx: _programme(tx, "Spring"))


def _programme(tx, name: str) -> ProgrammeId:
    return programmes.add(tx, name=name, zone=SOFIA, language="en", rules=Rules(), now=NOW)


def _asking(kind: str, key: str = "form") -> Questionnaire:
    return replace(form(ask("q", kind)), key=key)


async def current(store: Store, programme: ProgrammeId, key: str = "form"):
    return await store.read(lambda tx: questionnaires.current(tx, programme, key))


async def test_a_version_is_kept_as_it_was(store: Store, programme: ProgrammeId):
    first, is_new = await store.write(lambda tx: questionnaires.keep(tx, programme, example(), NOW))
    assert (is_new, first.number, first.is_shipped, first.made_at) == (True, 1, False, NOW)
    assert first.questionnaire == example()

    changed = replace(example(), questions=example().questions[:2], rules=(), sections=example().sections)
    second, is_new = await store.write(lambda tx: questionnaires.keep(tx, programme, changed, LATER))

    assert (is_new, second.number) == (True, 2)
    assert await current(store, programme, "mentee_weekly") == second
    assert await store.read(lambda tx: questionnaires.version(tx, first.id)) == first


async def test_the_same_again_is_no_new_version(store: Store, programme: ProgrammeId):
    first, _ = await store.write(lambda tx: questionnaires.keep(tx, programme, example(), NOW))
    again, is_new = await store.write(lambda tx: questionnaires.keep(tx, programme, example(), LATER))
    assert (again, is_new) == (first, False)


async def test_a_programmes_own_comes_before_the_shipped_and_gives_way_to_it_again(
    store: Store, programme: ProgrammeId
):
    other = await store.write(lambda tx: _programme(tx, "Autumn"))
    shipped = await store.write(lambda tx: questionnaires.add_shipped(tx, _asking("text"), "a1", NOW))
    kept = await current(store, programme)
    assert kept is not None
    assert (kept.id, kept.is_shipped) == (shipped, True)

    own, _ = await store.write(lambda tx: questionnaires.keep(tx, programme, _asking("date"), NOW))
    newer = await store.write(lambda tx: questionnaires.add_shipped(tx, _asking("number"), "a2", LATER))
    assert await current(store, programme) == own
    elsewhere = await current(store, other)
    assert elsewhere is not None
    assert (elsewhere.id, elsewhere.number) == (newer, 2)

    assert await store.write(lambda tx: questionnaires.take_out_of_use(tx, programme, "form", LATER)) == 1
    assert await store.write(lambda tx: questionnaires.take_out_of_use(tx, programme, "form", LATER)) == 0
    again = await current(store, programme)
    assert again is not None
    assert again.id == newer
    ended = await store.read(lambda tx: questionnaires.version(tx, own.id))
    assert ended == replace(own, ended_at=LATER)


async def test_a_list_holds_each_key_once(store: Store, programme: ProgrammeId):
    other = await store.write(lambda tx: _programme(tx, "Autumn"))

    def act(tx):
        for key in ("a", "b"):
            questionnaires.add_shipped(tx, _asking("text", key), "1", NOW)
            questionnaires.add_shipped(tx, _asking("date", key), "2", NOW)
        questionnaires.keep(tx, programme, _asking("number", "b"), NOW)
        questionnaires.keep(tx, programme, _asking("text", "b"), NOW)
        questionnaires.keep(tx, other, _asking("yes_no", "a"), NOW)
        questionnaires.keep(tx, programme, _asking("text", "c"), NOW)

    await store.write(act)

    def page(after: int = 0, limit: int = 9):
        return lambda tx: questionnaires.page(tx, programme, after=after, limit=limit)

    found = await store.read(page())
    assert [(one.key, one.is_shipped, one.number) for one in found] == [
        ("a", True, 2),
        ("b", False, 2),
        ("c", False, 1),
    ]
    assert await store.read(page(limit=2)) == found[:2]
    assert await store.read(page(after=found[0].id)) == found[1:]
    versions = await store.read(lambda tx: questionnaires.versions_page(tx, programme, "b", after=0, limit=9))
    assert [(one.is_shipped, one.number) for one in versions] == [(True, 1), (True, 2), (False, 1), (False, 2)]


async def test_shipped_ones_are_known_by_their_files_and_end_with_them(store: Store, programme: ProgrammeId):
    await store.write(lambda tx: questionnaires.add_shipped(tx, _asking("text"), "one", NOW))
    await store.write(lambda tx: questionnaires.add_shipped(tx, _asking("date"), "two", NOW))
    assert await store.read(questionnaires.shipped_sources) == {"form": "two"}

    await store.write(lambda tx: questionnaires.end_shipped(tx, "form", LATER))

    assert await store.read(questionnaires.shipped_sources) == {}
    assert await current(store, programme) is None


async def test_nobody_asks_what_is_not_there(store: Store, programme: ProgrammeId):
    assert await current(store, programme, "nothing") is None
    assert await store.read(lambda tx: questionnaires.version(tx, 99)) is None
