"""The disk is full, the server goes away: nothing of the act happened, everybody is told, and afterwards it goes on."""

import asyncio

import psycopg
import pytest

from storage.database import StorageFailed
from storage.postgres import PostgresDatabase
from storage.store import Store
from storage.tx import Tx
from tests.postgres import PostgresServer

LARGE = "x" * 200_000


def note(name: str, value: str = ""):
    """Return an act that leaves a trace."""

    def act(tx: Tx) -> None:
        tx.run("INSERT INTO facts (name, value) VALUES (:name, :value)", name=name, value=value)

    return act


async def names(store: Store) -> list[str]:
    return [row["name"] for row in await store.read(lambda tx: tx.all("SELECT name FROM facts ORDER BY name"))]


async def test_a_full_disk_is_the_storages_failure_and_not_the_acts(sqlite_database, vault):
    store = await Store.open(sqlite_database, vault)
    try:
        await store.write(note("before"))
        await store._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 1").fetchall())

        with pytest.raises(StorageFailed):
            await store.write(note("large", LARGE))
        assert await names(store) == ["before"]

        await store._writer.run(lambda connection: connection.execute("PRAGMA max_page_count = 100000").fetchall())
        await store.write(note("large", LARGE))
        assert await names(store) == ["before", "large"]
    finally:
        await store.close()


async def test_a_server_that_restarts_costs_the_acts_under_way_and_no_other(postgres_server: PostgresServer, vault):
    with postgres_server.migrated_database() as url:
        store = await Store.open(PostgresDatabase(url), vault)
        try:
            await store.write(note("before"))
            assert await names(store) == await names(store) == ["before"]  # on either reader
            await asyncio.to_thread(_cut_all_off, url)

            with pytest.raises(StorageFailed):
                await store.write(note("lost"))
            for _ in range(2):
                with pytest.raises(StorageFailed):
                    await names(store)

            await store.write(note("after"))
            assert await names(store) == ["after", "before"]
        finally:
            await store.close()


def _cut_all_off(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
