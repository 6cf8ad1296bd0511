"""Letters and digits that are written for others because they look like them."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from mentoring.safeguarding.findings import View

_CYRILLIC = "авекмнорстухіѕјԁһԛԝѵӏєьпиг"
_LATIN = "abekmhopctyxisjdhqwvlebnur"
_TO_LATIN = {ord(cyrillic): latin for cyrillic, latin in zip(_CYRILLIC, _LATIN, strict=True)}
_TO_CYRILLIC = {ord(latin): cyrillic for latin, cyrillic in zip("abekmhopctyxnurg", "авекмнорстухпигд", strict=True)}
_GREEK = {ord(greek): latin for greek, latin in zip("αβεηικνορτυχγωσμθλδπ", "abehiknoptuxywsmoldn", strict=True)}
_ANY_LATIN = re.compile(r"[a-z]")
_ANY_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ANY_GREEK = re.compile(r"[\u0370-\u03ff]")

# What a digit or sign stands for, the most usual first.
_LATIN_LEET = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "li", "€": "e", "£": "l", "¥": "y", "(": "c", "<": "c", "+": "t", "#": "h",
    "&": "a", "%": "o", "§": "s", "¢": "c", "^": "a", "/": "l",
}  # fmt: skip
_CYRILLIC_LEET = {
    "0": "о", "1": "и", "3": "ез", "4": "ач", "5": "с", "6": "шб", "7": "т", "8": "в", "9": "я",
    "@": "а", "$": "с", "!": "и", "|": "и", "€": "е", "+": "т", "#": "н", "&": "а", "%": "о", "(": "с", "^": "л",
}  # fmt: skip
MAX_READINGS = 16
_RUN = re.compile(r"(.)\1{2,}")
_PAIR = re.compile(r"(.)\1+")
_DIGITS_AT_ENDS = re.compile(r"^\d+|\d+$")


def unmixed(word: str) -> Iterator[str]:
    """Yield a word of mixed alphabets in one alphabet, the one that most of its unambiguous letters belong to first.

    Nothing for a word of one alphabet: a Bulgarian word is no disguise, whatever the message around it.
    """
    if word.isascii():
        return
    latin, cyrillic, greek = (kind.search(word) for kind in (_ANY_LATIN, _ANY_CYRILLIC, _ANY_GREEK))
    if greek and (latin or cyrillic):
        word = word.translate(_GREEK)
        yield word
        latin = _ANY_LATIN.search(word)
    if latin and cyrillic:
        readings = (word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC))
        yield from sorted(
            readings, key=lambda reading: bool(_ANY_LATIN.search(reading) and _ANY_CYRILLIC.search(reading))
        )


def mixes_alphabets(text: str) -> bool:
    """Whether there are both Latin and Cyrillic letters in a folded text."""
    return bool(_ANY_CYRILLIC.search(text)) and bool(_ANY_LATIN.search(text))


def in_the_other_alphabet(words: Sequence[str]) -> list[str | None]:
    """Return, for each word, how it reads in the alphabet of the words around it.

    None for a word that is in that alphabet already, and for one with a letter that has no lookalike there.
    """
    latin = sum(len(word) for word in words if _ANY_LATIN.search(word) and not _ANY_CYRILLIC.search(word))
    cyrillic = sum(len(word) for word in words if _ANY_CYRILLIC.search(word) and not _ANY_LATIN.search(word))
    if not latin or not cyrillic:
        return [None] * len(words)
    wrong, right = (_ANY_CYRILLIC, _TO_LATIN) if latin >= cyrillic else (_ANY_LATIN, _TO_CYRILLIC)
    readings = [word.translate(right) if wrong.search(word) else None for word in words]
    return [None if reading is None or wrong.search(reading) else reading for reading in readings]


def looks_odd(word: str) -> bool:
    """Whether a word has digits among its letters, letters drawn out, or several alphabets."""
    if not word.isalpha():
        return not word.isdigit()
    return _RUN.search(word) is not None or (not word.isascii() and mixes_alphabets(word))


def without_digits(word: str) -> Iterator[tuple[str, View]]:
    """Yield what a word with digits or signs in it may mean: the digits cut off its ends, or read as letters."""
    is_latin, is_cyrillic = bool(_ANY_LATIN.search(word)), bool(_ANY_CYRILLIC.search(word))
    if not (is_latin or is_cyrillic) or word.isalpha():
        return
    bare = _DIGITS_AT_ENDS.sub("", word)
    if bare != word and bare.isalpha() and len(bare) > 2:
        yield bare, View.DIGITS
    for alphabet in (word,) if is_latin != is_cyrillic else unmixed(word):
        table = _LATIN_LEET if _ANY_LATIN.search(alphabet) else _CYRILLIC_LEET
        for reading in _leet(alphabet, table):
            yield reading, View.LEET


def _leet(word: str, table: dict[str, str]) -> Iterator[str]:
    """Yield the readings of a word in which each sign stands for the same letter wherever it is."""
    signs = [sign for sign in dict.fromkeys(word) if sign in table]
    for letters in islice(product(*[table[sign] for sign in signs]), MAX_READINGS):
        yield word.translate(dict(zip(map(ord, signs), letters, strict=True)))


def without_repeats(word: str) -> Iterator[str]:
    """Yield a word without its drawn-out letters: three or more as two and as one, and then doubled ones as one."""
    if _RUN.search(word):
        yield _RUN.sub(r"\1\1", word)
        yield _RUN.sub(r"\1", word)
    if _PAIR.search(word):
        yield _PAIR.sub(r"\1", word)
