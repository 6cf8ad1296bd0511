"""`/pause` and `/resume`: somebody takes a break from their partner for themselves, and ends it."""

from telegram import Update

from bot.context import BotContext
from bot.handlers.away import member, presser
from bot.handlers.buttons import as_id, press_of
from bot.pauses import end_break, take_break
from bot.speech import Button, Chat, change, say, words_of
from mentoring.pairs import PairId
from mentoring.pauses import may_rest
from mentoring.people import Person
from mentoring.relay import Talk
from storage import pairs, pauses
from storage.tx import Tx

_ALL, _NONE = "all", "none"


async def break_asked(update: Update, context: BotContext) -> None:
    """`/pause` says what a break is and asks from whom; nothing happens before that is pressed."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is None:
            return
        _ = words_of(person)
        talks = _without_break(tx, person)
        if not talks:
            say(tx, chat, _("There is nobody to take a break from at the moment."), now=context.now)
            return
        buttons = [
            [Button(_("A break from {name}", name=talk.recipient.display_name), f"pause:{talk.pair.id}")]
            for talk in talks
        ]
        if len(talks) > 1:
            buttons.append([Button(_("A break from everybody"), f"pause:{_ALL}")])
        buttons.append([Button(_("No break"), f"pause:{_NONE}")])
        text = _(
            "In a break nothing is passed on between you and the other one, until you end it. They read only that you "
            "are taking a break, never why. Your coordinator knows of it too."
        )
        say(tx, chat, text, now=context.now, buttons=buttons)

    await context.act(act)


async def break_pressed(update: Update, context: BotContext) -> None:
    """From whom to take a break was pressed (`pause:pair`, `pause:all`), or that there shall be none."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        if person is None:
            return
        _ = words_of(person)
        if press.subject == _NONE:
            change(tx, press.chat, press.bubble, _("All right, no break."), now=context.now)
            return
        chosen = [t for t in _without_break(tx, person) if press.subject == _ALL or t.pair.id == press.id]
        names = ", ".join(talk.recipient.display_name for talk in chosen if take_break(tx, talk, context.now))
        if names:
            text = _("You are taking a break from: {names}. /resume ends it, whenever you like.", names=names)
            change(tx, press.chat, press.bubble, text, now=context.now)

    await context.act(act)


async def resume_asked(update: Update, context: BotContext) -> None:
    """`/resume` ends every break that somebody has taken."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is None:
            return
        ended = [end_break(tx, talk, context.now) for talk in pairs.talks_of(tx, person.id)]
        if not any(ended):
            _ = words_of(person)
            say(tx, chat, _("You are not taking a break at the moment."), now=context.now)

    await context.act(act)


async def resume_pressed(update: Update, context: BotContext) -> None:
    """ "End my break" was pressed (`resume:pair`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        pair = as_id(press.subject)
        talk = None if person is None or pair is None else pairs.talk_in(tx, person.id, PairId(pair))
        if talk is not None and end_break(tx, talk, context.now):
            _ = words_of(talk.sender)
            change(tx, press.chat, press.bubble, _("Your break is over."), now=context.now)

    await context.act(act)


def _without_break(tx: Tx, person: Person) -> list[Talk]:
    """Return the talks from which a person may take a break, and has not."""
    return [
        talk
        for talk in pairs.talks_of(tx, person.id)
        if may_rest(talk.pair.state)
        and all(pause.person_id != person.id for pause in pauses.present_in(tx, talk.pair.id))
    ]
