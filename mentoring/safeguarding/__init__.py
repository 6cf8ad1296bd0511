"""Noticing that somebody may be in danger: the lexicon, and looking for it in a message. See docs/safeguarding.md."""

from mentoring.safeguarding.findings import Category, Concern, Finding, Hit, Severity, Span, View
from mentoring.safeguarding.lexicon import Lexicon, compile_lexicon
from mentoring.safeguarding.scanning import Earlier, look_for_concerns
from mentoring.safeguarding.severity import raised_for_repetition
from mentoring.safeguarding.sources import Complaint, LexiconError, LexiconRow, LexiconSource, SharedSource

__all__ = [
    "Category",
    "Complaint",
    "Concern",
    "Earlier",
    "Finding",
    "Hit",
    "Lexicon",
    "LexiconError",
    "LexiconRow",
    "LexiconSource",
    "Severity",
    "SharedSource",
    "Span",
    "View",
    "compile_lexicon",
    "look_for_concerns",
    "raised_for_repetition",
]
