"""What a questionnaire says, in each of its languages."""

from collections.abc import Mapping

Texts = Mapping[str, str]
"""A text by language code: `{"en": "How was your week?", "bg": "Как мина седмицата ти?"}`. Empty: there is none.

`{partner}` in it stands for what the other one of the pair is called; there are no other braces.
"""

PARTNER = "{partner}"
NO_TEXTS: Texts = {}


def in_language(texts: Texts, language: str, *, partner: str = "") -> str:
    """Return a text in a language, else in the first that it is written in; "" when there is none.

    `partner` is what the reader calls the other one of the pair.
    """
    said = texts.get(language) or next(iter(texts.values()), "")
    # Not str.format: a partner may be called "{0}", and a text that was kept long ago must never fail.
    return said.replace(PARTNER, partner)
