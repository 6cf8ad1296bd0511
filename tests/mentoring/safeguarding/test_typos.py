"""One wrong letter, against a slow and obvious way to tell."""

from hypothesis import given
from hypothesis import strategies as st

from mentoring.safeguarding.typos import Neighbours, differ_by_one

LETTERS = "abc"


def one_away(word: str) -> set[str]:
    """Return everything one wrong letter away from `word`, by doing everything wrong that can be."""
    found = {word[:i] + word[i + 1 :] for i in range(len(word))}
    found |= {word[:i] + letter + word[i + 1 :] for i in range(len(word)) for letter in LETTERS}
    found |= {word[:i] + letter + word[i:] for i in range(len(word) + 1) for letter in LETTERS}
    found |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return found - {word}


@given(st.text(LETTERS, max_size=7), st.text(LETTERS, max_size=7))
def test_differing_by_one_is_what_it_says(left, right):
    assert differ_by_one(left, right) == (right in one_away(left))


@given(st.text(LETTERS, min_size=4, max_size=8))
def test_every_neighbour_of_a_word_is_found(word):
    index = Neighbours([word])
    for near in one_away(word):
        swapped = len(near) == len(word) and near[:2] == word[1::-1]
        inflected = near[:-1] in (word, word[:-1]) or near == word[:-1]
        expected = (near[0] == word[0] or swapped) and not inflected
        assert index.look_up(near) == ({word} if expected else set()), near


@given(st.text(LETTERS, min_size=4, max_size=8), st.text(LETTERS, max_size=9))
def test_nothing_else_is_found(word, other):
    if Neighbours([word]).look_up(other):
        assert other in one_away(word)


def test_of_three_letters_two_may_be_swapped_and_nothing_else():
    index = Neighbours(["hit"])
    assert index.look_up("hti") == {"hit"}
    assert not any(map(index.look_up, ("hot", "hi", "hits")))


def test_shorter_words_are_left_out():
    assert not Neighbours(["ab"]).look_up("abc")
