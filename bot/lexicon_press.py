"""Where lexicons are made of rows: compiled, kept in files, and tried beside the one in force.

Compiling thousands of rows takes ten seconds and a quarter of a gigabyte. It happens in a process of its own, with low
priority, so that nobody's message waits for it and its memory ends with it. What was compiled is kept in a folder: what
was tried is in force at once when it is agreed to, and a restart opens it in some tenths of a second.
"""

import asyncio
import hashlib
import json
import mmap
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from bot.shipped_lexicon import LANGUAGES, made_from, shipped_lexicon, shipped_shared, shipped_source, write_in_pieces
from mentoring.safeguarding import Lexicon, LexiconError
from mentoring.safeguarding.change_effect import Effect, effect_from_json, effect_of, effect_to_json, sentences_of
from mentoring.safeguarding.lexicon import compile_lexicon, open_lexicon, pack_lexicon
from mentoring.safeguarding.overlay import Overlay, Shipped, row_from_json, row_to_json
from mentoring.safeguarding.proof import Sample, read_samples
from mentoring.safeguarding.sources import Complaint, LexiconRow

DEVELOPMENT_SET = Path(__file__).parents[1] / "benchmarks" / "safeguarding"
"""In a checkout; an installed package has none, and then changes are tried on the rows' own sentences only."""

MOST_KEPT = 6
"""How many compiled lexicons stay in the folder: the one in force, those that are being agreed on, a few before."""

_REFUSED = 3  # what the process ends with when the rows hold mistakes, which it has then named


class PressBroke(Exception):
    """The process that compiles ended without a lexicon and without saying why: no memory, no space."""


class Press(Protocol):
    """What makes lexicons."""

    @property
    def shipped(self) -> Shipped:
        """What overlays are laid over."""

    async def lexicon(self, overlay: Overlay) -> Lexicon:
        """Return the shipped lexicon with an overlay. Raises LexiconError, or PressBroke."""

    async def effect(self, before: Overlay, after: Overlay) -> Effect:
        """Return what it does that one overlay takes the place of another. Raises LexiconError, or PressBroke."""


class ThreadPress:
    """Makes lexicons of a few rows, on a thread: for tests, and for whoever brings rows of their own."""

    def __init__(self, shipped: Shipped, samples: tuple[Sample, ...] = ()) -> None:
        self.shipped = shipped
        self._samples = samples

    async def lexicon(self, overlay: Overlay) -> Lexicon:
        """Return the lexicon with an overlay. Raises LexiconError."""
        return await asyncio.to_thread(self._compiled, overlay)

    async def effect(self, before: Overlay, after: Overlay) -> Effect:
        """Return what a change does. Raises LexiconError."""
        return await asyncio.to_thread(self._effect, before, after)

    def _compiled(self, overlay: Overlay) -> Lexicon:
        return compile_lexicon(self.shipped.with_laid_over(overlay), self.shipped.shared)

    def _effect(self, before: Overlay, after: Overlay) -> Effect:
        now = self._compiled(after)
        try:
            then = self._compiled(before)
        except LexiconError:  # broken by an update: what is shipped is looked with
            then = self._compiled({})
        samples = samples_for(self.shipped, before, after, self._samples)
        return effect_of(then, now, changed_rows(self.shipped, before, after), samples)


class ProcessPress:
    """Makes the lexicons of an installation, in a process of its own, and keeps them in `folder`."""

    def __init__(self, folder: Path, module: str = __name__) -> None:
        self._folder = folder
        self._module = module
        self._shipped: Shipped | None = None

    @property
    def shipped(self) -> Shipped:
        """What is shipped with Interlude; read once."""
        if self._shipped is None:
            self._shipped = shipped_files()
        return self._shipped

    async def lexicon(self, overlay: Overlay) -> Lexicon:
        """Return the shipped lexicon with an overlay: kept before, or compiled. Raises LexiconError, PressBroke."""
        if not overlay:
            return await asyncio.to_thread(shipped_lexicon)
        kept = await asyncio.to_thread(_kept, self._folder, overlay)
        if kept is None:
            await self._press(overlay, None)
            kept = await asyncio.to_thread(_kept, self._folder, overlay)
        if kept is None:
            raise PressBroke("what was compiled is not there")
        return kept

    async def effect(self, before: Overlay, after: Overlay) -> Effect:
        """Return what a change does; the lexicon with it is in the folder then. Raises LexiconError, PressBroke."""
        return effect_from_json(await self._press(after, before))

    async def _press(self, overlay: Overlay, before: Overlay | None) -> str:
        """Have an overlay compiled and kept, and tried beside `before` unless that is None; return what was said."""
        order = {"overlay": _overlay_to_json(overlay), "before": None if before is None else _overlay_to_json(before)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", self._module, str(self._folder),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            said, complained = await process.communicate(json.dumps(order).encode())
        except BaseException:  # we are stopped: so is what works for us
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        if process.returncode == _REFUSED:
            raise LexiconError([Complaint(**complaint) for complaint in json.loads(said)])
        if process.returncode != 0:
            raise PressBroke(complained.decode(errors="replace")[-2000:])
        return said.decode()


def shipped_files() -> Shipped:
    """Return the rows of all languages, and what they share, as they are shipped."""
    return Shipped({language: shipped_source(language) for language in LANGUAGES}, shipped_shared())


def changed_rows(shipped: Shipped, before: Overlay, after: Overlay) -> list[LexiconRow]:
    """Return the rows that are in force under `after` and are not, or are otherwise, under `before`."""
    then, now = shipped.in_force(before), shipped.in_force(after)
    return [row for row_id, row in now.items() if then.get(row_id) != row]


def samples_for(
    shipped: Shipped, before: Overlay, after: Overlay, development: tuple[Sample, ...] | list[Sample]
) -> list[Sample]:
    """Return what a change is tried on: the development set, and what the other rows of its languages must find."""
    touched = {row_id.partition("-")[0] for row_id in before.keys() ^ after.keys()}
    touched |= {row_id.partition("-")[0] for row_id in before.keys() & after.keys() if before[row_id] != after[row_id]}
    rows = (row for row in shipped.in_force(before).values() if row.language in touched)
    return [*development, *sentences_of(rows)]


def development_sets() -> list[Sample]:
    """Return the project's own sentences of all languages; none outside a checkout."""
    files = [DEVELOPMENT_SET / f"development.{language}.csv" for language in LANGUAGES]
    return [
        each for file in files if file.is_file() for each in read_samples(file.read_text(encoding="utf-8"), file.name)
    ]


# --- the process of its own ---------------------------------------------------------------------------------------


def press(folder: Path, order: str) -> str:
    """Do what `ProcessPress` orders, and return what it wants to know: the effect, or nothing. Raises LexiconError."""
    asked = json.loads(order)
    overlay = _overlay_from_json(asked["overlay"])
    shipped = shipped_files()
    after = _kept(folder, overlay)
    if after is None:
        name = _name(overlay)
        _keep(folder, name, pack_lexicon(shipped.with_laid_over(overlay), shipped.shared, name))
        after = _kept(folder, overlay)
    if asked["before"] is None:
        return ""
    before = _overlay_from_json(asked["before"])
    was = _kept(folder, before) if before else None
    if was is None:
        try:
            was = compile_lexicon(shipped.with_laid_over(before), shipped.shared) if before else shipped_lexicon()
        except LexiconError:  # broken by an update: what is shipped is looked with
            was = shipped_lexicon()
    if after is None:  # the folder is gone, or full
        after = compile_lexicon(shipped.with_laid_over(overlay), shipped.shared)
    samples = samples_for(shipped, before, overlay, development_sets())
    return effect_to_json(effect_of(was, after, changed_rows(shipped, before, overlay), samples))


def _keep(folder: Path, name: str, packed: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as half_written:
        write_in_pieces(packed, half_written)
    Path(half_written.name).replace(folder / name)
    kept = sorted(folder.glob("lexicon-*.bin"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in kept[MOST_KEPT:]:
        old.unlink(missing_ok=True)


def _kept(folder: Path, overlay: Overlay) -> Lexicon | None:
    name = _name(overlay)
    try:
        with (folder / name).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        lexicon = open_lexicon(memoryview(mapped), name)
        os.utime(folder / name)  # the one that is used longest ago goes first
    except (OSError, ValueError):  # not there, empty, damaged
        return None
    mapped.madvise(mmap.MADV_DONTNEED)
    return lexicon


def _name(overlay: Overlay) -> str:
    """Return the name of a compiled lexicon's file: other rows, shipped ones among them, or another engine, another."""
    told = json.dumps([made_from(), _overlay_to_json(overlay)], sort_keys=True)
    return f"lexicon-{hashlib.sha256(told.encode()).hexdigest()[:24]}.bin"


def _overlay_to_json(overlay: Overlay) -> dict[str, str | None]:
    return {row_id: None if row is None else row_to_json(row) for row_id, row in overlay.items()}


def _overlay_from_json(read: Mapping[str, str | None]) -> dict[str, LexiconRow | None]:
    return {row_id: None if row is None else row_from_json(row) for row_id, row in read.items()}


def main() -> None:
    """Do what stands in the standard input, for the folder that is the argument."""
    os.nice(10)
    try:
        answer, status = press(Path(sys.argv[1]), sys.stdin.read()), 0
    except LexiconError as error:
        complaints = [{name: getattr(each, name) for name in Complaint.__slots__} for each in error.complaints]
        answer, status = json.dumps(complaints), _REFUSED
    sys.stdout.write(answer)
    sys.exit(status)


if __name__ == "__main__":
    main()
