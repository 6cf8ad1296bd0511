"""Joining: from a one-time link, through language and induction, to being there."""

from dataclasses import replace
from datetime import datetime

from telegram import Update

from bot.commands_menu import show_commands
from bot.context import BotContext
from bot.handlers.buttons import Press, press_of
from bot.holding import keep_for_new_account, release_held
from bot.induction import induction_text
from bot.pair_news import tell_if_they_can_talk
from bot.speech import Button, Chat, change, say, words_of
from bot.words import FALLBACK, Words, best_language, own_name, words
from locales import languages
from mentoring import invites as invite_rules
from mentoring.invites import Invite, InviteExpired, InviteUsed
from mentoring.people import Person
from mentoring.refusals import Refusal
from mentoring.tasks import TaskKind
from storage import audit, invites, people, programmes, tasks
from storage.tx import Tx


async def start(update: Update, context: BotContext) -> None:
    """`/start code` joins; `/start` alone greets who is known and tells a stranger how to get an invite."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)
    code = context.args[0] if context.args else None
    own_language = best_language(message.from_user.language_code if message.from_user else None)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if code is None or (person is not None and person.has_joined):
            greet(tx, chat, person, context.now, own_language)
        else:
            _use_code(tx, chat, person, code, words(own_language), context.now)

    await context.act(act)


async def choose_language(update: Update, context: BotContext) -> None:
    """`/language` offers the languages; the choice comes back as a button press."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None:
            greet(tx, chat, None, context.now)
        else:
            _ask_language(tx, chat, person, context.now)

    await context.act(act)


async def language_chosen(update: Update, context: BotContext) -> None:
    """A language's button was pressed: keep it, and go on with what the person was doing."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        if person is None or press.subject not in languages():
            return
        person = replace(person, language=press.subject)
        people.change(tx, person)
        show_commands(tx, person, context.now)
        if person.has_joined:
            _ = words_of(person)
            change(tx, press.chat, press.bubble, _("From now on I speak English with you."), now=context.now)
        else:
            _show_induction(tx, press, person, context.now)

    await context.act(act)


async def induction_accepted(update: Update, context: BotContext) -> None:
    """ "I agree" was pressed: the person is there from now on."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, press.chat.bot_id, press.chat.chat_id)
        if person is None or person.has_joined:
            return
        person = people.join(tx, person, context.now)
        audit.add(tx, actor=f"person:{person.id}", did="person.joined", about=f"person:{person.id}", at=context.now)
        for kind in (TaskKind.INVITE_EXPIRED, TaskKind.BOT_BLOCKED, TaskKind.ACCOUNT_GONE):
            tasks.close_for(tx, kind, person=person.id, now=context.now)
        _ = words_of(person)
        change(tx, press.chat, press.bubble, _induction(tx, person), now=context.now)
        show_commands(tx, person, context.now)
        say(tx, press.chat, _("Welcome, {name}! You are in.", name=person.display_name), now=context.now)
        tell_if_they_can_talk(tx, person, context.now, acting=True)
        release_held(tx, person, context.now)  # what waited for an account that was lost

    await context.act(act)


def greet(tx: Tx, chat: Chat, person: Person | None, now: datetime, language: str = FALLBACK) -> None:
    """Say hello to a stranger (in `language`), to somebody who is joining, or to somebody who is in."""
    if person is None:
        _ = words(language)
        text = _("Hello! This bot is for mentoring at school. To join, open the link that your coordinator gives you.")
        say(tx, chat, text, now=now)
    elif person.has_joined:
        _ = words_of(person)
        say(
            tx,
            chat,
            _("Hello again, {name}! You are in. /help shows what I can do.", name=person.display_name),
            now=now,
        )
    else:
        _ask_language(tx, chat, person, now)


def _use_code(tx: Tx, chat: Chat, seated: Person | None, code: str, in_words: Words, now: datetime) -> None:
    invite = invites.by_hash(tx, invite_rules.hash_of(code))
    if invite is not None and seated is not None and invite.person_id == seated.id:
        _ask_language(tx, chat, seated, now)  # the same link opened twice
        return
    usable = invite_rules.use(invite, now)
    if not isinstance(usable, Invite):
        say(tx, chat, _refusal_text(usable, in_words), now=now)
        return
    _ = in_words
    if seated is not None:
        say(
            tx,
            chat,
            _("This Telegram account already belongs to someone else here. Please tell your coordinator."),
            now=now,
        )
        return
    person = people.get(tx, usable.person_id)
    if person is None or not invites.mark_used(tx, usable.id, now):
        say(tx, chat, _refusal_text(InviteUsed(), in_words), now=now)
        return
    before, person = person, people.seat(tx, person, chat.bot_id, chat.chat_id)
    keep_for_new_account(tx, before, now)
    audit.add(tx, actor=f"person:{person.id}", did="invite.used", about=f"person:{person.id}", at=now)
    _ask_language(tx, chat, person, now)


def _refusal_text(why: Refusal, in_words: Words) -> str:
    _ = in_words
    match why:
        case InviteUsed():
            return _("This link has been used already. If that was not you, please tell your coordinator.")
        case InviteExpired():
            return _("This link is too old. Please ask your coordinator for a new one.")
    return _("I do not know this link. Please check it, or ask your coordinator for a new one.")


def _ask_language(tx: Tx, chat: Chat, person: Person, now: datetime) -> None:
    _ = words_of(person)
    buttons = [[Button(own_name(code), f"language:{code}")] for code in languages()]
    say(
        tx,
        chat,
        _("Hello, {name}! Which language shall we speak?", name=person.display_name),
        now=now,
        buttons=buttons,
    )


def _show_induction(tx: Tx, press: Press, person: Person, now: datetime) -> None:
    _ = words_of(person)
    agree = [[Button(_("I have read this and I agree"), "agree:induction")]]
    change(tx, press.chat, press.bubble, _induction(tx, person), now=now, buttons=agree)


def _induction(tx: Tx, person: Person) -> str:
    programme = programmes.get(tx, person.programme_id)
    if programme is None:
        raise LookupError("a person without a programme")
    return induction_text(person, programme, words_of(person))
