"""A small term, played through the real bot: every promise is kept, and the same seed plays the same term again."""

import shutil
from pathlib import Path

import pytest

from bot.commands.rehearsal.lines import WORRIES
from bot.commands.rehearsal.report import Report
from bot.commands.rehearsing import RehearsalDatabase, play, wished_for
from mentoring.safeguarding import Lexicon
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, row


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """One that knows what worried people write in a rehearsal, and nothing else."""
    return lexicon_of(*(row(line.lower().replace("don't", "dont")) for line in WORRIES["en"]))


async def rehearsed(file: Path, vault: Vault, lexicon: Lexicon, *, pairs: int, weeks: int, seed: int = 1) -> Report:
    store = await Store.open(RehearsalDatabase(file), vault)
    try:
        return await play(store, wished_for(pairs, weeks, seed, ["en"]), lexicon, lambda _progress: None)
    finally:
        await store.close()


async def test_three_pairs_for_three_weeks_break_no_promise(
    sqlite_database: SqliteDatabase, vault: Vault, lexicon: Lexicon
):
    report = await rehearsed(sqlite_database.path, vault, lexicon, pairs=3, weeks=3)

    assert report.broken == {}
    assert report.went_well
    figures = {
        line[9:].strip(): int(line[:9].replace(",", "")) for line in report.lines if line[:9].strip().isdecimal()
    }
    assert figures["answered"] > 10
    assert figures["still under way at the end"] == 0
    assert (
        sum(figures[what] for what in figures if what.startswith(("answered", "let go", "called", "not asked")))
        == (figures["planned"])
    )


async def test_the_same_seed_plays_the_same_term(migrated_file: Path, tmp_path: Path, vault: Vault, lexicon: Lexicon):
    reports = []
    for name in ("first.db", "second.db"):
        file = Path(shutil.copy(migrated_file, tmp_path / name))
        reports.append(await rehearsed(file, vault, lexicon, pairs=2, weeks=1, seed=5))

    first, second = (report.lines[1:] for report in reports)  # the first line says how long it took
    assert first == second
