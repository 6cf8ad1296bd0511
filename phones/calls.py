"""The log of Bot API calls: what bots asked for and what they got."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call. `outcome` is "ok", the description of a refusal, or the kind of fault that hit it."""

    n: int
    bot: int
    method: str
    parameters: dict[str, Any]
    outcome: str
    time: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it as the control API tells of it."""
        return {
            "n": self.n,
            "bot": self.bot,
            "method": self.method,
            "parameters": self.parameters,
            "outcome": self.outcome,
            "time": self.time.isoformat(),
        }


class CallLog:
    """The last calls in order, numbered from 1; getUpdates is left out, it would drown the rest."""

    def __init__(self) -> None:
        self._calls: deque[LoggedCall] = deque(maxlen=KEPT)
        self.last = 0

    def add(self, bot: int, method: str, parameters: dict[str, Any], outcome: str, time: datetime) -> None:
        """Append a call."""
        self.last += 1
        self._calls.append(LoggedCall(self.last, bot, method, parameters, outcome, time))

    def since(self, n: int, bot: int | None = None) -> list[LoggedCall]:
        """Return the calls numbered after `n`, of one bot or of all."""
        return [call for call in self._calls if call.n > n and (bot is None or call.bot == bot)]

    def of(self, method: str) -> list[LoggedCall]:
        """Return the calls of one method, in any case of letters."""
        return [call for call in self._calls if call.method.lower() == method.lower()]
