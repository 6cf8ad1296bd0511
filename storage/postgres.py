"""PostgreSQL through psycopg 3, for more than one process or machine. Needs the `postgres` extra."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

import psycopg
from psycopg.rows import dict_row

from storage.database import StorageFailed
from storage.dialect import Dialect
from storage.tx import Connection

T = TypeVar("T")


class PostgresThread:
    """A PostgreSQL connection on a thread of its own; it is opened anew when the server dropped it."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._connection: psycopg.Connection[dict[str, Any]] | None = None

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` as one piece on the connection's thread. Raises StorageFailed when the server is out of reach."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, work)

    async def close(self) -> None:
        """Close the connection and end the thread."""
        await asyncio.get_running_loop().run_in_executor(self._threads, self._disconnect)
        self._threads.shutdown()

    def _run(self, work: Callable[[Connection], T]) -> T:
        try:
            return work(cast("Connection", self._connected()))
        except psycopg.OperationalError as error:
            raise StorageFailed(str(error)) from error

    def _connected(self) -> psycopg.Connection[dict[str, Any]]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True, row_factory=dict_row)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresDatabase:
    """A PostgreSQL database, by its URL."""

    dialect = Dialect.POSTGRESQL

    def __init__(self, url: str) -> None:
        self.url = url

    async def open_writer(self) -> PostgresThread:
        """Open the writing connection."""
        return PostgresThread(self.url, "interlude-writer")

    async def open_reader(self) -> PostgresThread:
        """Open a reading connection."""
        return PostgresThread(self.url, "interlude-reader")
