"""Why something cannot be taken as an answer, in words."""

from bot.words import Words
from mentoring.questionnaires.answers import (
    CannotSkip,
    NotADay,
    NotANumber,
    OtherManner,
    OutOfBounds,
    TooFewChoices,
    TooLong,
    TooManyChoices,
    WrongAnswer,
)
from mentoring.questionnaires.question import Manner


def refusal_words(refusal: WrongAnswer, in_words: Words) -> str:
    """Return why an answer was not taken, and what would be."""
    _ = in_words
    match refusal:
        case CannotSkip():
            return _("This one needs an answer.")
        case TooFewChoices(least):
            return _("Please choose at least {count}.", count=least)
        case TooManyChoices(most):
            return _("Please choose {count} at most.", count=most)
        case NotANumber(whole=True):
            return _("I could not read that as a whole number. Write only the number, for example 12.")
        case NotANumber():
            return _("I could not read that as a number. Write only the number.")
        case OutOfBounds(least, most):
            if least is not None and most is not None:
                return _("Please choose a number from {least} to {most}.", least=least, most=most)
            if most is not None:
                return _("Please choose a number of {most} at most.", most=most)
            return _("Please choose a number of {least} at least.", least=least)
        case NotADay():
            return _("I could not read that day.")
        case TooLong(most):
            return _("That is too long: {count} letters at most. Write it shorter, in one message.", count=most)
        case OtherManner(wanted) if Manner.WRITTEN in wanted:
            return _("Please write this answer.")
        case OtherManner():
            return _("Please say this answer in a voice message.")
        case _:
            return _("I could not read that as an answer.")
