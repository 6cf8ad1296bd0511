"""A lexicon of a few rows for stories: each word stands for a kind of concern, and none is anybody's real word."""

from functools import cache

from mentoring.safeguarding import Lexicon
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, row

DARK = "everything is grey thunder"
"""Somebody may be in danger: high; critical with "tonight"."""

DARK_TONIGHT = "everything is grey thunder tonight"
HUNGRY = "only eating velvet"
"""Medium, about oneself."""

MEAN = "you are a soggy biscuit"
"""Against the other one: medium."""

LURE = "you are such a golden teapot"
"""A sign of grooming, when a mentor writes it: critical."""

NUMBER = "call me on 0888 123 456"
"""Contact details."""

FAINT = "a bit of drizzle inside"
"""Low: noted, and nothing more."""


@cache
def small_lexicon() -> Lexicon:
    """Return the lexicon; compiled once for all stories."""
    return lexicon_of(
        row("grey thunder"),
        row("eating velvet", category="eating", severity="medium"),
        row("soggy biscuit", category="bullying", severity="medium"),
        row("golden teapot", category="grooming", severity="high"),
        row("drizzle inside", category="self_harm", severity="low"),
        row("{call,ring} me on @phone", category="contact_details", severity="low"),
        row("write me on @handle", category="contact_details", severity="low"),
    )
