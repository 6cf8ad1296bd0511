"""Many acts, one commit: a batch on one connection, undone one by one, made durable all at once."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from storage.dialect import Dialect
from storage.tx import Announcement, Connection, Tx
from storage.vault import Vault

Work = Callable[[Tx], Any]


class Done(NamedTuple):
    """The act is durable; `value` is what it returned."""

    value: Any
    announcements: list[Announcement]


class Failed(NamedTuple):
    """The act raised `error`; nothing of it remains, the rest of its batch is not touched."""

    error: BaseException


def commit_batch(connection: Connection, dialect: Dialect, vault: Vault, works: Sequence[Work]) -> list[Done | Failed]:
    """Run the works in order in one transaction and return the outcome of each, once all are durable.

    An error inside one work undoes that work only: the batch is then run again with a savepoint around each. So a work
    may run twice, and must have no effect but through its transaction and what it returns. Raises what the driver
    raises when the whole transaction is lost (disk full, connection gone): then none of them happened.
    """
    try:
        return _in_one(connection, dialect, vault, works)
    except _WorkFailed:
        return _each_for_itself(connection, dialect, vault, works)


class _WorkFailed(Exception):
    """One of the works failed; the transaction has been undone."""


def _in_one(connection: Connection, dialect: Dialect, vault: Vault, works: Sequence[Work]) -> list[Done | Failed]:
    """Run the works without savepoints, as almost every batch can be: two statements fewer for each."""
    transactions = [Tx(connection, dialect, vault) for _ in works]
    outcomes: list[Done | Failed] = []
    connection.execute(dialect.begin)
    try:
        for work, tx in zip(works, transactions, strict=True):
            try:
                value = work(tx)
            except Exception as error:
                raise _WorkFailed from error
            outcomes.append(Done(value, tx.announcements))
        connection.execute("COMMIT")
    except BaseException:
        undo(connection)
        raise
    for tx in transactions:
        tx.committed()
    return outcomes


def _each_for_itself(
    connection: Connection, dialect: Dialect, vault: Vault, works: Sequence[Work]
) -> list[Done | Failed]:
    """Run the works each in its own savepoint, so that one that fails is undone alone."""
    transactions: list[Tx] = []
    outcomes: list[Done | Failed] = []
    connection.execute(dialect.begin)
    try:
        for work in works:
            tx = Tx(connection, dialect, vault)
            connection.execute("SAVEPOINT act")
            try:
                value = work(tx)
            except Exception as error:  # noqa: BLE001 - whatever an act raises is its caller's to see
                # When the engine has already undone everything (disk full), this raises and the batch is lost.
                connection.execute("ROLLBACK TO SAVEPOINT act")
                connection.execute("RELEASE SAVEPOINT act")
                outcomes.append(Failed(error))
            else:
                connection.execute("RELEASE SAVEPOINT act")
                outcomes.append(Done(value, tx.announcements))
                transactions.append(tx)
        connection.execute("COMMIT")
    except BaseException:
        undo(connection)
        raise
    for tx in transactions:
        tx.committed()
    return outcomes


def read_once(connection: Connection, dialect: Dialect, vault: Vault, work: Work) -> Any:
    """Run one reading work in a transaction of its own, so that all it reads is of the same moment."""
    connection.execute(dialect.begin_reading)
    try:
        tx = Tx(connection, dialect, vault)
        value = work(tx)
    finally:
        undo(connection)
    tx.committed()
    return value


def undo(connection: Connection) -> None:
    """Leave the transaction, whatever state it is in."""
    # The engine may have rolled back by itself, or be gone: the same to us.
    with suppress(Exception):
        connection.execute("ROLLBACK")
