"""What was written when the bot had asked for something: it was for the partner, or the answer after all."""

from datetime import datetime

from telegram import Update

from bot import asked_words
from bot.asking import talks_now
from bot.context import BotContext
from bot.handlers.buttons import Press, press_of
from bot.handlers.joining import greet
from bot.incoming import Incoming
from bot.journal.private import words_leaving
from bot.noticing import with_kept_verdict
from bot.pages import Page, show
from bot.passing_on import pass_on
from bot.speech import Button, Chat, change, say, words_of
from bot.words import deferred
from mentoring.people import Person
from mentoring.relay import Talk
from storage import asked, people, taken_words, undirected
from storage.asked import Asked
from storage.taken_words import TakenWords
from storage.tx import Tx
from storage.undirected import Undirected

_TOO_LATE = deferred("This can no longer be changed. If it was a message, please write it again.")


async def misplaced_pressed(update: Update, context: BotContext) -> None:
    """ "It was for …" (`misplaced:undirected`): taken back from where it went, and passed on as if just written."""
    press = await press_of(update, context)
    private = await context.house.store.read(lambda tx: _private_words(tx, press, context.now))
    if private is not None:
        await context.look_again(press.chat.chat_id, private.telegram_id, private.content)

    def act(tx: Tx) -> None:
        person, taken = _taken(tx, press, context.now)
        if person is None:
            return
        if taken is None:
            _too_late(tx, press, person, context.now)
            return
        _, talks = words_of(person), talks_now(tx, person)
        after = asked_words.give_back(tx, person, taken, context.now) if taken.is_taken else Page("")
        if after is None or not talks:
            change(tx, press.chat, press.bubble, _(_TOO_LATE), now=context.now)
        elif len(talks) == 1:
            _pass_on(tx, press, talks[0], taken, context.now)
            note = _("For {name}", name=talks[0].recipient.display_name)
            show(tx, press.chat, press.bubble, after.under(note) if after.text else Page(note), context.now)
        else:
            buttons = [[Button(talk.recipient.display_name, f"to:{talk.pair.id}.{taken.id}")] for talk in talks]
            change(tx, press.chat, press.bubble, _("Who is this for?"), now=context.now, buttons=buttons)
            if after.text:
                show(tx, press.chat, None, after, context.now)

    await context.act(act)


async def meant_pressed(update: Update, context: BotContext) -> None:
    """ "My answer" (`meant:undirected`) to the question whether a message was that."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person, taken = _taken(tx, press, context.now)
        if person is None:
            return
        waits = None if taken is None else undirected.take(tx, taken.id, person.id, context.now)
        if taken is None or waits is None:
            _too_late(tx, press, person, context.now)
            return
        incoming = with_kept_verdict(tx, _incoming(press, waits))
        waiting = Asked(taken.what, taken.subject, context.now)
        page = asked_words.take_after_all(tx, person, incoming, waiting, context.now)
        _ = words_of(person)
        if page is None:
            page = Page(_(asked_words.CLOSED))
        show(tx, press.chat, press.bubble, page, context.now)

    await context.act(act)


async def unasked_pressed(update: Update, context: BotContext) -> None:
    """ "Write to …" under a question (`unasked:`): the next message goes to the partner again."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        waiting = None if person is None else asked.of(tx, person.id, context.now)
        if person is None:
            return
        asked.forget_all(tx, person.id)
        show(tx, press.chat, press.bubble, asked_words.leave(tx, person, waiting, context.now), context.now)

    await context.act(act)


async def stop_asked(update: Update, context: BotContext) -> None:
    """`/stop`: whatever was asked is left, as by the way out under the question; else, what can be stopped is said."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        waiting = asked.of(tx, person.id, context.now)
        asked.forget_all(tx, person.id)
        page = _nothing_to_stop(person) if waiting is None else asked_words.leave(tx, person, waiting, context.now)
        show(tx, chat, None, page, context.now)

    await context.act(act)


def _nothing_to_stop(person: Person) -> Page:
    _ = words_of(person)
    nothing = _("There is nothing to stop: I am not waiting for any words of yours.")
    if person.role.is_staff:
        return Page(nothing)
    ways = _(
        "A break from your partner: /pause. Time off: /away. Would you rather not go on at all? Tell your coordinator, "
        "that is always all right. /help shows how you reach somebody."
    )
    return Page(f"{nothing}\n\n{ways}")


def _taken(tx: Tx, press: Press, now: datetime) -> tuple[Person | None, TakenWords | None]:
    person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
    if person is None or not person.has_joined or press.id is None:
        return None, None
    return person, taken_words.get(tx, press.id, person.id, now)


def _private_words(tx: Tx, press: Press, now: datetime) -> Undirected | None:
    """Return what nobody has looked at yet because it was for the journal, when it is now about to be passed on."""
    person, taken = _taken(tx, press, now)
    return None if person is None or taken is None else words_leaving(tx, person, taken)


def _too_late(tx: Tx, press: Press, person: Person, now: datetime) -> None:
    """Say so when words can no longer go elsewhere; of a button pressed twice in a row, nothing."""
    if press.id is None or not undirected.was_directed(tx, press.id, person.id):
        say(tx, press.chat, words_of(person)(_TOO_LATE), now=now)


def _pass_on(tx: Tx, press: Press, talk: Talk, taken: TakenWords, now: datetime) -> None:
    waits = undirected.take(tx, taken.id, talk.sender.id, now)
    if waits is not None:
        pass_on(tx, talk, with_kept_verdict(tx, _incoming(press, waits)), None, now)


def _incoming(press: Press, waits: Undirected) -> Incoming:
    chat = press.chat
    return Incoming(chat.bot_id, chat.chat_id, waits.telegram_id, waits.written_at, waits.content, None)
