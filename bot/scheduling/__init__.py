"""What happens because time passed: one function per kind of due row, and the timer that calls them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.holding import RELEASE
from bot.pair_news import PAIR_CHANGED, TALK_OPENED
from bot.scheduling.invites import INVITE_EXPIRED, expire_invite
from bot.scheduling.pairs import open_talk, tell_pair
from bot.scheduling.release import release_messages
from storage.due import Due
from storage.tx import Tx

Fire = Callable[[Tx, Due, datetime], None]

KINDS: Mapping[str, Fire] = {
    INVITE_EXPIRED: expire_invite,
    PAIR_CHANGED: tell_pair,
    RELEASE: release_messages,
    TALK_OPENED: open_talk,
}
"""What each kind of due row does."""
