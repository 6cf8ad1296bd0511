"""A desk for each test."""

from collections.abc import AsyncIterator

import pytest

from storage.sqlite import SqliteDatabase
from storage.vault import Vault
from tests.admin_api.desk import Desk, desk_on


@pytest.fixture
async def desk(sqlite_database: SqliteDatabase, vault: Vault) -> AsyncIterator[Desk]:
    """A coordinator's desk on an empty SQLite database."""
    async with desk_on(sqlite_database, vault) as desk:
        yield desk
