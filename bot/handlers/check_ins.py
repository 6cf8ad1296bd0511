"""`/checkin`: going through a check-in by buttons and own words, one message that changes in place."""

import asyncio
from datetime import datetime

from telegram import Update

from bot.check_ins.asking import bring_back
from bot.check_ins.by_hand import begin, nothing_open_page
from bot.check_ins.pages import elsewhere_text, page_of
from bot.check_ins.presses import press as do
from bot.check_ins.sitting import Sitting, sit_down
from bot.check_ins.turning import leave_bubble, listen
from bot.context import BotContext
from bot.dates_written import day_written
from bot.handlers.buttons import Press, as_id, press_of
from bot.handlers.joining import greet
from bot.pages import Page, show
from bot.speech import Chat, change, say, words_of
from mentoring.check_ins import CheckInId, CheckInState
from mentoring.people import Person
from storage import check_ins, people
from storage.tx import Tx

_HERE, _NEW = "here", "new"


async def check_in_asked(update: Update, context: BotContext) -> None:
    """`/checkin`: the one under way, at the end of the chat; else one is offered."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        show(tx, chat, None, _present(tx, person, context.now), context.now)

    await context.act(act)


async def check_in_pressed(update: Update, context: BotContext) -> None:
    """A button of a check-in (`ci:check-in.turn.verb.choice`), or one that leads to it (`ci:here`, `ci:new.pair`)."""
    press = await press_of(update, context)
    number, _dot, rest = press.subject.partition(".")
    turn, _dot, rest = rest.partition(".")
    verb, _dot, choice = rest.partition(".")
    if verb == "go":
        # What reads days is slow to load; what they write later is read where nobody may be kept waiting.
        await asyncio.to_thread(day_written, "1.1.", "en", context.now.date())

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        if person is None or not person.has_joined:
            return
        if number in (_HERE, _NEW):
            page = _present(tx, person, context.now) if number == _HERE else begin(tx, person, turn, context.now)
            show(tx, press.chat, press.bubble, page, context.now)
            return
        about = as_id(number)
        sitting = None if about is None else sit_down(tx, CheckInId(about), context.now)
        if sitting is None or sitting.person.id != person.id or sitting.check_in.state is CheckInState.PLANNED:
            _ = words_of(person)
            say(tx, press.chat, _("That button does nothing any more. What is open is here: /checkin"), now=context.now)
        elif turn != str(sitting.check_in.turn) or not sitting.check_in.state.is_under_way:
            _show_again(tx, press, sitting)
        else:
            _go_on(tx, press, sitting, verb, choice)

    await context.act(act)


def _go_on(tx: Tx, press: Press, sitting: Sitting, verb: str, choice: str) -> None:
    """Do what a press on the page shown now says; from then on its bubble is the one."""
    check_in = sitting.check_in
    if (check_in.bubble_chat_id, check_in.bubble) != (press.chat.chat_id, press.bubble):
        leave_bubble(tx, sitting, press.chat.bot_id, elsewhere_text(sitting))
        check_ins.move_to(tx, check_in, press.chat.chat_id, press.bubble)
    page = do(tx, sitting, verb, choice)
    if page is not None:
        show(tx, press.chat, press.bubble, page, sitting.now)


def _show_again(tx: Tx, press: Press, sitting: Sitting) -> None:
    """Answer a press on a page turned since: its bubble shows where it stands, an older one says where to look."""
    check_in = sitting.check_in
    if not check_in.state.is_under_way or (check_in.bubble_chat_id, check_in.bubble) == (
        press.chat.chat_id,
        press.bubble,
    ):
        if check_in.state.is_under_way:
            listen(tx, sitting)
        show(tx, press.chat, press.bubble, page_of(sitting), sitting.now)
    else:
        change(tx, press.chat, press.bubble, elsewhere_text(sitting), now=sitting.now)


def _present(tx: Tx, person: Person, now: datetime) -> Page:
    """Return the check-in under way, or what can be done when there is none."""
    check_in = check_ins.open_of(tx, person.id)
    page = None if check_in is None else bring_back(tx, check_in, now)
    return nothing_open_page(tx, person, now) if page is None else page
