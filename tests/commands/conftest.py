"""The command line as a person types it: a process of its own, in a folder of its own."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


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
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=tmp_path,
            env={**clean, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **settings},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 60)
        return Typed(process.returncode or 0, out.decode(), err.decode())

    return typed
