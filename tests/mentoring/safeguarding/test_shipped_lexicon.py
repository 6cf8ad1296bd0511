"""The lexicon as it is shipped: it can be read, and every row does what it says."""

import time

import pytest

from bot.shipped_lexicon import LANGUAGES, shipped_lexicon
from mentoring.safeguarding import look_for_concerns
from mentoring.safeguarding.findings import Category
from mentoring.safeguarding.lexicon import missing_contexts
from mentoring.safeguarding.proof import broken_promises


@pytest.fixture(scope="module")
def lexicon():
    return shipped_lexicon()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_does_what_it_says(lexicon, language):
    rows = [row for row in lexicon.rows if row.language == language]
    assert [str(broken) for broken in broken_promises(lexicon, rows)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_rows_of_every_category(lexicon, language):
    assert {row.category for row in lexicon.rows if row.language == language} == set(Category)


def test_every_language_has_the_context_sets_that_severity_asks_for(lexicon):
    assert missing_contexts(lexicon) == []


@pytest.mark.parametrize("text", ["", " ", "\ud800", "a" * 10_000, "🔪" * 5_000, "k.i.l.l " * 600, "\u0301" * 5_000])
def test_any_text_is_answered(lexicon, text):
    look_for_concerns(lexicon, text)


@pytest.mark.parametrize(
    "piece", ["1 ", "k ", "i want to die ", "me voy a matar ", "k1ll ", "искам да умра ", "ölmek istiyorum ", "🔪💊 "]
)
def test_no_flood_stalls_it(lexicon, piece):
    text = piece * (4_096 // len(piece))
    look_for_concerns(lexicon, text)  # what is compiled at the first meeting is not to be counted
    started = time.thread_time()
    look_for_concerns(lexicon, text)
    assert time.thread_time() - started < 0.5  # some milliseconds, ten times that on a busy machine
