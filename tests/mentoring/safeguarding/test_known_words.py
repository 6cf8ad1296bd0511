"""Everyday words, read where they lie."""

import pytest

from mentoring.safeguarding.known_words import KnownWords


def test_a_word_is_known_in_the_languages_that_have_it():
    words = KnownWords.of({"en": ["see", "no"], "es": ["no"]})
    assert "see" in words
    assert words.languages_of("no") == {"en", "es"}
    assert "shovel" not in words


def test_what_the_words_are_read_from_stays_as_long_as_they_are_asked_for():
    kept = {name: bytearray(piece) for name, piece in KnownWords.of({"en": ["see"]}).pieces().items()}
    words = KnownWords.from_pieces({name: memoryview(piece) for name, piece in kept.items()})
    with pytest.raises(BufferError):  # of something that is still looked at
        kept["known"].clear()
    assert "see" in words
