"""Faults on demand: the next matching calls or updates go wrong in a chosen way."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

FaultKind = Literal[
    "429",
    "403",
    "500",
    "unreachable",
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "duplicate_update",
    "late_update",
]
KINDS: tuple[str, ...] = get_args(FaultKind)
OF_UPDATES = ("duplicate_update", "late_update")


class UnknownFault(ValueError):
    """There is no fault of this kind."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"There is no fault {kind!r}; there are: {', '.join(KINDS)}")


@dataclass(slots=True)
class Fault:
    """One fault to come.

    `method` is a Bot API method (for the faults of updates: a kind of update), `chat` a chat id, `bot` a bot's id; None
    matches any. `times` is how often it still happens. `retry_after` is for 429, `seconds` for late answers and
    updates.
    """

    kind: FaultKind
    method: str | None = None
    chat: int | None = None
    bot: int | None = None
    times: int = 1
    retry_after: int = 5
    seconds: float | None = None

    def matches(self, method: str, chat: int | None, bot: int) -> bool:
        """Return whether this fault is meant for such a call or update."""
        return (
            (self.method is None or self.method.lower() == method.lower())
            and (self.chat is None or self.chat == chat)
            and (self.bot is None or self.bot == bot)
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as the control API tells of it."""
        return {
            "kind": self.kind,
            "method": self.method,
            "chat": self.chat,
            "bot": self.bot,
            "times": self.times,
            "retry_after": self.retry_after,
            "seconds": self.seconds,
        }


class Faults:
    """The faults to come, each used up by the calls or updates that it hits."""

    def __init__(self) -> None:
        self._coming: list[Fault] = []

    def add(
        self,
        kind: str | int,
        *,
        method: str | None = None,
        chat: int | None = None,
        bot: int | None = None,
        times: int = 1,
        retry_after: int = 5,
        seconds: float | None = None,
    ) -> Fault:
        """Let the next `times` matching calls fail. `kind` may be a number; `reset` is `reset_after`.

        Raises UnknownFault.
        """
        name = "reset_after" if kind == "reset" else str(kind)
        if name not in KINDS:
            raise UnknownFault(name)
        fault = Fault(name, method, chat, bot, times, retry_after, seconds)  # type: ignore[arg-type]
        self._coming.append(fault)
        return fault

    def coming(self) -> list[Fault]:
        """Return those not used up."""
        return list(self._coming)

    def clear(self) -> None:
        """Let everything go well again."""
        self._coming.clear()

    def for_call(self, method: str, chat: int | None, bot: int) -> Fault | None:
        """Take the fault that is meant for this call, None when it goes well."""
        return self._take(method, chat, bot, of_updates=False)

    def for_update(self, kind: str, chat: int | None, bot: int) -> Fault | None:
        """Take the fault that is meant for this update, None when it goes well."""
        return self._take(kind, chat, bot, of_updates=True)

    def _take(self, method: str, chat: int | None, bot: int, *, of_updates: bool) -> Fault | None:
        for fault in self._coming:
            if (fault.kind in OF_UPDATES) == of_updates and fault.matches(method, chat, bot):
                fault.times -= 1
                if fault.times <= 0:
                    self._coming.remove(fault)
                return fault
        return None
