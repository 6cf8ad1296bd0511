"""An answer in words, as its person (and whoever may see it) reads it."""

from datetime import date
from decimal import Decimal

from bot.check_ins.sitting import Sitting
from bot.words import Words
from mentoring.questionnaires.answer import Answer
from mentoring.questionnaires.answer import Words as OwnWords
from mentoring.questionnaires.question import Choice, Question
from mentoring.questionnaires.texts import in_language

_LONGEST = 80


def answer_line(sitting: Sitting, question: Question) -> str:
    """Return the answer that is kept, in one short line."""
    today = sitting.now.astimezone(sitting.person.zone).date()
    return described(question, sitting.answers[question.key], sitting.words, today)


def described(question: Question, answer: Answer, in_words: Words, today: date, *, longest: int = _LONGEST) -> str:
    """Return an answer in one line of at most about `longest` characters, in the language of `in_words`."""
    _ = in_words
    match answer:
        case OwnWords("", _voice, _seconds):
            return _("🎤 spoken")
        case OwnWords(text, _voice, _seconds):
            line = " ".join(text.split())
            return _.quoted(line if len(line) <= longest else f"{line[: longest - 1]}…")
        case frozenset():
            chosen = [choice_label(choice, in_words) for choice in question.choices if choice.key in answer]
            return ", ".join(chosen) or _("none of them")
        case bool():
            return yes_no_label(question, in_words, yes=answer)
        case Decimal():
            return f"{answer}"
        case date():
            return _.day(answer, today)
        case int() | str():
            choice = question.choice(str(answer))
            return str(answer) if choice is None else choice_label(choice, in_words)
        case _:
            return _("skipped")


def choice_label(choice: Choice, in_words: Words) -> str:
    """Return a choice with its emoji and words; a point of a scale that has neither as its number."""
    parts = (choice.emoji, in_language(choice.label, in_words.language))
    return " ".join(part for part in parts if part) or choice.key


def yes_no_label(question: Question, in_words: Words, *, yes: bool) -> str:
    """Return what a yes or no question calls its "yes" or "no"."""
    _ = in_words
    choice = question.choice("yes" if yes else "no")
    if choice is not None:
        return choice_label(choice, in_words)
    return _("👍 Yes") if yes else _("👎 No")
