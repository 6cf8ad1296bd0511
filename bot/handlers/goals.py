"""`/goal`: what a mentee wants and how far it is; every press changes its message in place, a picture is a new one."""

import asyncio
import logging

from telegram import Update

from bot.context import BotContext
from bot.dates_written import day_written
from bot.goals.picture import NAME, PNG, draw, picture_data
from bot.goals.presses import OWN_DAYS, home, page_for
from bot.goals.seat import Seat, sit_down
from bot.handlers.away import member, presser
from bot.handlers.buttons import Press, as_id, press_of
from bot.pages import show
from bot.speech import Button, Chat, say, send_file
from mentoring.goals import GoalId, GoalState
from storage import asked, goals
from storage.tx import Tx

log = logging.getLogger(__name__)

_PICTURE = "pic"


async def goal_asked(update: Update, context: BotContext) -> None:
    """`/goal`: one's goals, or those that one is shown."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is not None:
            asked.forget(tx, person.id)
            show(tx, chat, None, home(tx, person, context.now), context.now)

    await context.act(act)


async def goal_pressed(update: Update, context: BotContext) -> None:
    """A button about a goal was pressed (`goal:verb.id.choice`; `bot/goals/presses.py` says which there are)."""
    press = await press_of(update, context)
    verb = press.subject.partition(".")[0]
    if verb == _PICTURE:
        await _show_picture(press, context)
        return
    if verb in OWN_DAYS:
        # What reads days is slow to load; what they write next is read where nobody may be kept waiting.
        await asyncio.to_thread(day_written, "1.1.", "en", context.now.date())

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        page = None if person is None else page_for(tx, person, press.subject, context.now)
        if page is not None:
            show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)


async def _show_picture(press: Press, context: BotContext) -> None:
    """Draw a goal outside any transaction, and send the picture with a button for the other look (`goal:pic.id.look`).

    What becomes of the goal meanwhile is looked at again before it is sent.
    """
    _verb, _dot, rest = press.subject.partition(".")
    number, _dot, look = rest.partition(".")

    def read(tx: Tx) -> tuple[Seat, bool] | None:
        seat = _seat(tx, press, number, context)
        if seat is None:
            return None
        return seat, look == "dark" if look else goals.wants_dark_pictures(tx, seat.reader.id)

    found = await context.house.store.read(read)
    drawn = None
    if found is not None:
        seat, dark = found
        data = await context.house.store.read(lambda tx: picture_data(tx, seat, dark=dark))
        try:
            drawn = await asyncio.to_thread(draw, data)
        except Exception as error:  # noqa: BLE001 - a picture is a treat, and its failing must not park the press
            # Not its text, nor its traceback: a typesetter's errors quote the words they are about.
            action = {"action": "goals.picture_failed", "error": type(error).__name__}
            log.error("A picture could not be drawn", extra=action)

    def act(tx: Tx) -> None:
        seat = _seat(tx, press, number, context)
        if seat is None or found is None:
            return
        _ = seat.words
        if drawn is None:
            say(tx, press.chat, _("The picture could not be drawn just now."), now=context.now)
            return
        dark = found[1]
        if look:
            goals.choose_pictures(tx, seat.reader.id, dark=dark)
        other = (_("☀️ Light"), "light") if dark else (_("🌙 Dark"), "dark")
        buttons = [[Button(other[0], f"goal:{_PICTURE}.{seat.goal.id}.{other[1]}")]]
        send_file(
            tx,
            press.chat,
            NAME,
            PNG,
            drawn,
            now=context.now,
            shown_as="photo",
            buttons=buttons,
            key_name=seat.key_name,
        )

    await context.act(act)


def _seat(tx: Tx, press: Press, number: str, context: BotContext) -> Seat | None:
    """Return the presser's seat at a goal that has begun; None when it is not for them."""
    person, about = presser(tx, press), as_id(number)
    seat = None if person is None or about is None else sit_down(tx, GoalId(about), person, context.now)
    has_begun = seat is not None and seat.goal.state not in (GoalState.DRAFT, GoalState.OFFERED, GoalState.DECLINED)
    return seat if has_begun else None
