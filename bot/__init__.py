"""Telegram: what comes in, what goes out, and the conversations between."""

import os

# python-telegram-bot gives spans of time as timedelta; without this it warns at each RetryAfter.
os.environ.setdefault("PTB_TIMEDELTA", "1")
