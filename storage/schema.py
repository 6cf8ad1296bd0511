"""Which schema a database has, and how it is brought up to ours."""

import re
import sqlite3
from pathlib import Path
from typing import Any

from storage.dialect import Dialect

_VERSIONS = Path(__file__).parent / "migrations" / "versions"
_STEP = re.compile(r"(\d{4})_\w+\.py")


class SchemaTooNew(Exception):
    """The database was last used by a newer Interlude; using it with this one could lose what only that one knows."""

    def __init__(self, found: str, newest: str) -> None:
        self.found, self.newest = found, newest
        super().__init__(
            f"the database has schema {found}, but this version of Interlude knows only up to {newest}; "
            "install the newer version"
        )


def steps() -> list[str]:
    """Return the numbers of all migration steps that this version knows, oldest first."""
    return sorted(found.group(1) for file in _VERSIONS.iterdir() if (found := _STEP.fullmatch(file.name)))


def bring_up_to_date(dialect: Dialect, target: str) -> bool:
    """Run the steps that are missing and return whether there were any.

    `target` is a SQLite file's path or a PostgreSQL URL. Raises SchemaTooNew when the database is ahead of us.
    """
    known = steps()
    found = current_step(dialect, target)
    if found is not None and found not in known:
        raise SchemaTooNew(found, known[-1])
    if found == known[-1]:
        return False
    _run_steps(dialect, target)
    return True


def current_step(dialect: Dialect, target: str) -> str | None:
    """Return the number of the last step a database has seen; None for an empty one."""
    connection: Any
    if dialect is Dialect.SQLITE:
        connection = sqlite3.connect(target)
        exists = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    else:
        import psycopg  # the driver comes with the postgres extra only

        connection = psycopg.connect(target)
        exists = "SELECT to_regclass('alembic_version') WHERE to_regclass('alembic_version') IS NOT NULL"
    try:
        if connection.execute(exists).fetchone() is None:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])
    finally:
        connection.close()


def _run_steps(dialect: Dialect, target: str) -> None:
    # Imported here: SQLAlchemy and Alembic cost 25 MB and are needed on the day of an upgrade only.
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, pool, text

    url = f"sqlite:///{target}" if dialect is Dialect.SQLITE else re.sub(r"^\w+://", "postgresql+psycopg://", target)
    engine = create_engine(url, poolclass=pool.NullPool)
    config = Config()
    config.set_main_option("script_location", str(_VERSIONS.parent))
    with engine.connect() as connection:
        if dialect is Dialect.POSTGRESQL:
            # Two replicas that start at once must not both migrate; the lock goes with the connection.
            connection.execute(text("SELECT pg_advisory_lock(727403)"))
            connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    engine.dispose()
