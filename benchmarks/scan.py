"""Section `scan`: looking for concerns, beside a `re` alternation and a plain Aho-Corasick of the same phrases.

The two others look for the bare phrases, in lower case, as whole words; they see through no disguise, know no gap,
exception or context, and say neither category nor severity. They are the floor, not an alternative.
"""

import gc
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from bot.commands.safeguarding import development_set
from bot.shipped_lexicon import LANGUAGES, shipped_shared, shipped_source
from mentoring.safeguarding import Lexicon, look_for_concerns
from mentoring.safeguarding import patterns as p
from mentoring.safeguarding.aho_corasick import word_finder
from mentoring.safeguarding.findings import Severity
from mentoring.safeguarding.folding import fold
from mentoring.safeguarding.lexicon import open_lexicon, pack_lexicon

ROUNDS = 9
LENGTH = 200
LONGEST = 4_096
PHRASES_OF_A_ROW = 4
Look = Callable[[str], object]


def main() -> None:
    """Print what a message costs, and the load."""
    sources, shared = {language: shipped_source(language) for language in LANGUAGES}, shipped_shared()
    started = time.perf_counter()
    packed = pack_lexicon(sources, shared, "benchmark")
    compiled = time.perf_counter() - started
    loads = []
    for _ in range(5):
        started = time.perf_counter()
        lexicon = open_lexicon(packed, "benchmark")
        loads.append(time.perf_counter() - started)
    print(f"  load of {len(lexicon.rows)} rows{'':28} best {min(loads):.2f} s   worst {max(loads):.2f} s")
    print(f"  compiled once before, in {compiled:.1f} s, to {len(packed) / 1e6:.1f} MB")
    gc.collect()
    gc.freeze()  # as the bot does: the lexicon is never garbage
    phrases = sorted({phrase for row in lexicon.rows for phrase in islice(_phrases(row.pattern), PHRASES_OF_A_ROW)})
    print(f"  {len(phrases)} plain phrases for the two others")
    contenders: dict[str, Look] = {
        "whole engine": lambda text: look_for_concerns(lexicon, text),
        "re alternation": _alternation(phrases),
        "plain Aho-Corasick": _plain_finder(phrases),
    }
    for name, texts in _kinds(lexicon).items():
        print(f"  {name}, {len(texts)} messages")
        _compare(contenders, texts)


def _compare(contenders: dict[str, Look], texts: Sequence[str]) -> None:
    for look in contenders.values():
        for text in texts:
            look(text)
    waits: dict[str, list[list[float]]] = {name: [[] for _ in texts] for name in contenders}
    for _ in range(ROUNDS):
        for name, look in contenders.items():  # in turn, so that a busy moment of the machine hits all alike
            for index, text in enumerate(texts):
                started = time.perf_counter()
                look(text)
                waits[name][index].append((time.perf_counter() - started) * 1e6)
    for name, of_texts in waits.items():
        costs = sorted(statistics.median(of_text) for of_text in of_texts)
        tenth = len(costs) // 10
        print(
            f"    {name:20} median {statistics.median(costs):8.1f} µs   80 % between {costs[tenth]:8.1f}"
            f" and {costs[-1 - tenth]:8.1f} µs   worst {costs[-1]:8.1f} µs"
        )


def _kinds(lexicon: Lexicon) -> dict[str, list[str]]:
    chat = random.Random(4)
    words = sorted({word for row in lexicon.rows for sentence in row.negative for word in sentence.split()})
    positives = [sentence for row in lexicon.rows for sentence in row.positive]

    def flood(word: Callable[[], str]) -> list[str]:
        return [" ".join(word() for _ in range(LONGEST))[:LONGEST] for _ in range(3)]

    def nonsense() -> str:
        return "".join(chat.choices("abcdefghijklmnoprstuvyz", k=chat.randint(3, 9)))

    return {
        "everyday chat, ASCII, 200 characters": _joined("en", ("everyday",), ascii_only=True),
        "everyday chat, Cyrillic, 200 characters": _joined("bg", ("everyday",)),
        "harmless but tricky, ASCII, 200 characters": _joined("en", _TRICKY, ascii_only=True),
        "harmless but tricky, Cyrillic, 200 characters": _joined("bg", _TRICKY),
        "4,096 characters of unknown words": flood(nonsense),
        "4,096 characters of everyday words": flood(lambda: chat.choice(words)),
        "4,096 single letters": flood(lambda: chat.choice("bcdfghklmnpqrst")),
        "4,096 characters of concerns, one after the other": flood(lambda: chat.choice(positives)),
    }


_TRICKY = ("idiom", "workshop", "game_sport", "lesson", "media", "humour", "negated", "help_seeking", "name")


def _joined(language: str, kinds: tuple[str, ...], *, ascii_only: bool = False) -> list[str]:
    """Return harmless sentences of the development set, joined and cut to LENGTH."""
    texts, text = [], ""
    for sample in development_set(language):
        if sample.severity is Severity.NONE and sample.kind in kinds and (sample.text.isascii() or not ascii_only):
            text = f"{text} {sample.text}".strip()
            if len(text) >= LENGTH:
                texts.append(text[:LENGTH])
                text = ""
    return texts


def _alternation(phrases: Sequence[str]) -> Look:
    expression = re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b")
    return lambda text: expression.findall(text.lower())


def _plain_finder(phrases: Sequence[str]) -> Look:
    finder = word_finder(phrases)

    def look(text: str) -> list[tuple[int, int, int]]:
        lower = text.lower()
        return [found for found in finder.find(lower) if _is_whole(lower, found[1], found[2])]

    return look


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def _phrases(pattern: str) -> Iterator[str]:
    """Yield plain phrases that a pattern matches, without its gaps; stems as they are."""
    return (phrase for words in _words(p.parse(pattern)) if (phrase := fold(" ".join(words))))


def _words(part: p.Part) -> Iterator[tuple[str, ...]]:
    match part:
        case p.Word(text) | p.Stem(text) | p.Inflected(text):
            yield (text,)
        case p.Chain(parts):
            for each in islice(product(*[list(islice(_words(inner), 3)) for inner in parts]), 9):
                yield tuple(word for words in each for word in words)
        case p.Either(alternatives):
            for alternative in alternatives:
                yield from _words(alternative)
        case p.Near(left, right):
            for first, second in islice(product(islice(_words(left), 3), islice(_words(right), 3)), 9):
                yield first + second
        case _:
            yield ()


if __name__ == "__main__":
    main()
