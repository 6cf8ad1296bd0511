"""Putting disguised words right: letters with spaces between, signs inside words, words run together or torn apart.

Only what looks disguised is touched, and only when the result is a word that some rule asks for. Neighbouring words are
never simply joined: "pen island" stays two words.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mentoring.safeguarding.findings import View
from mentoring.safeguarding.lookalikes import in_the_other_alphabet, mixes_alphabets
from mentoring.safeguarding.message import Message, Place
from mentoring.safeguarding.reader import EDGES, Trait, WordPart, WordReader

_SPACED = re.compile(r"(?<![^\W_])[^\W_](?![^\W_])(?:[\W_]{1,3}[^\W_](?![^\W_])){2,}")
_LETTER = re.compile(r"[^\W_]")
_SIGNS_INSIDE = re.compile(r"[^\W\d_](?:[^\w\s]|_)+[^\W_]|[^\W_](?:[^\w\s]|_)+[^\W\d_]|(?<!\S)[$€@][^\W_]")
_HARMLESS_SIGNS = "-/,:;&"
"""One of these inside a word is ordinary writing (wi-fi, and/or); others hide something."""
_MASKS = "*#_•×✱"
LONGEST_DISGUISE = 40
_BETWEEN_FRAGMENTS = 3
MOST_ROUGH = 100
"""Chunks with signs inside that are looked at in one text; a text with more of them is no longer read by anybody."""


@dataclass(frozen=True, slots=True)
class Disguise:
    """A part of the folded text, and the words that it stands for."""

    start: int
    end: int
    places: tuple[Place, ...]


def find_disguises(message: Message, traits: int, reader: WordReader) -> list[Disguise]:
    """Return what is disguised across words or by signs inside them. `traits` are what any of the words have."""
    found: list[Disguise] = []
    if message.rough:
        found.extend(_with_signs(message.folded, message.rough, reader))
    if traits & Trait.SINGLE:
        found.extend(_spaced(message.folded, reader))
    if traits & Trait.FRAGMENT:
        found.extend(_torn(message, reader))
    if not message.folded.isascii() and mixes_alphabets(message.folded):
        found.extend(_of_the_other_alphabet(message.places, reader))
    return found


def put_right(
    places: Sequence[Place], disguises: Sequence[Disguise], meant: Mapping[str, tuple[WordPart, ...]]
) -> list[Place]:
    """Return the words of a message with the disguised ones replaced; of overlapping ones the first and longest.

    `meant` tells for single words what else they may be (see WordReader.otherwise).
    """
    line: list[Place] = []
    index = 0
    passed = 0

    def keep_until(start: int) -> None:
        nonlocal index
        while index < len(places) and places[index].end <= start:
            place = places[index]
            index += 1
            parts = meant.get(place.text)
            if not parts:
                line.append(place)
                continue
            run = index if len(parts) > 1 else 0
            begin = place.start
            for text, word in parts:
                line.append(Place(text, word, begin, begin + len(text), run))
                begin += len(text)

    for disguise in sorted(disguises, key=lambda each: (each.start, -each.end)):
        if disguise.start < passed:
            continue
        keep_until(disguise.start)
        line.extend(disguise.places)
        while index < len(places) and places[index].start < disguise.end:
            index += 1
        passed = disguise.end
    if places:
        keep_until(places[-1].end)
    return line


def _spaced(folded: str, reader: WordReader) -> Iterator[Disguise]:
    """Yield runs of single letters, joined. A gap wider than the usual one ends a word: `k i l l  m e`."""
    for run in _SPACED.finditer(folded):
        letters = list(_LETTER.finditer(run[0]))
        gaps = [run[0][left.end() : right.start()] for left, right in pairwise(letters)]
        usual = Counter(gaps).most_common(1)[0][0]
        words = [letters[0][0]]
        begins = [0]
        for number, (gap, letter) in enumerate(zip(gaps, letters[1:], strict=True), start=1):
            if len(gap) > len(usual) or (gap != usual and gap.isspace()):
                words.append("")
                begins.append(number)
            words[-1] += letter[0]
        places = []
        for word, begin in zip(words, begins, strict=True):
            for part, offset in _parts(reader.segment(word) or (word,)):
                first, last = letters[begin + offset], letters[begin + offset + len(part) - 1]
                read = reader.read(part)
                places.append(
                    Place(
                        part,
                        read.seen_as(View.JOINED) if len(part) > 1 else read,
                        run.start() + first.start(),
                        run.start() + last.end(),
                    )
                )
        if any(len(place.text) > 2 for place in places):
            yield Disguise(run.start(), run.end(), tuple(places))


def _parts(words: Sequence[str]) -> Iterator[tuple[str, int]]:
    begin = 0
    for word in words:
        yield word, begin
        begin += len(word)


def _with_signs(folded: str, rough: Sequence[str], reader: WordReader) -> Iterator[Disguise]:
    passed = 0
    for chunk in rough[:MOST_ROUGH]:
        at = folded.index(chunk, passed)
        passed = at + len(chunk)
        core = chunk.strip(EDGES)
        if len(core) > LONGEST_DISGUISE or not _SIGNS_INSIDE.search(core):
            continue
        read = reader.read_disguised(_meanings(core, reader))
        if read is not None:
            start = at + chunk.index(core)
            yield Disguise(start, start + len(core), (Place(core, read, start, start + len(core)),))


def _meanings(core: str, reader: WordReader) -> Iterator[tuple[str, View]]:
    signs = [character for character in core if not character.isalnum()]
    hides = len(signs) > 1 or signs[0] not in _HARMLESS_SIGNS
    yield "".join(filter(str.isalnum, core)), View.JOINED if hides else View.SPLIT
    yield from reader.leet(core)
    if any(sign in _MASKS for sign in signs):
        for word in reader.masked(core, _MASKS):
            yield word, View.MASKED


def _torn(message: Message, reader: WordReader) -> Iterator[Disguise]:
    """Yield important words written as two or three: `sui cide`."""
    words = message.words
    for index, word in enumerate(words[:-1]):
        if word not in reader.fragments or not reader.is_beginning(word + words[index + 1]):
            continue
        place = message.places[index]
        joined, end = word, place.end
        for other in message.places[index + 1 : index + 3]:
            if other.start - end > _BETWEEN_FRAGMENTS or (reader.is_known(other.text) and len(other.text) > 2):
                break
            joined, end = joined + other.text, other.end
            if reader.is_important(joined):
                whole = Place(joined, reader.read(joined).seen_as(View.SPLIT), place.start, end)
                yield Disguise(place.start, end, (whole,))
                break


def _of_the_other_alphabet(places: Sequence[Place], reader: WordReader) -> Iterator[Disguise]:
    """Yield words written wholly in lookalikes from another alphabet than most of the message."""
    for place, other in zip(places, in_the_other_alphabet([each.text for each in places]), strict=True):
        read = reader.read_disguised([(other, View.LOOKALIKE)]) if other else None
        if read is not None:
            yield Disguise(place.start, place.end, (Place(place.text, read, place.start, place.end),))
