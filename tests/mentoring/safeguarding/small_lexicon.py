"""A lexicon of a few rows, for tests of the engine; the rows of the project are tested by `interlude lexicon test`."""

import csv
import io
from functools import cache

from mentoring.safeguarding import Finding, Lexicon, LexiconSource, SharedSource, compile_lexicon, look_for_concerns
from mentoring.safeguarding.sources import COLUMNS

ENGLISH_CONTEXTS = """set,phrases
now,tonight || right now || tomorrow || rn
means,rope || pills || knife || bridge
plan,"wrote {a,the} letter || said goodbye"
behaviour,"already {did it,took them}"
self,i || im || me || my || myself
negation,never || not || dont || nobody
secret,"dont tell || our secret"
lesson,essay || exam || chapter || history || homework
workshop,lathe || weld* || pan || dough || oven
game_sport,match || boss || respawn || goal
"""
SHARED = SharedSource(
    emoji="emoji,name\n🔪,knife\n💊,pill\n",
    spoken="language,written,means\nen,zero,0\nen,oh,0\nen,seven,7\nen,eight,8\nen,five,5\nen,two,2\n"
    "en,double,x2\nen,dot,.\n",
    streets="language,word,place\nen,street,after\nbg,ул,before\n",
    identity="language,word\nen,gay\nen,muslim\n",
    texting="language,written,means\nen,u,you\nen,2nite,tonight\nes,k,que\nes,x,por\n",
    common="language,words\nen,want to die was the a i me my kill your you and island pen\n"
    "en,filling billing self therapist\nes,mina pia que\n",
)


def row(pattern: str, **cells: str) -> dict[str, str]:
    """Return the cells of a row that looks for `pattern`; whatever is not said is harmless to leave out."""
    return {
        "id": "en-test-001",
        "category": "self_harm",
        "severity": "high",
        "pattern": pattern,
        "positive": "one || two",
        "negative": "three || four",
    } | cells


def table(*rows: dict[str, str]) -> str:
    """Return rows as the CSV of a lexicon; ids are numbered when several rows have the same."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for number, cells in enumerate(rows, start=1):
        writer.writerow(cells | {"id": cells["id"].replace("001", f"{number:03}")})
    return text.getvalue()


def lexicon_of(
    *rows: dict[str, str], language: str = "en", contexts: str = ENGLISH_CONTEXTS, suffixes: str = ""
) -> Lexicon:
    """Return a lexicon of one language."""
    return _compiled(language, table(*rows), contexts, suffixes or "set,endings\n")


@cache
def _compiled(language: str, rows: str, contexts: str, suffixes: str) -> Lexicon:
    return compile_lexicon({language: LexiconSource(rows, contexts, suffixes)}, SHARED)


def look(text: str, pattern: str, *, language: str = "en", hint: str | None = None, **cells: str) -> Finding:
    """Return what one row with `pattern` sees in `text`."""
    return look_for_concerns(lexicon_of(row(pattern, **cells), language=language), text, language=hint)


def seen(text: str, pattern: str, **cells: str) -> list[str]:
    """Return the parts of `text` that one row with `pattern` points at."""
    return [text[span.start : span.end] for concern in look(text, pattern, **cells).concerns for span in concern.spans]
