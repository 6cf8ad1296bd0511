"""What the pattern language matches, and what it refuses."""

import pytest

from mentoring.safeguarding import LexiconError, look_for_concerns
from mentoring.safeguarding.patterns import MAX_LENGTH, PatternError, parse
from tests.mentoring.safeguarding.small_lexicon import lexicon_of, look, row, seen


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("want to die", "I want to die."),
        ("don't tell", "dont tell"),
        ("dont tell", "Don’t tell anyone"),
        ("suicid*", "suicidal"),
        ("kes*2", "kesti"),
        ("{kill,hurt,cut} myself", "i hurt myself"),
        ("{want to,wanna} die", "wanna die"),
        ("{want to,wanna} die", "want to die"),
        ("{[really] want to,wanna} die", "really want to die"),
        ("i [really] want to die", "i want to die"),
        ("i [really] want to die", "i really want to die"),
        ("kill * myself", "kill all of poor myself"),
        ("kill * myself", "kill myself"),
        ("give me ..3 {number,insta}", "give me your new phone number"),
        ("number ~2 give me", "give me your number"),
        ("number ~2 give me", "your number, give me"),
        ("^ die", "die you"),
        ("die $", "you die!"),
        (":pill: now", "💊 now"),
        (":pill:", "took them 💊💊"),
        ("@now ..5 gone", "tonight I will be gone"),
        ("self-harm*", "she self-harms"),
        ("self-harm*", "self harming"),
        ("24/7 hate", "hate you 24 7 24/7 hate"),
    ],
)
def test_a_pattern_matches(pattern, text):
    assert seen(text, pattern)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("want to die", "I want to diet"),
        ("want to die", "want it to die"),
        ("suicid*", "suicidalistic"),
        ("kes*2", "kestane"),
        ("kill * myself", "kill one two three four myself"),
        ("give me ..1 number", "give me the new phone number"),
        ("give me ..3 number", "number give me"),
        ("^ die", "you die"),
        ("die $", "die you"),
        (":pill: now", "pill now"),
        ("ass", "classic bass assignment"),
    ],
)
def test_a_pattern_does_not_match(pattern, text):
    assert not seen(text, pattern)


def test_a_stem_with_a_suffix_set_takes_exactly_one_of_its_endings():
    lexicon = lexicon_of(row("döv+V"), language="tr", contexts="set,phrases\n", suffixes="set,endings\nV,- ücem üyor\n")
    looked = {text: bool(look_all(lexicon, text)) for text in ("döv", "dövücem", "dovuyor", "dövme", "dövücemdi")}
    assert looked == {"döv": True, "dövücem": True, "dovuyor": True, "dövme": False, "dövücemdi": False}


def look_all(lexicon, text):
    return look_for_concerns(lexicon, text).concerns


def test_the_shortest_match_is_the_one_that_is_pointed_at():
    assert seen("kill the boss and then kill myself", "kill ..9 myself") == ["kill myself"]


def test_every_match_is_pointed_at_once():
    assert seen("die die, then die", "die") == ["die", "die", "die"]


def test_an_exception_cancels_only_a_match_inside_its_own_span():
    exception = {"except": "die laughing"}
    assert not seen("i die laughing", "die", **exception)
    assert seen("i die laughing and then die", "die", **exception) == ["die"]
    assert seen("laughing i want to die laughing", "want to die", **exception)


def test_an_exception_does_not_swallow_a_neighbour():
    assert seen("die laughing die", "die", **{"except": "die * laughing"}) == ["die"]


def test_what_stands_near_a_match_makes_it_harmless_on_either_side_and_in_its_gap():
    unless = {"unless": "{film,novel} ~2"}
    assert not seen("in the film they die", "die", **unless)
    assert not seen("they die, what a novel", "die", **unless)
    assert not seen("they kill in a novel themselves", "kill ..5 themselves", **unless)
    assert seen("in the film and in fact they die", "die", **unless)
    assert seen("they die and that is no film", "die", unless="film ~2")


def test_what_makes_a_match_harmless_may_have_to_stand_before_or_after_it():
    before, after = {"unless": "never ..1 _"}, {"unless": "_ ..1 laughing"}
    assert not seen("i never will die", "die", **before)
    assert seen("die never", "die", **before)
    assert seen("i never say so but i want to die", "die", **before)
    assert not seen("i die of laughing", "die", **after)
    assert seen("laughing die", "die", **after)


def test_a_word_of_the_match_itself_does_not_make_it_harmless():
    assert seen("give me that phone", "give me ..2 phone", unless="phone ~3")
    assert not seen("give me that phone, phone shops are shut", "give me ..2 phone", unless="phone ~3")
    assert not seen("give me my phone", "give me ..2 phone", unless="my phone ~3")


def test_one_match_may_be_harmless_and_the_next_not():
    assert seen("a film. they die. and much later i die", "die", unless="film ~2") == ["die"]


@pytest.mark.parametrize("unless", ["film", "film ~", "film ..3", "..3 film", "_ ..3", "~6", "_ film", "film ~21"])
def test_how_near_is_near_must_be_said(unless):
    with pytest.raises(LexiconError, match=r"within 6 words of the match|at most 20"):
        look("a", "die", unless=unless)


def test_a_row_may_need_another_pattern_near_by():
    needs = {"needs": "@self ~2"}
    assert seen("i will stab", "stab", **needs)
    assert not seen("i saw that they will stab", "stab", **needs)


def test_a_row_may_need_another_pattern_anywhere_in_the_message():
    needs = {"needs": "our secret window"}
    assert seen("send a pic. and remember that all of this is our secret", "send a pic", **needs)
    assert not seen("send a pic", "send a pic", **needs)


def test_exact_case_heeds_capitals():
    assert look("they joined IS", "joined IS", flags="exact-case").concerns
    assert not look("what they joined is nice", "joined IS", flags="exact-case").concerns


def test_this_language_only_is_left_out_when_the_message_is_said_to_be_in_another():
    flags = {"flags": "this-language-only"}
    assert look("so die", "die", hint="en", **flags).concerns
    assert look("so die", "die", hint=None, **flags).concerns
    assert not look("so die", "die", hint="de", **flags).concerns
    assert look("so die", "die", hint="de").concerns


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", "empty"),
        ("{kill,hurt", "not closed"),
        ("kill}", "closes nothing"),
        ("kill{s,ing}", "whole words"),
        ("{kill,}", "empty"),
        ("[a,b] kill", "write `[{a,b}]`"),
        ("[] kill", "holds nothing"),
        ("kill ~ myself", "write `~5`"),
        ("kill ~99 myself", "at most 20"),
        ("~3 myself", "both sides"),
        ("{kill ..2 hurt,cut} me", "cannot stand inside"),
        ("k*ll", "a star stands at the end"),
        ("*kill", "no letters before|a star stands at the end"),
        ("a* b", "at least two letters"),
        ("🔪", "by its name"),
        ("a ~1 b ~1 c ~1 d ~1 e ~1 f", "split the row"),
        ("{a,{b,{c,{d,{e,{f,{g,{h,i}}}}}}}} kill", "nested deeper"),
        ("kill " * 500, "more than 400 parts"),
        ("x" * (MAX_LENGTH + 1), "at most"),
        ("@Now", "not the name"),
    ],
)
def test_a_pattern_that_cannot_be_read_is_refused_with_a_reason(pattern, sentence):
    with pytest.raises(PatternError, match=sentence.replace("[", r"\[").replace("{", r"\{")):
        parse(pattern)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("gay", "who somebody is"),
        ("{kill,gay}", "who somebody is"),
        ("[very] muslim", "who somebody is"),
        ("muslim*", "who somebody is"),
        ("xx", "too short"),
        ("[a] [b]", "may be missing"),
        ("*", "may be missing"),
        ("@nothing here", "neither a detector nor a context set"),
        (":unicorn:", "not in locales/shared/emoji.csv"),
        ("kes+V", "not a suffix set"),
    ],
)
def test_a_row_that_may_not_stand_is_refused_with_its_place(pattern, sentence):
    with pytest.raises(LexiconError) as refused:
        lexicon_of(row("kill"), row(pattern))
    assert [complaint.line for complaint in refused.value.complaints] == [3]
    assert sentence in str(refused.value)


def test_identity_words_may_stand_in_longer_patterns():
    assert seen("gas all muslim people", "gas * muslim people")
