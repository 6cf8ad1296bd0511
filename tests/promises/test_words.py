"""What people read: every sentence in every language, with its facts, and nothing of it in the wrong tongue."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

from bot.words import own_name
from locales import catalogue, catalogues, languages

sentences, read = cache(catalogues.sentences), cache(catalogues.read)  # half a second each, and the same for all tests
LANGUAGES = languages()
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")

SAME_AS_IN_ENGLISH: dict[str, set[str]] = {"bg": set(), "es": {"No", "👎 No"}, "tr": {"“{text}”"}}
"""Sentences that a language rightly says exactly as English does."""

NAMES_IN_LATIN_LETTERS = {"Interlude", "Telegram"}
ENGLISH_WORDS = {"the", "and", "you", "your", "this", "that", "with", "when", "was", "for", "please", "message", "who"}

# What a name or a day put into a sentence would make wrong, because nobody knows its first or last sound beforehand.
CLASHES = {
    "bg": r"\b[сСвВ] \{(?!time)",  # "със Сол", "във вторник"; hours are written in digits
    "es": r"\b[yYoO] \{|\bde \{day",  # "e Inés", "u Omar", "del lunes"
    "tr": r"\}['’\w]",  # "Ben'e" but "Amina'ya"
}

in_every_language = pytest.mark.parametrize("language", LANGUAGES)
in_every_translation = pytest.mark.parametrize("language", TRANSLATED)


def entries(language: str) -> Iterator[Message]:
    """A catalogue's sentences, without its header."""
    return (message for message in read(language) if message.id)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """One text, or each plural form of it."""
    return (text,) if isinstance(text, str) else tuple(text)


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each English sentence beside each form of its translation; of plurals, the English one that means many."""
    return ((forms(message.id)[-1], form) for message in entries(language) for form in forms(message.string))


def facts(text: str) -> set[str]:
    """The facts that fill a sentence, with how they are to be written (nothing, everywhere so far)."""
    return {
        f"{name}!{conversion}:{shape}" if conversion or shape else name
        for _before, name, shape, conversion in Formatter().parse(text)
        if name is not None
    }


def signs(text: str) -> list[str]:
    """The emoji in a sentence, in order."""
    return [sign for sign in text if unicodedata.category(sign) == "So"]


def commands_and_numbers(text: str) -> list[str]:
    """What must be typed or dialled exactly as it stands."""
    return sorted(re.findall(r"(?<!\w)/\w+|\d+", text))


def margins(text: str) -> tuple[str, str]:
    """The white space that a sentence begins and ends with."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def plain_words(text: str) -> set[str]:
    """The words of a sentence, without its facts and commands."""
    return set(re.findall(r"[^\W\d_]+", re.sub(r"\{\w*\}|/\w+", " ", text)))


def ids(messages: Catalog) -> set[tuple[str, ...]]:
    """What a catalogue is asked for."""
    return {forms(message.id) for message in messages if message.id}


def test_the_four_languages_are_there_and_each_is_offered_in_its_own_words():
    assert set(LANGUAGES) >= {"bg", "en", "es", "tr"}
    assert [own_name(language) for language in ("bg", "en", "es", "tr")] == [
        "Български",
        "English",
        "Español",
        "Türkçe",
    ]


@in_every_language
def test_no_sentence_that_the_code_asks_for_is_missing(language: str):
    assert ids(sentences()) - ids(read(language)) == set()


@in_every_language
def test_no_sentence_is_kept_that_nobody_asks_for(language: str):
    assert ids(read(language)) - ids(sentences()) == set()
    assert "\n#~ " not in catalogue(language)


@in_every_language
def test_no_sentence_is_empty_or_only_guessed(language: str):
    missing = [message.id for message in entries(language) if not all(form.strip() for form in forms(message.string))]
    assert missing == []
    assert [message.id for message in entries(language) if message.fuzzy] == []


def test_english_says_what_the_code_says():
    assert [message.id for message in entries("en") if forms(message.string) != forms(message.id)] == []


@in_every_language
def test_a_counted_sentence_has_as_many_forms_as_the_language(language: str):
    count, rule = get_plural(language)
    assert f"nplurals={count}; plural={rule};" in catalogue(language)
    counted = [message for message in entries(language) if message.pluralizable]
    assert counted
    assert [message.id for message in counted if len(forms(message.string)) != count] == []


@in_every_language
def test_a_translation_takes_the_same_facts(language: str):
    different = [(english, own) for english, own in pairs(language) if facts(english) != facts(own)]
    assert different == []


@in_every_language
def test_facts_are_named_and_written_plainly(language: str):
    odd = [own for _english, own in pairs(language) if not all(fact.isidentifier() for fact in facts(own))]
    assert odd == []


@in_every_translation
def test_a_translation_keeps_the_emoji(language: str):
    assert [(english, own) for english, own in pairs(language) if signs(english) != signs(own)] == []


@in_every_translation
def test_a_translation_keeps_commands_and_numbers_such_as_112(language: str):
    different = [
        (english, own) for english, own in pairs(language) if commands_and_numbers(english) != commands_and_numbers(own)
    ]
    assert different == []


@in_every_translation
def test_a_translation_keeps_the_lines_and_adds_no_space_around(language: str):
    different = [
        (english, own)
        for english, own in pairs(language)
        if margins(english) != margins(own) or english.count("\n") != own.count("\n")
    ]
    assert different == []
    assert [own for _english, own in pairs(language) if "  " in own] == []


@in_every_translation
def test_nothing_is_left_in_english(language: str):
    untouched = {own for english, own in pairs(language) if own == english}
    assert untouched == SAME_AS_IN_ENGLISH[language]
    leftovers = {own: found for _english, own in pairs(language) if (found := plain_words(own.lower()) & ENGLISH_WORDS)}
    assert leftovers == {}


def test_bulgarian_has_no_latin_letter_outside_names():
    leftovers = {
        own: latin
        for _english, own in pairs("bg")
        if (latin := {word for word in plain_words(own) if re.search("[A-Za-z]", word)} - NAMES_IN_LATIN_LETTERS)
    }
    assert leftovers == {}


@in_every_translation
def test_any_name_and_any_day_can_stand_in_a_sentence(language: str):
    clashing = [own for _english, own in pairs(language) if re.search(CLASHES[language], own)]
    assert clashing == []
