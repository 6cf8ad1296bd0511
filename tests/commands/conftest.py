"""The command line as a person types it: a process of its own, in a folder of its own."""

import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.nursery import begins


@dataclass(frozen=True)
class Typed:
    """What came of a command."""

    code: int
    out: str
    err: str


Type = Callable[..., Awaitable[Typed]]


@pytest.fixture
def type_in(tmp_path: Path) -> Type:
    """Type a command: `await type_in("backup", "copy.db", INTERLUDE_LOG_LEVEL="INFO")`."""

    async def typed(*arguments: str, stdin: str = "", **settings: str) -> Typed:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("INTERLUDE_", "TELEGRAM_"))}
        child = await begins(
            _run, arguments, cwd=tmp_path, env={**clean, "NO_COLOR": "1", **settings}, stdin=stdin.encode()
        )
        return Typed(*await child.communicates())

    return typed


def _run(arguments: tuple[str, ...]) -> None:
    sys.argv = ["interlude", *arguments]
    main()
