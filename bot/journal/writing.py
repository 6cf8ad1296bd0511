"""Writing into the journal, and searching it: what becomes of somebody's next messages while either is open.

The journal stays open until its writer taps "Done": many write in several short messages, and none of those may reach
the partner by mistake. After half an hour of silence nobody can say any more, so they are asked (`bot/asked_words.py`).
"""

from datetime import datetime, timedelta

from bot.asking import Flow, Naming, Taken, talks_now, way_out
from bot.cards import JOURNAL_PROMPTS, drawn_for
from bot.incoming import Incoming
from bot.journal import pages
from bot.pages import Page
from bot.words import deferred
from mentoring.cards import said
from mentoring.journal import KEPT_KINDS, Entry, EntryId, matching, page_at
from mentoring.kinds import Kind
from mentoring.people import Person
from storage import asked, journals
from storage.asked import Asked
from storage.messages import Place
from storage.tx import Tx

WRITING, SEARCHING = "journal", "journal_search"
"""What somebody is asked for: an entry, or words to search for."""

PRIVATE = frozenset({WRITING, SEARCHING})
"""What is written when one of these was asked for is nobody's business but the writer's (`bot/journal/private.py`)."""

OPEN_FOR = timedelta(minutes=30)
UNSURE_FOR = timedelta(hours=12)


def home(tx: Tx, person: Person) -> Page:
    """Return the journal's first page; for who has none yet, what it is."""
    journal = journals.of_person(tx, person.id)
    if journal is None:
        return pages.first_page(person)
    return pages.home_page(person, journal, journals.count(tx, person.id))


def begin_writing(tx: Tx, person: Person, now: datetime, turn: int | None = None) -> Page:
    """Open the journal for writing; `turn` chooses something to write about, None for nothing in particular."""
    journals.begin(tx, person.id, now)
    _open(tx, person, now)
    card = None if turn is None else drawn_for(tx, person.programme_id, JOURNAL_PROMPTS, turn)
    idea = None if card is None else said(card.texts, person.language)
    return pages.writing_page(person, partner_name(tx, person), way_out(tx, person), idea, turn)


def begin_searching(tx: Tx, person: Person, now: datetime) -> Page:
    """Ask for the words to search for."""
    asked.ask(tx, person.id, SEARCHING, 0, now + OPEN_FOR, unsure_until=now + UNSURE_FOR)
    return pages.asking_page(person, partner_name(tx, person))


def shut(tx: Tx, person: Person) -> None:
    """Shut the journal: nothing that is written from now on is for it."""
    asked.forget(tx, person.id, WRITING, SEARCHING)
    asked.forget(tx, person.id)


def take_entry(tx: Tx, person: Person, incoming: Incoming, _asked: Asked, now: datetime) -> Taken:
    """Keep a message as an entry, and keep the journal open for the next one."""
    _open(tx, person, now)
    if incoming.content.kind not in KEPT_KINDS:
        return Taken(pages.cannot_keep_page(person), is_unread=True)
    journals.begin(tx, person.id, now)
    place = Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id)
    entry = journals.add(tx, person.id, place, incoming.content, incoming.written_at)
    return Taken(pages.kept_page(person), subject=entry)


def give_entry_back(tx: Tx, person: Person, entry: int, _now: datetime) -> Page | None:
    """Forget an entry that was meant for the partner, and shut the journal; None when it is too late."""
    if not journals.give_up(tx, EntryId(entry), person.id):
        return None
    shut(tx, person)
    return pages.done_page(person, partner_name(tx, person))


def change_entry(tx: Tx, person: Person, entry: int, incoming: Incoming, now: datetime) -> bool:
    """Give an entry its edited words. Of one that was deleted there is nothing to say."""
    kept = journals.get(tx, EntryId(entry), person.id)
    if kept is not None:
        journals.change(tx, kept, incoming.content, now)
    return True


def take_search(tx: Tx, person: Person, incoming: Incoming, _asked: Asked, now: datetime) -> Taken:
    """Show what is found; these words themselves are kept nowhere, and may have been for the partner."""
    shut(tx, person)
    if incoming.content.kind is not Kind.TEXT:
        return Taken(begin_searching(tx, person, now), is_unread=True)
    sought = incoming.content.text
    found = matching(journals.of(tx, person.id), sought)
    return Taken(pages.found_page(person, found, sought, now), is_unread=True)


def shown(tx: Tx, person: Person, entry: Entry) -> Page:
    """Return an entry's page."""
    newer, older = journals.neighbours(tx, entry)
    readers, was_told = journals.readers_of(tx, entry.id), journals.was_told(tx, entry.id)
    return pages.entry_page(person, entry, readers, newer, older, was_told=was_told)


def listed(tx: Tx, person: Person, page: int, now: datetime) -> Page:
    """Return a page of the entries; one that is no more is the last one."""
    count = journals.count(tx, person.id)
    first, number, _pages = page_at(count, page, pages.ON_A_PAGE)
    found = journals.page(tx, person.id, first=first, limit=pages.ON_A_PAGE)
    return pages.list_page(person, found, count, number, now)


def partner_name(tx: Tx, person: Person) -> str | None:
    """Return the name of the one whom an ordinary message would go to; None for nobody, or for several."""
    talks = talks_now(tx, person)
    return talks[0].recipient.display_name if len(talks) == 1 else None


def _open(tx: Tx, person: Person, now: datetime) -> None:
    asked.ask(tx, person.id, WRITING, 0, now + OPEN_FOR, unsure_until=now + UNSURE_FOR)


_AN_ENTRY = Naming(
    kept=deferred("✓ It is in your journal."),
    kept_from=deferred("✓ It is in your journal, not sent to {name}."),
    kept_from_all=deferred("✓ It is in your journal, sent to nobody."),
    in_doubt=deferred("Is this for your journal, or a message?"),
    is_meant=deferred("It is for my journal"),
)

ENTRY_FLOW = Flow(take_entry, give_entry_back, change_entry, kinds=frozenset(Kind), naming=_AN_ENTRY)
SEARCH_FLOW = Flow(take_search, kinds=frozenset(Kind))
