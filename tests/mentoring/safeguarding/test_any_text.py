"""Whatever is written, the engine answers, in a time that grows with the length and no faster."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.safeguarding import Span, look_for_concerns
from mentoring.safeguarding.scanning import MOST_AT_ONCE, WINDOW_AGE, Earlier
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, look, row

LEXICON = lexicon_of(
    row("want to die", flags="core"),
    row(
        "kill ..5 {myself,@self} ~3 @now",
        **{"except": "kill time || @lesson ..9 @now", "unless": "@lesson ~4 || _ ..2 time"},
    ),
    row("suicid*", flags="core"),
    row("{@phone,@link,@handle,@email,@address,:knife:}", category="contact_details"),
)
PIECES = st.sampled_from(
    [
        "kill",
        "myself",
        "want to die",
        "suicid",
        "k i l l",
        "к",
        "0888",
        ".",
        "@",
        "\u0301",
        "\u200b",
        "🔪",
        "\ud800",
        "\n",
        "1",
        "!",
        "essay",
        "İ",
    ]
)
TEXTS = st.one_of(
    st.text(st.characters()), st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=3))).map("".join)
)


@given(TEXTS, st.lists(TEXTS, max_size=3))
@settings(max_examples=300, deadline=None)
def test_any_text_is_answered_and_every_span_lies_inside_it(text, earlier):
    finding = look_for_concerns(LEXICON, text, earlier=[Earlier(each, WINDOW_AGE) for each in earlier])
    texts = [text, *reversed(earlier)]
    for concern in finding.concerns:
        assert concern.spans
        for span in concern.spans:
            assert 0 <= span.start < span.end <= len(texts[span.message])


def test_nothing_is_missed_in_a_long_text_wherever_it_stands():
    for place in (0, MOST_AT_ONCE - 7, MOST_AT_ONCE, 3 * MOST_AT_ONCE - 600, 20_000):
        text = "la " * (place // 3 + 1) + "suicide " + "la " * 2_000
        start = text.index("suicide")
        assert look(text, "suicide").concerns[0].spans == (Span(start, start + 7),)


def test_a_word_is_not_cut_into_another_one():
    for before in range(MOST_AT_ONCE - 12, MOST_AT_ONCE + 2):
        text = "x" * 90 + " " * (before - 90) + "suicidexx and more" + " la" * 2_000
        assert not look(text, "suicide").concerns


FLOODS = {
    "accents": "a" + "\u0301" * 9_999,
    "signs": "k!" * 5_000,
    "dots": "a." * 5_000,
    "brackets": "(" * 9_999,
    "single letters": "k " * 5_000,
    "one long word": "kill" * 2_500,
    "digits": "1 " * 5_000,
    "handles": "@a" * 5_000,
    "underscores": "a" + "_" * 9_998,
    "a disguised word again and again": "k1ll myself " * 800,
    "beginnings of words": "sui cid " * 1_250,
    "mixed letters": "кillmуself " * 900,
    "spaces": " " * 9_999,
    "many words": " ".join(f"w{number}x" for number in range(1_600)),
    "surrogates": "\ud800" * 9_999,
}


@pytest.mark.parametrize("flood", FLOODS)
def test_no_text_stalls_the_engine(flood):
    started = time.thread_time()
    look_for_concerns(LEXICON, FLOODS[flood])
    assert time.thread_time() - started < 1.0  # some milliseconds; a quadratic step would take many seconds
