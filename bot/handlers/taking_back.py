"""The buttons under a message's fate: take back what is held, send again what is unconfirmed."""

from telegram import Update

from bot.context import BotContext
from bot.handlers.buttons import press_of
from bot.holding import take_back
from bot.sending_again import send_again
from bot.speech import change, words_of
from bot.windows import answer_taken_back
from mentoring.relay import MessageId
from storage import audit, messages, outbox, pairs, people
from storage.messages import MessageState, Place
from storage.outbox import State
from storage.tx import Tx


async def take_back_pressed(update: Update, context: BotContext) -> None:
    """ "Take back" was pressed under a held message."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        message = None if press.id is None else messages.get(tx, MessageId(press.id))
        if person is None or message is None or message.sender_id != person.id:
            return
        talk = pairs.talk_in(tx, person.id, message.pair_id)
        if talk is None or message.state is MessageState.WITHDRAWN:
            return
        _ = words_of(person)
        name = talk.recipient.display_name
        if take_back(tx, message, talk.recipient, context.now):
            answer_taken_back(tx, message.id)
            audit.add(
                tx, actor=f"person:{person.id}", did="message.taken_back", about=f"message:{message.id}", at=context.now
            )
            text = _("Taken back. {name} will not get this.", name=name)
        else:
            text = _("Too late to take back: this is already with {name}.", name=name)
        change(tx, press.chat, press.bubble, text, now=context.now)

    await context.act(act)


async def resend_pressed(update: Update, context: BotContext) -> None:
    """ "Send again" was pressed under a message whose delivery nobody could confirm."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        row = press.id
        message = None if row is None else messages.get_of_row(tx, row)
        if person is None or row is None or message is None or message.sender_id != person.id:
            return
        talk = pairs.talk_in(tx, person.id, message.pair_id)
        own = messages.places_in(tx, message.id, press.chat.bot_id, press.chat.chat_id)
        if talk is None or not own or (row, State.UNKNOWN) not in outbox.of_message(tx, message.id):
            return  # pressed twice, most likely
        place = Place(press.chat.bot_id, press.chat.chat_id, own[0])
        text, buttons = send_again(tx, talk, message, row, place, context.now)
        change(tx, press.chat, press.bubble, text, now=context.now, buttons=buttons)

    await context.act(act)
