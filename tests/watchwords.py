"""A lexicon of a few rows for stories: each word stands for a kind of concern, and none is anybody's real word."""

from functools import cache

from mentoring.safeguarding import Lexicon, LexiconSource
from mentoring.safeguarding.overlay import Shipped
from tests.mentoring.safeguarding.small_lexicon import ENGLISH_CONTEXTS, SHARED, lexicon_of, row, table

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


IDIOM = "We heard grey thunder on the radio"
"""Nothing but weather, and still taken for DARK."""

SISTER = "Only grey thunder since you left"
"""What an exception for IDIOM must leave alone."""


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


def small_rows() -> Shipped:
    """Return rows that keep their own promises, as Interlude would ship them: what staff lay their changes over."""
    dark = row(
        "grey thunder",
        positive="there is grey thunder in me || only grey thunder, all day",
        negative="thunder from a grey sky || it is grey outside",
    )
    mean = row(
        "soggy biscuit",
        category="bullying",
        severity="medium",
        positive="you soggy biscuit || he is a soggy biscuit",
        negative="my biscuit is soggy || a biscuit",
    )
    return Shipped({"en": LexiconSource(table(dark, mean), ENGLISH_CONTEXTS)}, SHARED)
