"""Learning from false alarms: drafts that are narrow and spare what must be found, and honest figures."""

import pytest

from mentoring.safeguarding import look_for_concerns
from mentoring.safeguarding.feedback import (
    MOST_DRAFTS,
    REVIEW_FROM,
    Record,
    as_exception,
    as_sentence,
    draft_exceptions,
    sentence_around,
)
from mentoring.safeguarding.overlay import row_from
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, row

CELLS = {
    "id": "en-self_harm-001",
    "category": "self_harm",
    "severity": "high",
    "pattern": "kill myself",
    "positive": "I will kill myself || why not kill myself today",
    "negative": "kill || myself",
}
ROW = row_from("en", CELLS)


def drafts(sentence: str, found: str = "kill myself") -> list[str]:
    start = sentence.lower().index(found)
    return draft_exceptions(ROW, sentence, [(start, start + len(found))])


def test_a_draft_covers_what_was_found_with_a_word_or_two_around_it_the_narrowest_first():
    assert drafts("Ugh, I could kill myself laughing at this!") == [
        "kill myself laughing",
        "could kill myself",
        "could kill myself laughing",
        "kill myself laughing at",
        "i could kill myself",
    ]
    assert len(drafts("one two three kill myself four five six")) == MOST_DRAFTS


def test_a_draft_spares_every_sentence_that_the_row_must_find():
    offered = drafts("Oh I will kill myself laughing")
    assert "will kill myself" not in offered
    assert "i will kill myself" not in offered
    assert "kill myself laughing" in offered


@pytest.mark.parametrize("sentence", ["kill myself", "«Kill myself!»", "… kill myself …"])
def test_where_what_was_found_is_all_there_is_nothing_is_drafted(sentence: str):
    assert drafts(sentence) == []


@pytest.mark.parametrize("sentence", ["I could kill myself laughing", "they kill myself *off* in {every} @game"])
def test_every_draft_is_an_exception_that_the_engine_reads_and_that_covers_the_match(sentence: str):
    for phrase in drafts(sentence):
        excepted = lexicon_of(row("kill myself", **{"except": phrase}))
        assert not look_for_concerns(excepted, sentence).concerns, phrase
        assert look_for_concerns(excepted, "I want to kill myself").concerns, phrase


def test_what_somebody_writes_as_words_is_only_words():
    assert as_exception("  Kill *myself*  @phone, {LAUGHING}|| don't ") == "kill myself phone laughing don't"
    assert as_exception("?!") == ""
    assert as_sentence("one || two\nthree") == "one two three"


def test_the_sentence_around_a_hit_is_no_more_than_is_needed():
    text = "Hi Ben. I could kill myself laughing! See you at five."
    start = text.index("kill")
    sentence, spans = sentence_around(text, [(start, start + 11)])
    assert sentence == "I could kill myself laughing"
    assert [sentence[at:to] for at, to in spans] == ["kill myself"]

    long = "so " * 200 + "kill myself" + " now" * 200
    sentence, ((at, to),) = sentence_around(long, [(600, 611)])
    assert len(sentence) <= 312
    assert sentence[at:to] == "kill myself"
    assert sentence_around("", []) == ("", [])
    assert sentence_around("No hit. At all.", []) == ("No hit", [])


def test_precision_counts_lower_ones_as_real_and_says_how_sure_it_is():
    assert Record().precision is None
    assert Record().interval == (0.0, 1.0)
    few, many = Record(1, 1, 2), Record(50, 50, 100)
    assert few.precision == many.precision == 0.5
    assert few.interval[0] < many.interval[0] < 0.5 < many.interval[1] < few.interval[1]
    assert Record(0, 0, 10).interval == pytest.approx((0.0, 0.2775), abs=0.001)  # a table of Wilson intervals
    assert Record(10, 0, 0).interval == pytest.approx((0.7225, 1.0), abs=0.001)


@pytest.mark.parametrize(
    ("record", "needs"),
    [
        (Record(3, 0, REVIEW_FROM - 3), True),
        (Record(0, 3, REVIEW_FROM - 3), True),
        (Record(4, 0, REVIEW_FROM - 4), False),
        (Record(0, 0, REVIEW_FROM - 1), False),
    ],
)
def test_a_row_is_reviewed_from_twenty_hits_with_fewer_than_one_in_five_real(record: Record, needs: bool):
    assert record.needs_review is needs
