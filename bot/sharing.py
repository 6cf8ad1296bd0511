"""Ask before you share: a mentor tells the staff of something that is not urgent only as far as the mentee agrees."""

from datetime import datetime, timedelta

from bot.asking import Taken
from bot.incoming import Incoming
from bot.pages import Page
from bot.speech import Button, Buttons, chat_of, say, words_of
from mentoring.pairs import PairId
from mentoring.people import Person, Role
from mentoring.relay import Talk, may_talk
from storage import asked, audit, due, pairs, people, shares
from storage.asked import Asked
from storage.outbox import Priority, Purpose
from storage.pairs import key_name
from storage.shares import Share, ShareId, ShareState
from storage.tx import Tx

PROPOSED = "share_line"
"""What a mentor is asked to write; the subject is the pair's id."""

CHANGED = "share_change"
"""What a mentee is asked to write instead; the subject is the share's id."""

SHARE_SHOWN = "share_shown"
"""The kind of due row that shows a mentee what their mentor would like to share; its subject is the share's id."""

AWAITED = timedelta(minutes=15)
LONGEST = 1000


def ask_line(tx: Tx, talk: Talk, now: datetime) -> str:
    """Ask a mentor what they would like to share, and return the question."""
    asked.ask(tx, talk.sender.id, PROPOSED, talk.pair.id, now + AWAITED)
    _ = words_of(talk.sender)
    return _(
        "What should your coordinator know? Write it now in one message. {name} reads it first and can change it or "
        "say no.\n\nIs somebody in danger? Then do not wait for that: /worried",
        name=talk.recipient.display_name,
    )


def take_line(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Take a message as what a mentor wants to share, or as how a mentee would rather say it; None when too late."""
    text = incoming.content.text.strip()
    _ = words_of(person)
    if len(text) > LONGEST:
        too_long = _("That is too long: {count} letters at most. Write it shorter, in one message.", count=LONGEST)
        return Taken(Page(too_long))
    asked.forget(tx, person.id)
    if waiting.what == CHANGED:
        share = shares.get(tx, ShareId(waiting.subject))
        return None if share is None else Taken(Page(give_answer(tx, person, share, ShareState.SHARED, now, text)))
    talk = pairs.talk_in(tx, person.id, PairId(waiting.subject))
    if talk is None or may_talk(talk) is not None:
        return None
    share_id = shares.propose(tx, talk.pair.id, person.id, text, now)
    due_at = talk.reach.next_open(now)
    due.add(tx, kind=SHARE_SHOWN, subject=share_id, occurrence=f"{SHARE_SHOWN}:{share_id}", due_at=due_at)
    return Taken(Page(_("{name} reads this first. I tell you what {name} says.", name=talk.recipient.display_name)))


def show(tx: Tx, share_id: ShareId, now: datetime) -> None:
    """Show a mentee what their mentor would like to share."""
    share = shares.get(tx, share_id)
    talk = None if share is None else pairs.talk_in(tx, share.mentor_id, share.pair_id)
    if share is None or talk is None or share.state is not ShareState.PROPOSED or talk.recipient_hears_nothing:
        return
    _ = words_of(talk.recipient)
    text = _(
        "{name} would like to tell your coordinator this:\n\n“{text}”\n\nIs that all right with you? You decide.",
        name=talk.sender.display_name,
        text=share.text,
    )
    say(
        tx,
        chat_of(talk.recipient),
        text,
        now=now,
        buttons=_answers(share_id, talk.recipient),
        priority=Priority.PROMPT,
        purpose=Purpose.PROMPT,
        key_name=key_name(share.pair_id),
    )


def ask_change(tx: Tx, mentee: Person, share: Share, now: datetime) -> str:
    """Ask a mentee how they would rather say it, and return the question."""
    asked.ask(tx, mentee.id, CHANGED, share.id, now + AWAITED)
    _ = words_of(mentee)
    return _("Write it now the way you want it, in one message. Only that is shared.")


def give_answer(tx: Tx, mentee: Person, share: Share, state: ShareState, now: datetime, text: str | None = None) -> str:
    """Do what a mentee has decided, tell mentor and staff what they may know, and return what the mentee reads."""
    _ = words_of(mentee)
    if not shares.answer(tx, share, state, now, text):
        return _("You have answered this before.")
    audit.add(tx, actor=f"person:{mentee.id}", did=f"share.{state}", about=f"pair:{share.pair_id}", at=now)
    mentor = people.get(tx, share.mentor_id)
    if mentor is not None:
        say(tx, chat_of(mentor), _news(mentor, mentee, state), now=now, priority=Priority.PROMPT)
    if state is not ShareState.SHARED:
        return _("All right, nothing is shared.")
    for coordinator in people.staff_of(tx, mentee.programme_id):
        if coordinator.role is Role.COORDINATOR and mentor is not None:
            _tell(tx, coordinator, mentor, mentee, share, text, now)
    return _("Thank you. Your coordinator reads this now.")


def _tell(
    tx: Tx, coordinator: Person, mentor: Person, mentee: Person, share: Share, text: str | None, now: datetime
) -> None:
    """Tell a coordinator, in their own chat: what two people have agreed to share is not for a group."""
    _ = words_of(coordinator)
    told = _(
        "{mentor} and {mentee} would like you to know:\n\n“{text}”",
        mentor=mentor.display_name,
        mentee=mentee.display_name,
        text=share.text if text is None else text,
    )
    say(tx, chat_of(coordinator), told, now=now, key_name=key_name(share.pair_id))


def _news(mentor: Person, mentee: Person, state: ShareState) -> str:
    _ = words_of(mentor)
    name = mentee.display_name
    if state is ShareState.SHARED:
        return _("{name} agrees, so your coordinator reads it now.", name=name)
    return _(
        "{name} does not want that to be shared for now. That is all right. If you think somebody is in danger: "
        "/worried",
        name=name,
    )


def _answers(share: ShareId, mentee: Person) -> Buttons:
    _ = words_of(mentee)
    return [
        [Button(_("Yes, share it"), f"share:{share}.yes")],
        [Button(_("I say it in my words"), f"share:{share}.change")],
        [Button(_("No"), f"share:{share}.no")],
    ]
