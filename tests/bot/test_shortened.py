"""Texts that are longer than Telegram takes are cut by its own count, at a word."""

import pytest

from bot.incoming import utf16_length
from bot.rendering import LONGEST_CAPTION, LONGEST_TEXT, shortened


@pytest.mark.parametrize("limit", [LONGEST_TEXT, LONGEST_CAPTION])
def test_a_text_that_fits_stays_as_it_is(limit: int) -> None:
    text = "🌧" * (limit // 2)

    assert shortened(text, limit) == text


def test_a_longer_one_is_cut_at_a_word_and_fits_with_its_dots() -> None:
    text = shortened("🌧🌧 rain " * 1000)

    assert utf16_length(text) <= LONGEST_TEXT
    assert text.endswith(("🌧🌧…", "rain…"))


def test_one_long_word_is_cut_between_two_signs() -> None:
    text = shortened("🌧" * 5000)

    assert utf16_length(text) <= LONGEST_TEXT
    assert set(text) == {"🌧", "…"}
