"""The library and our own Aho-Corasick find the same."""

from hypothesis import given
from hypothesis import strategies as st

from mentoring.safeguarding.aho_corasick import LibraryFinder, PlainFinder, word_finder

TEXTS = st.text(st.sampled_from("abçя𝓴\ud800"), max_size=40)
WORDS = st.lists(st.text(st.sampled_from("abçя𝓴"), min_size=1, max_size=4), max_size=12)


@given(WORDS, TEXTS)
def test_both_find_every_occurrence_of_every_word(words, text):
    expected = sorted(
        (
            (index, start, start + len(word))
            for index, word in enumerate(words)
            for start in range(len(text))
            if text.startswith(word, start)
        ),
        key=lambda found: (found[2], found[1], found[0]),
    )
    assert LibraryFinder(words).find(text) == expected
    assert PlainFinder(words).find(text) == expected


def test_the_library_is_used_when_it_is_there():
    assert isinstance(word_finder(["a"]), LibraryFinder)


def test_no_words_are_found_nowhere():
    assert word_finder([]).find("anything") == []
