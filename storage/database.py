"""A database connection in a thread of its own, as the store uses it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from storage.dialect import Dialect
from storage.tx import Connection

T = TypeVar("T")


class StorageFailed(Exception):
    """The database could not do it (disk full, connection lost): nothing of the act happened; it may be tried again."""


class DatabaseThread(Protocol):
    """One connection and the one thread that may touch it."""

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the thread and return its result, or raise its error."""

    async def close(self) -> None:
        """Close the connection and end the thread."""


class Database(Protocol):
    """An engine that opens such connections."""

    dialect: Dialect

    async def open_writer(self) -> DatabaseThread:
        """Open the one connection that writes."""

    async def open_reader(self) -> DatabaseThread:
        """Open one more connection that only reads."""
