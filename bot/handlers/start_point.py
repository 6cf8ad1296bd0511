"""`/startpoint`: the guided map of where a mentee stands; every press changes its message, a picture is a new one."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from telegram import Update

from bot.cards import START_POINT, deck_of
from bot.context import BotContext, turn
from bot.handlers.away import member, presser
from bot.handlers.buttons import Press, as_id, press_of
from bot.pages import Page, show
from bot.speech import Button, Chat, say, send_file, words_of
from bot.start_point import own_words, pages, showing
from bot.start_point.picture import NAME, PNG, draw, picture_data
from mentoring.cards import Deck
from mentoring.cases import ConcernSource
from mentoring.content import Content
from mentoring.kinds import Kind
from mentoring.people import Person, Role
from storage import asked, start_points
from storage.journals import key_name
from storage.tx import Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Hand:
    """Who pressed which button of their map: the numbers behind its verb, 0 where there is none."""

    person: Person
    deck: Deck
    press: Press
    numbers: tuple[int, int, int]
    now: datetime

    @property
    def topic(self) -> int:
        """The number of the topic meant; of one that is no more, the last one's."""
        return min(self.numbers[0], len(self.deck.cards) - 1)


async def start_point_asked(update: Update, context: BotContext) -> None:
    """`/startpoint`: what it is, the topic to go on with, or the whole."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is None:
            return
        asked.forget(tx, person.id)
        _ = words_of(person)
        page = showing.home(tx, person) if person.role is Role.MENTEE else Page(_("The start point is for mentees."))
        show(tx, chat, None, page or Page(_("There is no start point in your programme.")), context.now)

    await context.act(act)


async def start_point_pressed(update: Update, context: BotContext) -> None:
    """A button of the start point was pressed (`sp:verb.topic.…`; `_ACTS` says which there are)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        verb, hand = _hand(tx, press, context.now)
        if hand is None:
            return
        asked.forget(tx, hand.person.id)  # whoever presses on has left the question for their own words
        page = _ACTS.get(verb, _home)(tx, hand)
        if page is not None:
            show(tx, press.chat, None if verb == "new" else press.bubble, page, context.now)

    await context.act(act)


async def start_point_shown(update: Update, context: BotContext) -> None:
    """ "Show it to …" (`sp:show`): the words are looked at like a message, then passed on."""
    own, press = turn.get(), await press_of(update, context)
    text = await context.house.store.read(lambda tx: _for_mentor(tx, press, context.now))
    if text is not None:
        content = Content(Kind.TEXT, text)
        await context.look_again(press.chat.chat_id, press.bubble, content, ConcernSource.ANSWER)

    def act(tx: Tx) -> None:
        _verb, hand = _hand(tx, press, context.now)
        talk = None if hand is None else showing.mentor_of(tx, hand.person)
        if hand is None:
            return
        asked.forget(tx, hand.person.id)
        # Only what was looked at is shown, and as it was then.
        if talk is None or text is None or _for_mentor(tx, press, context.now) != text:
            page = _home(tx, hand)
        else:
            page = showing.show_to_mentor(tx, talk, text, press.chat, press.bubble, own.noticed, context.now)
        if page is not None:
            show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)


async def start_point_picture(update: Update, context: BotContext) -> None:
    """ "As a picture" (`sp:pic` or `sp:dark`): drawn outside any transaction."""
    press = await press_of(update, context)
    is_dark = press.subject.startswith("dark")

    def read(tx: Tx) -> Mapping[str, object] | None:
        _verb, hand = _hand(tx, press, context.now)
        point = None if hand is None else start_points.of_person(tx, hand.person.id)
        if hand is None or point is None:
            return None
        return picture_data(hand.person, hand.deck, point, words_of(hand.person), dark=is_dark)

    data = await context.house.store.read(read)
    drawn = None
    if data is not None:
        try:
            drawn = await asyncio.to_thread(draw, data)
        except Exception as error:  # noqa: BLE001 - a picture is a treat, and its failing must not park the press
            # Not its text, nor its traceback: a typesetter's errors quote the words they are about.
            action = {"action": "start_point.picture_failed", "error": type(error).__name__}
            log.error("A picture could not be drawn", extra=action)

    def act(tx: Tx) -> None:
        _verb, hand = _hand(tx, press, context.now)
        if hand is None or data is None:
            return
        _ = words_of(hand.person)
        if drawn is None:
            say(tx, press.chat, _("The picture could not be drawn just now."), now=context.now)
            return
        other = Button(_("☀️ Light"), "sp:pic") if is_dark else Button(_("🌙 Dark"), "sp:dark")
        buttons, key = [[other]], key_name(hand.person.id)
        send_file(tx, press.chat, NAME, PNG, drawn, now=context.now, shown_as="photo", buttons=buttons, key_name=key)

    await context.act(act)


def _hand(tx: Tx, press: Press, now: datetime) -> tuple[str, _Hand | None]:
    """Return a press's verb, and whose hand it is; None when it is no mentee's, or there is no deck."""
    verb, *rest = press.subject.split(".")
    first, second, third = (*(as_id(each) or 0 for each in rest), 0, 0, 0)[:3]
    person = presser(tx, press)
    if person is None or person.role is not Role.MENTEE:
        return verb, None
    deck = deck_of(tx, person.programme_id, START_POINT)
    return verb, None if deck is None else _Hand(person, deck, press, (first, second, third), now)


def _for_mentor(tx: Tx, press: Press, now: datetime) -> str | None:
    _verb, hand = _hand(tx, press, now)
    talk = None if hand is None else showing.mentor_of(tx, hand.person)
    return None if talk is None else showing.text_for_mentor(tx, talk)


def _home(tx: Tx, hand: _Hand) -> Page | None:
    return showing.home(tx, hand.person)


def _topic(tx: Tx, hand: _Hand) -> Page:
    kept = own_words.map_of(tx, hand.person)
    start_points.keep(tx, hand.person.id, kept, hand.now)  # begun, though nothing may stand on it yet
    return pages.topic_page(hand.person, hand.deck, kept, hand.topic, hand.numbers[1])


def _tap(tx: Tx, hand: _Hand) -> Page:
    card = hand.deck.cards[hand.topic]
    kept = own_words.map_of(tx, hand.person)
    if hand.numbers[2] < len(card.words):
        kept = kept.tapped(card.key, card.words[hand.numbers[2]].key)
        start_points.keep(tx, hand.person.id, kept, hand.now)
    return pages.topic_page(hand.person, hand.deck, kept, hand.topic, hand.numbers[1])


def _own(tx: Tx, hand: _Hand) -> Page:
    return own_words.ask_words(tx, hand.person, hand.deck, hand.topic, hand.now)


def _photo(tx: Tx, hand: _Hand) -> Page:
    return own_words.ask_photo(tx, hand.person, hand.now)


def _whole(tx: Tx, hand: _Hand) -> Page | None:
    start_points.finish(tx, hand.person.id, hand.now)
    return showing.whole(tx, hand.person)


def _see(tx: Tx, hand: _Hand) -> None:
    showing.show_photo(tx, hand.person, hand.press.chat, hand.now)


def _without_photo(tx: Tx, hand: _Hand) -> Page | None:
    kept = replace(own_words.map_of(tx, hand.person), photo=None)
    start_points.keep(tx, hand.person.id, kept, hand.now)
    return showing.whole(tx, hand.person)


_ACTS: Mapping[str, Callable[[Tx, _Hand], Page | None]] = {
    "home": _home,
    "t": _topic,
    "w": _tap,
    "own": _own,
    "photo": _photo,
    "map": _whole,
    "new": _whole,
    "see": _see,
    "unphoto": _without_photo,
}
"""What each press leads to; None changes nothing."""
