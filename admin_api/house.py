"""What every endpoint works with; put together once, by whoever makes the app."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from admin_api.health_facts import HealthFacts
from mentoring.safeguarding import SharedSource
from mentoring.safeguarding.overlay import Shipped
from storage.store import Store

ACTOR = "api"
"""Who did it, in the audit, when somebody with the token did it through this API."""


def nothing_shipped() -> Shipped:
    """Return the lexicon of a house that has none."""
    return Shipped({}, SharedSource())


@dataclass(frozen=True, slots=True)
class House:
    """The store, the time, and what the process knows of its bot.

    `bot_username` is without the @ and None as long as Telegram has not told it. `shipped` is what the lexicon's
    changes are laid over.
    """

    store: Store
    now: Callable[[], datetime]
    bot_username: Callable[[], str | None]
    health: HealthFacts
    shipped: Callable[[], Shipped] = nothing_shipped


# async, though it awaits nothing: the framework would run a plain function on another thread.
async def _house_of(request: Request) -> House:
    house: House = request.app.state.house
    return house


Here = Annotated[House, Depends(_house_of)]
"""The parameter by which an endpoint asks for the house."""
