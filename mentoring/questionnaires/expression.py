"""The small language of conditions and constraints, cut into its words. It is read, never run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 1000
"""Characters of an expression."""

# Spreadsheets turn straight quotes into typographic ones while people type.
_QUOTES = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\N{NO-BREAK SPACE}": " "})


class Sort(StrEnum):
    """What a word of an expression is."""

    QUESTION = "question"  # ${mood}: `text` is what is between the braces
    THIS = "this"  # a single dot: the answer itself
    NUMBER = "number"
    STRING = "string"  # `text` is what is between the quotes
    SIGN = "sign"  # = != < <= > >= ( ) ,
    NAME = "name"  # and, or, not, selected, …
    END = "end"


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an expression; `text` as it was written, without quotes and braces."""

    sort: Sort
    text: str


class ExpressionWrong(ValueError):
    """An expression cannot be read; the text is a sentence that says why."""


_WORD = re.compile(
    r"""\s*(?:
        \$\{\s*(?P<question>[^{}$'"]*?)\s*\}
      | (?P<string>'[^']*'|"[^"]*")
      | (?P<number>-?\d+(?:\.\d+)?)
      | (?P<sign><=|>=|!=|=|<|>|\(|\)|,)
      | (?P<name>[A-Za-z_][A-Za-z0-9_:-]*)
      | (?P<this>\.)
    )""",
    re.VERBOSE,
)


def straightened(text: str) -> str:
    """Return an expression with plain quotes and spaces, and none around it."""
    return text.translate(_QUOTES).strip()


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of an expression, the last of sort END. Raises ExpressionWrong."""
    if len(text) > LONGEST:
        raise ExpressionWrong(f"This has more than {LONGEST} characters.")
    text = straightened(text)
    at = 0
    while at < len(text):
        found = _WORD.match(text, at)
        if found is None:
            raise ExpressionWrong(f"“{text[at:].strip()[:20]}” cannot be read here.")
        sort = Sort(found.lastgroup or "")
        word = found[sort.value]
        yield Word(sort, word[1:-1] if sort is Sort.STRING else word)
        at = found.end()
    yield Word(Sort.END, "")
