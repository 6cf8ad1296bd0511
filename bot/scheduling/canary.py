"""The canary's clock: a tick each hour, and a look at each canary when it should have come through."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.canary import look_after
from storage.canaries import CanaryId
from storage.due import Due
from storage.tx import Tx

Tick = Callable[[], Awaitable[None]]
"""What APScheduler calls each hour; it remembers nothing between two ticks."""


def look_after_canary(tx: Tx, due: Due, now: datetime) -> None:
    """Tell of a canary that was missed."""
    look_after(tx, CanaryId(due.subject), now)
