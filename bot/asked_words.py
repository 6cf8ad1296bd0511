"""Words that the bot asked somebody for: they go where they were asked for, and not to the partner.

The next message of somebody who was asked is the answer, unless it replies to something of their partner's. Later it
might be either, and they are asked (`Asked.unsure_until`). Whatever was taken says so, and can go to the partner after
all, as if just written: "It was for Ben".
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot import feedback, sharing, wins, worrying
from bot.agreement import own_words
from bot.asking import WRITTEN_OR_SPOKEN, Flow, Naming, Taken, talks_now
from bot.check_ins import own_words as answering
from bot.check_ins.turning import FLOW as CHECK_IN
from bot.goals import own_words as goal_words
from bot.goals.walk import GOAL
from bot.incoming import Incoming
from bot.journal import writing as journal
from bot.pages import Page
from bot.sessions import planning
from bot.speech import Button, Chat, say, words_of
from bot.start_point import own_words as start_point
from bot.words import deferred
from mentoring.kinds import Kind
from mentoring.people import Person
from mentoring.relay import Talk
from storage import asked, taken_words, undirected
from storage.asked import Asked
from storage.tx import Tx

CAN_GO_ELSEWHERE = timedelta(days=1)
"""How long what was taken can still be passed on instead."""

CLOSED = deferred("That question is no longer open, so this went nowhere.")
"""What is said of an answer that comes too late."""

_STAYS = deferred("I could not take over this change. What I kept stays as it was.")

FLOWS: Mapping[str, Flow] = {
    feedback.LINE: Flow(feedback.take_line),
    own_words.LINE: Flow(own_words.take_line),
    # Even what may not pass on is somebody's own answer; their partner reads it never, or not without their word.
    CHECK_IN: Flow(answering.take, answering.give_back, answering.change, kinds=WRITTEN_OR_SPOKEN, takes_withheld=True),
    GOAL: goal_words.FLOW,
    journal.SEARCHING: journal.SEARCH_FLOW,
    journal.WRITING: journal.ENTRY_FLOW,
    planning.OWN: Flow(planning.take_line),
    start_point.WORDS: start_point.FLOW,
    sharing.CHANGED: Flow(sharing.take_line),
    sharing.PROPOSED: Flow(sharing.take_line),
    wins.WIN: wins.FLOW,
    # Even what may not pass on: it is on its way to those who may read it.
    worrying.LINE: Flow(worrying.take_line, takes_withheld=True),
}
"""Who takes what was asked for, by the name that `asked.ask` noted (`what` up to its first dot)."""

_NAMES = {
    CHECK_IN: deferred("💬 Check-in"),
    GOAL: deferred("🎯 Goals"),
    start_point.WORDS: deferred("🗺 Start point"),
}
"""What the menu calls the flows whose question in doubt (`Naming.in_doubt`) does not say which it is."""


def take_asked(tx: Tx, person: Person, incoming: Incoming, now: datetime) -> str | None:
    """Take a message that is, or may be, what its writer was asked for, and return the name of the flow that asked.

    None when it is for their partner, as most are, and what cannot be an answer, such as a sticker. A voice message can
    be meant as one wherever words are asked for: where it is not taken, its speaker is told so.
    """
    waiting = asked.of(tx, person.id, now)
    flow = None if waiting is None else FLOWS.get(waiting.flow)
    if waiting is None or flow is None:
        return None
    kind = incoming.content.kind
    if kind not in flow.kinds and (kind is not Kind.VOICE or incoming.is_withheld or not waiting.is_sure(now)):
        return None
    if incoming.is_withheld and not flow.takes_withheld:
        # It was written for a place where it may not stand, and its writer has been answered. It is with the staff now,
        # and no message: released as one, a report about somebody would reach them.
        return waiting.flow
    if not waiting.is_sure(now) and talks_now(tx, person):
        _ask_whether(tx, person, incoming, waiting, flow.naming, now)
        return waiting.flow
    taken = flow.take(tx, person, incoming, waiting, now) if kind in flow.kinds else _unheard(person)
    if taken is None:
        # Not to the partner: it was written as an answer. Whoever wrote it may still say that it was none.
        asked.forget(tx, person.id, waiting.flow)
        taken = Taken(Page(words_of(person)(CLOSED)), is_unread=True)
    page = taken.page
    if taken.is_unread:
        page = _with_way_on(tx, person, incoming, waiting, page, now)
    elif flow.give_back is not None and taken.subject is not None:
        page = page.under(_kept(tx, person, flow.naming))
        page = _with_way_back(tx, person, incoming, waiting, taken.subject, page, now)
    _answer(tx, incoming, page, now)
    return waiting.flow


def _unheard(person: Person) -> Taken:
    """Say that a question takes no voice message. It was spoken words, so it is not sent on to the partner either."""
    _ = words_of(person)
    return Taken(
        Page(_("🎙 I cannot take a voice message here. Please write it, a few words are enough.")), is_unread=True
    )


def take_after_all(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Page | None:
    """Take a message that was in doubt, now that its writer said that it is the answer; None when it is too late."""
    flow = FLOWS.get(waiting.flow)
    taken = None if flow is None else flow.take(tx, person, incoming, waiting, now)
    if flow is None or taken is None:
        return None
    return taken.page if taken.is_unread else taken.page.under(words_of(person)(flow.naming.kept))


def change_taken(tx: Tx, person: Person, incoming: Incoming, now: datetime) -> None:
    """Let an edited message change what it was taken as; where that cannot be, say that it stays as it was."""
    taken = taken_words.at(tx, person.id, incoming.telegram_id, now)
    flow = None if taken is None else FLOWS.get(taken.what.partition(".")[0])
    if taken is None or not taken.is_taken or flow is None or flow.change is None:
        return
    if not flow.change(tx, person, taken.subject, incoming, now) and not incoming.is_withheld:
        _answer(tx, incoming, Page(words_of(person)(_STAYS)), now)


def give_back(tx: Tx, person: Person, taken: taken_words.TakenWords, now: datetime) -> Page | None:
    """Undo what words were taken as, and return what their writer sees then; None when it is too late."""
    flow = FLOWS.get(taken.what.partition(".")[0])
    return None if flow is None or flow.give_back is None else flow.give_back(tx, person, taken.subject, now)


def leave(tx: Tx, person: Person, waiting: Asked | None, now: datetime) -> Page:
    """Return what a bubble shows whose question was left, so that the next message goes to the partner.

    `waiting` is what was asked, None when nothing was any more.
    """
    flow = None if waiting is None else FLOWS.get(waiting.flow)
    if waiting is not None and flow is not None and flow.leave is not None:
        return flow.leave(tx, person, waiting, now)
    _ = words_of(person)
    talks = talks_now(tx, person)
    if len(talks) == 1:
        return Page(_("All right. Your next message goes to {name}.", name=talks[0].recipient.display_name))
    return Page(_("All right. What you write now is a message again."))


def _with_way_back(
    tx: Tx, person: Person, incoming: Incoming, waiting: Asked, subject: int, page: Page, now: datetime
) -> Page:
    """Return a page that offers to send what was kept after all."""
    talks = talks_now(tx, person)
    if not talks:
        return page
    waits = _keep(tx, person, incoming, waiting.what, subject, now, is_taken=True)
    return page.with_row(_it_was_for(person, talks, waits))


def _kept(tx: Tx, person: Person, naming: Naming) -> str:
    """Say that words were kept, and who did not get them."""
    _ = words_of(person)
    talks = talks_now(tx, person)
    if not talks:
        return _(naming.kept)
    if len(talks) == 1:
        return _(naming.kept_from, name=talks[0].recipient.display_name)
    return _(naming.kept_from_all)


def _with_way_on(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, page: Page, now: datetime) -> Page:
    """Return a page that offers to send what could not be read as an answer."""
    talks = talks_now(tx, person)
    if not talks:
        return page
    waits = _keep(tx, person, incoming, waiting.what, waiting.subject, now, is_taken=False)
    return page.with_row(_it_was_for(person, talks, waits))


def _ask_whether(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, naming: Naming, now: datetime) -> None:
    """Ask whether a message is the answer or for the partner; only once, then all goes to the partner again."""
    asked.forget(tx, person.id, waiting.flow)
    waits = _keep(tx, person, incoming, waiting.what, waiting.subject, now, is_taken=False)
    _ = words_of(person)
    talks = talks_now(tx, person)
    buttons = [[Button(_(naming.is_meant), f"meant:{waits}")], [_it_was_for(person, talks, waits)]]
    text = _(naming.in_doubt)
    if asked.of(tx, person.id, now) is not None and waiting.flow in _NAMES:
        text = f"{_(_NAMES[waiting.flow])}\n\n{text}"  # another question waits, too: it must be plain which is meant
    say(tx, Chat(incoming.bot_id, incoming.chat_id), text, now=now, answers=incoming.telegram_id, buttons=buttons)


def _keep(tx: Tx, person: Person, incoming: Incoming, what: str, subject: int, now: datetime, *, is_taken: bool) -> int:
    """Keep a message so that it can be passed on as if just written, and return the id to do it by."""
    waits = undirected.add(tx, person.id, incoming.telegram_id, incoming.content, incoming.written_at)
    taken_words.add(tx, waits, what, subject, now + CAN_GO_ELSEWHERE, is_taken=is_taken)
    return waits


def _it_was_for(person: Person, talks: Sequence[Talk], waits: int) -> Button:
    _ = words_of(person)
    if len(talks) == 1:
        return Button(_("It was for {name}", name=talks[0].recipient.display_name), f"misplaced:{waits}")
    return Button(_("It was a message for somebody"), f"misplaced:{waits}")


def _answer(tx: Tx, incoming: Incoming, page: Page, now: datetime) -> None:
    chat = Chat(incoming.bot_id, incoming.chat_id)
    say(tx, chat, page.text, now=now, answers=incoming.telegram_id, buttons=page.buttons, key_name=page.key_name)
