"""What somebody answers: a plain value of the kind that the question asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final


class Skipped(Enum):
    """The one value that says: asked, and passed over."""

    SKIPPED = "skipped"


SKIPPED: Final = Skipped.SKIPPED


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in somebody's own words: written (`text`), or spoken (`voice` is Telegram's file id), never both.

    `seconds` is how long a spoken one is.
    """

    text: str = ""
    voice: str = ""
    seconds: int = 0


Answer = int | str | frozenset[str] | bool | Decimal | date | Words | Skipped
"""By the question's kind: `scale` int (the value of the point), `one_of` str (the key of the choice), `many_of`
frozenset of keys, `yes_no` bool, `number` Decimal, `date` date, `text` Words; of each kind, SKIPPED too."""

Answers = Mapping[str, Answer]
"""Answers by the key of the question. What nobody has answered yet is not in it."""
