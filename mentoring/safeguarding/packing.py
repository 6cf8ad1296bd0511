"""Many named pieces in one run of bytes, and the certainty that they are whole and what was asked for.

Pieces are opened where they lie: on a file mapped into memory, what nobody asks for is never read.
"""

from collections.abc import Mapping
from zlib import crc32

import orjson

_MARK = b"interlude lexicon\n"
_LENGTH = 8
_ALIGNED = 8


class NotPacked(ValueError):
    """The bytes are no pieces, not all of them, or made from something else."""


def pack(pieces: Mapping[str, bytes], made_from: str) -> bytes:
    """Return pieces in one; `made_from` says what they were made from, so that a stale packing is known."""
    body = b"".join(each.ljust(_padded(len(each)), b"\0") for each in pieces.values())
    head = orjson.dumps(
        {"made_from": made_from, "sum": crc32(body), "pieces": [[name, len(each)] for name, each in pieces.items()]}
    )
    head = head.ljust(_padded(len(_MARK) + _LENGTH + len(head)) - len(_MARK) - _LENGTH)
    return _MARK + len(head).to_bytes(_LENGTH, "little") + head + body


def unpack(kept: bytes | memoryview, made_from: str) -> dict[str, memoryview]:
    """Return the pieces, as views of `kept`.

    Raises NotPacked when they are damaged or were made from anything but `made_from`.
    """
    packed = memoryview(kept)
    start = len(_MARK) + _LENGTH
    if packed[: len(_MARK)] != _MARK or len(packed) < start:
        raise NotPacked("these are no packed pieces")
    end = start + int.from_bytes(packed[len(_MARK) : start], "little")
    try:
        head = orjson.loads(packed[start:end])
    except orjson.JSONDecodeError as error:
        raise NotPacked("the list of pieces is damaged") from error
    if head["made_from"] != made_from:
        raise NotPacked("these were made from something else")
    if crc32(packed[end:]) != head["sum"]:
        raise NotPacked("the pieces are damaged")
    pieces = {}
    for name, length in head["pieces"]:
        pieces[name] = packed[end : end + length]
        end += _padded(length)
    return pieces


def _padded(length: int) -> int:
    """Return a length rounded up so that numbers lie where processors like to find them."""
    return -(-length // _ALIGNED) * _ALIGNED
