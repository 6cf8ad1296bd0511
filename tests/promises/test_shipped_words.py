"""The questionnaires and decks of cards that come with Interlude: whole in every language, short enough, and kind."""

import re
import unicodedata
from collections.abc import Iterator

import pytest

from locales import languages, shared, shipped_questionnaires
from locales.countries import countries
from locales.decks import deck_names, shipped_deck
from mentoring.cards import Deck, Texts, read_deck
from mentoring.questionnaires.answer import Answers
from mentoring.questionnaires.answer_rules import Diverging, Facts, LowScore, reasons
from mentoring.questionnaires.as_yaml import read_yaml
from mentoring.questionnaires.question import Choice, Question, QuestionKind
from mentoring.questionnaires.questionnaire import (
    Questionnaire,
    Sees,
    all_texts,
    asked_questions,
    estimated_seconds,
    missing_translations,
)
from mentoring.questionnaires.texts import PARTNER
from mentoring.questionnaires.written import read_questionnaire
from tests.promises.test_words import CLASHES, ENGLISH_WORDS, NAMES_IN_LATIN_LETTERS, margins, plain_words, signs

LANGUAGES = languages()
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")

QUESTIONNAIRES = {
    "closing_mentee",
    "closing_mentor",
    "mentee_weekly",
    "mentor_training_feedback",
    "mentor_weekly",
    "provider_feedback",
    "relationship_monthly",
    "self_assessment",
}
DECKS = {"journal_prompts", "open_questions", "problem_solving", "signposts", "start_point", "starters", "stuck"}
WEEKLY = ("mentee_weekly", "mentor_weekly")

A_BUTTON = 28
"""Letters and signs on a button that has a row to itself, on a phone 360 pixels wide."""

HALF_A_ROW = 12
"""Letters on a button that shares its row with another."""

A_POINT = 18
"""Letters on one point of a scale."""

COMMANDS = {"/help", "/worried"}
"""What the shipped words may tell somebody to type."""

OFFICES = {"GP", "SENCO", "CAMHS", "RAM", "YEDAM", "ANAR", "Acas", "Childline", "KUR", "learning", "support", "student"}
"""What is called so, or has to be asked for so, in its own country."""
LATIN_IN_BULGARIAN = NAMES_IN_LATIN_LETTERS | OFFICES | {"İŞKUR", "bursary"}

SAME_IN_TWO_LANGUAGES = {
    "No",  # English and Spanish
}
"""Texts that two languages rightly share."""

MAY_BE_REQUIRED = {"mood", "together", "overall"}
"""Questions for a first impression. What touches safety, home, feelings or trust in one's own words is never forced."""

in_every_language = pytest.mark.parametrize("language", LANGUAGES)
in_every_translation = pytest.mark.parametrize("language", TRANSLATED)
of_every_questionnaire = pytest.mark.parametrize("key", sorted(QUESTIONNAIRES))
of_every_week = pytest.mark.parametrize("key", WEEKLY)


def questionnaire(key: str) -> Questionnaire:
    """A shipped questionnaire, as the bot reads it."""
    return read_questionnaire(read_yaml(shipped_questionnaires()[key]).plain)


def question(key: str, name: str) -> Question:
    """One question of a shipped questionnaire."""
    found = questionnaire(key).question(name)
    assert found is not None
    return found


def deck(key: str) -> Deck:
    """A shipped deck, as the bot reads it."""
    read = read_deck(shipped_deck(key), LANGUAGES)
    assert isinstance(read, Deck), read
    return read


def texts_of_questionnaires() -> Iterator[tuple[str, Texts]]:
    """Every text of every questionnaire, with where it is."""
    for key in sorted(shipped_questionnaires()):
        for place, texts in all_texts(questionnaire(key)):
            if texts:
                yield f"{key}:{'.'.join(map(str, place))}", texts


def texts_of_decks() -> Iterator[tuple[str, Texts]]:
    """Every text of every deck, with where it is."""
    for key in deck_names():
        one = deck(key)
        yield f"{key}.title", one.title
        yield f"{key}.intro", one.intro
        yield from ((f"{key}.{theme}", texts) for theme, texts in one.themes.items())
        for card in one.cards:
            yield f"{key}.{card.key}", card.texts
            yield from [] if card.title is None else [(f"{key}.{card.key}.title", card.title)]
            yield from ((f"{key}.{card.key}.prompt", prompt) for prompt in card.prompts)
            yield from ((f"{key}.{card.key}.{word.key}", word.texts) for word in card.words)


def all_words() -> list[tuple[str, Texts]]:
    """Every text that is shipped as data."""
    return [*texts_of_questionnaires(), *texts_of_decks()]


def choices() -> Iterator[tuple[str, QuestionKind, Choice]]:
    """Every answer that can be tapped, with where it is and in which kind of question."""
    for key in sorted(shipped_questionnaires()):
        for asked in questionnaire(key).questions:
            yield from ((f"{key}:{asked.key}.{choice.key}", asked.kind, choice) for choice in asked.choices)


def identity_words(language: str) -> set[str]:
    """Words by which people are sorted: none of them is anybody's answer to tap."""
    rows = (line.split(",", 1) for line in shared("identity.csv").splitlines()[1:])
    return {word for spoken, word in rows if spoken == language}


def words_to_tap(language: str) -> list[str]:
    """Every answer and every word of the start point, in a language."""
    answers = [choice.label[language] for _place, _kind, choice in choices() if choice.label]
    return [*answers, *(word.texts[language] for card in deck("start_point").cards for word in card.words)]


def asked_of(key: str, answers: Answers) -> list[str]:
    """The keys of the questions that somebody with these answers is asked, in order."""
    return [each.key for each in asked_questions(questionnaire(key), answers)]


def test_what_is_promised_is_shipped_and_can_be_read():
    assert set(shipped_questionnaires()) == QUESTIONNAIRES
    assert {questionnaire(key).key for key in QUESTIONNAIRES} == QUESTIONNAIRES
    assert set(deck_names()) == DECKS
    assert {deck(key).key for key in DECKS} == DECKS


@of_every_questionnaire
def test_a_questionnaire_is_whole_in_every_language(key: str):
    read = questionnaire(key)
    assert set(read.languages) == set(LANGUAGES)
    assert list(missing_translations(read)) == []
    assert read.title
    assert read.intro
    assert read.thanks


def test_no_text_is_the_same_in_two_languages_by_mistake():
    same = {
        place: text
        for place, texts in all_words()
        for text in texts.values()
        if list(texts.values()).count(text) > 1 and plain_words(text) and text not in SAME_IN_TWO_LANGUAGES
    }
    assert same == {}


def test_nothing_is_said_twice_in_a_deck():
    for key in DECKS:
        for language in LANGUAGES:
            said = [card.texts[language] for card in deck(key).cards]
            assert len(said) == len(set(said)), key


def test_bulgarian_is_in_bulgarian_letters_and_no_other_language_is():
    latin = {
        place: found
        for place, texts in all_words()
        if (found := {word for word in plain_words(_said(texts["bg"])) if _is_latin(word)} - LATIN_IN_BULGARIAN)
    }
    assert latin == {}
    cyrillic = {
        f"{place}.{language}": text
        for place, texts in all_words()
        for language, text in texts.items()
        if language != "bg" and any("CYRILLIC" in unicodedata.name(sign, "") for sign in text)
    }
    assert cyrillic == {}


@in_every_translation
def test_no_english_is_left(language: str):
    left = {p: found for p, texts in all_words() if (found := plain_words(texts[language].lower()) & ENGLISH_WORDS)}
    assert left == {}


@in_every_translation
def test_a_translation_keeps_emoji_lines_commands_and_the_partner(language: str):
    different = [
        place
        for place, texts in all_words()
        if _kept(texts["en"]) != _kept(texts[language]) or texts["en"].count("\n") != texts[language].count("\n")
    ]
    assert different == []


@in_every_language
def test_no_space_is_lost_or_doubled(language: str):
    assert [p for p, texts in all_words() if margins(texts[language]) != ("", "") or "  " in texts[language]] == []


@in_every_translation
def test_any_name_can_stand_for_the_partner(language: str):
    assert [place for place, texts in texts_of_questionnaires() if re.search(CLASHES[language], texts[language])] == []


def test_only_commands_that_exist_are_named():
    named = {
        word for _place, texts in all_words() for text in texts.values() for word in re.findall(r"(?<!\w)/\w+", text)
    }
    assert named == COMMANDS


@in_every_language
def test_what_is_tapped_fits_on_a_button(language: str):
    too_long = {
        place: shown
        for place, kind, choice in choices()
        if len(shown := f"{choice.emoji} {choice.label.get(language, '')}".strip())
        > (A_POINT if kind is QuestionKind.SCALE else A_BUTTON)
    }
    assert too_long == {}
    titles = [texts[language] for key in DECKS for texts in (deck(key).title, *deck(key).themes.values())]
    assert [title for title in titles if len(title) > A_BUTTON] == []


@in_every_language
def test_where_there_is_much_to_tap_two_fit_in_a_row(language: str):
    words = [word.texts[language] for card in deck("start_point").cards for word in card.words]
    themes = [texts[language] for texts in deck("signposts").themes.values()]
    assert [each for each in [*words, *themes] if len(each) > HALF_A_ROW] == []


@in_every_language
def test_nobody_is_asked_to_tap_what_they_are(language: str):
    sorted_by = identity_words(language)
    assert sorted_by
    assert [tapped for tapped in words_to_tap(language) if plain_words(tapped.lower()) & sorted_by] == []


@of_every_questionnaire
def test_no_question_forces_somebody_to_tell(key: str):
    required = [each for each in questionnaire(key).questions if each.is_required]
    assert {each.key for each in required} <= MAY_BE_REQUIRED
    assert {each.kind for each in required} <= {QuestionKind.SCALE}


@of_every_week
def test_a_weekly_check_in_takes_under_two_minutes(key: str):
    assert estimated_seconds(questionnaire(key)) < 120


@of_every_week
def test_a_weekly_check_in_can_be_answered_by_tapping_alone(key: str):
    untappable = (QuestionKind.NUMBER, QuestionKind.DATE, QuestionKind.TEXT)
    to_write = [each for each in questionnaire(key).questions if each.kind in untappable]
    assert [each.key for each in to_write] == ["words"]
    assert not to_write[0].is_required


@of_every_week
def test_a_weekly_check_in_begins_with_faces_and_ends_with_words(key: str):
    questions = questionnaire(key).questions
    assert questions[0].kind is QuestionKind.SCALE
    assert all(point.emoji and not point.label for point in questions[0].choices)
    assert questions[-1].key == "words"


def test_an_ordinary_week_is_six_questions():
    assert asked_of("mentee_weekly", {"mood": 4}) == [
        "mood",
        "school",
        "together",
        "safe",
        "adult",
        "words",
    ]
    assert asked_of("mentor_weekly", {"together": 4, "contact": "met", "load": 4}) == [
        "together",
        "contact",
        "load",
        "further",
        "support",
        "words",
    ]


def test_after_a_hard_week_somebody_is_asked_what_would_help():
    assert asked_of("mentee_weekly", {"mood": 2})[1] == "easier"
    assert "lighter" in asked_of("mentor_weekly", {"load": 1})


@pytest.mark.parametrize(("answer", "urgent"), [("talk", False), ("soon", True)])
def test_a_mentee_who_would_like_an_adult_to_help_becomes_a_task(answer: str, urgent: bool):
    found = reasons(questionnaire("mentee_weekly").rules, Facts(answers={"adult": answer}))
    assert [(reason.rule.then.severity, reason.rule.then.urgent) for reason in found] == [(None, urgent)]


def test_a_mentee_who_needs_nothing_is_left_in_peace():
    fine = {"mood": 4, "school": 4, "together": 5, "safe": 5}
    facts = Facts(answers={**fine, "adult": "nothing"}, scores=dict(fine))
    assert reasons(questionnaire("mentee_weekly").rules, facts) == []


@pytest.mark.parametrize("key", ["mentee_weekly", "relationship_monthly"])
def test_who_does_not_feel_safe_becomes_a_case_and_the_mentor_sees_nothing_of_it(key: str):
    read = questionnaire(key)
    opened = [rule for rule in read.rules if isinstance(rule, LowScore) and rule.then.severity is not None]
    assert [rule.question for rule in opened] == ["safe"]
    assert read.mentor_sees is Sees.NOTHING


@pytest.mark.parametrize("key", ["mentee_weekly", "relationship_monthly"])
def test_an_answer_that_becomes_a_case_says_so_before_it_is_given(key: str):
    safe = question(key, "safe")
    assert {language: safe.choices[0].emoji in safe.hint[language] for language in LANGUAGES} == dict.fromkeys(
        LANGUAGES, True
    )
    assert "an adult at school hears of it" in safe.hint["en"]


def test_mentor_and_mentee_are_compared_on_questions_that_both_are_asked():
    compared = [
        (key, rule) for key in QUESTIONNAIRES for rule in questionnaire(key).rules if isinstance(rule, Diverging)
    ]
    assert compared
    for key, rule in compared:
        own, other = question(key, rule.question), question(rule.other_questionnaire, rule.other_question)
        assert [point.value for point in own.choices] == [point.value for point in other.choices]


def test_the_decks_are_large_enough():
    assert len(deck("starters").cards) >= 40
    assert len(deck("starters").themes) in (4, 5)
    assert len(deck("open_questions").cards) >= 40
    assert len(deck("problem_solving").cards) in (6, 7)
    assert all(step.title and step.prompts for step in deck("problem_solving").cards)
    assert len(deck("stuck").cards) >= 8
    assert len(deck("journal_prompts").cards) >= 30
    assert [card.key for card in deck("start_point").cards if not 8 <= len(card.words) <= 12] == []


def test_every_theme_has_cards_and_every_card_a_theme_where_there_are_any():
    for key in DECKS:
        one = deck(key)
        assert {card.theme for card in one.cards} == (set(one.themes) or {None}), key


def test_there_is_somewhere_to_turn_in_every_country():
    signposts = deck("signposts")
    for theme in signposts.themes:
        assert signposts.drawn(theme, None), theme
        held = frozenset().union(*(card.countries for card in signposts.cards if card.theme == theme))
        assert held == set(countries()), theme


def test_a_signpost_names_only_numbers_that_we_know():
    for card in deck("signposts").cards:
        known = {"112"} | {countries()[country].child_line for country in card.countries}
        for text in card.texts.values():
            numbers = {re.sub(r"\D", "", number) for number in re.findall(r"\d(?: ?\d){2,}", text)}
            assert numbers <= known, card.key
            assert not re.search(r"https?:|www\.|@", text), card.key


def _said(text: str) -> str:
    """Return a text without what is filled in or typed."""
    return re.sub(r"/\w+", " ", text.replace(PARTNER, " "))


def _is_latin(word: str) -> bool:
    return any("LATIN" in unicodedata.name(sign, "") for sign in word)


def _kept(text: str) -> tuple[list[str], list[str], bool]:
    """Return what a translation takes over as it is: emoji, commands with 112, and whether the partner is named."""
    return signs(text), sorted(re.findall(r"(?<!\w)/\w+|112", text)), PARTNER in text
