"""The agreement in the chat: `/agreement` and its buttons."""

from collections.abc import Sequence
from datetime import datetime

from telegram import Update

from bot.agreement import own_words
from bot.agreement.pages import Page, open_data
from bot.agreement.papers import send_paper
from bot.agreement.presses import begin, page_of_pair, press
from bot.agreement.table import sit_down
from bot.context import BotContext
from bot.handlers.buttons import Press, as_id, press_of
from bot.handlers.joining import greet
from bot.speech import Button, Chat, change, say, words_of
from mentoring.pairs import PairId, PairState
from mentoring.people import Person
from storage import asked, pairs, people
from storage.agreements import AgreementId
from storage.outbox import HOUSE_KEY
from storage.tx import Tx


async def agreement_asked(update: Update, context: BotContext) -> None:
    """`/agreement`: where it stands; for a mentor of several, with whom."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, chat.bot_id, chat.chat_id)
        if person is None or not person.has_joined:
            greet(tx, chat, person, context.now)
            return
        asked.forget(tx, person.id, own_words.LINE)
        page, key_name = _of_person(tx, person, context.now)
        say(tx, chat, page.text, now=context.now, buttons=page.buttons, key_name=key_name)

    await context.act(act)


async def agreement_pressed(update: Update, context: BotContext) -> None:
    """A button of the agreement was pressed (`bot/agreement/pages.py` says what its data holds)."""
    pressed = await press_of(update, context)
    agreement_id, _, rest = pressed.subject.partition(".")
    verb, *arguments = rest.split(".")

    def act(tx: Tx) -> None:
        person = people.of_chat(tx, pressed.chat.bot_id, pressed.chat.chat_id)
        agreement = as_id(agreement_id)
        if person is None or not person.has_joined or agreement is None:
            return
        asked.forget(tx, person.id, own_words.LINE)  # whoever presses on has left the question for their own words
        if agreement == 0:
            _pressed_for_pair(tx, pressed, person, verb, arguments, context.now)
            return
        table = sit_down(tx, AgreementId(agreement), person.id, context.now)
        if table is None:
            return
        if verb == "paper":
            send_paper(tx, pressed.chat, table)
        else:
            _show(tx, pressed, press(tx, table, verb, arguments), table.key_name, context.now)

    await context.act(act)


def _of_person(tx: Tx, person: Person, now: datetime) -> tuple[Page, str]:
    """Return what `/agreement` shows, and the key that seals it."""
    _ = words_of(person)
    talks = [talk for talk in pairs.talks_of(tx, person.id) if talk.pair.state is not PairState.CLOSED]
    if len(talks) == 1:
        return page_of_pair(tx, talks[0], now), pairs.key_name(talks[0].pair.id)
    if talks:
        buttons = [[Button(talk.recipient.display_name, open_data(talk.pair.id))] for talk in talks]
        return Page(_("Your agreement with whom?"), buttons), HOUSE_KEY
    text = (
        _("Agreements are between mentors and mentees: only the two of them make one.")
        if person.role.is_staff
        else _("You have no partner yet. I will tell you when you can write.")
    )
    return Page(text), HOUSE_KEY


def _pressed_for_pair(
    tx: Tx, pressed: Press, person: Person, verb: str, arguments: Sequence[str], now: datetime
) -> None:
    pair = as_id(arguments[0]) if arguments else None
    talk = None if pair is None else pairs.talk_in(tx, person.id, PairId(pair))
    if talk is None:
        return
    page = begin(tx, talk, now) if verb == "start" else page_of_pair(tx, talk, now)
    _show(tx, pressed, page, pairs.key_name(talk.pair.id), now)


def _show(tx: Tx, pressed: Press, page: Page, key_name: str, now: datetime) -> None:
    change(tx, pressed.chat, pressed.bubble, page.text, now=now, buttons=page.buttons, key_name=key_name)
