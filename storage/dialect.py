"""The differences between SQLite and PostgreSQL, all of them.

SQL is written once, in the subset both speak: named parameters (`:name`), ON CONFLICT, RETURNING, partial indexes,
BIGINT times, JSON as text.
"""

import re
from enum import Enum
from functools import lru_cache

# A name after a colon, but neither a cast (::) nor anything inside a quoted string.
_PARAMETER = re.compile(r"'[^']*'|(?<!:):([a-z_][a-z0-9_]*)", re.IGNORECASE)


class Dialect(Enum):
    """Which engine a transaction runs on."""

    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"

    @property
    def begin(self) -> str:
        """The statement that opens a writing transaction.

        SQLite: IMMEDIATE always, because a read transaction that turns into a write fails whatever the busy timeout.
        """
        return "BEGIN IMMEDIATE" if self is Dialect.SQLITE else "BEGIN"

    @property
    def begin_reading(self) -> str:
        """The statement that opens a reading transaction: one unchanging view of the data."""
        return "BEGIN" if self is Dialect.SQLITE else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def statement(self, sql: str) -> str:
        """Return `sql` with its `:name` parameters in the way this engine's driver wants them."""
        return sql if self is Dialect.SQLITE else _as_pyformat(sql)

    def with_rows(self, sql: str, rows: int, columns: int) -> str:
        """Return an INSERT with placeholders, by position, for so many rows in the place of its `:rows`."""
        return _with_rows(sql, "?" if self is Dialect.SQLITE else "%s", rows, columns)

    @property
    def tells_last_id(self) -> bool:
        """Whether a cursor knows the id of the row it inserted, which is cheaper than RETURNING."""
        return self is Dialect.SQLITE


@lru_cache(maxsize=512)
def without_returning(sql: str) -> str:
    """Return an INSERT without its `RETURNING id`."""
    return sql.removesuffix(" RETURNING id")


@lru_cache(maxsize=512)
def _with_rows(sql: str, place: str, rows: int, columns: int) -> str:
    row = f"({', '.join([place] * columns)})"
    return sql.replace(":rows", ", ".join([row] * rows))


@lru_cache(maxsize=2048)
def _as_pyformat(sql: str) -> str:
    def replace(found: re.Match[str]) -> str:
        name = found.group(1)
        return found.group(0) if name is None else f"%({name})s"

    return _PARAMETER.sub(replace, sql.replace("%", "%%"))
