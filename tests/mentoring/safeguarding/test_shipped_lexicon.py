"""The lexicon as it is shipped: it can be read, and every row does what it says."""

import pytest

from bot.commands.safeguarding import LANGUAGES, shipped_lexicon
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
