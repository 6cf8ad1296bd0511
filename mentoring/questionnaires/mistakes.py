"""What is wrong with a questionnaire as somebody wrote it: all of it at once, each with its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Place = tuple[str | int, ...]
"""Where in the written form: names, and positions in lists counted from 0. `()` is the whole."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right, in a sentence that says what would do."""

    place: Place
    sentence: str


class QuestionnaireWrong(ValueError):
    """It cannot be used as it is written; `mistakes` are all that were found, at least one."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: Sequence[Mistake] = tuple(mistakes)
        super().__init__("; ".join(f"{in_words(one.place)}: {one.sentence}" for one in self.mistakes))


def in_words(place: Place) -> str:
    """Return a place for a reader, who counts from 1: `questions 3, choices 1, label`."""
    words: list[str] = []
    for part in place:
        if isinstance(part, int) and words:
            words[-1] += f" {part + 1}"
        else:
            words.append(str(part))
    return ", ".join(words) or "the questionnaire"
