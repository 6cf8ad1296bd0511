"""Looking at everything people write, before any rule: what it says, with what they wrote just before.

It happens before the update is handled, outside the database's thread. Short texts are looked at right here, which
costs less than handing them on; longer ones on a thread, with a limit of time. Whatever fails here is an answer too:
a message that could not be looked at is kept for a person (`bot/concerns.py`), never passed.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any, NamedTuple

from bot.incoming import Incoming, message_of, read_incoming
from mentoring.cases import ConcernSource
from mentoring.safeguarding import Earlier, Finding, Lexicon, look_for_concerns
from mentoring.safeguarding.scanning import MOST_EARLIER, WINDOW_AGE, WINDOW_MESSAGES
from mentoring.safeguarding.secrecy import asks_for_secrecy
from storage.inbox import Arrival
from storage.recent_words import Words, Writer, writer_in
from storage.store import Store

log = logging.getLogger(__name__)

LONGEST_INLINE = 2_000
"""Code points, with what was written before, that are looked at without a thread: a millisecond, as a rule.

A thread competes for the interpreter with all that the loop and the writer do, which costs more than the look itself.
"""

BUDGET = timedelta(seconds=2)
"""How long a look may take; it is a thousand times what the longest message needs."""

_MOST_CHATS = 4096
_THREADS = 2

# Who wrote it, to whom and with which bot is not what it says; nor are ids, sizes and what kind of thing something is.
_NOT_SAID = frozenset(
    {
        "from", "chat", "sender_chat", "sender_business_bot", "via_bot", "reply_to_message", "reply_to_story",
        "external_reply", "quote", "forward_origin", "date", "edit_date", "type", "language", "mime_type", "file_id",
        "file_unique_id", "media_group_id", "custom_emoji_id", "user", "effect_id", "thumbnail", "cover",
        "link_preview_options", "set_name", "emoji", "currency", "reply_markup",
    }
)  # fmt: skip


_BETWEEN_WORDS = str.maketrans("_-.", "   ")
"""What stands for a space in the names of files."""


class Look(NamedTuple):
    """What was found in one message: `finding` is None when it could not be looked at.

    `text` is all that was read, the message's own words first. Where they end is `own_length`, in code points.
    `language` is that of the writer's app, None when it does not say. `incoming` is the message as rules read it.
    """

    incoming: Incoming
    bot_id: int
    chat_id: int
    telegram_id: int
    source: ConcernSource
    text: str
    own_length: int
    reply_to: int | None
    finding: Finding | None
    is_secretive: bool = False
    language: str | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether it was looked at and nothing was seen."""
        return self.finding is not None and not self.finding.concerns


class Watch:
    """Looks at what comes in with one lexicon, which may be replaced while it works.

    It remembers, for the chats that wrote last, who writes there and their last few messages, so that an ordinary
    message needs no read of its own.
    """

    def __init__(self, lexicon: Lexicon, store: Store, budget: timedelta = BUDGET) -> None:
        self.lexicon = lexicon
        self._store = store
        self._budget = budget
        self._writers: OrderedDict[tuple[int, int], tuple[Writer, deque[Words]]] = OrderedDict()
        self._threads = ThreadPoolExecutor(_THREADS, "watch")

    def close(self) -> None:
        """End the threads; a look that hangs is left behind."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def look(self, arrival: Arrival) -> Look | None:
        """Return what an update gives reason to worry about; None when it brings nothing written in a private chat."""
        message = message_of(arrival.update)
        if message is None or message["chat"]["type"] != "private":
            return None
        incoming = read_incoming(arrival.bot_id, message)
        own = incoming.content.text
        text = "\n".join([own, *(said for said in everything_said(message) if said not in own)]).strip("\n")
        source = ConcernSource.EDIT if "edited_message" in arrival.update else ConcernSource.MESSAGE
        finding, is_secretive = None, False
        try:
            finding, is_secretive = await self._find(incoming, text)
        except Exception:
            log.exception("Could not look at a message", extra={"action": "watch.failed", "arrival": arrival.id})
        return Look(
            incoming,
            arrival.bot_id,
            arrival.chat_id,
            incoming.telegram_id,
            source,
            text,
            len(own),
            incoming.reply_to,
            finding,
            is_secretive,
            message.get("from", {}).get("language_code"),
        )

    def forget(self, bot_id: int, chat_id: int, telegram_id: int) -> None:
        """Forget what a message said, so that nothing is found in it together with the next one: it was private."""
        known = self._writers.get((bot_id, chat_id))
        if known is not None:
            _writer, said = known
            kept = [words for words in said if words.telegram_id != telegram_id]
            said.clear()
            said.extend(kept)

    async def _find(self, incoming: Incoming, text: str) -> tuple[Finding, bool]:
        at = incoming.written_at
        writer, said = await self._writer(incoming.bot_id, incoming.chat_id)
        before = [words for words in said if words.telegram_id < incoming.telegram_id]
        earlier = [
            Earlier(words.text, at - words.written_at)
            for place, words in enumerate(before)
            if len(before) - place < WINDOW_MESSAGES or at - words.written_at <= WINDOW_AGE
        ]
        if not text:
            return Finding((), self.lexicon.version), False
        self._remember(said, Words(incoming.telegram_id, at, text))
        if len(text) + sum(len(each.text) for each in earlier) <= LONGEST_INLINE:
            return self._read(text, writer, earlier)
        # A thread that hangs is not waited for: the time limit ends the waiting, and the message is kept.
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._budget.total_seconds()):
            return await loop.run_in_executor(self._threads, self._read, text, writer, earlier)

    def _read(self, text: str, writer: Writer, earlier: list[Earlier]) -> tuple[Finding, bool]:
        lexicon = self.lexicon
        finding = look_for_concerns(lexicon, text, language=writer.language, written_by=writer.role, earlier=earlier)
        return finding, bool(finding.concerns) and asks_for_secrecy(lexicon, text)

    async def _writer(self, bot_id: int, chat_id: int) -> tuple[Writer, deque[Words]]:
        known = self._writers.get((bot_id, chat_id))
        if known is None:
            writer = await self._store.read(lambda tx: writer_in(tx, bot_id, chat_id, WINDOW_MESSAGES))
            known = writer, deque(writer.words, MOST_EARLIER)
            if writer.role is None:
                return known  # a stranger today may join tomorrow
            self._writers[bot_id, chat_id] = known
            if len(self._writers) > _MOST_CHATS:
                self._writers.popitem(last=False)
        self._writers.move_to_end((bot_id, chat_id))
        return known

    @staticmethod
    def _remember(said: deque[Words], words: Words) -> None:
        for place, known in enumerate(said):
            if known.telegram_id == words.telegram_id:
                said[place] = words  # an edit, or a second try
                return
        said.append(words)


def everything_said(message: Mapping[str, Any]) -> Iterable[str]:
    """Yield every text that a message holds, in whatever field, but for who wrote it and what it answers.

    Read from the raw message, so that a field which nobody knows yet is looked at too: captions, file names, titles,
    contact cards, addresses, the questions of polls, and where links lead to.
    """
    for field, value in message.items():
        if field in _NOT_SAID:
            continue
        if isinstance(value, str):
            yield value.translate(_BETWEEN_WORDS) if field == "file_name" else value
        elif isinstance(value, dict):
            yield from everything_said(value)
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    yield from everything_said(each)
                elif isinstance(each, str):
                    yield each
