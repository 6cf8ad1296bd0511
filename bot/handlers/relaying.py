"""What people write: passed on, after asking whom it is for where that is not certain."""

from telegram import Update

from bot.asked_words import change_taken, take_asked
from bot.context import BotContext, turn
from bot.editing import propagate_edit
from bot.handlers.buttons import as_id, press_of
from bot.handlers.joining import greet
from bot.incoming import Incoming
from bot.journal.private import is_private
from bot.journal.writing import PRIVATE
from bot.noticing import with_kept_verdict, with_verdict
from bot.passing_on import address, pass_on
from bot.refusal_texts import refusal_text
from bot.speech import Button, Chat, change, say, words_of
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.relay import Talk, may_talk
from storage import messages, pairs, people, undirected
from storage.messages import Message, Place
from storage.tx import Tx


async def relay_message(_update: object, context: BotContext) -> None:
    """A message in a private chat: to the partner it goes. It is read from the turn, as Telegram sent it."""
    own, written = turn.get(), _incoming(context)
    chat = Chat(written.bot_id, written.chat_id)

    def act(tx: Tx) -> None:
        all_talks = pairs.talks_of_chat(tx, chat.bot_id, chat.chat_id)  # the one read, for all but strangers and staff
        person = all_talks[0].sender if all_talks else people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        incoming = with_verdict(tx, written, own.noticed)
        answered = _answered(tx, incoming)
        may_be_asked = answered is None and (not all_talks or all_talks[0].sender_is_asked)
        flow = take_asked(tx, person, incoming, context.now) if may_be_asked else None
        if flow is not None:
            own.is_private = flow in PRIVATE
            return
        talks = address(all_talks, answered)
        if len(talks) == 1:
            pass_on(tx, talks[0], incoming, answered, context.now)
        elif incoming.is_withheld:
            return  # its writer has had an answer, and nobody else gets it
        elif not talks:
            _nobody_to_write_to(tx, chat, person, context)
        else:
            _ask_whom(tx, chat, person, talks, incoming, context)

    await context.act(act)


async def addressee_chosen(update: Update, context: BotContext) -> None:
    """A mentor with several mentees pressed whom a message is for (`to:pair.message`)."""
    press = await press_of(update, context)
    pair_id, _, waiting_id = press.subject.partition(".")

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        pair, message = as_id(pair_id), as_id(waiting_id)
        if person is None or pair is None or message is None:
            return
        talk = pairs.talk_in(tx, person.id, PairId(pair))
        waiting = None if talk is None else undirected.take(tx, message, person.id, context.now)
        if talk is None or waiting is None:
            return  # pressed twice, or not theirs
        incoming = Incoming(
            press.chat.bot_id, press.chat.chat_id, waiting.telegram_id, waiting.written_at, waiting.content, None
        )
        pass_on(tx, talk, with_kept_verdict(tx, incoming), None, context.now)
        _ = words_of(person)
        change(tx, press.chat, press.bubble, _("For {name}", name=talk.recipient.display_name), now=context.now)

    await context.act(act)


async def edit_message(update: Update, context: BotContext) -> None:
    """Somebody changed what they wrote: the partner's copy follows."""
    own, written = turn.get(), _incoming(context)
    chat = Chat(written.bot_id, written.chat_id)

    def act(tx: Tx) -> None:
        incoming = with_verdict(tx, written, own.noticed)
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        message = messages.at_place(tx, Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id))
        if person is None:
            return
        own.is_private = own.look is not None and is_private(tx, own.arrival.update, own.look, context.now)
        change_taken(tx, person, incoming, context.now)
        if message is None or message.sender_id != person.id:
            if not incoming.is_withheld:
                undirected.edit(tx, person.id, incoming.telegram_id, incoming.content)
            return
        talk = pairs.talk_in(tx, person.id, message.pair_id)
        if talk is None or incoming.content == message.content:
            return
        why = may_talk(talk)
        if why is None or incoming.is_withheld:
            propagate_edit(tx, talk, message, incoming, context.now)
        else:
            text = refusal_text(why, talk, words_of(person))
            say(tx, chat, text, now=context.now, answers=incoming.telegram_id)

    await context.act(act)


def _incoming(context: BotContext) -> Incoming:
    look = turn.get().look
    if look is None:
        raise ValueError("the update holds no message of a private chat")
    return look.incoming


def _answered(tx: Tx, incoming: Incoming) -> Message | None:
    if incoming.reply_to is None:
        return None
    return messages.at_place(tx, Place(incoming.bot_id, incoming.chat_id, incoming.reply_to))


def _nobody_to_write_to(tx: Tx, chat: Chat, person: Person, context: BotContext) -> None:
    _ = words_of(person)
    text = (
        _("This was not passed on: I carry messages between mentors and mentees only.")
        if person.role.is_staff
        else _("You have no partner yet, so this was not passed on. I will tell you when you can write.")
    )
    say(tx, chat, text, now=context.now)


def _ask_whom(tx: Tx, chat: Chat, person: Person, talks: list[Talk], incoming: Incoming, context: BotContext) -> None:
    waiting = undirected.add(tx, person.id, incoming.telegram_id, incoming.content, incoming.written_at)
    _ = words_of(person)
    buttons = [[Button(talk.recipient.display_name, f"to:{talk.pair.id}.{waiting}")] for talk in talks]
    say(
        tx,
        chat,
        _("Who is this for?"),
        now=context.now,
        answers=incoming.telegram_id,
        buttons=buttons,
    )
