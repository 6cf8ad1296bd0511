"""What the process that runs the bot tells the API about it: numbers only, nobody's data."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BotFacts:
    """How the bot's intake stands. `seconds_since_telegram_answered` is None before the first answer."""

    seconds_since_telegram_answered: float | None


HealthFacts = Callable[[], BotFacts | None]
"""Asked at each look at readiness; None when no bot runs in this process. It must answer at once and never fail."""
