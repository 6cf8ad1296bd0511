"""Several processes, restarts and races: one version is in force, and what no longer fits never goes live."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from bot.lexicon_in_force import LexiconInForce
from bot.lexicon_press import PressBroke, ThreadPress
from mentoring.lexicon_changes import ChangeState, LexiconChange, RowChange
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.programmes import Rules
from mentoring.safeguarding import Lexicon, Severity, look_for_concerns
from mentoring.safeguarding.change_effect import Effect
from mentoring.safeguarding.overlay import Overlay
from storage import lexicon_versions, people, programmes
from storage.postgres import PostgresDatabase
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault
from tests.watchwords import IDIOM, small_rows

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
ROW = small_rows().rows("en")[0]
EXCEPTED = RowChange(ROW.id, "en", ROW, replace(ROW, exceptions=("grey thunder on",)))


class CountingPress(ThreadPress):
    """Counts what it is asked for; `breaks` makes it fail as a machine without memory does."""

    tried = 0
    breaks = False

    async def effect(self, before: Overlay, after: Overlay) -> Effect:
        self.tried += 1
        if self.breaks:
            raise PressBroke("no memory")
        return await super().effect(before, after)


@dataclass
class Process:
    """What a process has of the lexicon: the watch, of which only the lexicon matters here, and what keeps it."""

    store: Store
    press: CountingPress
    in_force: LexiconInForce
    watch: SimpleNamespace

    @classmethod
    async def started(cls, store: Store) -> "Process":
        press = CountingPress(small_rows())
        watch = SimpleNamespace(lexicon=await press.lexicon({}))
        clock = SimpleNamespace(now=lambda: NOW)
        process = cls(store, press, LexiconInForce(store, clock, watch, press), watch)  # type: ignore[arg-type]
        await process.in_force.begin()
        return process

    async def catches_up(self) -> None:
        while await self.in_force.go_on():
            pass

    def finds(self, text: str) -> bool:
        lexicon: Lexicon = self.watch.lexicon
        return bool(look_for_concerns(lexicon, text).concerns)


@pytest.fixture
async def first(store: Store) -> Process:
    def act(tx: Tx) -> None:
        zone = ZoneInfo("Europe/Sofia")
        programme = programmes.add(tx, name="Spring", zone=zone, language="en", rules=Rules(), now=NOW)
        for name in ("Sol", "Dara"):
            people.add(tx, programme=programme, role=Role.SAFEGUARDING_LEAD, display_name=name, language="en", now=NOW)

    await store.write(act)
    return await Process.started(store)


@pytest.fixture
async def second(first: Process, database: SqliteDatabase | PostgresDatabase, vault: Vault) -> AsyncIterator[Process]:
    store = await Store.open(database, vault)
    yield await Process.started(store)
    await store.close()


async def proposes(process: Process, *rows: RowChange) -> LexiconChange:
    return await process.store.write(
        lambda tx: lexicon_versions.propose(
            tx, programme=ProgrammeId(1), by=PersonId(1), why="radio", rows=rows, actor="api", now=NOW
        )
    )


async def agrees(process: Process, change: LexiconChange) -> None:
    waiting = await process.store.read(lambda tx: lexicon_versions.get(tx, change.id))
    assert waiting is not None
    assert waiting.state is ChangeState.WAITING, waiting.failure
    await process.store.write(
        lambda tx: lexicon_versions.decide(tx, waiting, ChangeState.APPROVED, by=PersonId(2), actor="api", now=NOW)
    )


async def state_of(process: Process, change: LexiconChange) -> tuple[ChangeState, str | None]:
    kept = await process.store.read(lambda tx: lexicon_versions.get(tx, change.id))
    assert kept is not None
    return kept.state, kept.failure


async def test_every_process_takes_over_what_one_of_them_brought_live(first: Process, second: Process):
    change = await proposes(first, EXCEPTED)
    await first.catches_up()
    await agrees(second, change)
    assert second.finds(IDIOM)
    await first.catches_up()
    await second.catches_up()
    assert not first.finds(IDIOM)
    assert not second.finds(IDIOM)
    assert (first.in_force.version, second.in_force.version) == (1, 1)
    assert first.watch.lexicon.version == second.watch.lexicon.version


async def test_what_was_agreed_to_before_a_restart_goes_live_after_it(first: Process, second: Process):
    change = await proposes(first, EXCEPTED)
    await first.catches_up()
    await agrees(first, change)
    await second.catches_up()
    assert await state_of(second, change) == (ChangeState.LIVE, None)
    third = await Process.started(first.store)
    assert not third.finds(IDIOM), "from the first message on"


async def test_of_two_changes_of_one_row_the_later_must_be_looked_at_again(first: Process):
    one = await proposes(first, EXCEPTED)
    other = await proposes(first, RowChange(ROW.id, "en", ROW, replace(ROW, severity=Severity.MEDIUM)))
    await first.catches_up()
    await agrees(first, other)
    await agrees(first, one)
    await first.catches_up()
    assert await state_of(first, one) == (ChangeState.LIVE, None)
    state, why = await state_of(first, other)
    assert (state, why) == (
        ChangeState.FAILED,
        f"{ROW.id} has been changed since by somebody else; look at it again.",
    )


async def test_a_change_of_another_row_is_tried_again_on_what_is_in_force_by_then(first: Process):
    other_row = small_rows().rows("en")[1]
    one = await proposes(first, EXCEPTED)
    other = await proposes(first, RowChange(other_row.id, "en", other_row, None))
    await first.catches_up()
    assert first.press.tried == 2
    await agrees(first, one)
    await agrees(first, other)
    await first.catches_up()
    assert first.press.tried == 3
    assert await state_of(first, other) == (ChangeState.LIVE, None)
    assert first.in_force.version == 2
    assert not first.finds("you soggy biscuit")
    assert not first.finds(IDIOM)


async def test_a_machine_that_cannot_compile_says_so_and_looks_on(first: Process, caplog: pytest.LogCaptureFixture):
    first.press.breaks = True
    change = await proposes(first, EXCEPTED)
    await first.catches_up()
    state, why = await state_of(first, change)
    assert state is ChangeState.FAILED
    assert why is not None
    assert "could not be compiled" in why
    assert first.finds(IDIOM)
    assert any("no memory" in record.getMessage() for record in caplog.records)


async def test_what_cannot_be_read_is_named_and_never_goes_live(first: Process):
    change = await proposes(first, RowChange(ROW.id, "en", ROW, replace(ROW, pattern="grey @gone")))
    await first.catches_up()
    state, why = await state_of(first, change)
    assert state is ChangeState.FAILED
    assert why is not None
    assert "@gone" in why
    assert first.finds(IDIOM)
