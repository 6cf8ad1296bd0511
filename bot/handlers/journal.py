"""`/journal`: writing, reading, searching, showing, deleting; every press changes its message in place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from telegram import Update

from bot.context import BotContext, turn
from bot.handlers.away import member, presser
from bot.handlers.buttons import Press, as_id, press_of
from bot.journal import deleting, pages, prompting, showing, writing
from bot.journal.as_file import send_journal
from bot.pages import Page, show
from bot.speech import Chat
from mentoring.cases import ConcernSource
from mentoring.journal import Entry, EntryId, ShareId
from mentoring.people import Person
from storage import journals, people
from storage.messages import Place
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who pressed which button of their journal: the numbers behind its verb, None where there is none."""

    person: Person
    press: Press
    first: int | None
    second: int | None
    now: datetime

    def entry(self, tx: Tx) -> Entry | None:
        """Return the entry that the first number names; None when it is deleted, or not theirs."""
        kept = None if self.first is None else journals.get(tx, EntryId(self.first), self.person.id)
        return None if kept is None or kept.deleted_at is not None else kept


async def journal_asked(update: Update, context: BotContext) -> None:
    """`/journal`: its first page."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is not None:
            writing.shut(tx, person)
            show(tx, chat, None, writing.home(tx, person), context.now)

    await context.act(act)


async def journal_pressed(update: Update, context: BotContext) -> None:
    """A button of the journal was pressed (`jour:verb.id`; `_ACTS` says which there are)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        verb, hand = _hand(tx, press, context.now)
        if hand is None:
            return
        if verb not in _OPENS:
            writing.shut(tx, hand.person)  # whoever presses on has put the pen down
        do = _ACTS.get(verb)
        page = writing.home(tx, hand.person) if do is None else do(tx, hand)
        # Under what was just kept stands the way to take it out again, which is not to be painted over.
        show(
            tx, press.chat, None if verb == "shut" else press.bubble, page or pages.gone_page(hand.person), context.now
        )

    await context.act(act)


async def entry_shown(update: Update, context: BotContext) -> None:
    """Somebody chose who may read an entry (`jour:to.entry.person`): what it says is looked at like a message."""
    own, press = turn.get(), await press_of(update, context)

    def about_to_be_read(tx: Tx) -> Entry | None:
        _verb, hand = _hand(tx, press, context.now)
        entry = None if hand is None else hand.entry(tx)
        if hand is None or entry is None or not showing.can_show(tx, hand.person, entry, hand.second, context.now):
            return None
        return entry

    entry = await context.house.store.read(about_to_be_read)
    if entry is not None:
        await context.look_again(entry.chat_id, entry.telegram_id, entry.content, ConcernSource.JOURNAL)

    def act(tx: Tx) -> None:
        _verb, hand = _hand(tx, press, context.now)
        if hand is None:
            return
        writing.shut(tx, hand.person)
        # Only what was looked at is shown, and as it was then.
        same = entry is not None and hand.entry(tx) == entry
        page = None
        if entry is not None and same:
            page = showing.show_to(tx, hand.person, entry, hand.second, own.noticed, context.now)
        elif (kept := hand.entry(tx)) is not None:
            page = writing.shown(tx, hand.person, kept)
        show(tx, press.chat, press.bubble, page or pages.gone_page(hand.person), context.now)

    await context.act(act)


async def adult_told(update: Update, context: BotContext) -> None:
    """ "Tell an adult at school": about an entry (`jour:tell.entry`), or what stands at a place (`jour:tellat.id`)."""
    press = await press_of(update, context)

    def meant(tx: Tx) -> Entry | None:
        verb, hand = _hand(tx, press, context.now)
        if hand is None or verb == "tell":
            return None if hand is None else hand.entry(tx)
        place = Place(press.chat.bot_id, press.chat.chat_id, hand.first or 0)
        entry = journals.at_place(tx, place)
        return None if entry is None or entry.person_id != hand.person.id or entry.deleted_at is not None else entry

    entry = await context.house.store.read(meant)
    look = None if entry is None else await context.look_at(entry.chat_id, entry.telegram_id, entry.content)

    def act(tx: Tx) -> None:
        _verb, hand = _hand(tx, press, context.now)
        if hand is None:
            return
        writing.shut(tx, hand.person)
        page = None if entry is None else showing.tell_adult(tx, hand.person, entry, look, context.now)
        show(tx, press.chat, press.bubble, page or pages.gone_page(hand.person), context.now)

    await context.act(act)


async def shared_entry_opened(update: Update, context: BotContext) -> None:
    """Somebody of the staff opens what is shared with them (`jour:read.share`)."""
    press = await press_of(update, context)
    number = as_id(press.subject.partition(".")[2])

    def act(tx: Tx) -> None:
        reader = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        share = None if number is None else journals.get_share(tx, ShareId(number))
        if reader is None or share is None:
            return
        page = showing.read(tx, reader, share, press.bubble, context.now)
        if page is not None:
            show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)


def _hand(tx: Tx, press: Press, now: datetime) -> tuple[str, _Hand | None]:
    """Return a press's verb, and whose hand it is; None when it is not a mentor's or a mentee's."""
    person = presser(tx, press)
    verb, *numbers = press.subject.split(".")
    first, second = (*map(as_id, numbers), None, None)[:2]
    return verb, None if person is None else _Hand(person, press, first, second, now)


def _home(tx: Tx, hand: _Hand) -> Page:
    return writing.home(tx, hand.person)


def _begin(tx: Tx, hand: _Hand) -> Page:
    journals.begin(tx, hand.person.id, hand.now)
    return writing.home(tx, hand.person)


def _write(tx: Tx, hand: _Hand) -> Page:
    return writing.begin_writing(tx, hand.person, hand.now)


def _with_idea(tx: Tx, hand: _Hand) -> Page:
    another = hand.press.bubble if hand.first is None else hand.first + 1
    return writing.begin_writing(tx, hand.person, hand.now, another)


def _answer(tx: Tx, hand: _Hand) -> Page:
    """Open the journal under the weekly question, which stays to be seen."""
    return writing.begin_writing(tx, hand.person, hand.now, hand.first)


def _done(tx: Tx, hand: _Hand) -> Page:
    return pages.done_page(hand.person, writing.partner_name(tx, hand.person))


def _list(tx: Tx, hand: _Hand) -> Page:
    return writing.listed(tx, hand.person, hand.first or 0, hand.now)


def _find(tx: Tx, hand: _Hand) -> Page:
    return writing.begin_searching(tx, hand.person, hand.now)


def _one(tx: Tx, hand: _Hand) -> Page | None:
    entry = hand.entry(tx)
    return None if entry is None else writing.shown(tx, hand.person, entry)


def _whole(tx: Tx, hand: _Hand) -> Page | None:
    entry = hand.entry(tx)
    if entry is not None:
        showing.show_whole(tx, entry, hand.press.chat, hand.now)
    return _one(tx, hand)


def _whom(tx: Tx, hand: _Hand) -> Page | None:
    entry = hand.entry(tx)
    return None if entry is None else showing.whom_page(tx, hand.person, entry)


def _back(tx: Tx, hand: _Hand) -> Page | None:
    share = None if hand.first is None else journals.get_share(tx, ShareId(hand.first))
    return None if share is None else showing.take_back(tx, hand.person, share, hand.now)


def _delete(tx: Tx, hand: _Hand) -> Page | None:
    entry = hand.entry(tx)
    return None if entry is None else deleting.delete(tx, hand.person, entry, hand.now)


def _undo(tx: Tx, hand: _Hand) -> Page | None:
    return None if hand.first is None else deleting.have_back(tx, hand.person, EntryId(hand.first))


def _file(tx: Tx, hand: _Hand) -> Page:
    send_journal(tx, hand.press.chat, hand.person, hand.now)
    return writing.home(tx, hand.person)


def _habit(tx: Tx, hand: _Hand) -> Page:
    return pages.habit_page(hand.person, journals.begin(tx, hand.person.id, hand.now).habit)


def _day(_tx: Tx, hand: _Hand) -> Page | None:
    return None if hand.first is None or hand.first > 6 else pages.hour_page(hand.person, hand.first)


def _hour(tx: Tx, hand: _Hand) -> Page | None:
    if hand.first is None or hand.second is None:
        return None
    prompting.choose(tx, hand.person, hand.first, hand.second, hand.now)
    return writing.home(tx, hand.person)


def _never(tx: Tx, hand: _Hand) -> Page:
    journals.set_habit(tx, hand.person.id, None)
    return writing.home(tx, hand.person)


def _later(_tx: Tx, hand: _Hand) -> Page:
    return pages.later_page(hand.person)


_ACTS: Mapping[str, Callable[[Tx, _Hand], Page | None]] = {
    "home": _home,
    "begin": _begin,
    "write": _write,
    "idea": _with_idea,
    "answer": _answer,
    "done": _done,
    "shut": _done,
    "list": _list,
    "find": _find,
    "e": _one,
    "whole": _whole,
    "show": _whom,
    "back": _back,
    "del": _delete,
    "undo": _undo,
    "file": _file,
    "habit": _habit,
    "day": _day,
    "hour": _hour,
    "never": _never,
    "later": _later,
}
"""What each press leads to; None shows that the entry is no longer there."""

_OPENS = frozenset({"write", "idea", "answer", "find"})
"""After these the next message is for the journal."""
