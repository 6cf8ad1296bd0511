"""Blotting out what stays private: the letters go, their number stays, so that no other markup moves."""

from collections.abc import Sequence
from dataclasses import replace

from bot.incoming import utf16_length
from mentoring.content import Content

BLOT = "•"
_UNTOUCHED = " \n"


def blotted(content: Content, spans: Sequence[tuple[int, int]]) -> Content | None:
    """Return content without what stands in `spans` (code points of its text); None when something stands elsewhere.

    Elsewhere is a file's name, a contact card: what cannot be passed on in part. Markup that touches a span is dropped.
    """
    text = content.text
    if not spans or any(end > len(text) for _, end in spans):
        return None
    letters = list(text)
    for start, end in spans:
        for index in range(start, end):
            letter = text[index]
            letters[index] = letter if letter in _UNTOUCHED else BLOT * utf16_length(letter)
    units = [(utf16_length(text[:start]), utf16_length(text[:end])) for start, end in spans]
    kept = tuple(
        entity
        for entity in content.entities
        if not any(entity["offset"] < end and start < entity["offset"] + entity["length"] for start, end in units)
    )
    return replace(content, text="".join(letters), entities=kept)
