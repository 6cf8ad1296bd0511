"""What somebody reads when a step in the agreement was not possible: why, and what now."""

from bot.words import Words
from mentoring.agreement.choices import ClauseIncomplete, OutsideBounds, TooLittleTime
from mentoring.agreement.negotiation import NothingChanged, Unanswered
from mentoring.refusals import Refusal


def refusal_words(why: Refusal, in_words: Words) -> str:
    """Return the sentence that stands above the page."""
    _ = in_words
    match why:
        case OutsideBounds():
            return _("The programme does not allow this choice (any more). Please choose another.")
        case TooLittleTime():
            return _("That would leave too little time to write to each other. Please choose longer hours.")
        case ClauseIncomplete() | Unanswered():
            return _("One of the questions still needs an answer.")
        case NothingChanged():
            return _("Nothing is different yet. Tap the number of what you want to change.")
        case _:
            return _("This has moved on meanwhile. Here is where it stands now.")
