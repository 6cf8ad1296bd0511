"""A coordinator's desk: the admin API over real HTTP, on a real database, at a time that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
from fastapi import FastAPI

from admin_api.app import create_app
from admin_api.health_facts import BotFacts
from admin_api.house import House, nothing_shipped
from mentoring.people import PersonId
from mentoring.safeguarding.overlay import Shipped
from storage import audit, due, people
from storage.database import Database
from storage.due import Due
from storage.store import Store
from storage.tx import Tx
from storage.vault import Vault

TOKEN = "a-token-for-the-tests"
MONDAY_AFTERNOON = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PROBLEM = "application/problem+json"


@dataclass
class Desk:
    """What tests are told through. `now`, `bot_username` and `bot_facts` may be set by a test."""

    store: Store
    client: httpx.AsyncClient = field(init=False)
    now: datetime = MONDAY_AFTERNOON
    bot_username: str | None = "interlude_bot"
    shipped: Shipped = field(default_factory=nothing_shipped)
    bot_facts: BotFacts | None = field(default_factory=lambda: BotFacts(seconds_since_telegram_answered=1.0))

    async def get(self, path: str, **query: Any) -> Any:
        """Look at something."""
        return _kept(await self.client.get(f"/api/v1{path}", params=query))

    async def post(self, path: str, body: Any = None) -> Any:
        """Do something; a body of None is no body."""
        return _kept(await self.client.post(f"/api/v1{path}", json=body))

    async def patch(self, path: str, body: Any) -> Any:
        """Change something."""
        return _kept(await self.client.patch(f"/api/v1{path}", json=body))

    async def refused(self, status: int, method: str, path: str, body: Any = None) -> Any:
        """Ask for what cannot be, and return the problem document that says so."""
        answer = await self.client.request(method, f"/api/v1{path}", json=body)
        return problem_of(answer, status)

    async def programme(self, **fields: Any) -> Any:
        """Set up a programme; pairs begin in it without a duty rota, unless its rules say otherwise."""
        rules = {"rota_required": False} | fields.pop("rules", {})
        named = {"name": "Spring", "time_zone": "Europe/Sofia", "language": "en", "rules": rules}
        return await self.post("/programmes", named | fields)

    async def person(self, role: str, name: str, programme: int = 1) -> Any:
        """Add somebody."""
        return await self.post(f"/programmes/{programme}/people", {"role": role, "display_name": name})

    async def amina_and_ben(self) -> Any:
        """Set up the programme with Ben (1) and Amina (2), propose them as a pair, and return that."""
        await self.programme()
        ben = await self.person("mentor", "Ben")
        amina = await self.person("mentee", "Amina")
        return await self.post("/programmes/1/pairs", {"mentor_id": ben["id"], "mentee_id": amina["id"]})

    async def joins(self, person: int) -> None:
        """Have somebody accept the induction, as the bot would note it."""

        def act(tx: Tx) -> None:
            kept = people.get(tx, PersonId(person))
            assert kept is not None
            people.join(tx, people.seat(tx, kept, bot_id=71, chat_id=5000 + person), self.now)

        await self.store.write(act)

    async def left_for_the_bot(self, kind: str) -> list[Due]:
        """Return what the bot is to do, of one kind, whenever it is due."""
        rows = await self.store.read(lambda tx: due.by_now(tx, self.now + timedelta(days=400), 100))
        return [row for row in rows if row.kind == kind]

    async def bot_has_done_everything(self) -> None:
        """Take everything off that the bot is to do."""
        await self.store.write(lambda tx: tx.run("DELETE FROM due"))

    async def audited(self, about: str) -> list[str]:
        """Return what was done about a thing."""
        return await self.store.read(lambda tx: audit.of(tx, about))

    async def all_kept_in(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Return some columns of a whole table, oldest row first."""
        named = f"SELECT {', '.join(columns)} FROM {table} ORDER BY id"
        return await self.store.read(lambda tx: [tuple(row[column] for column in columns) for row in tx.all(named)])


def problem_of(answer: httpx.Response, status: int) -> Any:
    """Return the problem document of an answer, having checked that it is one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("/docs#problem-")
    assert problem["title"]
    assert problem["detail"].endswith(".")
    if status == 422:
        assert problem["errors"]
    return problem


def problems_by_field(problem: Any) -> dict[str, str]:
    """Return the sentences of a 422 by the fields that they are about."""
    return {error["field"]: error["problem"] for error in problem["errors"]}


@asynccontextmanager
async def desk_on(database: Database, vault: Vault) -> AsyncIterator[Desk]:
    """Open a desk on a database for as long as the block lasts."""
    store = await Store.open(database, vault)
    try:
        desk = Desk(store)
        app = _app_once()
        app.state.house = House(
            store, lambda: desk.now, lambda: desk.bot_username, lambda: desk.bot_facts, lambda: desk.shipped
        )
        # What an endpoint raises unexpectedly becomes the 500 that a real server sends.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(transport=transport, base_url="http://interlude", headers=headers) as client:
            desk.client = client
            yield desk
    finally:
        await store.close()


@cache
def _app_once() -> FastAPI:
    """Make the app once for all tests: that takes ten times as long as one of them. Each moves into it in turn."""
    nowhere: Any = None
    return create_app(nowhere, token=TOKEN, now=nowhere, bot_username=nowhere, health=nowhere)


def _kept(answer: httpx.Response) -> Any:
    assert answer.is_success, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()
