"""What reads the same is spelled the same, and every letter knows where it came from."""

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.safeguarding.folding import ends_of_folds, fold, fold_character


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("İIıi", "iiii"),
        ("ŞĞÇÖÜ", "sgcou"),
        ("Ñandú", "nandu"),
        ("Ёлка ѝ й", "елка и и"),
        ("и\u0306", "и"),
        ("Straße", "strasse"),
        ("ﬁre", "fire"),
        ("１２③", "123"),
        ("1️⃣2️⃣", "12"),
        ("so\u00adft zero\u200bwidth", "soft zerowidth"),
        ("don't don’t don`t", "dont dont dont"),
        ("a\u00a0b\u2003c\u2028d", "a b c\nd"),
        ("👍🏽", "👍"),
        ("ok_ok ^^", "ok_ok ^^"),
    ],
)
def test_folding(written, folded):
    assert fold(written) == folded


@given(st.text(st.characters()))
def test_every_folded_character_knows_where_it_came_from(text):
    ends = ends_of_folds(text)
    for place, character in enumerate(fold(text)):
        origin = bisect_right(ends, place)
        assert fold(text[origin])[place - ends[origin]] == character


@given(st.text(st.characters()))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.characters(max_codepoint=127))
def test_the_short_way_for_ascii_gives_the_same(character):
    if character.isprintable() or character == "\n":
        assert fold(character) == fold_character(character)
