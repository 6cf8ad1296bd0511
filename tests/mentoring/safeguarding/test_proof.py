"""Counting what a lexicon is worth."""

import pytest

from mentoring.safeguarding import LexiconError
from mentoring.safeguarding.proof import Tally, broken_promises, measure, read_samples
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, row

HEAD = "id,lang,text,categories,severity,kind\n"


def test_sentences_are_counted_by_language_category_and_kind():
    samples = read_samples(
        HEAD
        + "1,en,kill myself tonight,self_harm,critical,plain\n"
        + "2,en,k1ll myself,self_harm,high,evasive_leet\n"
        + "3,en,unseen,self_harm abuse,high,plain\n"
        + "4,en,a bit sad,self_harm,low,plain\n"
        + "5,en,kill myself laughing,,none,idiom\n"
        + "6,en,hello,,none,everyday\n",
        "set.csv",
    )
    report = measure(lexicon_of(row("kill myself")), samples)
    assert report.groups["all"] == Tally(
        grave=3,
        grave_found=2,
        grave_paged=2,
        critical=1,
        critical_found=1,
        critical_paged=1,
        lesser=1,
        right_category=2,
        harmless=2,
        harmless_flagged=1,
        harmless_paged=1,
    )
    assert report.groups["evasive"].grave_found == 1
    assert report.groups["category abuse"].grave == 1
    assert [sample.id for sample in report.missed] == ["3"]
    assert [sample.id for sample, _ in report.flagged] == ["5"]


def test_mistakes_in_a_set_are_named():
    with pytest.raises(LexiconError) as refused:
        read_samples(HEAD + "1,en,x,sadness,high,plain\n2,en,x,,huge,plain\n", "set.csv")
    assert [complaint.line for complaint in refused.value.complaints] == [2, 3]


def test_a_row_that_does_not_do_what_it_says_is_found():
    lexicon = lexicon_of(row("kill", positive="kill || no", negative="kill it || no"))
    broken = [(each.sentence, each.should_match) for each in broken_promises(lexicon, lexicon.rows)]
    assert broken == [("no", True), ("kill it", False)]
