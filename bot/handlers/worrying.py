"""`/worried`, and hearing nothing from the other one for now."""

from datetime import datetime

from telegram import Update

from bot.context import BotContext
from bot.handlers.buttons import Press, as_id, press_of
from bot.handlers.joining import greet
from bot.muting import hear_again, hear_nothing
from bot.speech import Chat, change, say, words_of
from bot.worrying import LINE, ask_about, next_page
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.relay import Talk
from mentoring.tasks import TaskKind
from storage import asked, audit, pairs, people, reports, tasks
from storage.reports import ReportId
from storage.tx import Tx


async def worried_asked(update: Update, context: BotContext) -> None:
    """`/worried`: tell the staff, whom and what about; whatever stands behind the command is looked at as ever."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
        elif person.role.is_staff:
            _ = words_of(person)
            say(tx, chat, _("This is for mentors and mentees."), now=context.now)
        else:
            ask_about(tx, chat, person, context.now)

    await context.act(act)


async def worry_pressed(update: Update, context: BotContext) -> None:
    """An answer on the way of a report (`worry:report.question.answer`), or the way into one (`worry:new`)."""
    press = await press_of(update, context)
    number, _, rest = press.subject.partition(".")
    question, _, said = rest.partition(".")

    def act(tx: Tx) -> None:
        person = _presser(tx, press)
        if person is None:
            return
        if press.subject == "new":
            ask_about(tx, press.chat, person, context.now)
            return
        report_id = as_id(number)
        report = None if report_id is None else reports.get(tx, ReportId(report_id))
        if report is None or report.person_id != person.id:
            return
        if question == "done":
            _done(tx, press, person, context.now)
            return
        page = next_page(tx, person, report, question, said, context.now)
        if page is not None:
            text, buttons = page
            change(tx, press.chat, press.bubble, text, now=context.now, buttons=buttons)

    await context.act(act)


async def mute_pressed(update: Update, context: BotContext) -> None:
    """ "Hear nothing from … for now" (`mute:pair`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        talk = _own_talk(tx, press)
        if talk is not None:
            text, buttons = hear_nothing(tx, talk, context.now)
            say(tx, press.chat, text, now=context.now, buttons=buttons)

    await context.act(act)


async def unmute_pressed(update: Update, context: BotContext) -> None:
    """ "Hear from … again" (`unmute:pair`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        talk = _own_talk(tx, press)
        if talk is not None:
            change(tx, press.chat, press.bubble, hear_again(tx, talk, context.now), now=context.now)

    await context.act(act)


async def person_asked_for(update: Update, context: BotContext) -> None:
    """ "I want to talk to a person" under `/help` (`human:help`): the staff hear of it at once."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = _presser(tx, press)
        if person is None:
            return
        now, kind = context.now, TaskKind.HELP_ASKED
        tasks.open_task(tx, programme=person.programme_id, kind=kind, person=person.id, urgent=True, now=now)
        audit.add(tx, actor=f"person:{person.id}", did="staff.asked_for", about=f"person:{person.id}", at=now)
        _ = words_of(person)
        text = _("Your coordinator knows now that you would like to talk. In danger, call 112 at once.")
        say(tx, press.chat, text, now=now)

    await context.act(act)


def _done(tx: Tx, press: Press, person: Person, now: datetime) -> None:
    asked.forget(tx, person.id, LINE)
    _ = words_of(person)
    change(tx, press.chat, press.bubble, _("All right. Thank you for telling."), now=now)


def _presser(tx: Tx, press: Press) -> Person | None:
    person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
    return None if person is None or not person.has_joined or person.role.is_staff else person


def _own_talk(tx: Tx, press: Press) -> Talk | None:
    person = _presser(tx, press)
    return None if person is None or press.id is None else pairs.talk_in(tx, person.id, PairId(press.id))
