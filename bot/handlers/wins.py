"""`/win`: what went well; asked for, shared or kept, and the wall on which wins hang."""

from datetime import datetime

from telegram import Update

from bot import wins as telling
from bot.asking import talks_now
from bot.context import BotContext
from bot.goals.seat import Seat, sit_down
from bot.handlers.away import member, presser
from bot.handlers.buttons import Press, as_id, press_of
from bot.pages import Page, show
from bot.speech import Chat, say, words_of
from mentoring.goals import GoalId
from mentoring.pairs import PairId
from mentoring.people import Person
from mentoring.relay import Talk
from storage import asked, wins
from storage.tx import Tx
from storage.wins import Win, WinId

_OPEN = "open"  # the wall, in a bubble of its own


async def win_asked(update: Update, context: BotContext) -> None:
    """`/win`: ask what went well; a mentor of several says first with whom."""
    message = update.effective_message
    if message is None:
        return
    chat = Chat(context.house.bot_id, message.chat.id)

    def act(tx: Tx) -> None:
        person = member(tx, chat, context.now)
        if person is not None:
            asked.forget(tx, person.id)
            show(tx, chat, None, _begin(tx, person, context.now), context.now)

    await context.act(act)


async def win_pressed(update: Update, context: BotContext) -> None:
    """A button about a win was pressed (`win:verb.id.choice`)."""
    press = await press_of(update, context)

    def act(tx: Tx) -> None:
        person = presser(tx, press)
        if person is None:
            return
        asked.forget(tx, person.id)  # whoever presses on has left the question for their own words
        page = _pressed(tx, person, press, context.now)
        if page is not None:
            # What a win is shown in may be a photo, whose words cannot be changed as a text's can.
            bubble = None if press.subject.startswith(_OPEN) else press.bubble
            show(tx, press.chat, bubble, page, context.now)

    await context.act(act)


def _pressed(tx: Tx, person: Person, press: Press, now: datetime) -> Page | None:
    verb, _dot, rest = press.subject.partition(".")
    number, _dot, choice = rest.partition(".")
    about = as_id(number)
    if verb in ("wall", _OPEN):
        return _wall(tx, person, about, choice, now)
    if about is None:
        return _begin(tx, person, now) if verb == "new" else None
    if verb == "new":
        talk = _talk(tx, person, about)
        return telling.ask_page(tx, person, None if talk is None else talk.pair.id, now)
    if verb in ("goal", "quick"):
        seat = sit_down(tx, GoalId(about), person, now)
        return _of_goal(tx, seat, verb, as_id(choice), press) if seat is not None and seat.is_owner else None
    win = telling.visible_to(tx, person, WinId(about))
    return None if win is None else _of_win(tx, person, win, verb, as_id(choice) or 0, press, now)


def _of_win(tx: Tx, person: Person, win: Win, verb: str, pair: int, press: Press, now: datetime) -> Page | None:
    """Do what a press on a win says, and return the page that its bubble shows then; None to leave it as it is."""
    _, is_own = words_of(person), win.person_id == person.id
    match verb:
        case "show":
            return telling.win_page(tx, person, win, pair, now)
        case "look":
            telling.look(tx, person, win, now)
            return None
        case "share":
            return telling.share(tx, person, win, PairId(pair), now)
        case "clap":
            if telling.clap(tx, person, win, now):
                say(tx, press.chat, _("👏 I pass your applause on."), now=now)
            return None
        case "off" if is_own:
            wins.delete(tx, win.id)
            note = _("It is off the wall. What was already sent stays where it arrived.")
            return _wall(tx, person, pair, "", now).under(note)
        case _:
            return None


def _of_goal(tx: Tx, seat: Seat, verb: str, pair: int | None, press: Press) -> Page:
    chosen = next((talk.pair.id for talk in seat.talks if pair in (None, talk.pair.id)), None)
    if verb == "quick" and seat.goal.aim.what.text:
        return telling.take_goal(tx, seat, chosen, press.chat)
    return telling.ask_page(tx, seat.reader, chosen, seat.now, seat)


def _begin(tx: Tx, person: Person, now: datetime) -> Page:
    talks = talks_now(tx, person)
    if len(talks) > 1:
        return telling.with_whom_page(person, talks, "new")
    return telling.ask_page(tx, person, talks[0].pair.id if talks else None, now)


def _wall(tx: Tx, person: Person, pair: int | None, choice: str, now: datetime) -> Page:
    talk = _talk(tx, person, pair or 0)
    talks = talks_now(tx, person)
    if talk is None and pair is None:
        if len(talks) > 1:
            return telling.with_whom_page(person, talks, "wall")
        talk = talks[0] if talks else None
    return telling.wall_page(tx, person, talk, as_id(choice[1:]) or 0, now, newest=not choice.startswith("o"))


def _talk(tx: Tx, person: Person, pair: int) -> Talk | None:
    return telling.wall_talk(tx, person, pair)
