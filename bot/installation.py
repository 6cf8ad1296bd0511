"""One installation: its lock, its key, its database at the right schema, its store."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from filelock import FileLock, Timeout

from bot.cannot_start import CannotStart, SettingWrong
from bot.settings import Settings, secret_key_of
from storage import secret_key
from storage.database import Database, StorageFailed
from storage.dialect import Dialect
from storage.schema import SchemaTooNew, bring_up_to_date
from storage.sqlite import SqliteDatabase
from storage.store import Store
from storage.vault import Vault, WrongSecretKey


def target_of(settings: Settings) -> tuple[Dialect, str]:
    """Return the engine and what it opens: a SQLite file's path, or a PostgreSQL URL."""
    path = settings.sqlite_path
    if path is not None:
        return Dialect.SQLITE, str(path)
    return Dialect.POSTGRESQL, settings.database_url or ""


def database_of(settings: Settings) -> Database:
    """Return the database that the settings name, not opened yet."""
    path = settings.sqlite_path
    if path is not None:
        return SqliteDatabase(path)
    try:
        from storage.postgres import PostgresDatabase  # its driver comes with the postgres extra only
    except ImportError:
        raise SettingWrong(
            "INTERLUDE_DATABASE_URL: PostgreSQL needs its driver; install Interlude with its `postgres` extra."
        ) from None
    return PostgresDatabase(settings.database_url or "")


def lock_of(settings: Settings) -> FileLock | None:
    """Take the lock that keeps a second process from the SQLite file; None for PostgreSQL, which needs none.

    Raises CannotStart when another process has it.
    """
    path = settings.sqlite_path
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(path.name + ".lock"), mode=0o600)
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotStart(f"Interlude is running already on {path}. Stop that one first.") from None
    except OSError as error:
        raise SettingWrong(f"INTERLUDE_DATA_DIR: cannot use {path.parent}: {error.strerror}.") from None
    return lock


def migrate(settings: Settings) -> bool:
    """Bring the database up to this version's schema; return whether there was anything to do.

    Raises CannotStart when the database is newer than this version or cannot be opened.
    """
    path = settings.sqlite_path
    try:
        if path is not None:
            path.touch(mode=0o600)  # names and consents stand in it in clear; its log files follow its mode
        return bring_up_to_date(*target_of(settings))
    except SchemaTooNew as error:
        raise CannotStart(f"This database is too new: {error}.") from None
    except Exception as error:
        raise CannotStart(f"The database cannot be opened: {_in_short(error)}.") from error


def migrate_alone(settings: Settings) -> bool:
    """Do as `migrate`, while no other process uses the database. Raises SettingWrong or CannotStart."""
    lock = lock_of(settings)
    try:
        return migrate(settings)
    finally:
        if lock is not None:
            lock.release()


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the installation's store: locked, migrated, its key checked. Raises CannotStart or SettingWrong."""
    key = secret_key_of(settings)
    lock = lock_of(settings)
    try:
        await asyncio.to_thread(migrate, settings)
        store = await Store.open(database_of(settings), Vault(key))
        try:
            await store.write(secret_key.check)
            yield store
        except WrongSecretKey:
            raise CannotStart(
                "INTERLUDE_SECRET_KEY: this is not the key that the database was made with; nothing in it can be read."
            ) from None
        except StorageFailed as error:
            raise CannotStart(f"The database failed: {_in_short(error)}.") from error
        finally:
            await store.close()
    finally:
        if lock is not None:
            lock.release()


def _in_short(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
