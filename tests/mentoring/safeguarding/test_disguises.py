"""However a word is spelled: what is read through, what is left alone, and what counts as hiding it."""

import pytest

from mentoring.safeguarding import Severity, View, look_for_concerns
from mentoring.safeguarding.findings import EVASIVE
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, look, row


@pytest.mark.parametrize(
    ("text", "pattern", "view"),
    [
        ("i want to DIE", "want to die", View.PLAIN),
        ("i want to diiiie", "want to die", View.REPEATS),
        ("diee diee", "die", View.REPEATS),
        ("suicide123", "suicide", View.DIGITS),
        ("u hurt", "you hurt", View.TEXTING),
        ("commit suiciide", "suicide", View.REPEATS),
        ("i wnt to die", "want to die", View.GUESS),
        ("i want to kill ymself", "to kill myself", View.GUESS),
        ("killmyself", "kill myself", View.GLUED),
        ("#iwanttodie", "want to die", View.GLUED),
        ("sui cide", "suicide", View.SPLIT),
        ("su icide", "suicide", View.SPLIT),
        ("k1ll myself", "kill myself", View.LEET),
        ("k!ll myself", "kill myself", View.LEET),
        ("$u1c1d3", "suicide", View.LEET),
        ("кill myself", "kill myself", View.LOOKALIKE),
        ("kіll mуself", "kill myself", View.LOOKALIKE),
        ("I will suісіdе", "suicide", View.LOOKALIKE),
        ("k*ll myself", "kill myself", View.MASKED),
        ("su*c*de", "suicide", View.MASKED),
        ("k i l l myself", "kill myself", View.JOINED),
        ("k.i.l.l myself", "kill myself", View.JOINED),
        ("k-i-l-l  m-y-s-e-l-f", "kill myself", View.JOINED),
        ("k_i_l_l myself", "kill myself", View.JOINED),
        ("i w a n t  t o  d i e", "want to die", View.JOINED),
        ("i w a n t t o d i e", "want to die", View.JOINED),
        ("s\nu\ni\nc\ni\nd\ne", "suicide", View.JOINED),
        ("sui.ci.de", "suicide", View.JOINED),
        ("k\u200bill my\u200dself", "kill myself", View.PLAIN),
        ("kíll mýself", "kill myself", View.PLAIN),
        ("k̶i̶l̶l̶ myself", "kill myself", View.PLAIN),
        ("𝓴𝓲𝓵𝓵 myself", "kill myself", View.PLAIN),
        ("ｋｉｌｌ myself", "kill myself", View.PLAIN),
        ("🅺🅸🅻🅻 myself", "kill myself", View.PLAIN),
        ("🇰🇮🇱🇱 myself", "kill myself", View.PLAIN),
        ("ᴋɪʟʟ myself", "kill myself", View.PLAIN),
    ],
)
def test_a_word_is_seen_through_its_disguise(text, pattern, view):
    finding = look(text, pattern)
    assert [hit.views for hit in finding.hits] == [view]
    assert finding.severity is (Severity.CRITICAL if view & EVASIVE else Severity.HIGH)


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("my pen is land", "penis"),
        ("the pen island", "penis"),
        ("therapist", "the rapist"),
        ("therapists", "rapist*"),
        ("i am off at 7:30, ok", "fat"),
        ("die!", "diei"),
        ("a b c d e f", "bcd"),
        ("it is 1 or 11", "ill"),
        ("classic", "ass"),
    ],
)
def test_harmless_words_are_not_made_into_others(text, pattern):
    assert not look(text, pattern).concerns


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("suicde", True),
        ("suiciide", True),
        ("siucide", True),
        ("suicida", False),  # another ending is another form of the word
        ("suixide", True),
        ("zuicide", False),  # never in the first letter
        ("suixidx", False),
        ("suicide", True),
    ],
)
def test_one_wrong_letter_is_forgiven_in_a_row_marked_core(text, seen):
    assert bool(look(text, "suicide", flags="core").concerns) is seen


def test_without_core_no_wrong_letter_is_forgiven():
    assert not look("suicde", "suicide").concerns


def test_a_word_of_everyday_life_is_no_misspelling():
    assert not look("filling", "falling", flags="core").concerns
    assert look("fallnig", "falling", flags="core").concerns


def test_short_words_are_not_corrected():
    assert not look("kull", "kill", flags="core").concerns


def test_no_leet_rows_match_only_what_is_openly_written():
    assert look("kill it", "kill", flags="no-leet").concerns
    assert look("kiiill it", "kill", flags="no-leet").concerns
    assert not look("k1ll it", "kill", flags="no-leet").concerns


BULGARIAN = [
    ("искам да умра", "iskam da umra"),
    ("ще се убия", "shte se ubiq"),
    ("ще се убия", "6te se ubiya"),
    ("нищо не чувствам", "nishto ne 4uvstvam"),
    ("въже", "vaje"),
    ("въже", "wuzhe"),
    ("не казвай", "ne kazvaj"),
    ("не казвай", "ne kazwai"),
    ("жена", "zhena"),
]


@pytest.mark.parametrize(("pattern", "text"), BULGARIAN)
def test_bulgarian_in_latin_letters_is_read_whatever_the_language_is_said_to_be(pattern, text):
    for hint in ("bg", "en", None):
        finding = look(text, pattern, language="bg", hint=hint)
        assert [hit.views for hit in finding.hits] == [View.LATIN]
        assert finding.severity is Severity.HIGH  # it hides nothing


def test_a_suffix_set_is_read_in_latin_letters_too():
    lexicon = lexicon_of(row("уби+V"), language="bg", contexts="set,phrases\n", suffixes="set,endings\nV,я еш\n")
    assert look_for_concerns(lexicon, "ubiq").concerns
    assert look_for_concerns(lexicon, "ubiesh").concerns
    assert not look_for_concerns(lexicon, "ubi").concerns


def test_one_everyday_word_of_another_language_is_not_bulgarian_in_latin_letters():
    assert not look("la mina", "мина", language="bg").concerns
    assert look("mina ti", "мина ти", language="bg").concerns


@pytest.mark.parametrize(
    ("language", "pattern", "text"),
    [
        ("tr", "kendimi öldürücem", "kendimi oldurucem"),
        ("tr", "ışık", "isik"),
        ("tr", "IŞIK", "ışık"),
        ("tr", "intihar", "İNTİHAR"),
        ("tr", "Instagram'dan yaz", "instagramdan yaz"),
        ("tr", "değil", "deil"),
        ("tr", "sevmiyorum", "sewmiyorum"),
        ("es", "que me muera", "k me muera"),
        ("es", "por aquí", "x aki"),
        ("es", "hacerme daño", "acerme dano"),
        ("es", "quiero", "kiero"),
        ("en", "killing", "killin"),
    ],
)
def test_chat_spelling_is_read(language, pattern, text):
    finding = look(text, pattern, language=language)
    assert finding.concerns
    assert finding.severity is Severity.HIGH


def test_digits_glued_to_a_word_do_not_hide_it():
    assert look("suicide2024", "suicide").concerns


def test_emoji_stand_for_their_names_only_in_rows_that_name_them():
    assert look("bring a 🔪 now", "bring ..2 :knife:").concerns
    assert look("kill 🔪 myself", "kill myself").concerns
    assert look("🔪🔪🔪", ":knife: :knife:").concerns


@pytest.mark.parametrize(
    ("text", "pattern", "marked"),
    [
        ("well, I want to d\u0301i\u200be!", "want to die", "want to d\u0301i\u200be"),
        ("don't tell  anyone", "dont tell", "don't tell"),
        ("ok k i l l me", "kill me", "k i l l me"),
        ("say: $u1c1de!", "suicide", "$u1c1de"),
        ("x iwanttodie x", "want to die", "wanttodie"),
        ("ﬁnal: İNTİHAR ettim", "intihar ettim", "İNTİHAR ettim"),
        ("Bring 🔪 now", "bring :knife:", "Bring 🔪"),
    ],
)
def test_the_span_is_that_of_the_original_text(text, pattern, marked):
    spans = look(text, pattern).concerns[0].spans
    assert [text[span.start : span.end] for span in spans] == [marked]
