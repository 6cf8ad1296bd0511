"""Telegram: what comes in, what goes out, and the conversations between."""

import os
import sys

# python-telegram-bot gives spans of time as timedelta; without this it warns at each RetryAfter.
os.environ.setdefault("PTB_TIMEDELTA", "1")

# It also imports httpx, which brings its own command line along wherever rich and click are installed, as they are for
# ours: 4 MB that nobody uses. None stops an import, and httpx does without (Python's reference, "The module cache").
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
