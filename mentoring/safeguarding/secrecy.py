"""Whether a message asks for secrecy: what turns contact details from a slip into a sign."""

from mentoring.safeguarding.lexicon import Lexicon
from mentoring.safeguarding.lines import Line
from mentoring.safeguarding.message import Message
from mentoring.safeguarding.scanning import MOST_AT_ONCE, words_only


def asks_for_secrecy(lexicon: Lexicon, text: str) -> bool:
    """Return whether something in the first 4,096 code points is in a language's context set `secret`."""
    message = Message([text[:MOST_AT_ONCE]], lexicon.reader)
    places = words_only(message)
    line = Line([place.word for place in places], lambda: places, {}, message, lexicon.reader)
    steps = (contexts.get("secret") for contexts in lexicon.contexts.values())
    return any(line.all_matches(step) for step in steps if step is not None)
