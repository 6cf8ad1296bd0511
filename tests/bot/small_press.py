"""The process that compiles, on a few rows: `python -m tests.bot.small_press FOLDER`."""

import os
from functools import cache

from bot import lexicon_press
from mentoring.safeguarding import Lexicon, compile_lexicon
from tests.watchwords import small_rows


@cache
def small_shipped() -> Lexicon:
    """Return the compiled rows that stand for those of Interlude."""
    rows = small_rows()
    return compile_lexicon(rows.sources, rows.shared)


if __name__ == "__main__":
    lexicon_press.shipped_files = small_rows
    lexicon_press.shipped_lexicon = small_shipped
    if os.environ.get("SMALL_PRESS_DIES"):
        os.abort()
    lexicon_press.main()
