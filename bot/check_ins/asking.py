"""Asking for a check-in, reminding of it once, letting it go; and bringing it back to the end of the chat."""

from datetime import datetime

from bot.check_ins.handing_in import end_unfinished
from bot.check_ins.pages import elsewhere_text, ended_page, intro_page, page_of, reminder_page
from bot.check_ins.sitting import Sitting, sit_down
from bot.check_ins.turning import leave_bubble, rest_at_the_end, turn
from bot.pages import Page, show
from bot.speech import chat_of, say
from mentoring.check_ins import CheckIn
from storage import check_ins
from storage.outbox import Priority, Purpose
from storage.tx import Tx


def ask(tx: Tx, check_in: CheckIn, now: datetime) -> bool:
    """Ask somebody for a planned check-in: its first bubble, as a prompt; whoever calls this minds their open hours.

    False when it is not asked: it was before, it is over, they have another one under way, or they have not joined.
    """
    sitting = sit_down(tx, check_in.id, now)
    if sitting is None or not sitting.person.has_joined or sitting.check_in.expires_at <= now:
        return False
    if not check_ins.mark_asked(tx, check_in.id, now):
        return False
    asked = sit_down(tx, check_in.id, now)
    assert asked is not None
    _prompt(tx, asked, intro_page(asked))
    return True


def remind(tx: Tx, check_in: CheckIn, now: datetime) -> bool:
    """Remind somebody of their check-in, once; False when they were, or there is nothing to remind of."""
    sitting = sit_down(tx, check_in.id, now)
    if sitting is None or sitting.check_in.expires_at <= now or not check_ins.note_reminded(tx, check_in.id, now):
        return False
    _prompt(tx, sitting, reminder_page(sitting))
    return True


def expire(tx: Tx, check_in: CheckIn, now: datetime) -> bool:
    """Let go of a check-in whose time is over; one that lacks nothing but the last tap counts as handed in.

    False when it had ended before.
    """
    sitting = sit_down(tx, check_in.id, now)
    if sitting is None or not end_unfinished(tx, sitting):
        return False
    _show_its_end(tx, check_in, now)
    return True


def call_off(tx: Tx, check_in: CheckIn, now: datetime) -> None:
    """Take a check-in away; what its person writes next goes where it always goes, unless a bubble says otherwise."""
    sitting = sit_down(tx, check_in.id, now)
    if sitting is not None and check_ins.cancel(tx, check_in.id, now):
        rest_at_the_end(tx, sitting)
        _show_its_end(tx, check_in, now)


def bring_back(tx: Tx, check_in: CheckIn, now: datetime) -> Page | None:
    """Return the page of a check-in under way for a new bubble, where it goes on; the one before says so."""
    sitting = sit_down(tx, check_in.id, now)
    chat = None if sitting is None else chat_of(sitting.person)
    if sitting is None or chat is None:
        return None
    leave_bubble(tx, sitting, chat.bot_id, elsewhere_text(sitting))
    return page_of(turn(tx, sitting, sitting.check_in.at_page))


def _show_its_end(tx: Tx, check_in: CheckIn, now: datetime) -> None:
    """Say in its bubble that a check-in is over. In place: nobody's phone rings because of that."""
    ended = sit_down(tx, check_in.id, now)
    assert ended is not None
    bubble, chat = ended.check_in.bubble, chat_of(ended.person)
    if chat is not None and bubble is not None and ended.check_in.bubble_chat_id == chat.chat_id:
        show(tx, chat, bubble, ended_page(ended), now)


def _prompt(tx: Tx, sitting: Sitting, page: Page) -> None:
    say(
        tx,
        chat_of(sitting.person),
        page.text,
        now=sitting.now,
        buttons=page.buttons,
        priority=Priority.PROMPT,
        purpose=Purpose.PROMPT,
        key_name=page.key_name,
    )
