"""`/cards` and the presses on them: draw, another one, send it to the partner."""

from telegram import Update

from bot import cards
from bot.context import BotContext
from bot.handlers.buttons import as_id, press_of
from bot.handlers.joining import greet
from bot.pages import Page, show
from bot.speech import Chat
from mentoring.people import Person
from storage import asked, people
from storage.tx import Tx


async def cards_asked(update: Update, context: BotContext) -> None:
    """`/cards`: which deck?"""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        asked.forget(tx, person.id)
        show(tx, chat, None, cards.home(tx, person), context.now)

    await context.act(act)


async def card_pressed(update: Update, context: BotContext) -> None:
    """A button of the cards was pressed (`cards:verb.deck.…`; `bot/cards.py` says which there are)."""
    press = await press_of(update, context)
    verb, *rest = press.subject.split(".")
    deck, first, second = (*rest, "", "", "")[:3]

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        if person is None or not person.has_joined:
            return
        asked.forget(tx, person.id)  # whoever presses on has left the question for their own words
        if verb == "s" and as_id(second) is not None:
            page = sent(tx, person)
        else:
            page = pressed(tx, person) or cards.home(tx, person)
        if page is not None:
            show(tx, press.chat, None if verb == "new" else press.bubble, page, context.now)

    def pressed(tx: Tx, person: Person) -> Page | None:
        match verb:
            case "d":
                return cards.deck_page(tx, person, deck, context.now)
            case "c":
                return cards.card_page(tx, person, deck, first, as_id(second) or 0)
            case "s":
                return cards.whom_page(tx, person, deck, as_id(first) or 0)
            case _:
                return None

    def sent(tx: Tx, person: Person) -> Page | None:
        number = as_id(first) or 0
        talk = cards.talk_for(tx, person, as_id(second) or 0)
        if talk is None:
            return cards.card_page(tx, person, deck, "-", number)
        return cards.send(tx, talk, deck, number, press.chat, press.bubble, context.now)

    await context.act(act)
