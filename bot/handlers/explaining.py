"""`/why` and `/rules`: which rule held a message, and which rules hold for a pair now."""

from datetime import datetime

from telegram import InlineKeyboardMarkup, Message, Update

from bot.context import BotContext
from bot.handlers.buttons import as_id
from bot.handlers.joining import greet
from bot.induction import agreed_text
from bot.pair_rules import pair_rules_text
from bot.speech import Chat, say, words_of
from bot.why import why_text
from mentoring.pairs import OPEN_STATES
from mentoring.people import Person
from mentoring.relay import MessageId
from storage import hours, messages, pairs, people, programmes
from storage.messages import Place
from storage.tx import Tx


async def why_asked(update: Update, context: BotContext) -> None:
    """`/why`, as a reply to a message of one's own or to what was said about it; without a reply, the last one held."""
    asked = update.effective_message
    if asked is None:
        return
    chat = Chat(context.house.bot_id, asked.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        _ = words_of(person)
        message = _meant(tx, chat, person, asked.reply_to_message, context.now)
        talk = None if message is None else pairs.talk_in(tx, person.id, message.pair_id)
        if message is None or talk is None or message.sender_id != person.id:
            text = _("Reply to a message of yours with /why, and I tell you which rule it follows.")
            say(tx, chat, text, now=context.now)
            return
        own = messages.places_in(tx, message.id, chat.bot_id, chat.chat_id)
        say(tx, chat, why_text(message, talk, _, context.now), now=context.now, answers=own[0] if own else None)

    await context.act(act)


async def rules_asked(update: Update, context: BotContext) -> None:
    """`/rules`: what everybody agreed to when joining, and what holds for each of one's pairs now."""
    asked = update.effective_message
    if asked is None:
        return
    chat = Chat(context.house.bot_id, asked.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        programme = None if person is None else programmes.get(tx, person.programme_id)
        if person is None or programme is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        _ = words_of(person)
        parts = [agreed_text(person, programme, _)]
        for talk in pairs.talks_of(tx, person.id):
            if talk.pair.state in OPEN_STATES:
                own = hours.hours_of(tx, person.id, talk.pair.id)
                parts.append(pair_rules_text(talk, own, _, context.now))
        say(tx, chat, "\n\n".join(parts), now=context.now)

    await context.act(act)


def _meant(tx: Tx, chat: Chat, person: Person, replied: Message | None, now: datetime) -> messages.Message | None:
    """Return the message that is asked about; None when it is none of the pair's."""
    if replied is None:
        return messages.last_seemingly_held_of(tx, person.id, now)
    found = messages.at_place(tx, Place(chat.bot_id, chat.chat_id, replied.message_id))
    if found is None and replied.reply_markup is not None:
        told_of = _taken_back_by(replied.reply_markup)
        found = None if told_of is None else messages.get(tx, told_of)
    return found


def _taken_back_by(markup: InlineKeyboardMarkup) -> MessageId | None:
    """Return the message that a button under what we said would take back, or None when there is no such button."""
    for row in markup.inline_keyboard:
        for button in row:
            verb, _, subject = str(button.callback_data or "").partition(":")
            message = as_id(subject)
            if verb == "takeback" and message is not None:
                return MessageId(message)
    return None
