"""A journal: a person's own entries, which nobody else reads unless they share one; and its weekly prompt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NewType
from zoneinfo import ZoneInfo

from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.people import PersonId
from mentoring.wall_time import day_of, span_start

EntryId = NewType("EntryId", int)
ShareId = NewType("ShareId", int)

KEPT_KINDS = frozenset({Kind.TEXT, Kind.VOICE, Kind.PHOTO, Kind.VIDEO, Kind.VIDEO_NOTE, Kind.ANIMATION, Kind.STICKER})
"""What an entry can be. No documents: their names and what is in them could not be looked at when one is shared."""

UNDO_FOR = timedelta(minutes=1)
"""How long a deleted entry can be had back."""

MOST_WORDS_SOUGHT = 10


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as it stands in its writer's chat with the bot. Moments are aware, UTC.

    `changed_at` is None when it was never edited; `deleted_at` is set while it can be had back.
    """

    id: EntryId
    person_id: PersonId
    bot_id: int
    chat_id: int
    telegram_id: int
    content: Content
    written_at: datetime
    changed_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Habit:
    """When somebody wishes to be asked, once a week: a weekday (0 is Monday) and an hour of the day where they live."""

    weekday: int
    hour: int

    def __post_init__(self) -> None:
        """Refuse what no week has. Raises ValueError."""
        if not (0 <= self.weekday <= 6 and 0 <= self.hour <= 23):
            raise ValueError("no such weekday or hour")

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """Return the first such hour after an aware moment, in UTC; where a clock change skips it, the change."""
        today = day_of(moment, zone)
        for days in range(9):
            day = today + timedelta(days=days)
            if day.weekday() == self.weekday:
                at = span_start(day, time(self.hour), zone)
                if at > moment:
                    return at
        raise AssertionError("a week has every weekday")


def preview(content: Content, longest: int = 40) -> str:
    """Return the beginning of an entry's words in one line, cut at a word where possible; "" when it has none."""
    line = " ".join(content.text.split())
    if len(line) <= longest:
        return line
    cut = line[: longest - 1]
    at_a_word = cut.rpartition(" ")[0]
    return (at_a_word if len(at_a_word) > longest // 2 else cut).rstrip(" ,.;:–-") + "…"


def matching(entries: Iterable[Entry], sought: str) -> list[Entry]:
    """Return the entries in which every word of `sought` occurs, as a part of a word too, upper case or not."""
    words = sought.casefold().split()[:MOST_WORDS_SOUGHT]
    return [entry for entry in entries if words and all(word in entry.content.text.casefold() for word in words)]


def page_at(count: int, page: int, on_a_page: int) -> tuple[int, int, int]:
    """Return where a page (0 is the first) of `count` things begins, which page that is, and how many there are.

    There is always at least one; a page that is no more is the last one there is.
    """
    pages = max(1, -(-count // on_a_page))
    shown = min(max(page, 0), pages - 1)
    return shown * on_a_page, shown, pages
