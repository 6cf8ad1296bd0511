"""The lexicon that is shipped: compiled once and kept beside its sources, as Python does with modules."""

import hashlib
import mmap
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import locales
import mentoring.safeguarding
from mentoring.safeguarding import Lexicon, LexiconSource, SharedSource, compile_lexicon
from mentoring.safeguarding.lexicon import open_lexicon, pack_lexicon

LANGUAGES = ("en", "bg", "tr", "es")
PIECE = 64 * 1024
"""Bytes of a compiled lexicon that are written at once."""
_SHARED = ("emoji", "spoken", "streets", "identity", "texting", "common")


def shipped_source(language: str) -> LexiconSource:
    """Return the files of one language as they are shipped; a file that is not there yet is empty."""
    return LexiconSource(
        *(_or_empty(read, language) for read in (locales.lexicon_csv, locales.contexts_csv, locales.suffixes_csv))
    )


def shipped_shared() -> SharedSource:
    """Return what all languages share, as it is shipped."""
    emoji, spoken, streets, identity, texting, common = (_or_empty(locales.shared, f"{name}.csv") for name in _SHARED)
    return SharedSource(emoji, spoken, streets, identity, texting, common, locales.likeness())


def shipped_lexicon() -> Lexicon:
    """Return the shipped lexicon; raises LexiconError when its files hold mistakes.

    The first call after a change compiles it, in a process of its own: that takes ten seconds and a quarter of a
    gigabyte, which a bot that runs for months should not keep. Where its folder cannot be written, each start compiles.
    """
    kept = _kept()
    if kept is None:
        ourselves = [sys.executable, "-m", __name__]
        subprocess.run(ourselves, check=False, stderr=subprocess.DEVNULL)  # noqa: S603 - nothing of it comes from outside
        kept = _kept()
    if kept is not None:
        return kept
    return compile_lexicon({language: shipped_source(language) for language in LANGUAGES}, shipped_shared())


def keep_compiled() -> None:
    """Compile the shipped lexicon and keep it for `shipped_lexicon`. Raises LexiconError, or OSError when it cannot."""
    fingerprint = made_from()
    sources = {language: shipped_source(language) for language in LANGUAGES}
    packed = pack_lexicon(sources, shipped_shared(), fingerprint)
    file = _file(fingerprint)
    file.parent.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as half_written:
        write_in_pieces(packed, half_written)
    Path(half_written.name).chmod(0o644)  # the image is built by one account and run by another
    Path(half_written.name).replace(file)  # at once: whoever starts meanwhile sees all of it or nothing
    for old in set(file.parent.glob("lexicon-*.bin")) - {file}:
        old.unlink(missing_ok=True)


def write_in_pieces(packed: bytes, file: IO[bytes]) -> None:
    """Write a compiled lexicon to a file that will be mapped into memory.

    Of a file that is written at once Linux keeps large pages in memory, of which a start touches 18 MB instead of 5.
    """
    for start in range(0, len(packed), PIECE):
        file.write(packed[start : start + PIECE])


def _kept() -> Lexicon | None:
    fingerprint = made_from()
    try:
        with _file(fingerprint).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        lexicon = open_lexicon(memoryview(mapped), fingerprint)
    except (OSError, ValueError):  # not there, empty, damaged (NotPacked)
        return None
    # It was read once to see whether it is whole; from now on only what is asked for is to be in memory.
    mapped.madvise(mmap.MADV_DONTNEED)
    return lexicon


def made_from() -> str:
    """Return a fingerprint of all files that the compiled lexicon comes from, the engine's own among them."""
    sum_of_all = hashlib.sha256()
    engine = Path(mentoring.safeguarding.__file__).parent.glob("*.py")
    data = Path(locales.__file__).parent
    for file in sorted([*data.glob("*/*.csv"), *data.glob("shared/*.bin"), *engine]):
        with file.open("rb") as opened:  # piece by piece: megabytes read at once would stay in the process
            sum_of_all.update(hashlib.file_digest(opened, "sha256").digest())
    return sum_of_all.hexdigest()[:24]


def _file(made_from: str) -> Path:
    return Path(locales.__file__).parent / "__pycache__" / f"lexicon-{made_from}.bin"


def _or_empty(read: Callable[[str], str], name: str) -> str:
    try:
        return read(name)
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    keep_compiled()
