"""How context raises and lowers what a row found."""

import pytest

from mentoring.people import Role
from mentoring.safeguarding import Severity, look_for_concerns, raised_for_repetition
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, row

LEXICON = lexicon_of(
    row("kill myself", id="en-h-001"),
    row("sad", id="en-s-001", severity="medium"),
    row("beat him", id="en-v-001", category="violence"),
    row("loser", id="en-b-001", category="bullying", severity="medium"),
    row("smoke weed", id="en-d-001", category="substances", severity="medium"),
    row("send pics", id="en-x-001", category="sexual"),
    row("whats your number", id="en-c-001", category="contact_details", severity="low"),
    row("stab him", id="en-w-001", category="violence", severity="low"),
)


def severity(text: str, written_by: Role | None = None) -> Severity:
    return look_for_concerns(LEXICON, text, written_by=written_by).severity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i will kill myself", Severity.HIGH),
        ("i will kill myself tonight", Severity.CRITICAL),
        ("i have pills and will kill myself", Severity.CRITICAL),
        ("i wrote the letter. i kill myself", Severity.CRITICAL),
        ("kill myself. already did it", Severity.CRITICAL),
        ("she will kill myself she says", Severity.HIGH),
        ("i never kill myself", Severity.HIGH),
        ("in my essay i kill myself", Severity.HIGH),
        ("kill myself in this essay", Severity.HIGH),
        ("sad tonight", Severity.MEDIUM),
        ("i am sad in the exam", Severity.MEDIUM),
        ("they beat him", Severity.HIGH),
        ("they beat him tonight", Severity.CRITICAL),
        ("we beat him in the match", Severity.MEDIUM),
        ("beat him with a pan and a knife", Severity.MEDIUM),
        ("nobody will beat him", Severity.MEDIUM),
        ("nobody will beat him in the match", Severity.MEDIUM),
        ("nobody. and then one two three four five six beat him", Severity.HIGH),
        ("he is a loser", Severity.MEDIUM),
        ("he is not a loser", Severity.LOW),
        ("i smoke weed", Severity.MEDIUM),
        ("i dont smoke weed", Severity.LOW),
        ("the boss will stab him", Severity.NONE),
    ],
)
def test_context_decides(text, expected):
    assert severity(text) is expected


@pytest.mark.parametrize(
    ("written_by", "expected"),
    [(Role.MENTOR, Severity.CRITICAL), (Role.MENTEE, Severity.HIGH), (None, Severity.HIGH)],
)
def test_sexual_words_weigh_more_from_a_mentor(written_by, expected):
    assert severity("send pics", written_by) is expected


def test_contact_details_weigh_more_from_a_mentor():
    assert severity("whats your number", Role.MENTOR) is Severity.MEDIUM


def test_a_row_for_mentors_is_left_out_for_mentees_and_kept_when_nobody_knows():
    lexicon = lexicon_of(row("so mature for your age", category="grooming", direction="mentor"))
    text = "you are so mature for your age"
    assert look_for_concerns(lexicon, text, written_by=Role.MENTOR).concerns
    assert look_for_concerns(lexicon, text).concerns
    assert not look_for_concerns(lexicon, text, written_by=Role.MENTEE).concerns


def test_what_is_hidden_weighs_one_more():
    assert severity("l0ser") is Severity.HIGH
    assert severity("k1ll myself") is Severity.CRITICAL


def test_what_is_also_written_openly_does_not_weigh_more():
    assert severity("loser, l0ser") is Severity.MEDIUM


def test_all_categories_are_told_and_the_gravest_comes_first():
    finding = look_for_concerns(LEXICON, "loser, i will kill myself")
    assert finding.categories == ("self_harm", "bullying")
    assert finding.severity is Severity.HIGH
    assert [concern.rules for concern in finding.concerns] == [("en-h-001",), ("en-b-004",)]


def test_the_third_medium_concern_in_a_week_is_high():
    assert raised_for_repetition(Severity.MEDIUM, mediums_in_seven_days=1) is Severity.MEDIUM
    assert raised_for_repetition(Severity.MEDIUM, mediums_in_seven_days=2) is Severity.HIGH
    assert raised_for_repetition(Severity.LOW, mediums_in_seven_days=9) is Severity.LOW
