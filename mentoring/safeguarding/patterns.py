"""The pattern language of the lexicon (docs/lexicon.md): from what a person wrote to a tree.

Parsing is one pass over the pattern and refuses what the language does not have, with a sentence that says what to
write instead. It knows nothing of languages: whether a context set or a suffix set exists is decided when a row is
compiled.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from mentoring.safeguarding.folding import fold, without_apostrophes

MAX_LENGTH = 4_000
"""Code points in one pattern; longer ones are refused."""
MAX_PARTS = 400
MAX_DEPTH = 6
MAX_DISTANCE = 20
MAX_NEAR = 4
STEM_LETTERS = 6
"""How many letters may follow `stem*` when the row does not say."""
GAP_WORDS = 3
"""How many words a lone `*` stands for at most."""


class PatternError(ValueError):
    """The pattern cannot be read; the sentence says what to write instead."""


class Word(NamedTuple):
    """One word, folded. `written` is how the row spells it (case and accents kept)."""

    text: str
    written: str


class Stem(NamedTuple):
    """A beginning of a word and up to `up_to` more letters."""

    text: str
    written: str
    up_to: int


class Inflected(NamedTuple):
    """A beginning of a word and exactly one ending of the suffix set named `endings`."""

    text: str
    written: str
    endings: str


class Emoji(NamedTuple):
    """An emoji by its name in locales/shared/emoji.csv."""

    name: str


class Call(NamedTuple):
    """A detector or a context set by name, without the `@`."""

    name: str


class Gap(NamedTuple):
    """Nothing, or up to `up_to` words of any kind."""

    up_to: int


class Start(NamedTuple):
    """The start of the message."""


class End(NamedTuple):
    """The end of the message."""


class Chain(NamedTuple):
    """Parts one after the other. Empty only inside a pattern that is refused."""

    parts: tuple["Part", ...]


class Either(NamedTuple):
    """One of the alternatives."""

    alternatives: tuple["Part", ...]


class Maybe(NamedTuple):
    """The part, or nothing."""

    part: "Part"


class Near(NamedTuple):
    """`left`, then up to `within` words, then `right`; in either order unless `ordered`."""

    left: "Part"
    right: "Part"
    within: int
    ordered: bool


Part = Word | Stem | Inflected | Emoji | Call | Gap | Start | End | Chain | Either | Maybe | Near

_LEXEMES = re.compile(r"\{[^{}\[\]]*\}|[{}\[\],]|[^\s{}\[\],]+")
_GLUE = re.compile(r"[}\]][^\s}\],{\[]|[^\s{\[,}\]][{\[]")
_WORDS = re.compile(r"[^\W_]+")
_STEM = re.compile(r"(?P<stem>[^*+]+)\*(?P<up_to>\d{0,2})")
_INFLECTED = re.compile(r"(?P<stem>[^*+]+)\+(?P<endings>\w+)")
_DISTANCE = re.compile(r"(?P<kind>~|\.\.)(?P<within>\d+)")
_EMOJI = re.compile(r":(?P<name>[\w+-]+):")
_CALL = re.compile(r"@(?P<name>[a-z_][a-z_0-9]*)")


def words_of(text: str) -> list[str]:
    """Return the words of `text` as messages are cut into words: folded, apostrophes dropped, split elsewhere."""
    return _WORDS.findall(fold(text))


def parse(pattern: str) -> Part:
    """Return the tree of `pattern`; raises PatternError with a sentence for the person who wrote it."""
    if len(pattern) > MAX_LENGTH:
        raise PatternError(f"the pattern has {len(pattern)} characters; at most {MAX_LENGTH} are read: split the row")
    return _Parser(pattern).whole()


def forget() -> None:
    """Forget the parts that were kept because many rows share them."""
    _words.cache_clear()
    _simple_alternatives.cache_clear()


class _Parser:
    def __init__(self, pattern: str) -> None:
        # `kill{s,ing}` looks as if it would match kills; braces hold whole words.
        if glue := _GLUE.search(pattern):
            raise PatternError(f"`{glue[0]}`: braces and brackets hold whole words; put a space between")
        self._lexemes = _LEXEMES.findall(pattern)
        self._next = 0
        self._parts = 0
        self._near = 0

    def whole(self) -> Part:
        if not self._lexemes:
            raise PatternError("the pattern is empty")
        part = self._near_chain()
        if self._next < len(self._lexemes):
            raise PatternError(f"`{self._lexemes[self._next]}` closes nothing")
        return part

    def _peek(self) -> str | None:
        return self._lexemes[self._next] if self._next < len(self._lexemes) else None

    def _near_chain(self) -> Part:
        left = self._row(depth=0, stop=())
        while (lexeme := self._peek()) is not None and (distance := _DISTANCE.fullmatch(lexeme)):
            self._next += 1
            self._near += 1
            if self._near > MAX_NEAR:
                raise PatternError(f"more than {MAX_NEAR} `~` and `..` in one pattern: split the row")
            within = int(distance["within"])
            if within > MAX_DISTANCE:
                raise PatternError(f"`{lexeme}`: at most {MAX_DISTANCE} words may stand between")
            right = self._row(depth=0, stop=())
            for side in (left, right):
                if isinstance(side, Chain) and not side.parts:
                    raise PatternError(f"`{lexeme}` needs words on both sides")
            left = Near(left, right, within, ordered=distance["kind"] == "..")
        if isinstance(left, Chain) and not left.parts:
            raise PatternError("the pattern has no words")
        return left

    def _row(self, depth: int, stop: tuple[str, ...]) -> Part:
        if depth > MAX_DEPTH:
            raise PatternError(f"braces and brackets are nested deeper than {MAX_DEPTH}: split the row")
        parts: list[Part] = []
        while (lexeme := self._peek()) is not None and lexeme not in stop:
            if lexeme[0] in "~." and _DISTANCE.fullmatch(lexeme):
                if depth:
                    raise PatternError(f"`{lexeme}` cannot stand inside braces or brackets")
                break
            if lexeme in "}]":
                break
            self._next += 1
            self._parts += 1 + lexeme.count(",")
            if self._parts > MAX_PARTS:
                raise PatternError(f"the pattern has more than {MAX_PARTS} parts: split the row")
            if lexeme[0] == "{" and lexeme[-1] == "}":
                parts.append(_simple_alternatives(lexeme))
            elif lexeme == "{":
                parts.append(self._alternatives(depth + 1))
            elif lexeme == "[":
                parts.append(self._optional(depth + 1))
            elif lexeme != ",":  # outside braces a comma is punctuation
                parts.extend(_words(lexeme))
        return parts[0] if len(parts) == 1 else Chain(tuple(parts))

    def _alternatives(self, depth: int) -> Part:
        alternatives = []
        while True:
            part = self._row(depth, stop=(",", "}"))
            if isinstance(part, Chain) and not part.parts:
                raise PatternError("an alternative is empty; write `[…]` for what may be missing")
            alternatives.append(part)
            closing = self._peek()
            self._next += 1
            if closing == "}":
                break
            if closing != ",":
                raise PatternError("`{` is not closed by `}`")
        return alternatives[0] if len(alternatives) == 1 else Either(tuple(alternatives))

    def _optional(self, depth: int) -> Part:
        part = self._row(depth, stop=("]", ","))
        closing = self._peek()
        if closing == ",":
            raise PatternError("a comma inside `[…]`: write `[{a,b}]`")
        if closing != "]":
            raise PatternError("`[` is not closed by `]`")
        self._next += 1
        if isinstance(part, Chain) and not part.parts:
            raise PatternError("`[]` holds nothing")
        return Maybe(part)


@lru_cache(maxsize=65_536)
def _simple_alternatives(lexeme: str) -> Part:
    """Return the parts of `{…}` with no braces or brackets inside; many rows of a language share such groups."""
    alternatives: list[Part] = []
    for alternative in lexeme[1:-1].split(","):
        parts: list[Part] = []
        for word in alternative.split():
            if word[0] in "~." and _DISTANCE.fullmatch(word):
                raise PatternError(f"`{word}` cannot stand inside braces or brackets")
            parts += _words(word)
        if not parts:
            raise PatternError("an alternative is empty; write `[…]` for what may be missing")
        alternatives.append(parts[0] if len(parts) == 1 else Chain(tuple(parts)))
    return alternatives[0] if len(alternatives) == 1 else Either(tuple(alternatives))


@lru_cache(maxsize=65_536)  # the same words stand in hundreds of rows
def _words(lexeme: str) -> tuple[Part, ...]:
    """Return the parts that one run of characters without spaces stands for."""
    if lexeme.isalnum() and (text := fold(lexeme)).isalnum():
        return (Word(text, lexeme),)
    if lexeme == "*":
        return (Gap(GAP_WORDS),)
    if lexeme == "^":
        return (Start(),)
    if lexeme == "$":
        return (End(),)
    if emoji := _EMOJI.fullmatch(lexeme):
        return (Emoji(emoji["name"]),)
    if lexeme.startswith("@"):
        call = _CALL.fullmatch(lexeme)
        if call is None:
            raise PatternError(f"`{lexeme}` is not the name of a detector or a context set")
        return (Call(call["name"]),)
    if stem := _STEM.fullmatch(lexeme):
        up_to = int(stem["up_to"]) if stem["up_to"] else STEM_LETTERS
        before, text, written = _last_word(stem["stem"], lexeme)
        return (*before, Stem(text, written, up_to))
    if inflected := _INFLECTED.fullmatch(lexeme):
        before, text, written = _last_word(inflected["stem"], lexeme)
        return (*before, Inflected(text, written, inflected["endings"]))
    if "*" in lexeme:
        raise PatternError(f"`{lexeme}`: a star stands at the end of a stem (`kill*`) or alone (`kill * myself`)")
    if "~" in lexeme or ".." in lexeme:
        raise PatternError(f"`{lexeme}`: write `~5` or `..5`, with spaces around")
    return tuple(_literal(lexeme))


def _literal(written: str) -> list[Word]:
    plain = without_apostrophes(written)
    words = [
        Word(text, plain[found.start() : found.end()]) for found in _WORDS.finditer(plain) for text in _folded(found)
    ]
    if not words and any(not character.isspace() and character not in '.!?;:"“”„…-' for character in plain):
        raise PatternError(f"`{written}` holds no letters; write an emoji by its name, `:pill:`")
    return words


def _folded(found: re.Match[str]) -> list[str]:
    return words_of(found[0])


def _last_word(written: str, lexeme: str) -> tuple[list[Word], str, str]:
    """Split `self-harm` before a star into the words before and the stem itself."""
    words = _literal(written)
    if not words:
        raise PatternError(f"`{lexeme}` has no letters before the star")
    *before, last = words
    if len(last.text) < 2:
        raise PatternError(f"`{lexeme}`: a stem has at least two letters")
    return before, last.text, last.written
