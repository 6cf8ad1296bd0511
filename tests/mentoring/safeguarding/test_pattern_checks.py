"""The quick check of exceptions never lets through what could not be compiled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.safeguarding.pattern_checks import is_plainly_well_formed, refuse_nothing
from mentoring.safeguarding.patterns import parse

PIECES = [
    "kill",
    "k",
    "die*",
    "d*",
    "self-harm*",
    "döv+V",
    "{",
    "}",
    "[",
    "]",
    ",",
    "..3",
    "~5",
    "~25",
    "..",
    "*",
    "^",
    "$",
]
PIECES += ["@now", "@", ":pill:", "don't", "24/7", "?", "🔪", " ", " ", " "]


@given(
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
    | st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
)
def test_what_looks_well_formed_is(pattern):
    if is_plainly_well_formed(pattern):
        refuse_nothing(parse(pattern), pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "die laughing",
        "{kill,kills} time",
        "i [really] die ..3 {laughing,of laughter}",
        "^ kill* * @game_sport $",
        "a ~20 b",
    ],
)
def test_usual_exceptions_look_well_formed(pattern):
    assert is_plainly_well_formed(pattern)
