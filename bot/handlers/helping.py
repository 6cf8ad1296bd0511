"""`/help`, and what is said to a command that does not exist."""

from collections.abc import Callable

from telegram import Update

from bot.context import BotContext
from bot.handlers.joining import greet
from bot.speech import Button, Buttons, Chat, say, words_of
from bot.words import Words
from mentoring.pairs import PairState
from mentoring.people import Person
from mentoring.programmes import Programme
from storage import pairs, people, programmes
from storage.tx import Tx


async def help_asked(update: Update, context: BotContext) -> None:
    """`/help`: what the bot does and where help is."""
    await _answer(update, context, _help_text, is_help=True)


async def unknown_command(update: Update, context: BotContext) -> None:
    """Any other `/word`: said to be unknown, never swallowed (case 62)."""
    await _answer(update, context, _unknown_text)


async def _answer(
    update: Update,
    context: BotContext,
    text: Callable[[Person, Programme, Words], str],
    *,
    is_help: bool = False,
) -> None:
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
        else:
            programme = programmes.get(tx, person.programme_id)
            if programme is not None:
                said, buttons = text(person, programme, words_of(person)), offers(tx, person) if is_help else ()
                say(tx, chat, said, now=context.now, buttons=buttons)

    await context.act(act)


def offers(tx: Tx, person: Person) -> Buttons:
    """Return what is offered under `/help`: a person to talk to, a way to tell of a worry, and rest from the other."""
    if person.role.is_staff:
        return ()
    _ = words_of(person)
    talks = [talk for talk in pairs.talks_of(tx, person.id) if talk.pair.state is not PairState.CLOSED]
    mutes = [
        Button(_("Hear nothing from {name} for now", name=talk.recipient.display_name), f"mute:{talk.pair.id}")
        for talk in talks
    ]
    first = [
        Button(_("I want to talk to a person"), "human:help"),
        Button(_("I am worried about somebody"), "worry:new"),
    ]
    return [[button] for button in (*first, *mutes)]


def _help_text(person: Person, _programme: Programme, in_words: Words) -> str:
    _ = in_words
    if person.role.is_staff:
        return _(
            "I carry messages between mentors and mentees. You hear from me when a pair needs you.\n\n"
            "/menu – everything in one place\n/tasks – what there is to look at\n/rules – who reads what\n/language – "
            "change the language"
        )
    return _(
        "Write here as in any chat, and I pass it on. To answer one message, reply to it. You can also edit what you "
        "wrote.\n\n🙋 Need a person? Talk to your coordinator at school.\n🛟 In danger? Call 112 now. Do not wait for "
        "this bot.\n\n/menu – check-in, goals, journal, cards and more\n"
        "/worried – tell somebody at school, and nobody else notices\n"
        "/session – plan when you meet\n/agreement – how you two do it\n/away – time off from answering\n"
        "/pause – take a break from your partner\n/why – why a message waits\n"
        "/rules – who reads what, and when it is quiet\n/language – change the language"
    )


def _unknown_text(_person: Person, _programme: Programme, in_words: Words) -> str:
    _ = in_words
    return _("I do not know this command, and I did not pass it on. /help shows what I can do.")
