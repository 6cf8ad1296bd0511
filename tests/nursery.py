"""Processes of their own that begin in milliseconds: forked from one that has imported everything and has no thread.

What they share with one that was started by hand is what tests are about: a memory, files and an end of their own.
"""

import asyncio
import os
import signal
import sys
import tempfile
from asyncio import StreamReader, StreamReaderProtocol
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

_NURSERY = get_context("forkserver")
_NURSERY.set_forkserver_preload(
    [
        "bot.__main__",
        "bot.commands.cases",
        "bot.commands.doctoring",
        "bot.commands.initialising",
        "bot.commands.keeping",
        "bot.commands.questionnaires",
        "bot.commands.running",
        "bot.commands.safeguarding",
        "bot.commands.demonstrating",
        "bot.commands.rehearsing",
        "tests.journeys.dying_run",
        "tests.journeys.unpaced_run",
    ]
)


class Child:
    """A process that runs: what it writes, and how it ends."""

    def __init__(self, process: Any, out: StreamReader, err: StreamReader) -> None:
        self._process = process
        self._has_ended = False
        self.out, self.err = out, err

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self._process.pid, number)

    async def ends(self, within_seconds: float = 60) -> int:
        """Wait until it ends and return its exit code, negative for a signal. Raises TimeoutError, and ends it then."""
        await asyncio.to_thread(self._process.join, within_seconds)
        code: int | None = self._process.exitcode
        if code is None:
            self._process.kill()
            self._process.join()
        self._process.close()
        self._has_ended = True
        if code is None:
            raise TimeoutError(f"it still ran after {within_seconds:.0f} s")
        return code

    def is_put_down(self) -> None:
        """End it at once, if it still runs."""
        if not self._has_ended and self._process.is_alive():
            self._process.kill()
            self._process.join()

    async def communicates(self, within_seconds: float = 60) -> tuple[int, str, str]:
        """Wait until it ends; return its exit code and what it wrote to standard output and error."""
        reading = asyncio.gather(self.out.read(), self.err.read())
        code = await self.ends(within_seconds)
        out, err = await reading
        return code, out.decode(), err.decode()


async def begins(
    run: Callable[..., object],
    *arguments: object,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: bytes = b"",
) -> Child:
    """Call `run` with these arguments in a process of its own; `cwd` and `env` as they are here unless given.

    `run` is a function of a module, found there by its name; the arguments are pickled.
    """
    ends = [_NURSERY.Pipe(duplex=False) for _ in range(2)]
    streams = [ours for _theirs, ours in ends]
    settled = (cwd or Path.cwd(), dict(os.environ if env is None else env), stdin)
    process = _NURSERY.Process(target=_live, args=(run, arguments, *settled, *streams), daemon=True)
    await asyncio.to_thread(process.start)
    for stream in streams:
        stream.close()
    out, err = [await _reader(reading) for reading, _ in ends]
    return Child(process, out, err)


def _live(
    run: Callable[..., object],
    arguments: tuple[object, ...],
    cwd: Path,
    env: dict[str, str],
    stdin: bytes,
    out: Connection,
    err: Connection,
) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    with tempfile.TemporaryFile() as typed:
        typed.write(stdin)
        typed.seek(0)
        for number, stream in enumerate((typed.fileno(), out.fileno(), err.fileno())):
            os.dup2(stream, number)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - for as long as the process lives
    out.close()
    err.close()
    run(*arguments)


async def _reader(connection: Connection) -> StreamReader:
    reader = StreamReader()
    pipe = os.fdopen(os.dup(connection.fileno()), "rb", buffering=0)
    connection.close()
    await asyncio.get_running_loop().connect_read_pipe(lambda: StreamReaderProtocol(reader), pipe)
    return reader
