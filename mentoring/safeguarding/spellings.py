"""The other ways in which young people write a language: Bulgarian in Latin letters, chat spellings of the others.

Spellings are made from the words of the patterns when the lexicon is compiled, not guessed from messages, so a message
costs no more for them. Every language's spellings apply to every message, whatever language it is said to be in.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from mentoring.safeguarding.findings import View
from mentoring.safeguarding.folding import fold

_LATIN, _TEXTING = View.LATIN.value, View.TEXTING.value
MAX_SPELLINGS = 48
"""Of one word. Letters with several spellings multiply; the least usual ones are dropped first."""

# Most usual first: the official transliteration, then what is typed in chats (4 for ч, 6 for ш, q for я, w for в).
_BULGARIAN = {
    "а": ("a",),
    "б": ("b",),
    "в": ("v", "w"),
    "г": ("g",),
    "д": ("d",),
    "е": ("e",),
    "ж": ("j", "zh", "z"),
    "з": ("z",),
    "и": ("i",),
    "ѝ": ("i",),
    "й": ("i", "y", "j"),
    "к": ("k",),
    "л": ("l",),
    "м": ("m",),
    "н": ("n",),
    "о": ("o",),
    "п": ("p",),
    "р": ("r",),
    "с": ("s",),
    "т": ("t",),
    "у": ("u",),
    "ф": ("f",),
    "х": ("h", "x"),
    "ц": ("c", "ts", "tz"),
    "ч": ("ch", "4", "c"),
    "ш": ("sh", "6", "s"),
    "щ": ("sht", "6t", "st"),
    "ъ": ("a", "u", "y"),
    "ь": ("i", "y", "j"),
    "ю": ("yu", "iu", "ju", "u"),
    "я": ("ya", "q", "ia", "ja", "a"),
}


_CHAT_LETTERS = str.maketrans(
    {
        letter: next((one for one in latin if not one.isalpha() or one in "qj"), latin[0])
        for letter, latin in _BULGARIAN.items()
    }
)
_OFFICIAL_LETTERS = str.maketrans({letter: latin[0] for letter, latin in _BULGARIAN.items()})


def bulgarian_in_latin(text: str) -> tuple[str, str]:
    """Return a Bulgarian text in Latin letters: as on road signs, and as it is typed in chats (`4` for ч)."""
    return text.lower().translate(_OFFICIAL_LETTERS), text.lower().translate(_CHAT_LETTERS)


def spellings(written: str, text: str, language: str) -> Iterator[tuple[str, int]]:
    """Yield other spellings of one word of a pattern, folded, each once, without the word as it is.

    `text` is the folded word; `written` keeps its accents, because `й` and `и`, `ş` and `s` are spelled differently in
    Latin letters or chat. With each comes the view it is seen by (bits of a View).
    """
    match language:
        case "bg":
            found, view = _latin_bulgarian(written.lower()), _LATIN
        case "es":
            found, view = _spanish(text), _TEXTING
        case "tr":
            found, view = _turkish(written.replace("I", "ı").lower()), _TEXTING
        case "en":
            found, view = _english(text), _TEXTING
        case _:
            return
    seen = {text}
    for spelling in found:
        folded = spelling if spelling.isascii() else fold(spelling)
        if folded and folded not in seen:
            seen.add(folded)
            yield folded, view


def _latin_bulgarian(word: str) -> Iterator[str]:
    choices = [_BULGARIAN.get(letter, (letter,)) for letter in word]
    if all(len(options) == 1 and options[0] == letter for options, letter in zip(choices, word, strict=True)):
        return
    while prod(map(len, choices)) > MAX_SPELLINGS:
        longest = max(range(len(choices)), key=lambda index: (len(choices[index]), index))
        choices[longest] = choices[longest][:-1]
    yield from map("".join, product(*choices))


def _spanish(text: str) -> Iterator[str]:
    if len(text) < 4:
        return
    without_h = text.removeprefix("h")
    if "qu" in text or "c" in text:
        with_k = text.replace("qu", "k").replace("ca", "ka").replace("co", "ko").replace("cu", "ku")
        yield with_k
        yield with_k.removeprefix("h")
        yield text.replace("ce", "se").replace("ci", "si").replace("z", "s")
    elif "z" in text:
        yield text.replace("z", "s")
    if "v" in text or "b" in text:
        yield text.replace("v", "b")
        yield without_h.replace("v", "b")
        yield text.replace("b", "v")
    yield without_h
    if "ll" in text:
        yield text.replace("ll", "y")


def _turkish(word: str) -> Iterator[str]:
    if len(word) < 3:
        return
    if "v" in word:
        yield word.replace("v", "w")
    if "ğ" in word:
        yield word.replace("ğ", "")
    if "ş" in word or "ç" in word:
        yield word.replace("ş", "sh")
        yield word.replace("ç", "ch")
        yield word.replace("ş", "sh").replace("ç", "ch")
    if "k" in word:
        yield word.replace("k", "q")
    if "yor" in word and len(word) > 6:  # the spoken present tense: istiyorum, istiyom
        yield word.replace("yorum", "yom")
        yield word.replace("yor", "yo")


def _english(text: str) -> Iterator[str]:
    if len(text) > 5 and text.endswith("ing"):
        yield text[:-1]
