"""A transaction as the rest of the house sees it: run SQL, seal words, say what happened once it is durable."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

from storage.dialect import Dialect, without_returning
from storage.vault import Vault

_MOST_ROWS = 64
"""How many rows one INSERT brings at most: more save nothing, and make statements that are long to prepare."""


class Row(Protocol):
    """One row of a result, read by column name."""

    def __getitem__(self, column: str, /) -> Any:
        """Return the value of a column."""


class Cursor(Protocol):
    """What both drivers return from a statement."""

    rowcount: int

    @property
    def lastrowid(self) -> Any:
        """The id of the row just inserted (SQLite only)."""

    def fetchone(self) -> Any:
        """Return the next row, or None."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> Any:
        """Run one statement for each of many sets of parameters."""


class Connection(Protocol):
    """A driver's connection, used from one thread at a time, with transactions opened by hand."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run one statement."""

    def cursor(self) -> Cursor:
        """Return a cursor to run statements with."""


class Announcement(NamedTuple):
    """Something that became true with a commit, for those who wait for it (the sender, the timer)."""

    topic: str
    fact: Any


class Tx:
    """One act's transaction: everything run on it commits together with the rest of the act, or not at all."""

    __slots__ = ("_after_commit", "_connection", "_vault", "announcements", "dialect")

    def __init__(self, connection: Connection, dialect: Dialect, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._after_commit: list[Callable[[], None]] = []
        self.dialect = dialect
        self.announcements: list[Announcement] = []

    def run(self, sql: str, /, **parameters: Any) -> int:
        """Run a statement and return how many rows it changed."""
        return self._connection.execute(self.dialect.statement(sql), parameters).rowcount

    def run_many(self, sql: str, rows: Iterable[Mapping[str, Any]], /) -> None:
        """Run one statement for each of many sets of parameters."""
        self._connection.cursor().executemany(self.dialect.statement(sql), rows)

    def one(self, sql: str, /, **parameters: Any) -> Row | None:
        """Return the first row of a query (or of RETURNING), or None."""
        row: Row | None = self._connection.execute(self.dialect.statement(sql), parameters).fetchone()
        return row

    def insert_many(self, sql: str, rows: Sequence[Sequence[Any]], /) -> list[Row]:
        """Run `INSERT … VALUES :rows …` for many rows, each given as its values in the columns' order.

        Return what its RETURNING gives, in no particular order; nothing without one. Many rows share a statement: in
        numbers that are powers of two, so that few statements are ever prepared.
        """
        returned: list[Row] = []
        start = 0
        while start < len(rows):
            count = min(_MOST_ROWS, 1 << (len(rows) - start).bit_length() - 1)
            some = rows[start : start + count]
            statement = self.dialect.with_rows(sql, count, len(some[0]))
            cursor = self._connection.execute(statement, list(chain.from_iterable(some)))
            if "RETURNING" in sql:
                returned += cursor.fetchall()
            start += count
        return returned

    def all(self, sql: str, /, **parameters: Any) -> list[Row]:
        """Return every row of a query (or of RETURNING; PostgreSQL gives those in no particular order)."""
        return self._connection.execute(self.dialect.statement(sql), parameters).fetchall()

    def tuples(self, sql: str, /, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return every row of a query as its values in the columns' order."""
        rows = self._connection.execute(self.dialect.statement(sql), parameters).fetchall()
        return [tuple(row.values()) if isinstance(row, dict) else tuple(row) for row in rows]

    def insert(self, sql: str, /, **parameters: Any) -> int:
        """Run an `INSERT … RETURNING id` that always inserts one row, and return its id."""
        if self.dialect.tells_last_id:
            return int(self._connection.execute(without_returning(sql), parameters).lastrowid)
        row: Row = self._connection.execute(self.dialect.statement(sql), parameters).fetchone()
        return int(row["id"])

    def seal(self, key_name: str, words: bytes) -> bytes:
        """Return `words` sealed under the named key; the key is made on first use."""
        return self._vault.seal(self, key_name, words)

    def unseal(self, key_name: str, sealed: bytes) -> bytes:
        """Return sealed words. Raises vault.KeyErased when their key was erased."""
        return self._vault.unseal(self, key_name, bytes(sealed))

    def announce(self, topic: str, fact: Any) -> None:
        """Tell the store's listeners of `topic`, once this is durable."""
        self.announcements.append(Announcement(topic, fact))

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run `act` on the database thread once this is durable. It must be quick and must not fail."""
        self._after_commit.append(act)

    def committed(self) -> None:
        """Run what waited for the commit. Called by the store only."""
        for act in self._after_commit:
            act()

    def wrapped_key(self, key_name: str) -> bytes | None:
        """Return the wrapped data key of that name, or None."""
        row = self.one("SELECT wrapped FROM data_keys WHERE name = :name", name=key_name)
        return None if row is None else bytes(row["wrapped"])

    def keep_wrapped_key(self, key_name: str, wrapped: bytes) -> None:
        """Keep a wrapped data key under a name; one that another process put there first stays."""
        self.run(
            "INSERT INTO data_keys (name, wrapped) VALUES (:name, :wrapped) ON CONFLICT (name) DO NOTHING",
            name=key_name,
            wrapped=wrapped,
        )
