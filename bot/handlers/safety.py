"""The buttons of safety: somebody now, safe for now, not meant like that; and a message without its private part."""

from datetime import datetime

from telegram import Update

from bot.alerts import tell_of_case
from bot.blotting import blotted
from bot.context import BotContext
from bot.handlers.buttons import as_id, press_of
from bot.helplines import helplines_of
from bot.incoming import Incoming
from bot.noticing import reader_of
from bot.passing_on import pass_on
from bot.safety_words import call_text, person_now_text
from bot.speech import Chat, change, say, words_of
from mentoring.cases import Case, CaseId, EventKind
from mentoring.content import Content
from mentoring.people import Person
from mentoring.relay import MessageId
from mentoring.safeguarding import Severity
from storage import cases, concerns, messages, outbox, pairs, people, programmes
from storage.messages import Message, MessageState, Place
from storage.outbox import Priority
from storage.tx import Tx

NOW = "now"


async def safety_pressed(update: Update, context: BotContext) -> None:
    """A button below what somebody read at once (`safety:what.case`): noted in the case, which it never closes."""
    press = await press_of(update, context)
    what, _, case_id = press.subject.partition(".")

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        number = as_id(case_id)
        case = None if number is None else cases.get(tx, CaseId(number))
        if case is None or not _is_part_of(tx, person, case, press.chat):
            return
        actor = f"chat:{press.chat.chat_id}" if person is None else f"person:{person.id}"
        cases.append(tx, case.id, EventKind.NOTE, actor=actor, at=context.now, facts={"pressed": what})
        _answer(tx, press.chat, person, case, what, context.now)

    await context.act(act)


async def bare_pressed(update: Update, context: BotContext) -> None:
    """ "Send it without that part" was pressed under a message that was given back (`bare:message`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        message = None if press.id is None else messages.get(tx, MessageId(press.id))
        if person is None or message is None or message.sender_id != person.id:
            return
        talk = pairs.talk_in(tx, person.id, message.pair_id)
        own = messages.places_in(tx, message.id, press.chat.bot_id, press.chat.chat_id)
        bare = _without_private(tx, message)
        if talk is None or bare is None or not own or message.state is not MessageState.RETURNED:
            return  # pressed twice, or changed meanwhile
        place = Place(press.chat.bot_id, press.chat.chat_id, own[0])
        messages.set_state(tx, message.id, MessageState.WITHDRAWN)
        messages.forget_place(tx, place)
        answered_id = outbox.answered_by(tx, message.id)
        answered = None if answered_id is None else messages.get(tx, answered_id)
        incoming = Incoming(place.bot_id, place.chat_id, place.telegram_id, message.written_at, bare, None)
        pass_on(tx, talk, incoming, answered, context.now)
        _ = words_of(person)
        text = _("Sent without the private part.")
        change(tx, press.chat, press.bubble, text, now=context.now)

    await context.act(act)


def _without_private(tx: Tx, message: Message) -> Content | None:
    concern = concerns.newest_of_message(tx, message.id)
    return None if concern is None else blotted(message.content, concerns.private_spans(tx, concern))


def _is_part_of(tx: Tx, person: Person | None, case: Case, chat: Chat) -> bool:
    """Whether the presser is whom the case was opened about: the buttons were under their own message."""
    if person is None:
        about = cases.open_about(tx, f"chat:{chat.bot_id}:{chat.chat_id}")
        return about is not None and about.id == case.id
    return any(concern.person_id == person.id for concern in concerns.of_case(tx, case.id))


def _answer(tx: Tx, chat: Chat, person: Person | None, case: Case, what: str, now: datetime) -> None:
    programme = programmes.get(tx, case.programme_id)
    if person is None or programme is None:
        return
    _ = words_of(person)
    lines, reader = helplines_of(programme.rules), reader_of(tx, programme, now, case)
    match what:
        case "now":
            if case.severity < Severity.CRITICAL and case.is_open:
                case = cases.raise_severity(tx, case, Severity.CRITICAL, actor=f"person:{person.id}", now=now)
                tell_of_case(tx, case, now)
            text = person_now_text(reader, _) + "\n\n" + call_text(lines, _)
        case "safe":
            text = _("Good that you say so. Somebody from school will still ask how you are.")
        case "meant":
            text = _("Thank you, I have noted that. Somebody from school still reads it, to be on the safe side.")
        case _:
            return
    say(tx, chat, text, now=now, priority=Priority.ALERT if what == NOW else Priority.STAFF_REPLY)
