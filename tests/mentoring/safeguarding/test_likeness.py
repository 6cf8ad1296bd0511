"""What messages sound like: learnt from sentences, weighed in messages, and called by rows."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.safeguarding import LexiconError, LexiconSource, compile_lexicon, look_for_concerns
from mentoring.safeguarding.findings import Category, Severity
from mentoring.safeguarding.learning import Told, learn, read_sentences, sentences_of
from mentoring.safeguarding.likeness import (
    EDGE,
    FURTHEST,
    NEUTRAL,
    OVERLAP,
    PLACES,
    SECTION,
    Learnt,
    Likeness,
    Talk,
    features_of,
    pairs_of,
)
from mentoring.safeguarding.patterns import words_of
from mentoring.safeguarding.scanning import Earlier
from mentoring.safeguarding.sources import read_rows
from tests.mentoring.safeguarding.small_lexicon import ENGLISH_CONTEXTS, SHARED, row, table

AT_HOME = (
    "my stepdad locks me in the cellar",
    "my stepdad burnt my arm on the stove",
    "my uncle locks the cellar when i am inside",
    "my stepdad kicks me when mum is at work",
    "dad burnt my hand and locks the door",
    "my uncle kicks me down the stairs",
    "stepdad says i sleep in the cellar again",
    "i hide from my uncle when he drinks",
    "my stepdad drinks and then he kicks me",
    "mum says stepdad may lock me in",
)
HARMLESS = (
    "see you at the library at four",
    "we watched the match with my nan",
    "the soup burnt in the cooking lesson",
    "can you help me with the fractions",
    "my nan sleeps when the match is on",
    "we put the bikes in the cellar of the club",
    "mum is at work until four",
    "he kicks the ball over the door again",
    "the library locks up at six",
    "my uncle makes soup for the club",
)
ALIKE, UNLIKE = "my stepdad kicks me and locks the cellar", "the library club makes soup at four"


@cache
def taught() -> Learnt:
    """Return what the sentences above teach."""
    told = [Told(words_of(each), Category.ABUSE) for each in AT_HOME]
    return learn([*told, *(Told(words_of(each), None) for each in HARMLESS)], "a test")


def learnt(
    *,
    certain: float = -99.0,
    harmless: float = -1.0,
    doubtful: float = -0.5,
    faintly: float = 0.0,
    plainly: float = 1.0,
    much: float = 2.0,
) -> Learnt:
    """Return the same with limits of its own: so few sentences can give none."""
    return taught()._replace(harmless=(certain, harmless, doubtful), degrees=(faintly, plainly, much))


def score(text: str, **limits: float) -> float:
    """Return what a message weighs."""
    return Likeness(learnt(**limits)).weigh(words_of(text)).score


def look(text: str, *rows: dict[str, str], hint: str | None = None, earlier: str = "", **limits: float):
    """Return what English rows see in a message, when words weigh what the sentences above teach."""
    shared = replace(SHARED, likeness=learnt(**limits).to_bytes())
    lexicon = compile_lexicon({"en": LexiconSource(table(*rows), ENGLISH_CONTEXTS)}, shared)
    before = [Earlier(earlier, timedelta(minutes=1))] if earlier else []
    return look_for_concerns(lexicon, text, language=hint, earlier=before)


# --- weighing -----------------------------------------------------------------------------------------------------


def test_what_is_said_with_the_words_of_danger_weighs_more_than_what_is_said_with_others():
    assert score(ALIKE) > 1 > -1 > score(UNLIKE)


def test_the_same_sentences_give_the_same_weights():
    assert taught().to_bytes() == taught.__wrapped__().to_bytes()


def test_weights_are_kept_as_bytes_and_are_refused_when_some_are_missing():
    kept = learnt().to_bytes()
    assert Learnt.from_bytes(kept).to_bytes() == kept
    with pytest.raises(ValueError, match="no weights of words"):
        Learnt.from_bytes(kept[:-1])


def test_other_forms_of_a_word_weigh_too():
    assert score("stepdads locked cellars") > score("librarians fixed printers")


def test_a_danger_is_not_lost_within_a_long_story():
    story = " ".join(["we watched the match with my nan at the club"] * 20)
    assert score(f"{story} {ALIKE} {story}") > -0.5 > -1.5 > score(f"{story} {story}")


def test_who_somebody_is_weighs_nothing():
    told = [Told(words_of(f"a muslim boy {each}"), Category.ABUSE) for each in AT_HOME]
    told += [Told(words_of(each), None) for each in HARMLESS]
    likeness = Likeness(learn(told, "a test", neutral={"muslim", "gay"}), {"muslim", "gay"})
    assert likeness.weigh(["muslim"]) == likeness.weigh(["gay"])
    assert likeness.weigh(words_of("the gay boy")) == likeness.weigh(words_of("the muslim boy"))


@settings(deadline=None)  # the first of them waits until the sentences are learnt
@given(st.lists(st.text(min_size=1, max_size=12), max_size=SECTION + OVERLAP))
def test_any_words_weigh_what_their_features_do(words):
    known = learnt()
    parts = [part % PLACES for word in words for part in features_of(word).parts]
    features = [*parts, *pairs_of([features_of(word) for word in words])]
    weight = known.start + known.scale * sum(known.weights[each] for each in features) / len(features) ** 0.5
    assert Likeness(known).weigh(words).score == pytest.approx(weight)


def test_half_of_a_surrogate_pair_is_weighed_like_any_word():
    assert score("\ud800 my stepdad") == pytest.approx(score("\udfff my stepdad"), abs=1)


def test_the_words_that_weigh_most_are_pointed_at():
    words = words_of(f"we watched the match at four {ALIKE} can you help me with the fractions")
    start, end = Likeness(learnt()).heaviest(words)
    assert {"stepdad", "kicks", "cellar"} <= set(words[start:end])
    assert not {"match", "fractions"} & set(words[start:end])


# --- rows ---------------------------------------------------------------------------------------------------------

LIKE = row("@sounds_like_abuse", category="abuse", severity="medium")
MUCH_LIKE = row("@sounds_much_like_abuse", category="abuse", severity="high", id="en-test-002")


def test_a_row_finds_what_sounds_like_its_category():
    finding = look(ALIKE, LIKE, MUCH_LIKE, much=99.0)
    assert [(hit.rule, hit.severity) for hit in finding.hits] == [("en-test-001", Severity.MEDIUM)]
    assert not look(UNLIKE, LIKE).concerns
    assert not look(ALIKE, row("@sounds_like_eating", category="eating")).concerns


def test_what_sounds_much_like_it_is_found_by_both_rows_and_the_graver_counts():
    finding = look(ALIKE, LIKE, MUCH_LIKE)
    assert {hit.rule for hit in finding.hits} == {"en-test-001", "en-test-002"}
    assert finding.severity is Severity.HIGH


def test_what_sounds_like_it_only_faintly_is_found_by_a_row_that_asks_for_no_more():
    faintly = row("@sounds_faintly_like_abuse", category="abuse", severity="medium")
    assert look(ALIKE, faintly, plainly=99.0, much=99.0).concerns
    assert not look(ALIKE, LIKE, MUCH_LIKE, plainly=99.0, much=99.0).concerns
    tonight = faintly | {"needs": "{@now,@plan} window"}
    assert look(f"tonight {ALIKE}", tonight, plainly=99.0, much=99.0).concerns
    assert not look(ALIKE, tonight, plainly=99.0, much=99.0).concerns


def test_only_the_newest_message_is_weighed():
    assert not look(UNLIKE, LIKE, earlier=ALIKE).concerns
    assert look(ALIKE, LIKE, earlier=UNLIKE).concerns


@pytest.mark.parametrize("text", ["", "...", "\ud800", "🙂"])
def test_a_message_without_words_sounds_like_nothing(text):
    assert not look(text, LIKE, faintly=-99.0, plainly=-99.0).concerns


def test_an_exception_spares_what_sounds_like_danger():
    spared = LIKE | {"except": "my stepdad kicks me and locks the cellar"}
    assert not look(ALIKE, spared).concerns


def test_a_row_of_a_language_of_which_nothing_was_learnt_is_refused():
    german = row("@sounds_like_abuse", category="abuse", id="de-abuse-001")
    with pytest.raises(LexiconError, match="no sentences in `de`"):
        compile_lexicon({"de": LexiconSource(table(german), ENGLISH_CONTEXTS)}, SHARED)


def test_without_anything_learnt_nothing_sounds_like_danger():
    lexicon = compile_lexicon({"en": LexiconSource(table(LIKE), ENGLISH_CONTEXTS)}, SHARED)
    assert not look_for_concerns(lexicon, ALIKE).concerns


# --- harmless talk ------------------------------------------------------------------------------------------------

SOUP = row("makes soup")


def test_in_plainly_harmless_talk_what_a_row_found_counts_for_nothing():
    assert look("my uncle makes soup and locks me in the cellar", SOUP).concerns
    assert not look(UNLIKE, SOUP).concerns


def test_in_talk_that_is_rather_harmless_it_counts_one_less():
    assert look(UNLIKE, SOUP, harmless=-99.0).severity is Severity.MEDIUM
    assert look(UNLIKE, SOUP, harmless=-99.0, doubtful=-99.0).severity is Severity.HIGH


CERTAIN = {"certain": -1.0}
"""A limit below which talk is certainly harmless, as UNLIKE is."""
ANYTHING_IS_HARMLESS = {"certain": 99.0, "harmless": 99.0, "doubtful": 99.0}


def test_a_row_so_marked_counts_in_plainly_harmless_talk_but_not_in_what_is_certainly_so():
    always = SOUP | {"flags": "always"}
    assert look(UNLIKE, always).severity is Severity.HIGH
    assert not look(UNLIKE, always, **CERTAIN).concerns


CHATTER = "see you at the library at four we watched the match with my nan"
KICKS = row("stepdad kicks me")


@pytest.mark.parametrize("end", [". ", "! ", "?\n", "\n", "… "])
def test_a_sentence_of_danger_is_not_drowned_by_a_harmless_one_before_it(end):
    harmless, danger = "see you at the library at four", "stepdad kicks me"
    below = score(f"{harmless} {danger}") + 0.01
    assert look(f"{harmless}{end}{danger}", KICKS, harmless=below, doubtful=below).concerns
    assert not look(f"{harmless} {danger}", KICKS, harmless=below, doubtful=below).concerns


def test_a_few_words_of_danger_are_not_drowned_by_a_long_sentence():
    told = f"{CHATTER} and {CHATTER} stepdad kicks me"
    below = score(told) + 0.01
    assert look(told, KICKS, harmless=below, doubtful=below).concerns


@settings(deadline=None)
@given(st.lists(st.sampled_from(words_of(" ".join((*AT_HOME, *HARMLESS)))), min_size=25, max_size=60))
def test_the_section_that_is_pointed_at_weighs_what_is_said(words):
    known, weighed = learnt(), Likeness(learnt()).weigh(words)
    edged = [EDGE, *map(features_of, words), EDGE]
    first, last = weighed.words
    start, end = first + (first > 0), last + 1 + (last == len(words))
    features = [part % PLACES for each in edged[start:end] for part in each.parts]
    for place in range(start, end):  # a pair is borne by its first word
        for apart, then in enumerate(edged[place + 1 : place + 1 + FURTHEST]):
            features.append((edged[place].before[apart] ^ then.stem) % PLACES)
    weight = known.start + known.scale * sum(known.weights[each] for each in features) / len(features) ** 0.5
    assert weighed.score == pytest.approx(weight)


def test_a_critical_row_is_heard_in_any_talk_but_pages_nobody_in_what_is_certainly_harmless():
    critical = SOUP | {"severity": "critical"}
    assert look(UNLIKE, critical).severity is Severity.CRITICAL
    assert look(UNLIKE, critical, **CERTAIN).severity is Severity.MEDIUM


@pytest.mark.parametrize("severity", [Severity.CRITICAL, Severity.LOW])
def test_an_installations_own_rows_count_as_much_in_any_talk(severity):
    own = SOUP | {"id": "en-bullying-own-001", "category": "bullying", "severity": severity.word}
    assert look(UNLIKE, own, **CERTAIN).severity is severity


def test_one_wrong_letter_does_not_make_certainly_harmless_talk_another_message():
    misspelled = UNLIKE.replace("library", "libary")
    found = row("{library,soup} club", flags="core")
    assert look(misspelled, found, harmless=-99.0, doubtful=-99.0).concerns
    assert look(misspelled, found).concerns
    assert not look(misspelled, found, **CERTAIN).concerns


def test_what_was_written_before_does_not_make_a_message_well_spelled():
    found = row("library makes soup", flags="core")
    before = "see you then at four ok see you then"
    assert look("the libary mkaes soup", found, earlier=before, **ANYTHING_IS_HARMLESS).concerns


def test_a_wrong_letter_in_the_message_before_hides_no_danger_that_goes_over_both():
    found = row("library ..3 soup", flags="core")
    assert look("soup at the club until four", found, earlier="at the libary", **ANYTHING_IS_HARMLESS).concerns


def test_words_that_nobody_has_taught_are_not_certainly_harmless():
    assert Likeness(taught()).weigh(["zxqv"]).talk < Talk.CERTAINLY_HARMLESS


def test_when_half_of_the_words_may_be_other_ones_what_they_sound_like_says_nothing():
    found = row("library makes soup", flags="core")
    assert look("the libary mkaes soup", found, **ANYTHING_IS_HARMLESS).concerns
    assert not look("the club libary makes soup", found, **ANYTHING_IS_HARMLESS).concerns


def test_a_disguise_is_no_harmless_talk():
    assert look(UNLIKE.replace("soup", "s0up"), SOUP, **CERTAIN).concerns


def test_contact_details_are_none_either():
    assert look(f"{UNLIKE} 07700 900123", row("@phone"), **CERTAIN).concerns


def test_a_danger_told_in_two_messages_is_not_judged_by_the_second():
    assert look(f"soup {UNLIKE}", SOUP, earlier="the club makes", **CERTAIN).concerns


# --- sentences ----------------------------------------------------------------------------------------------------


def test_sentences_of_people_are_read_by_what_they_tell():
    complaints = []
    text = "severity,category,text\nhigh,abuse,He hits me\nmedium,eating,i skip lunch\nnone,,Soup's on\n"
    told = list(read_sentences("en", text, words_of, complaints))
    assert told == [Told(["he", "hits", "me"], Category.ABUSE), Told(["soups", "on"], None)]
    assert complaints == []


def test_bulgarian_sentences_are_learnt_in_latin_letters_too():
    told = list(read_sentences("bg", "severity,category,text\nnone,,чакам те\n", words_of, []))
    assert [each.words for each in told] in ([["чакам", "те"], ["chakam", "te"]], [["чакам", "те"], ["4akam", "te"]])


def test_a_sentence_that_cannot_be_read_is_named_with_its_line():
    complaints = []
    assert not list(
        read_sentences("en", "severity,category,text\nhigh,abuze,x\ngrave,abuse,y\n", str.split, complaints)
    )
    assert [(each.file, each.line) for each in complaints] == [
        ("locales/en/sentences.csv", 2),
        ("locales/en/sentences.csv", 3),
    ]


def test_the_sentences_of_rows_that_page_nobody_and_those_that_rows_spare_count_less():
    high, medium = read_rows("en", table(row("one"), row("one", severity="medium")), [])
    assert list(sentences_of(high, words_of)) == [
        Told(["one"], Category.SELF_HARM, 1.0, by_row=True),
        Told(["two"], Category.SELF_HARM, 1.0, by_row=True),
        Told(["three"], None, 0.5, by_row=True),
        Told(["four"], None, 0.5, by_row=True),
    ]
    assert next(sentences_of(medium, words_of)).counts == 0.5


def test_the_neutral_word_is_one_that_nobody_writes():
    assert words_of(NEUTRAL) == []
