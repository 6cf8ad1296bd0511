"""Journals, start points and decks of cards on both engines: sealed, one's own, and gone when they are erased."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mentoring.content import Content
from mentoring.journal import EntryId, Habit
from mentoring.kinds import Kind
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.start_point import Map, Photo
from storage import card_decks, journals, people, programmes, start_points, undirected
from storage.messages import Place
from storage.store import Store
from storage.tx import Tx

NOW = datetime(2026, 3, 2, 16, tzinfo=UTC)
AMINA, OTTO = PersonId(1), PersonId(2)
SPRING = ProgrammeId(1)


@pytest.fixture
async def school(store: Store) -> Store:
    """A programme with Amina (1), and Otto (2), who must see nothing of hers."""

    def act(tx: Tx) -> None:
        zone = ZoneInfo("Europe/Sofia")
        programme = programmes.add(tx, name="Spring", zone=zone, language="en", rules=Rules(), now=NOW)
        for name in ("Amina", "Otto"):
            people.add(tx, programme=programme, role=Role.MENTEE, display_name=name, language="en", now=NOW)

    await store.write(act)
    return store


def text(words: str) -> Content:
    return Content(Kind.TEXT, words)


async def written(store: Store, *words: str, by: PersonId = AMINA) -> list[EntryId]:
    def act(tx: Tx) -> list[EntryId]:
        journals.begin(tx, by, NOW)
        places = (Place(1, int(by), number) for number, _each in enumerate(words, 1))
        return [journals.add(tx, by, place, text(each), NOW) for place, each in zip(places, words, strict=True)]

    return await store.write(act)


async def test_entries_are_the_newest_first_and_nobody_elses(school: Store):
    first, second = await written(school, "one", "two")
    await written(school, "otto's", by=OTTO)

    found = await school.read(lambda tx: journals.of(tx, AMINA))
    assert [entry.content.text for entry in found] == ["two", "one"]
    page = await school.read(lambda tx: journals.page(tx, AMINA, first=1, limit=5))
    assert [entry.id for entry in page] == [first]
    assert await school.read(lambda tx: journals.neighbours(tx, page[0])) == (second, None)
    assert await school.read(lambda tx: journals.neighbours(tx, found[0])) == (None, first)
    assert await school.read(lambda tx: journals.get(tx, first, OTTO)) is None
    assert not await school.write(lambda tx: journals.delete(tx, second, OTTO, NOW))
    assert not await school.write(lambda tx: journals.give_up(tx, second, OTTO))
    assert await school.read(lambda tx: journals.count(tx, AMINA)) == 2


async def test_words_are_sealed(school: Store):
    await written(school, "papaya")
    row = await school.read(lambda tx: tx.one("SELECT body FROM journal_entries"))
    assert row is not None
    assert b"papaya" not in bytes(row["body"])


async def test_a_deleted_entry_is_had_back_or_erased_and_its_place_stays(school: Store):
    (entry,) = await written(school, "one")
    place = Place(1, AMINA, 1)
    await school.write(lambda tx: undirected.add(tx, AMINA, 1, text("one"), NOW))
    await school.write(lambda tx: journals.delete(tx, entry, AMINA, NOW))
    assert await school.read(lambda tx: journals.of(tx, AMINA)) == []
    assert await school.write(lambda tx: journals.restore(tx, entry, AMINA))
    assert await school.write(lambda tx: journals.erase(tx, entry, NOW)) is None

    await school.write(lambda tx: journals.delete(tx, entry, AMINA, NOW))
    too_early = NOW - timedelta(seconds=1)
    assert await school.write(lambda tx: journals.erase(tx, entry, too_early)) is None
    assert await school.write(lambda tx: journals.erase(tx, entry, NOW)) == place

    assert not await school.write(lambda tx: journals.restore(tx, entry, AMINA))
    assert await school.read(lambda tx: journals.at_place(tx, place)) is None
    assert await school.read(lambda tx: journals.was_at_place(tx, place))
    left = await school.read(lambda tx: tx.all("SELECT body FROM undirected"))
    assert [row["body"] for row in left] == [None]


async def test_only_whom_it_is_shared_with_reads_an_entry_and_only_while_it_is(school: Store):
    (entry,) = await written(school, "one")
    share = await school.write(lambda tx: journals.share(tx, entry, OTTO, None, NOW))

    def read(tx: Tx, reader: PersonId) -> str | None:
        found = journals.get_share(tx, share)
        assert found is not None
        shown = journals.shared_entry(tx, found, reader)
        return None if shown is None else shown.content.text

    assert await school.read(lambda tx: read(tx, OTTO)) == "one"
    assert await school.read(lambda tx: read(tx, AMINA)) is None
    assert await school.read(lambda tx: journals.readers_of(tx, entry)) == [("Otto", False)]
    assert not await school.write(lambda tx: journals.give_up(tx, entry, AMINA))
    assert await school.write(lambda tx: journals.take_back(tx, share, NOW))
    assert not await school.write(lambda tx: journals.take_back(tx, share, NOW))
    assert await school.read(lambda tx: read(tx, OTTO)) is None
    assert await school.read(lambda tx: journals.shares_of(tx, entry)) == []


async def test_a_weekly_question_is_noted_once_a_day(school: Store):
    await school.write(lambda tx: journals.begin(tx, AMINA, NOW))
    await school.write(lambda tx: journals.set_habit(tx, AMINA, Habit(6, 18)))
    journal = await school.write(lambda tx: journals.begin(tx, AMINA, NOW + timedelta(days=1)))

    assert (journal.begun_at, journal.habit) == (NOW, Habit(6, 18))
    assert await school.write(lambda tx: journals.note_prompted(tx, AMINA, NOW.date()))
    assert not await school.write(lambda tx: journals.note_prompted(tx, AMINA, NOW.date()))
    await school.write(lambda tx: journals.set_habit(tx, AMINA, None))
    kept = await school.read(lambda tx: journals.of_person(tx, AMINA))
    assert kept is not None
    assert kept.habit is None


async def test_a_start_point_is_kept_as_it_is_and_sealed(school: Store):
    whole = Map(photo=Photo(1, 2, 3, "x")).tapped("people", "family").with_line("home", "papaya", is_withheld=True)
    await school.write(lambda tx: start_points.keep(tx, AMINA, whole, NOW))
    later = NOW + timedelta(days=1)
    await school.write(lambda tx: start_points.keep(tx, AMINA, whole.tapped("people", "pet"), later))
    await school.write(lambda tx: start_points.finish(tx, AMINA, later))
    await school.write(lambda tx: start_points.finish(tx, AMINA, later + timedelta(days=1)))

    kept = await school.read(lambda tx: start_points.of_person(tx, AMINA))
    assert kept is not None
    assert kept.map == whole.tapped("people", "pet")
    assert (kept.begun_at, kept.changed_at, kept.finished_at) == (NOW, later, later)
    row = await school.read(lambda tx: tx.one("SELECT body FROM start_points"))
    assert row is not None
    assert b"papaya" not in bytes(row["body"])
    assert await school.read(lambda tx: start_points.of_person(tx, OTTO)) is None


async def test_a_programmes_own_deck_replaces_what_it_had_until_it_is_dropped(school: Store):
    assert await school.read(lambda tx: card_decks.of_programme(tx, SPRING, "starters")) is None
    for number in (1, 2):
        deck = {"key": "starters", "number": number}
        await school.write(lambda tx, deck=deck: card_decks.keep(tx, SPRING, "starters", deck, NOW))

    kept = await school.read(lambda tx: card_decks.of_programme(tx, SPRING, "starters"))
    assert kept == {"key": "starters", "number": 2}
    assert await school.read(lambda tx: card_decks.names(tx, SPRING)) == ["starters"]
    assert await school.write(lambda tx: card_decks.drop(tx, SPRING, "starters"))
    assert not await school.write(lambda tx: card_decks.drop(tx, SPRING, "starters"))
