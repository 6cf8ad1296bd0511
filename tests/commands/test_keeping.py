"""Backups open, restores are undoable, and two processes never share a file."""

import sqlite3
from pathlib import Path

import pytest

from bot.cannot_start import CannotStart
from bot.commands.keeping import back_up, restore
from bot.installation import opened_store
from bot.settings import Settings, read_settings
from mentoring.programmes import Rules
from storage import programmes
from tests.commands.conftest import Type
from tests.story import MONDAY_AFTERNOON, SOFIA


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(data_dir=tmp_path / "data", secret_key=None, database_url=None)


async def add(settings: Settings, *names: str) -> None:
    async with opened_store(settings) as store:
        for name in names:
            await store.write(
                lambda tx, name=name: programmes.add(
                    tx, name=name, zone=SOFIA, language="en", rules=Rules(), now=MONDAY_AFTERNOON
                )
            )


async def names(settings: Settings) -> list[str]:
    async with opened_store(settings) as store:
        return [programme.name for programme in await store.read(programmes.everyone)]


async def test_what_was_backed_up_comes_back(settings: Settings, tmp_path: Path):
    await add(settings, "Spring")
    copy = back_up(settings, tmp_path / "copy.db")
    await add(settings, "Summer")

    kept = restore(settings, copy, replace=True)

    assert await names(settings) == ["Spring"]
    assert kept is not None
    restore(settings, kept, replace=True)
    assert await names(settings) == ["Spring", "Summer"]


async def test_a_backup_is_taken_while_the_store_is_open_and_holds_what_was_committed(
    settings: Settings, tmp_path: Path
):
    async with opened_store(settings) as store:
        await store.write(
            lambda tx: programmes.add(tx, name="Spring", zone=SOFIA, language="en", rules=Rules(), now=MONDAY_AFTERNOON)
        )
        copy = back_up(settings, tmp_path / "copy.db")
    rows = sqlite3.connect(copy)
    assert rows.execute("SELECT name FROM programmes").fetchall() == [("Spring",)]
    rows.close()


async def test_nothing_is_overwritten_unasked(settings: Settings, tmp_path: Path):
    await add(settings, "Spring")
    copy = back_up(settings, tmp_path / "copy.db")
    with pytest.raises(CannotStart, match="nothing was overwritten"):
        back_up(settings, copy)
    with pytest.raises(CannotStart, match="--replace"):
        restore(settings, copy, replace=False)
    assert await names(settings) == ["Spring"]


async def test_a_damaged_or_foreign_file_is_not_restored(settings: Settings, tmp_path: Path):
    await add(settings, "Spring")
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a database at all, but long enough to be looked at" * 40)
    foreign = tmp_path / "foreign.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE x (y)")
    connection.close()
    for file in (garbage, foreign, tmp_path / "missing.db"):
        with pytest.raises(CannotStart):
            restore(settings, file, replace=True)
    assert await names(settings) == ["Spring"]


async def test_a_second_process_is_refused_while_the_first_runs(settings: Settings, tmp_path: Path, type_in: Type):
    async with opened_store(settings):
        typed = await type_in("migrate", INTERLUDE_DATA_DIR=str(tmp_path / "data"))
    assert typed.code == 1
    assert "Interlude is running already" in typed.err


async def test_a_newer_schema_is_refused_and_left_alone(settings: Settings):
    await add(settings, "Spring")
    assert settings.sqlite_path is not None
    connection = sqlite3.connect(settings.sqlite_path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(CannotStart, match="too new"):
        async with opened_store(settings):
            pass


async def test_another_key_is_refused(settings: Settings, tmp_path: Path):
    await add(settings, "Spring")
    (tmp_path / "data" / "secret.key").unlink()
    with pytest.raises(CannotStart, match="INTERLUDE_SECRET_KEY"):
        async with opened_store(settings):
            pass
