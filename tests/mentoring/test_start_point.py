"""A start point: words tapped and own words, topic by topic, and what others may be shown of it."""

from locales import languages
from locales.decks import shipped_deck
from mentoring.cards import Deck, read_deck
from mentoring.start_point import LONGEST_LINE, Map, Photo, Spot


def the_deck() -> Deck:
    deck = read_deck(shipped_deck("start_point"), languages())
    assert isinstance(deck, Deck)
    return deck


def test_the_seven_topics_are_there_in_order():
    keys = [card.key for card in the_deck().cards]

    assert keys == ["people", "school", "work", "home", "free_time", "strengths", "worries"]


def test_a_word_tapped_twice_is_off_again_and_leaves_nothing_behind():
    tapped = Map().tapped("people", "family")

    assert tapped.spot("people") == Spot(("family",))
    assert tapped.tapped("people", "family") == Map()


def test_own_words_are_one_line_and_not_too_long():
    kept = Map().with_line("people", "my  \n grandma " + "x" * 500)

    assert kept.spot("people").line.startswith("my grandma xxx")
    assert len(kept.spot("people").line) == LONGEST_LINE
    assert kept.with_line("people", "").is_empty


def test_what_gave_reason_for_concern_is_shown_to_nobody():
    kept = Map(photo=Photo(1, 2, 3, "x", is_withheld=True))
    kept = kept.tapped("people", "family").with_line("people", "dark", is_withheld=True)
    kept = kept.with_line("home", "dark", is_withheld=True)

    assert kept.for_others() == Map().tapped("people", "family")


def test_it_goes_on_at_the_first_topic_on_which_nothing_stands():
    deck, kept = the_deck(), Map()
    assert kept.first_empty(deck) == 0
    for number, card in enumerate(deck.cards):
        assert kept.first_empty(deck) == number
        kept = kept.tapped(card.key, card.words[0].key)
    assert kept.first_empty(deck) is None
