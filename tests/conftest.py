"""The stage that every test plays on: real databases made by the real migrations."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from storage.dialect import Dialect
from storage.postgres import PostgresDatabase
from storage.schema import bring_up_to_date
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault
from tests.postgres import PostgresServer
from tests.story import Story, told

SECRET_KEY = bytes(range(32))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every migration applied, to be copied."""
    file = tmp_path_factory.mktemp("template") / "interlude.db"
    bring_up_to_date(Dialect.SQLITE, str(file))
    return file


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A real PostgreSQL server of our own, started once."""
    with PostgresServer.started() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteDatabase | PostgresDatabase]:
    """An empty, migrated database: the test runs once on each engine."""
    if request.param == "sqlite":
        yield SqliteDatabase(shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "interlude.db"))
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.migrated_database() as url:
            yield PostgresDatabase(url)


@pytest.fixture
def sqlite_database(migrated_file: Path, tmp_path: Path) -> SqliteDatabase:
    """An empty, migrated SQLite database, where the engine is not the point."""
    return SqliteDatabase(shutil.copy(migrated_file, tmp_path / "interlude.db"))


@pytest.fixture
def vault() -> Vault:
    """A vault with a known key."""
    return Vault(SECRET_KEY)


@pytest.fixture
async def store(database: SqliteDatabase | PostgresDatabase, vault: Vault) -> AsyncIterator[Store]:
    """An open store, once on each engine."""
    opened = await Store.open(database, vault)
    yield opened
    await opened.close()


@pytest.fixture
async def story(sqlite_database: SqliteDatabase, vault: Vault) -> AsyncIterator[Story]:
    """The whole bot on SQLite and a local Telegram; Monday, 16:00 in Sofia."""
    async with told(sqlite_database, vault) as story:
        yield story
