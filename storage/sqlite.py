"""SQLite through aiosqlite: one file, one writer, readers beside it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite

from storage.database import StorageFailed
from storage.dialect import Dialect
from storage.tx import Connection

T = TypeVar("T")

# FULL: a commit is on the disk before anybody is told. WAL: readers never wait for the writer.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    # 16 MB of log between checkpoints instead of 4: fewer pauses for the same durability.
    "PRAGMA wal_autocheckpoint = 4000",
)
_STATEMENT_CACHE = 512


class SqliteThread:
    """A SQLite connection on aiosqlite's thread."""

    def __init__(self, connection: aiosqlite.Connection, raw: Connection) -> None:
        self._connection = connection
        self._raw = raw

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` as one piece on the connection's thread. Raises StorageFailed for what the disk or file did."""
        try:
            # aiosqlite's statements interleave when tasks share a connection; running a whole batch as one closure
            # is what its private _execute is for. Wrapped here only; a contract test watches it across versions.
            return cast("T", await self._connection._execute(work, self._raw))  # type: ignore[no-untyped-call]
        except sqlite3.OperationalError as error:
            raise StorageFailed(str(error)) from error

    async def close(self) -> None:
        """Close the connection; aiosqlite's thread is no daemon and would keep the process alive."""
        await self._connection.close()


class SqliteDatabase:
    """A SQLite file."""

    dialect = Dialect.SQLITE

    def __init__(self, path: Path) -> None:
        self.path = path

    async def open_writer(self) -> SqliteThread:
        """Open the writing connection, making the file when it is not there."""
        return await self._open()

    async def open_reader(self) -> SqliteThread:
        """Open a reading connection."""
        thread = await self._open()
        await thread.run(lambda raw: raw.execute("PRAGMA query_only = ON"))
        return thread

    async def _open(self) -> SqliteThread:
        connection = await aiosqlite.connect(self.path, isolation_level=None, cached_statements=_STATEMENT_CACHE)
        raw = connection._conn
        raw.row_factory = sqlite3.Row
        thread = SqliteThread(connection, cast("Connection", raw))
        for pragma in _PRAGMAS:
            await thread.run(lambda raw, pragma=pragma: raw.execute(pragma).fetchall())  # type: ignore[misc]
        return thread
