"""`/share`: a mentor would like the staff to know something; the mentee decides."""

from telegram import Update

from bot.context import BotContext
from bot.handlers.buttons import as_id, press_of
from bot.handlers.joining import greet
from bot.sharing import ask_change, ask_line, give_answer
from bot.speech import Button, Chat, change, say, words_of
from mentoring.pairs import PairId
from mentoring.people import Role
from mentoring.relay import may_talk
from storage import pairs, people, shares
from storage.shares import ShareId, ShareState
from storage.tx import Tx


async def share_asked(update: Update, context: BotContext) -> None:
    """`/share`: about whom, when there are several; then the words."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        _ = words_of(person)
        talks = [talk for talk in pairs.talks_of(tx, person.id) if may_talk(talk) is None]
        if person.role is not Role.MENTOR or not talks:
            say(tx, chat, _("This is for mentors. Do you need somebody at school? /help"), now=context.now)
        elif len(talks) == 1:
            say(tx, chat, ask_line(tx, talks[0], context.now), now=context.now)
        else:
            buttons = [[Button(talk.recipient.display_name, f"shareof:{talk.pair.id}")] for talk in talks]
            say(tx, chat, _("About whom?"), now=context.now, buttons=buttons)

    await context.act(act)


async def share_of_pressed(update: Update, context: BotContext) -> None:
    """A mentor said about whom (`shareof:pair`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        talk = None if person is None or press.id is None else pairs.talk_in(tx, person.id, PairId(press.id))
        if talk is not None and talk.sender.role is Role.MENTOR and may_talk(talk) is None:
            change(tx, press.chat, press.bubble, ask_line(tx, talk, context.now), now=context.now)

    await context.act(act)


async def share_pressed(update: Update, context: BotContext) -> None:
    """A mentee decided (`share:share.yes`, `.change` or `.no`)."""
    press = await press_of(update, context)
    number, _, said = press.subject.partition(".")

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        share_id = as_id(number)
        share = None if share_id is None else shares.get(tx, ShareId(share_id))
        pair = None if share is None else pairs.get(tx, share.pair_id)
        if person is None or share is None or pair is None or pair.mentee_id != person.id:
            return
        match said:
            case "yes":
                text = give_answer(tx, person, share, ShareState.SHARED, context.now)
            case "no":
                text = give_answer(tx, person, share, ShareState.DECLINED, context.now)
            case _:
                text = ask_change(tx, person, share, context.now)
        say(tx, press.chat, text, now=context.now)

    await context.act(act)
