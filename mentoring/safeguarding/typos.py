"""One wrong letter in a word: a letter missing, added, changed, or two swapped.

A word and another one letter away from it become the same when each loses the right letter, or when only one does. So
every word is kept under what it is without each of its letters, and what was written is looked for under the same.
"""

from collections.abc import Collection, Iterable, Iterator

SHORTEST_NEIGHBOUR = 3
ONLY_SWAPPED = 3
"""Letters of a word that is only recognised with two of them swapped: nearly all else is another word."""


def differ_by_one(left: str, right: str) -> bool:
    """Whether one missing, added, changed letter or one swap of neighbours turns `left` into `right` (not if equal)."""
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1 or left == right:
        return False
    start = 0
    while start < len(left) and left[start] == right[start]:
        start += 1
    if len(left) < len(right):
        return left[start:] == right[start + 1 :]
    if left[start + 1 :] == right[start + 1 :]:
        return True
    return left[start : start + 2] == right[start : start + 2][::-1] and left[start + 2 :] == right[start + 2 :]


class Neighbours:
    """An index of words that answers which of them are one wrong letter away.

    The first letter must be right, or swapped with the second: people seldom get it wrong, and nearly every word has a
    harmless neighbour that begins otherwise. A word that only ends otherwise is no neighbour either, because that is
    how words are inflected. Words of fewer than `shortest` letters are left out.
    """

    def __init__(self, words: Iterable[str], shortest: int = SHORTEST_NEIGHBOUR) -> None:
        self._shortest = shortest
        self._words: set[str] = set()
        self._shortened: dict[str, list[str]] = {}
        for word in words:
            if len(word) < shortest or word in self._words:
                continue
            self._words.add(word)
            for short in shortened_words(word):
                self._shortened.setdefault(short, []).append(word)

    def look_up(self, word: str) -> set[str]:
        """Return the words one wrong letter away from `word`, never `word` itself."""
        if len(word) < self._shortest - 1:
            return set()
        found = set(self._longer_than(word))  # a letter is missing
        for short in _shortened(word):
            if self._holds(short):  # a letter is too much
                found.add(short)
            found.update(self._longer_than(short))  # one is another, or two are swapped
        return {
            each
            for each in found
            if _begin_alike(word, each)
            and not _only_end_differently(word, each)
            and differ_by_one(word, each)
            and (len(each) > ONLY_SWAPPED or sorted(each) == sorted(word))
        }

    def _longer_than(self, short: str) -> Collection[str]:
        """Return the words that become `short` when they lose a letter, not the first one."""
        return self._shortened.get(short, ())

    def _holds(self, word: str) -> bool:
        return word in self._words


def shortened_words(word: str) -> set[str]:
    """Return what `word` becomes when it loses a letter, not the first one."""
    return {word[:index] + word[index + 1 :] for index in range(1, len(word))}


def _shortened(word: str) -> Iterator[str]:
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


def _begin_alike(left: str, right: str) -> bool:
    return left[0] == right[0] or (len(left) == len(right) and left[1] == right[0] and right[1] == left[0])


def _only_end_differently(left: str, right: str) -> bool:
    return left[:-1] == right or left == right[:-1] or (len(left) == len(right) and left[:-1] == right[:-1])
