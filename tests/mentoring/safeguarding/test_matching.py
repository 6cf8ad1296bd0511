"""The bit-by-bit matcher against one that simply tries everything."""

from hypothesis import given
from hypothesis import strategies as st

from mentoring.safeguarding.matching import (
    AnyOf,
    AnyWords,
    Close,
    InTurn,
    Match,
    Nothing,
    OneWord,
    Possibly,
    Reading,
    Step,
    matches,
)
from mentoring.safeguarding.needed_words import NeededWords

NEEDED = NeededWords({})  # by identity of steps, so one for all is as good as new ones


def any_of(steps: list[Step]) -> AnyOf:
    rarest = [NEEDED.rarest(step) for step in steps]
    return AnyOf.of(steps, [None if needed is None else needed.atoms for needed in rarest])


WORDS = st.lists(st.integers(0, 3), max_size=9)
LEAVES = st.one_of(
    st.frozensets(st.integers(0, 3), min_size=1, max_size=2).map(OneWord),
    st.integers(1, 3).map(AnyWords),
    st.booleans().map(lambda at_start: Nothing(at_start=at_start)),
)
STEPS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(InTurn),
        st.lists(inner, min_size=1, max_size=3).map(any_of),
        inner.map(Possibly),
        st.builds(
            lambda a, b, n, ordered: Close(a, b, n, ordered=ordered), inner, inner, st.integers(0, 3), st.booleans()
        ),
    ),
    max_leaves=8,
)


def ends(step: Step, start: int, words: list[int]) -> set[int]:
    """Return where matches of `step` end that start at `start`, by trying everything."""
    match step:
        case OneWord():
            return {start + 1} if start < len(words) and words[start] in step.atoms else set()
        case AnyWords():
            return {end for end in range(start, start + step.up_to + 1) if end <= len(words)}
        case Nothing():
            return {start} if start == (0 if step.forward(1, reading(words)) else len(words)) else set()
        case InTurn():
            places = {start}
            for each in step.steps:
                places = {end for place in places for end in ends(each, place, words)}
            return places
        case AnyOf():
            return {end for each in step.steps for end in ends(each, start, words)}
        case Possibly():
            return {start} | ends(step.step, start, words)
        case Close():
            found = close(step.left, step.right, start, words, step.within)
            return found if step.ordered else found | close(step.right, step.left, start, words, step.within)
    raise AssertionError(step)


def close(first: Step, second: Step, start: int, words: list[int], within: int) -> set[int]:
    return {
        end
        for middle in ends(first, start, words)
        for gap in range(within + 1)
        if middle + gap <= len(words)
        for end in ends(second, middle + gap, words)
    }


def lies_around(one: Match, other: Match) -> bool:
    return one != other and one.start <= other.start and other.end <= one.end


def reading(words: list[int]) -> Reading:
    masks = {atom: sum(1 << index for index, word in enumerate(words) if word == atom) for atom in set(words)}
    return Reading(len(words), masks)


@given(STEPS, WORDS)
def test_the_shortest_matches_are_found_and_no_others(step, words):
    # A pattern for the empty message alone would need `Nothing` to tell start and end apart; no row can be one.
    if not words:
        return
    everything = [
        Match(start, end) for start in range(len(words) + 1) for end in ends(step, start, words) if end > start
    ]
    shortest = {one for one in everything if not any(lies_around(one, other) for other in everything)}
    empty = {start for start in range(len(words) + 1) if start in ends(step, start, words)}
    found = set(matches(step, reading(words)))
    # A pattern that can match nothing at all has no use for its longer matches; rows like that are refused.
    assert found == shortest if not empty else found <= set(everything)


@given(STEPS, WORDS)
def test_backwards_finds_the_same_as_forwards(step, words):
    read = reading(words)
    for start in range(len(words) + 1):
        forward = {end for end in range(len(words) + 1) if step.forward(1 << start, read) >> end & 1}
        back = {end for end in range(len(words) + 1) if step.back(1 << end, read) >> start & 1}
        assert forward == back


@given(STEPS, WORDS)
def test_what_a_pattern_must_hold_is_in_every_match(step, words):
    if list(matches(step, reading(words))):
        assert step.is_possible(set(words))
        for needed in NEEDED.of(step):
            assert not needed.atoms.isdisjoint(words)
            assert any(all(not atoms.isdisjoint(words) for atoms in (way.atoms, *way.others)) for way in needed.ways)
