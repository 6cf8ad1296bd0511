"""A Telegram that runs on this machine only, for the demo, the tests and the benchmarks. See docs/phones.md.

It knows the Bot API and nothing of Interlude.
"""

from phones.accounts import Account, Bot
from phones.chats import Group
from phones.clock import ClockRunsForward, PhonesClock
from phones.errors import NothingThere, NotOnThisPhone
from phones.messages import Message
from phones.params import Upload
from phones.people import Press
from phones.phone import Phone
from phones.world import World

__all__ = [
    "Account",
    "Bot",
    "ClockRunsForward",
    "Group",
    "Message",
    "NotOnThisPhone",
    "NothingThere",
    "Phone",
    "PhonesClock",
    "Press",
    "Upload",
    "World",
]
