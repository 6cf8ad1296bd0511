"""A compiled lexicon is kept and opened again as it was, or refused."""

import pytest
from hypothesis import given

from mentoring.safeguarding import compile_lexicon, look_for_concerns
from mentoring.safeguarding.lexicon import open_lexicon, pack_lexicon
from mentoring.safeguarding.matching import matches
from mentoring.safeguarding.packing import NotPacked
from mentoring.safeguarding.sources import LexiconSource
from mentoring.safeguarding.step_book import StepBook, StepNumbers
from tests.mentoring.safeguarding.small_lexicon import ENGLISH_CONTEXTS, SHARED, row, table
from tests.mentoring.safeguarding.test_matching import STEPS, WORDS, reading

SOURCES = {
    "en": LexiconSource(
        table(
            row("want to {die,disappear}", **{"except": "die laughing"}),
            row("kill* ~3 myself", id="en-test-002"),
        ),
        ENGLISH_CONTEXTS,
    )
}
VERSION = "these files"
TEXTS = ("i want to die", "i want to die laughing", "kllling mysef", "w a n t to d1e", "time to go home")


@given(STEPS, WORDS)
def test_a_step_is_the_same_after_having_been_numbers(step, words):
    numbers = StepNumbers()
    number = numbers.of(step)
    again = StepBook(numbers.steps(), numbers.sets())[number]
    assert list(matches(again, reading(words))) == list(matches(step, reading(words)))


def test_an_opened_lexicon_sees_what_the_compiled_one_does():
    opened, compiled = open_lexicon(pack_lexicon(SOURCES, SHARED, VERSION), VERSION), compile_lexicon(SOURCES, SHARED)
    assert [look_for_concerns(opened, text) for text in TEXTS] == [look_for_concerns(compiled, text) for text in TEXTS]
    assert opened.rows == compiled.rows


def test_a_lexicon_of_other_rows_is_refused():
    with pytest.raises(NotPacked):
        open_lexicon(pack_lexicon(SOURCES, SHARED, VERSION), "other files")


@pytest.mark.parametrize("damage", [lambda kept: kept[:-1], lambda kept: kept[:40], lambda kept: b"", bytes.swapcase])
def test_a_damaged_lexicon_is_refused(damage):
    with pytest.raises(NotPacked):
        open_lexicon(damage(pack_lexicon(SOURCES, SHARED, VERSION)), VERSION)
