"""`/away` and `/back`: somebody takes time off from answering, and is there again."""

import asyncio
from datetime import date, datetime

from telegram import Update

from bot.absences import come_back, day_of_return, go_away, welcome_back
from bot.context import BotContext
from bot.dates_written import day_written
from bot.handlers.buttons import Press, press_of
from bot.handlers.joining import greet
from bot.speech import Button, Buttons, Chat, change, say, words_of
from bot.words import Words
from mentoring.absences import DayIsOver, TooFarAway, back_on, first_choices, more_choices
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.tasks import TaskKind
from storage import absences, audit, hours, pairs, people, tasks
from storage.tx import Tx

_AWAY, _BACK = "away", "back"  # the verbs of the buttons
_MORE = "more"
_IN_A_ROW = 4
_LONGEST_DATE = 60  # characters; more is no day


async def away_asked(update: Update, context: BotContext) -> None:
    """`/away` offers days to choose from, `/away until friday` takes one that is written."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)
    written = " ".join(context.args or ())
    day = await _day_in(written, chat, context) if written else None

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is None:
            return
        _ = words_of(person)
        if day is not None:
            say(tx, chat, _go(tx, person, day, context.now), now=context.now)
        else:
            text, buttons = _offer(tx, person, context.now)
            if written:
                text = f"{_('I could not read that day.')}\n\n{text}"
            say(tx, chat, text, now=context.now, buttons=buttons)

    await context.act(act)


async def away_pressed(update: Update, context: BotContext) -> None:
    """A day of return was chosen (`away:2026-03-06`), or more of them asked for."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        if person is None:
            return
        if press.subject == _MORE:
            text, buttons = _offer_more(tx, person, context.now)
            change(tx, press.chat, press.bubble, text, now=context.now, buttons=buttons)
        elif (day := _as_day(press.subject)) is not None:
            change(tx, press.chat, press.bubble, _go(tx, person, day, context.now), now=context.now)

    await context.act(act)


async def back_asked(update: Update, context: BotContext) -> None:
    """`/back`: the time off is over."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is not None:
            say(tx, chat, _come(tx, person, context.now), now=context.now)

    await context.act(act)


async def back_pressed(update: Update, context: BotContext) -> None:
    """ "I am back" was pressed."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        if person is not None:
            change(tx, press.chat, press.bubble, _come(tx, person, context.now), now=context.now)

    await context.act(act)


async def staff_asked_for(update: Update, context: BotContext) -> None:
    """Somebody whose partner is away asked for their coordinator (`askstaff:pair`): the staff hear of it at once."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        talk = None if person is None or press.id is None else pairs.talk_in(tx, person.id, PairId(press.id))
        if person is None or talk is None:
            return
        now = context.now
        tasks.open_task(
            tx,
            programme=person.programme_id,
            kind=TaskKind.HELP_ASKED,
            pair=talk.pair.id,
            person=person.id,
            urgent=True,
            now=now,
        )
        actor = f"person:{person.id}"
        audit.add(tx, actor=actor, did="staff.asked_for", about=f"person:{person.id}", at=now, pair=talk.pair.id)
        _ = words_of(person)
        text = _("Your coordinator knows now that you would like to talk. In danger, call 112 at once.")
        change(tx, press.chat, press.bubble, text, now=now)

    await context.act(act)


async def _day_in(written: str, chat: Chat, context: BotContext) -> date | None:
    def look(tx: Tx) -> tuple[str, date] | None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        return None if person is None else (person.language, _today(tx, person, context.now))

    reader = await context.house.store.read(look)
    if reader is None or len(written) > _LONGEST_DATE:
        return None
    language, today = reader
    return await asyncio.to_thread(day_written, written, language, today)


def _go(tx: Tx, person: Person, day: date, now: datetime) -> str:
    """Let a person be away until a day, and return what they read about it."""
    _ = words_of(person)
    zone = hours.hours_of(tx, person.id, None).answering.zone
    match back_on(day, zone, now):
        case DayIsOver():
            return _("That day has begun already. /away lets you choose another.")
        case TooFarAway():
            return _("That is very far away. Please talk to your coordinator about it.")
        case ends_at:
            go_away(tx, person, ends_at, now)
    shown = _.day(day, _today(tx, person, now))
    return _(
        "All right: time off until {day}. Nobody expects an answer from you before. What is written to you still "
        "arrives. /back ends your time off sooner.",
        day=shown,
    )


def _come(tx: Tx, person: Person, now: datetime) -> str:
    _ = words_of(person)
    return welcome_back(person, _) if come_back(tx, person, now) else _("You have no time off at the moment.")


def _offer(tx: Tx, person: Person, now: datetime) -> tuple[str, Buttons]:
    _ = words_of(person)
    today = _today(tx, person, now)
    tomorrow, middle, in_a_week = first_choices(today)
    buttons = [
        [Button(_("Until tomorrow"), f"{_AWAY}:{tomorrow}")],
        [Button(_("Until {day}", day=_.day(middle, today)), f"{_AWAY}:{middle}")],
        [Button(_("For a week"), f"{_AWAY}:{in_a_week}")],
        [Button(_("Another day"), f"{_AWAY}:{_MORE}")],
    ]
    present = [absence for absence in absences.present_of(tx, person.id, now) if absence.holds(now)]
    if not present:
        return _(
            "Time off: until when? Your partner is told kindly, never why. Nobody expects an answer from you before."
        ), buttons
    buttons.append([Button(_("I am back"), f"{_BACK}:now")])
    back = day_of_return(tx, present[-1], hours.hours_of(tx, person.id, None).answering.zone)
    if back is None:
        return _("You have time off. Change until when?"), buttons
    return _("You have time off until {day}. Change it?", day=_.day(back, today)), buttons


def _offer_more(tx: Tx, person: Person, now: datetime) -> tuple[str, Buttons]:
    _ = words_of(person)
    today = _today(tx, person, now)
    days = more_choices(today)
    shown = [Button(_.short_day(day), f"{_AWAY}:{day}") for day in days]
    rows = [shown[first : first + _IN_A_ROW] for first in range(0, len(shown), _IN_A_ROW)]
    text = _(
        "On which day are you there again? Press it, or write it like this: /away {day}", day=_.day(days[-1], today)
    )
    return text, rows


def member(tx: Tx, chat: Chat, now: datetime) -> Person | None:
    """Return who writes, when they are a mentor or a mentee who has joined; else tell them what this is."""
    person = people.of_chat(tx, chat.bot_id, chat.chat_id)
    if person is None or not person.has_joined:
        greet(tx, chat, person, now)
        return None
    if person.role.is_staff:
        _: Words = words_of(person)
        say(tx, chat, _("This is for mentors and mentees."), now=now)
        return None
    return person


def presser(tx: Tx, press: Press) -> Person | None:
    """Return whose chat a button was pressed in, when they are a mentor or a mentee who has joined."""
    person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
    return None if person is None or not person.has_joined or person.role.is_staff else person


def _today(tx: Tx, person: Person, now: datetime) -> date:
    return now.astimezone(hours.hours_of(tx, person.id, None).answering.zone).date()


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # forged, or of a later version
