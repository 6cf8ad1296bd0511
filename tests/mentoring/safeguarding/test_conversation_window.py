"""What only shows when a person's last messages are read together."""

from datetime import timedelta

from mentoring.safeguarding import Earlier, Finding, Span, View, look_for_concerns
from mentoring.safeguarding.scanning import WINDOW_AGE, WINDOW_MESSAGES
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, row


def after(text: str, *earlier: str, ages: timedelta = timedelta(minutes=1), **cells: str) -> Finding:
    lexicon = lexicon_of(row(**({"pattern": "want to die"} | cells)))
    return look_for_concerns(lexicon, text, earlier=[Earlier(each, ages) for each in earlier])


def test_a_phrase_cut_into_messages_is_seen_when_its_last_part_arrives():
    assert not after("want").concerns
    finding = after("die", "i want", "to")
    assert [hit.views for hit in finding.hits] == [View.WINDOW]
    assert finding.concerns[0].spans == (Span(0, 2, 1), Span(0, 3, 0), Span(2, 6, 2))


def test_what_was_seen_before_is_not_told_again():
    assert not after("hello", "i want to die").concerns


def test_what_stands_in_the_newest_message_alone_needs_no_window():
    finding = after("i want to die", "hello")
    assert [hit.views for hit in finding.hits] == [View.PLAIN]
    assert finding.concerns[0].spans == (Span(2, 13, 0),)


def test_letters_sent_one_by_one_are_seen():
    assert after("e", "i want to", "d", "i").concerns


def test_old_messages_count_only_among_the_last_few():
    old = WINDOW_AGE + timedelta(seconds=1)
    between = ["hm"] * (WINDOW_MESSAGES - 2)
    pattern = {"pattern": "want ..9 to die"}
    assert after("to die", "want", *between, ages=old, **pattern).concerns
    assert not after("to die", "want", "hm", *between, ages=old, **pattern).concerns
    assert after("to die", "want", "hm", *between, ages=WINDOW_AGE, **pattern).concerns


def test_a_need_may_be_met_by_an_earlier_message():
    needs = {"needs": "our secret window"}
    assert not after("want to die", **needs).concerns
    assert after("want to die", "it is our secret", **needs).concerns


def test_what_was_written_just_before_raises_the_newest():
    assert after("want to die").severity.word == "high"
    assert after("want to die", "tonight").severity.word == "critical"


def test_the_start_of_each_message_is_a_start():
    assert after("die", "hello", pattern="^ die $").concerns
    assert not after("die you", "hello", pattern="^ die $").concerns
