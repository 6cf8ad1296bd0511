"""Whether the process lives, and whether it can do its work. Open to anybody who asks, with nobody's data in it."""

import asyncio
from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Response
from pydantic import ConfigDict, Field

from admin_api.health_facts import BotFacts
from admin_api.house import Here
from admin_api.shapes import Shape
from storage import canaries, inbox, outbox
from storage.canaries import KeptCanary
from storage.database import StorageFailed
from storage.store import Store, StoreClosed
from storage.times import to_ms
from storage.tx import Tx

router = APIRouter(tags=["health"])

DATABASE_SECONDS = 2.0
"""How long the database may take to answer."""

TELEGRAM_SECONDS = 120.0
"""How long Telegram may be silent: a poll takes 60 at most, the pause after a failure 30."""

INBOX_SECONDS = 120.0
"""How old an update may be that waits to be handled: the pauses between tries add up to less."""

CANARY_SECONDS = 8100.0
"""How long ago a canary may have come through: they fly each hour, and one may be late or lost with a restart."""

OUTBOX_SECONDS = 900.0
"""For how long a call may be due: a burst at Telegram's pace, or one of its longer pauses, is over by then."""


class Alive(Shape):
    """The process answers."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "alive"}]})

    status: Literal["alive"] = "alive"


class DatabaseCheck(Shape):
    """Whether the database reads and commits."""

    ok: bool
    trouble: str | None = Field(description="What is wrong, in a sentence; null when nothing is.")


class IntakeCheck(Shape):
    """Whether what people write comes in and is handled."""

    ok: bool
    trouble: str | None = Field(description="What is wrong, in a sentence; null when nothing is.")
    waiting: int = Field(description="Updates accepted and not handled yet.")
    parked: int = Field(description="Updates put aside after their last try, for the operator to look at.")
    oldest_waiting_seconds: float | None = Field(description="Age of the oldest waiting update; null without one.")
    seconds_since_telegram_answered: float | None = Field(
        description="Null before the first answer, and when no bot runs in this process."
    )


class SenderCheck(Shape):
    """Whether what is to be sent goes out."""

    ok: bool
    trouble: str | None = Field(description="What is wrong, in a sentence; null when nothing is.")
    waiting: int = Field(description="Calls to Telegram that wait to be made.")
    oldest_waiting_seconds: float | None = Field(description="For how long the oldest has been due; null without one.")


class CanaryCheck(Shape):
    """Whether the hourly test of the alarm chain comes through."""

    ok: bool
    trouble: str | None = Field(description="What is wrong, in a sentence; null when nothing is.")
    seconds_since_seen: float | None = Field(
        description="Since the last one came through; null before the first, and while no programme is set up."
    )


class Checks(Shape):
    """What was looked at. Where the database does not answer, the others are null."""

    database: DatabaseCheck
    intake: IntakeCheck | None
    sender: SenderCheck | None
    canary: CanaryCheck | None


class Readiness(Shape):
    """Whether the process can do its work, and what stands in the way."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "status": "not ready",
                    "checks": {
                        "database": {"ok": True, "trouble": None},
                        "intake": {
                            "ok": False,
                            "trouble": "Telegram has not answered for 240 seconds.",
                            "waiting": 0,
                            "parked": 0,
                            "oldest_waiting_seconds": None,
                            "seconds_since_telegram_answered": 240.0,
                        },
                        "sender": {"ok": True, "trouble": None, "waiting": 2, "oldest_waiting_seconds": 0.4},
                        "canary": {"ok": True, "trouble": None, "seconds_since_seen": 1800.0},
                    },
                }
            ]
        }
    )

    status: Literal["ready", "not ready"]
    checks: Checks


@router.get("/healthz", summary="Is it alive?")
async def is_alive() -> Alive:
    """Answer at once, whatever else is going on: restart the process only when this fails."""
    return Alive()


@router.get(
    "/readyz",
    summary="Is it ready?",
    responses={503: {"model": Readiness, "description": "Something stands in the way; `checks` says what."}},
)
async def is_ready(house: Here, response: Response) -> Readiness:
    """Look at the database, the intake, the sender and the canary; 503 when one of them is in trouble."""
    now = house.now()
    try:
        async with asyncio.timeout(DATABASE_SECONDS):
            backlog = await _backlog(house.store)
    except (StorageFailed, StoreClosed, TimeoutError):
        checks = Checks(
            database=DatabaseCheck(ok=False, trouble="The database does not answer."),
            intake=None,
            sender=None,
            canary=None,
        )
    else:
        incoming, outgoing, canary = backlog
        checks = Checks(
            database=DatabaseCheck(ok=True, trouble=None),
            intake=_look_at_intake(incoming, house.health(), now),
            sender=_look_at_sender(outgoing, now),
            canary=_look_at_canary(canary, house.health(), now),
        )
    looked_at = (checks.database, checks.intake, checks.sender, checks.canary)
    ready = all(check is not None and check.ok for check in looked_at)
    if not ready:
        response.status_code = 503
    return Readiness(status="ready" if ready else "not ready", checks=checks)


_Flown = tuple[KeptCanary | None, datetime | None]
"""The canary that began last, and when one came through last."""


async def _backlog(store: Store) -> tuple[tuple[int, int, int | None], tuple[int, int | None], _Flown]:
    # An empty act costs no trip to the disk and still needs the one writer to be alive.
    await store.write(lambda _: None)

    def look(tx: Tx) -> tuple[tuple[int, int, int | None], tuple[int, int | None], _Flown]:
        return inbox.lag(tx), outbox.backlog(tx), (canaries.newest(tx), canaries.last_seen_at(tx))

    return await store.read(look)


def _look_at_intake(lag: tuple[int, int, int | None], bot: BotFacts | None, now: datetime) -> IntakeCheck:
    waiting, parked, oldest = lag
    age = _age(oldest, now)
    silent = None if bot is None else bot.seconds_since_telegram_answered
    if bot is not None and silent is None:
        trouble = "Telegram has not answered yet."
    elif silent is not None and silent > TELEGRAM_SECONDS:
        trouble = f"Telegram has not answered for {silent:.0f} seconds."
    elif age is not None and age > INBOX_SECONDS:
        trouble = f"An update has been waiting for {age:.0f} seconds."
    else:
        trouble = None
    return IntakeCheck(
        ok=trouble is None,
        trouble=trouble,
        waiting=waiting,
        parked=parked,
        oldest_waiting_seconds=age,
        seconds_since_telegram_answered=silent,
    )


def _look_at_sender(backlog: tuple[int, int | None], now: datetime) -> SenderCheck:
    waiting, oldest = backlog
    age = _age(oldest, now)
    late = age is not None and age > OUTBOX_SECONDS
    trouble = f"A call has been due for {age:.0f} seconds." if late else None
    return SenderCheck(ok=not late, trouble=trouble, waiting=waiting, oldest_waiting_seconds=age)


def _look_at_canary(flown: _Flown, bot: BotFacts | None, now: datetime) -> CanaryCheck:
    newest, seen_at = flown
    since = None if seen_at is None else (now - seen_at).total_seconds()
    trouble = None
    if newest is not None and newest.missed_at is not None and newest.seen_at is None:
        trouble = "The last test of the alarm chain did not come through."
    elif bot is not None and since is not None and since > CANARY_SECONDS:
        trouble = f"No test of the alarm chain has come through for {since / 60:.0f} minutes."
    return CanaryCheck(ok=trouble is None, trouble=trouble, seconds_since_seen=since)


def _age(oldest: int | None, now: datetime) -> float | None:
    """Return seconds since `oldest` (ms), None without one. Never negative: a call put off is due in the future."""
    return None if oldest is None else max(0.0, (to_ms(now) - oldest) / 1000)
