"""Very many short lists of small numbers, in two arrays instead of a hundred thousand objects."""

from array import array
from collections.abc import Iterable, Sequence

LARGEST = 2**32 - 1


class NumberLists(Sequence[Sequence[int]]):
    """Lists of numbers from 0 to LARGEST, by their place."""

    __slots__ = ("_ends", "_numbers")

    def __init__(self, lists: Iterable[Iterable[int]] = ()) -> None:
        ends, numbers = array("I", [0]), array("I")
        for each in lists:
            numbers.extend(each)
            ends.append(len(numbers))
        self._ends, self._numbers = memoryview(ends), memoryview(numbers)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> Sequence[int]:  # type: ignore[override]  # slices are not asked for
        return self._numbers[self._ends[place] : self._ends[place + 1]]

    def to_bytes(self) -> bytes:
        """Return the lists as bytes, in this machine's order of bytes."""
        return len(self._ends).to_bytes(8, "little") + self._ends.tobytes() + self._numbers.tobytes()

    @classmethod
    def from_bytes(cls, kept: memoryview) -> "NumberLists":
        """Return the lists that `to_bytes` gave, where they lie."""
        lists = cls()
        numbers = kept[8:].cast("I")
        ends = int.from_bytes(kept[:8], "little")
        lists._ends, lists._numbers = numbers[:ends], numbers[ends:]
        return lists
