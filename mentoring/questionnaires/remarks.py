"""What could be better in a questionnaire that can be used as it is."""

from collections.abc import Iterator

from mentoring.questionnaires.mistakes import Mistake
from mentoring.questionnaires.questionnaire import Questionnaire, all_texts, estimated_seconds, missing_translations

WIDEST_LABEL = 28
"""Characters that a button shows on a small phone, with the emoji."""

LONGEST_SECONDS = 120


def remarks(questionnaire: Questionnaire) -> list[Mistake]:
    """Return what somebody might want to change; none of it keeps the questionnaire from being used."""
    return [*_missing(questionnaire), *_wide(questionnaire), *_long(questionnaire)]


def _missing(questionnaire: Questionnaire) -> Iterator[Mistake]:
    first = questionnaire.languages[0]
    for place, language in missing_translations(questionnaire):
        yield Mistake((*place, language), f"There is no text in {language}; the one in {first} stands in.")


def _wide(questionnaire: Questionnaire) -> Iterator[Mistake]:
    for place, texts in all_texts(questionnaire):
        for language, text in texts.items():
            if place[-1] == "label" and len(text) > WIDEST_LABEL:
                sentence = f"A small phone shows {WIDEST_LABEL} characters of a button; this has {len(text)}."
                yield Mistake((*place, language), sentence)


def _long(questionnaire: Questionnaire) -> Iterator[Mistake]:
    seconds = estimated_seconds(questionnaire)
    if seconds > LONGEST_SECONDS:
        yield Mistake(("questions",), f"Answering all of it takes about {round(seconds / 60)} minutes; two are enough.")
