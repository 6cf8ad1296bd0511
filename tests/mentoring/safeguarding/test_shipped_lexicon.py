"""The lexicon as it is shipped: it can be read, and every row does what it says."""

import csv
import io
import time

import pytest

import locales
from bot.commands.learning import learnt_from
from bot.commands.safeguarding import DEVELOPMENT_SET
from bot.shipped_lexicon import LANGUAGES, shipped_lexicon
from mentoring.safeguarding import look_for_concerns
from mentoring.safeguarding.findings import Category
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.learning import read_sentences
from mentoring.safeguarding.lexicon import missing_contexts
from mentoring.safeguarding.likeness import Learnt
from mentoring.safeguarding.patterns import words_of
from mentoring.safeguarding.proof import broken_promises, read_samples


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


def test_the_weights_of_words_were_learnt_from_the_sentences_that_are_shipped():
    assert Learnt.from_bytes(locales.likeness()).learnt_from == learnt_from(), "run `interlude lexicon learn`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_that_words_are_learnt_from_can_be_read(language):
    complaints = []
    told = list(read_sentences(language, locales.sentences_csv(language), words_of, complaints))
    assert complaints == []
    assert {each.category for each in told} == {None, *Category}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_that_words_are_learnt_from_is_one_that_the_lexicon_is_measured_by(language):
    file = DEVELOPMENT_SET / f"development.{language}.csv"
    measured_by = {fold(sample.text) for sample in read_samples(file.read_text(encoding="utf-8"), file.name)}
    learnt = csv.DictReader(io.StringIO(locales.sentences_csv(language)))
    assert not measured_by & {fold(row["text"]) for row in learnt}


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
