"""A name stands in a text when its first word is there as a word of its own."""

import pytest

from mentoring.naming import named_in


@pytest.mark.parametrize(
    ("text", "name", "is_named"),
    [
        ("please tell Sol", "Sol", True),
        ("SOL knows", "Sol Marín", True),
        ("Sol'a söyle", "Sol", True),
        ("с Мария в час", "Мария Петрова", True),
        ("the solution", "Sol", False),
        ("parasol", "Sol", False),
        ("Jo said so", "Jo", False),
        ("", "Sol", False),
        ("Sol", "", False),
    ],
)
def test_who_is_named(text: str, name: str, is_named: bool):
    assert (named_in(text, {1: name}) == {1}) is is_named
