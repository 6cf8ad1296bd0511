"""Ours on a PostgreSQL of its own."""

import asyncio
import sys

from benchmarks.contenders.ours_sqlite import relay
from storage.postgres import PostgresDatabase
from tests.postgres import PostgresServer


def main() -> None:
    """Run on a database that is gone afterwards."""
    with PostgresServer.started() as server, server.migrated_database() as url:
        asyncio.run(relay(PostgresDatabase(url), int(sys.argv[1]), int(sys.argv[2])))


if __name__ == "__main__":
    main()
