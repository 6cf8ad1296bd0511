"""Telegram's sending limits, off unless switched on.

The values are those that Telegram names (Bot FAQ; telegram.constants.FloodLimit) and that bots observe: one message a
second to one person with short bursts tolerated, twenty a minute to one group with edits counted, thirty a second in
all. Telegram itself leaves them unspecified and adapts them.
"""

import math
from collections import deque
from datetime import datetime, timedelta

from phones.clock import PhonesClock
from phones.errors import too_many_requests

PRIVATE_BURST = 3  # tolerated at once; then one a second
GROUP = (20, timedelta(minutes=1))
OVERALL = (30, timedelta(seconds=1))


class Limits:
    """Counts what each bot sends, by the phones' clock."""

    def __init__(self, clock: PhonesClock, *, enforce: bool = False) -> None:
        self._clock = clock
        self.enforce = enforce
        self._windows: dict[tuple[int, int], deque[datetime]] = {}
        self._buckets: dict[tuple[int, int], tuple[float, datetime]] = {}

    def count(self, bot: int, chat: int, *, is_group: bool, is_edit: bool, messages: int = 1) -> None:
        """Count a call that reaches a chat. Raises a 429, and counts nothing, when a limit is reached."""
        if not self.enforce:
            return
        now = self._clock.now()
        waits = [self._window_wait((bot, 0), *OVERALL, now, messages)]
        if is_group:
            waits.append(self._window_wait((bot, chat), *GROUP, now, messages))
        elif not is_edit:
            waits.append(self._bucket_wait((bot, chat), now, messages))
        if (wait := max(waits)) > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        self._windows[bot, 0].extend([now] * messages)
        if is_group:
            self._windows[bot, chat].extend([now] * messages)
        elif not is_edit:
            tokens, _ = self._bucket(bot, chat, now)
            self._buckets[bot, chat] = (tokens - messages, now)

    def _window_wait(self, key: tuple[int, int], most: int, span: timedelta, now: datetime, messages: int) -> float:
        """Return the seconds until `messages` more fit into the last `span`; 0 when they do."""
        window = self._windows.setdefault(key, deque())
        while window and window[0] <= now - span:
            window.popleft()
        over = len(window) + messages - most
        if over <= 0:
            return 0.0
        return (window[min(over, len(window)) - 1] + span - now).total_seconds() if window else 0.0

    def _bucket_wait(self, key: tuple[int, int], now: datetime, messages: int) -> float:
        """Return the seconds until the burst allows one more; an album counts as one against an empty bucket."""
        tokens, _ = self._bucket(*key, now)
        return 0.0 if tokens >= min(messages, 1) else 1.0 - tokens

    def _bucket(self, bot: int, chat: int, now: datetime) -> tuple[float, datetime]:
        tokens, since = self._buckets.get((bot, chat), (float(PRIVATE_BURST), now))
        return min(float(PRIVATE_BURST), tokens + (now - since).total_seconds()), now
