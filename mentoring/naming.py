"""Who is named in something written: by their first name as a word of its own, whatever its case."""

import re
from collections.abc import Mapping
from typing import TypeVar

_SHORTEST = 3
"""A name of two letters is a word of too many languages."""

Who = TypeVar("Who")


def named_in(text: str, names: Mapping[Who, str]) -> frozenset[Who]:
    """Return whose names stand in a text. Of a name with several words, the first is looked for.

    An ending after an apostrophe (Turkish: "Sol'a") is no part of the name; other endings make it another word.
    """
    words = set(re.findall(r"\w+", text.casefold()))
    firsts = {who: re.findall(r"\w+", name.casefold())[:1] for who, name in names.items()}
    return frozenset(who for who, first in firsts.items() if first and len(first[0]) >= _SHORTEST and first[0] in words)
