"""`interlude migrate`, `backup` and `restore`: looking after the database."""

import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bot.cannot_start import CannotStart
from bot.installation import lock_of, target_of
from bot.settings import Settings
from storage.dialect import Dialect
from storage.schema import SchemaTooNew, current_step, steps


def back_up(settings: Settings, to: Path) -> Path:
    """Write a copy of the database to `to` while it is in use, and prove that it opens. Returns the file.

    Raises CannotStart when there is nothing to copy, the file exists, or the copy does not open.
    """
    dialect, target = target_of(settings)
    if to.is_dir():
        to = to / f"interlude-{datetime.now(UTC):%Y%m%d-%H%M%S}.{'db' if dialect is Dialect.SQLITE else 'dump'}"
    if to.exists():
        raise CannotStart(f"{to} exists already; nothing was overwritten. Choose another name.")
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(to.name + ".unfinished")
    if dialect is Dialect.SQLITE:
        if not Path(target).exists():
            raise CannotStart(f"There is no database at {target} yet, so there is nothing to back up.")
        _copy_sqlite(Path(target), unfinished)
        check_sqlite(unfinished)
    else:
        unfinished.touch(mode=0o600)
        try:
            _tool("pg_dump", "--format=custom", f"--file={unfinished}", target)
            _tool("pg_restore", "--list", str(unfinished))
        except CannotStart:
            unfinished.unlink(missing_ok=True)
            raise
    unfinished.rename(to)
    return to


def restore(settings: Settings, backup: Path, *, replace: bool) -> Path | None:
    """Put a backup in the database's place. Returns where the database that was there is kept, None when none was.

    Raises CannotStart when Interlude is running, the backup does not open, or there is a database and `replace` is
    False.
    """
    if not backup.is_file():
        raise CannotStart(f"There is no backup at {backup}.")
    dialect, target = target_of(settings)
    if dialect is Dialect.POSTGRESQL:
        flags = ["--clean", "--if-exists"] if replace else []
        _tool("pg_restore", "--single-transaction", "--no-owner", *flags, f"--dbname={target}", str(backup))
        return None
    check_sqlite(backup)
    lock = lock_of(settings)
    try:
        return _put_sqlite(backup, Path(target), replace=replace)
    finally:
        if lock is not None:
            lock.release()


def check_sqlite(file: Path) -> None:
    """Reopen a database file and look at all of it. Raises CannotStart with what is wrong."""
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
        finally:
            connection.close()
        step = current_step(Dialect.SQLITE, str(file))
    except sqlite3.Error as error:
        raise CannotStart(f"{file} is not a database that opens: {error}.") from None
    if verdict != "ok":
        raise CannotStart(f"{file} is damaged: {verdict}.")
    if step is None:
        raise CannotStart(f"{file} is not a database of Interlude.")
    if step not in steps():
        raise CannotStart(f"{file}: {SchemaTooNew(step, steps()[-1])}.")


def _copy_sqlite(source: Path, to: Path) -> None:
    to.touch(mode=0o600)
    reading, writing = sqlite3.connect(source), sqlite3.connect(to)
    try:
        reading.backup(writing)
        # One file, complete in itself: a copy with a separate log would be easy to move half of.
        writing.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        to.unlink(missing_ok=True)
        raise CannotStart(f"The backup could not be written: {error}.") from None
    finally:
        reading.close()
        writing.close()


def _put_sqlite(backup: Path, target: Path, *, replace: bool) -> Path | None:
    kept = None
    if target.exists():
        if not replace:
            raise CannotStart(f"There is a database at {target}. Add --replace to put the backup in its place.")
        kept = _unused(target.with_name(f"{target.name}.before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}"))
        _copy_sqlite(target, kept)
        for leftover in (target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
            leftover.unlink(missing_ok=True)
    fresh = target.with_name(target.name + ".restoring")
    shutil.copyfile(backup, fresh)
    fresh.chmod(0o600)
    fresh.rename(target)
    check_sqlite(target)
    return kept


def _unused(file: Path) -> Path:
    """Return the name, numbered when something has it: two restores in one second must not share what they keep."""
    numbered = (file.with_name(f"{file.name}-{number}") for number in count(2))
    return file if not file.exists() else next(name for name in numbered if not name.exists())


def _tool(name: str, *arguments: str) -> None:
    program = shutil.which(name)
    if program is None:
        raise CannotStart(f"PostgreSQL's own `{name}` is needed for this. Install the PostgreSQL client programs.")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise CannotStart(
            f"{name} failed: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'no reason given'}."
        )
