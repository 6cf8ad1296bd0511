"""What can be told of a pattern before it is compiled: unknown names, nothing to look for, bare identity words."""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from mentoring.safeguarding import patterns
from mentoring.safeguarding.detector_atoms import DETECTORS, detector_atom
from mentoring.safeguarding.patterns import MAX_LENGTH, MAX_NEAR, MAX_PARTS, Part, PatternError

_NAMES = re.compile(r"(?<![^\s{,\[])(?:@(\w+)|:([\w+-]+):|[^\s{}\[\],@:*+]+\+(\w+))(?![^\s},\]])")

_WORD = r"(?:[^\W_]{2,}(?:\*\d{0,2}|\+\w+)|[^\W_](?:[^\W_]|['’/-])*)"
_ITEM = rf"(?:{_WORD}|@[a-z_][a-z_0-9]*|:[\w+-]+:|\*|\^|\$)"
_ITEMS = rf"{_ITEM}(?:\s+{_ITEM})*"
_GROUP = rf"\{{\s*{_ITEMS}(?:\s*,\s*{_ITEMS})*\s*\}}"
_PART = rf"(?:{_ITEM}|{_GROUP}|\[\s*(?:{_ITEMS}|{_GROUP})\s*\])"
_WELL_FORMED = re.compile(rf"\s*{_PART}(?:\s+(?:(?:~|\.\.)(?:1?\d|20)\s+)?{_PART})*\s*")
_OPTIONAL = re.compile(r"\[[^\]]*\]")
_GAP_AS_ALTERNATIVE = re.compile(r"[{,][\s*^$]*[,}]")
_LETTER = re.compile(r"[^\W\d_]")


class Names(NamedTuple):
    """What patterns of one language may call by name."""

    language: str
    contexts: Container[str]
    suffixes: Container[str]
    emoji: Container[str]


def refuse_unknown_names(pattern: str, names: Names) -> None:
    """Raise PatternError when `pattern` names a context set, a suffix set or an emoji that does not exist."""
    for context, emoji, suffixes in _NAMES.findall(pattern):
        if context in DETECTORS and detector_atom(context, names.language) is None:
            raise PatternError(f"`@{context}`: there are no sentences in `{names.language}` that it was learnt from")
        if context and context not in DETECTORS and context not in names.contexts:
            raise PatternError(
                f"`@{context}` is neither a detector nor a context set of locales/{names.language}/contexts.csv"
            )
        if suffixes and suffixes not in names.suffixes:
            raise PatternError(f"`+{suffixes}` is not a suffix set of locales/{names.language}/suffixes.csv")
        if emoji and emoji not in names.emoji:
            raise PatternError(f"`:{emoji}:` is not in locales/shared/emoji.csv")


def is_plainly_well_formed(pattern: str) -> bool:
    """Whether `pattern` can be read and asks for something, told without parsing it.

    Quick, and wrong only in saying no: then `parse` decides, and says why. For the exceptions of rows, of which there
    are far more than rows and which are only compiled when their row matches something.
    """
    return (
        len(pattern) <= MAX_LENGTH
        and pattern.count("..") + pattern.count("~") <= MAX_NEAR
        and pattern.count(" ") + pattern.count(",") < MAX_PARTS // 2
        and _WELL_FORMED.fullmatch(pattern) is not None
        and _GAP_AS_ALTERNATIVE.search(pattern) is None
        and _LETTER.search(_OPTIONAL.sub("", pattern)) is not None
    )


def refuse_nothing(part: Part, written: str) -> None:
    """Raise PatternError when everything in `part` may be missing."""
    if _may_be_nothing(part):
        raise PatternError(f"`{written}`: everything in it may be missing")


def refuse_bare_words(part: Part, identity: Container[str], stems_of_identity: Container[str]) -> None:
    """Raise PatternError when one word alone would match that is too short, or only says who somebody is."""
    for word in _bare_words(part):
        if len(word.text) < 3:
            raise PatternError(f"`{word.written}` alone is too short to be looked for by itself")
        if word.text in identity or (not isinstance(word, patterns.Word) and word.text in stems_of_identity):
            raise PatternError(f"`{word.written}` says who somebody is; that alone is never a concern")


def _may_be_nothing(part: Part) -> bool:
    match part:
        case patterns.Gap() | patterns.Start() | patterns.End() | patterns.Maybe():
            return True
        case patterns.Chain(parts):
            return all(map(_may_be_nothing, parts))
        case patterns.Either(parts):
            return any(map(_may_be_nothing, parts))
        case patterns.Near(left, right, _, _):
            return _may_be_nothing(left) and _may_be_nothing(right)
        case _:
            return False


def _bare_words(part: Part) -> Iterator[patterns.Word | patterns.Stem | patterns.Inflected]:
    """Yield the words each of which alone would be a match of `part`."""
    match part:
        case patterns.Word() | patterns.Stem() | patterns.Inflected():
            yield part
        case patterns.Either(alternatives):
            for alternative in alternatives:
                yield from _bare_words(alternative)
        case patterns.Chain(parts):
            needed = [each for each in parts if not isinstance(each, patterns.Maybe | patterns.Gap)]
            if len(needed) == 1:
                yield from _bare_words(needed[0])
        case _:
            pass
