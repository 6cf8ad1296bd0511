"""One spelling for what reads the same: lower case, no accents, no invisible characters, plain letters for fancy ones.

Folding works character by character, so that it is linear in the text whatever is piled on a letter, and so that
every folded character knows which original one it came from. Order matters in one place: Turkish first, because
Python's lower case of `İ` is two code points and of `I` is not `ı`.
"""

import unicodedata
from collections.abc import Sequence
from itertools import accumulate

_APOSTROPHES = "'`´’‘‛ʼʹ′＇"
_NO_APOSTROPHES = dict.fromkeys(map(ord, _APOSTROPHES))
_INVISIBLE_LETTERS = "\u115f\u1160\u3164\uffa0\u2800"  # letters and symbols by category, but nothing to see
_UNDECOMPOSED = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ŧ": "t", "ı": "i"}
_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɑɡɩ", "abcdefghijklmnoprstuvwyzagi", strict=True))
_LINES = "\n\r\v\f\x85\u2028\u2029"


def fold_character(character: str) -> str:
    """Return what one code point folds to: nothing, one character or a few.

    Marks, format characters and apostrophes vanish (`don't` is `dont`); line ends become one kind; `й` becomes `и`
    whether it was typed as one code point or two. Never raises, surrogates included.
    """
    if character in _APOSTROPHES or character in _INVISIBLE_LETTERS:
        return ""
    if character.isascii():
        return character.lower()
    if character in _LINES:
        return "\n"
    code = ord(character)
    for first, last in ((0x1F1E6, 0x1F1FF), (0x1F150, 0x1F169), (0x1F170, 0x1F189)):  # letters in flags, discs, boxes
        if first <= code <= last:
            return chr(ord("a") + code - first)
    folded = []
    for part in unicodedata.normalize("NFKD", "i" if character in "İIı" else character):
        kind = unicodedata.category(part)
        if kind in ("Mn", "Me", "Cf", "Sk"):  # Sk: skin tones and free-standing accents
            continue
        if kind in ("Zs", "Cc"):
            folded.append(" ")
        else:
            for letter in part.casefold():
                plain = _UNDECOMPOSED.get(letter) or _SMALL_CAPITALS.get(letter) or letter
                folded.append(plain if unicodedata.category(letter) != "Mn" else "")
    return "".join(folded)


class _Folds(dict[int, str]):
    """Folds of code points, filled as they are met; at most as many as Unicode has."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_character(chr(code))
        return folded


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Return `text` folded. Linear; never raises."""
    if text.isascii():
        folded = text.lower()
        if "'" in folded or "`" in folded:
            folded = folded.replace("'", "").replace("`", "")
        return folded
    return text.translate(_FOLDS)


def without_apostrophes(written: str) -> str:
    """Return what was written with its apostrophes dropped and nothing else changed."""
    return written.translate(_NO_APOSTROPHES)


def ends_of_folds(text: str) -> Sequence[int]:
    """Return, for each code point of `text`, where in `fold(text)` that ends which it folds to; never falling.

    The code point that a folded character came from is the first one whose end lies beyond it: bisect_right.
    """
    if text.isascii() and "'" not in text and "`" not in text:
        return range(1, len(text) + 1)
    return list(accumulate(map(len, map(_FOLDS.__getitem__, map(ord, text)))))
