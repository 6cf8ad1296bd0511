"""Lists of numbers as parameters of a statement, the same on both engines."""

from collections.abc import Sequence
from functools import cache


@cache
def listed(count: int) -> str:
    """Return placeholders for `count` numbers, at least one: `:n0, :n1, …`.

    Rounded up to a power of two, so that few statements are prepared; `numbered` fills the places that are over.
    """
    return ", ".join(f":n{place}" for place in range(_places(count)))


def numbered(numbers: Sequence[int]) -> dict[str, int | None]:
    """Return what fills the placeholders of `listed(len(numbers))`: the numbers, then NULLs, which equal nothing."""
    filled: list[int | None] = [*numbers, *[None] * (_places(len(numbers)) - len(numbers))]
    return {f"n{place}": number for place, number in enumerate(filled)}


def _places(count: int) -> int:
    return 1 << max(0, count - 1).bit_length()
