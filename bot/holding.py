"""Holding messages for time: keep them, let them go in order under one summary line, or take them back."""

from collections.abc import Collection
from datetime import datetime

from bot.copies import add_copies
from bot.pair_news import opens_for
from bot.refusal_texts import refusal_text
from bot.speech import Button, Buttons, Chat, chat_of, say, words_of
from bot.words import words
from mentoring.cases import EventKind
from mentoring.content import Content
from mentoring.pauses import is_for_a_time
from mentoring.people import Person
from mentoring.refusals import Refusal
from mentoring.relay import Deliver, GiveBack, Hold, MessageId, PartnerNotJoined, Refuse, Talk, Withhold, decide_relay
from storage import cases, concerns, due, messages, outbox, pairs, people
from storage.messages import Message, MessageState, Place
from storage.outbox import Call, Priority, Purpose, State
from storage.tx import Tx

_UNSENT = frozenset({MessageState.HELD, MessageState.QUEUED, MessageState.WITHHELD, MessageState.KEPT})
"""What its writer may still take back; of the latter two they see nothing but the quiet hours."""

RELEASE = "release"
"""The kind of due row that lets a person's held messages go; its subject is the person's id."""

NOT_PASSED_ON = "not_passed_on"
"""The kind of due row that tells a writer of a message that was refused in their quiet hours; its subject is its id."""


def hold(
    tx: Tx,
    talk: Talk,
    message: MessageId,
    content: Content,
    own: Place,
    answered: Message | None,
    until: datetime,
    now: datetime,
) -> None:
    """Keep a message until `until`: its copies held in the lane, its release due, its writer told and free to change
    their mind.
    """
    keep(tx, talk, message, content, own, answered, until, now)
    text, buttons = receipt(talk, message, until, now)
    say(
        tx,
        Chat(own.bot_id, own.chat_id),
        text,
        now=now,
        answers=own.telegram_id,
        buttons=buttons,
        quietly=True,
        about=message,
    )


def keep(
    tx: Tx,
    talk: Talk,
    message: MessageId,
    content: Content,
    own: Place,
    answered: Message | None,
    until: datetime,
    now: datetime,
    *,
    only: Collection[int] | None = None,
) -> None:
    """Hold a message's copies in the partner's lane (`only` these parts, None for all) and let their release be due."""
    await_release(tx, talk.recipient, until, now)
    add_copies(tx, talk, message, content, own, answered, now, held=True, only=only)


def await_release(tx: Tx, recipient: Person, until: datetime, now: datetime) -> None:
    """Let what is held for a person be released at `until`, under one summary line."""
    chat = chat_of(recipient)
    if chat is not None and outbox.held_summary(tx, chat.bot_id, chat.chat_id) is None:
        # Its place in the lane is kept now, in front of what it announces; the count is filled in at release.
        summary = Call("sendMessage", _summary(recipient, 1), Purpose.SUMMARY, Priority.BACKLOG)
        outbox.add(tx, summary, bot_id=chat.bot_id, chat_id=chat.chat_id, now=now, held=True)
    _add_release(tx, recipient, until)


def receipt(talk: Talk, message: MessageId, until: datetime, now: datetime) -> tuple[str, Buttons]:
    """Return what the writer of a held message reads, and the button by which they can change their mind."""
    _ = words_of(talk.sender)
    text = _(
        "Messages rest now. {name} gets this {moment}.",
        name=talk.recipient.display_name,
        moment=_.moment(until, talk.sender.zone, now),
    )
    return text, [[Button(_("Take back"), f"takeback:{message}")]]


def tell_of_later(tx: Tx, talk: Talk, message: Message, until: datetime, now: datetime) -> None:
    """Tell the writer of a held message that it takes longer than they were told: the rules have changed meanwhile."""
    chat = chat_of(talk.sender)
    if chat is None:
        return
    own = messages.places_in(tx, message.id, chat.bot_id, chat.chat_id)
    _ = words_of(talk.sender)
    text = _(
        "The quiet time has changed. {name} gets this {moment}.",
        name=talk.recipient.display_name,
        moment=_.moment(until, talk.sender.zone, now),
    )
    buttons = [[Button(_("Take back"), f"takeback:{message.id}")]]
    say(tx, chat, text, now=now, answers=own[0] if own else None, buttons=buttons, quietly=True, about=message.id)


def _add_release(tx: Tx, recipient: Person, until: datetime) -> None:
    occurrence = f"{RELEASE}:{recipient.id}:{until.timestamp():.3f}"
    due.add(tx, kind=RELEASE, subject=recipient.id, occurrence=occurrence, due_at=until)


def release_held(tx: Tx, recipient: Person, now: datetime) -> None:
    """Decide again about everything held for a person: let go what may go, in order, under one summary line.

    What must wait longer stays; what may no longer pass is refused and its writer told.
    """
    summary = None if recipient.chat_id is None else outbox.held_summary(tx, recipient.bot_id or 0, recipient.chat_id)
    released, kept = 0, False
    for message in messages.held_for(tx, recipient.id):
        talk = pairs.talk_in(tx, message.sender_id, message.pair_id)
        decision = None if talk is None else decide_relay(talk, message.content.kind, now)
        match decision:
            case Deliver() as deliver:
                if released == 0 and summary is not None:
                    outbox.release(tx, summary, now)
                messages.decide_again(tx, message.id, deliver)
                for row, _ in outbox.of_message(tx, message.id):
                    outbox.release(tx, row, now)
                released += 1
            case Hold(until) as hold_longer:
                kept = True
                messages.decide_again(tx, message.id, hold_longer)
                _add_release(tx, recipient, until)
                if talk is not None and message.held_until is not None and until > message.held_until:
                    tell_of_later(tx, talk, message, until, now)
            case Withhold() as kept_back:
                outbox.withhold(tx, message.id)
                messages.decide_again(tx, message.id, kept_back)
            case Refuse(PartnerNotJoined()):
                kept = True  # on the way to a new account; it is let go when they are there
            case Refuse(why) if is_for_a_time(why):
                kept = True  # until the two go on; whoever lets them rest tells the writers so
            case GiveBack():
                raise AssertionError("only what has just been written is given back")
            case Refuse() | None:
                _refuse_unsent(tx, talk, message, decision, now)
    if summary is not None and released:
        outbox.rewrite(tx, summary, _summary(recipient, released))
    elif summary is not None and not kept:
        outbox.withdraw(tx, summary, now)


def decide_unsent(tx: Tx, recipient: Person, now: datetime) -> None:
    """Decide again about what waits in a person's lane: a stopped lane can outlast its pair.

    What may no longer pass is refused and its writer told. During a break it is held instead; and so it is when it has
    become quiet meanwhile, without a word to the writer, who thinks it is there: it is their partner who was not.
    """
    if recipient.bot_id is None or recipient.chat_id is None:
        return
    for message_id in outbox.unsent_messages(tx, recipient.bot_id, recipient.chat_id):
        message = messages.get(tx, message_id)
        talk = None if message is None else pairs.talk_in(tx, message.sender_id, message.pair_id)
        if message is None or talk is None:
            continue
        decision = decide_relay(talk, message.content.kind, now)
        if isinstance(decision, Refuse) and is_for_a_time(decision.why):
            for row, _ in outbox.of_message(tx, message_id):
                outbox.hold(tx, row)
            messages.set_state(tx, message_id, MessageState.HELD)
        elif isinstance(decision, Hold):
            for row, _ in outbox.of_message(tx, message_id):
                outbox.hold(tx, row)
            messages.decide_again(tx, message_id, decision)
            _add_release(tx, recipient, decision.until)
        elif isinstance(decision, Withhold):
            outbox.withhold(tx, message_id)
            messages.decide_again(tx, message_id, decision)
        elif isinstance(decision, Refuse):
            _refuse_unsent(tx, talk, message, decision, now)


def keep_for_new_account(tx: Tx, before: Person, now: datetime) -> None:
    """Hold what was on its way to a person whom a new link has just given another chat, until they have agreed.

    `before` is the person with the old chat. Nothing more may show there: whoever has that phone now is a stranger.
    """
    person = people.get(tx, before.id)
    old, new = chat_of(before), None if person is None else chat_of(person)
    if old is None or new is None or old == new:
        return
    for message in outbox.readdress(tx, old.bot_id, old.chat_id, new.bot_id, new.chat_id, now):
        messages.set_state(tx, message, MessageState.HELD)


def take_back(tx: Tx, message: Message, recipient: Person, now: datetime) -> bool:
    """Withdraw a message that has not been sent; False when it is too late."""
    if message.state not in _UNSENT:
        return False
    rows = outbox.of_message(tx, message.id)
    if not rows or not all(state in (State.HELD, State.WITHHELD, State.WAITING) for _, state in rows):
        return False
    for row, _ in rows:
        outbox.withdraw(tx, row, now)
    messages.set_state(tx, message.id, MessageState.WITHDRAWN)
    for case in concerns.cases_of_message(tx, message.id) if message.state is MessageState.WITHHELD else ():
        actor, facts = f"person:{message.sender_id}", {"message": int(message.id)}
        cases.append(tx, case, EventKind.MESSAGE_TAKEN_BACK, actor=actor, at=now, facts=facts)
    if recipient.chat_id is not None and not messages.holds_for(tx, recipient.id):
        summary = outbox.held_summary(tx, recipient.bot_id or 0, recipient.chat_id)
        if summary is not None:
            outbox.withdraw(tx, summary, now)
    return True


def _refuse_unsent(tx: Tx, talk: Talk | None, message: Message, decision: Refuse | None, now: datetime) -> None:
    for row, _ in outbox.of_message(tx, message.id):
        outbox.withdraw(tx, row, now)
    if decision is None:
        messages.set_state(tx, message.id, MessageState.REFUSED)
    else:
        messages.decide_again(tx, message.id, decision)
    if talk is None or decision is None:
        return
    opens = opens_for(tx, talk.sender.id, talk.pair.id, now)
    if opens > now:
        due.add(tx, kind=NOT_PASSED_ON, subject=message.id, occurrence=f"{NOT_PASSED_ON}:{message.id}", due_at=opens)
    else:
        _tell_refused(tx, talk, message, decision.why, now)


def tell_not_passed_on(tx: Tx, message: Message, now: datetime) -> None:
    """Tell a writer, whose hours have opened, that a message was not passed on; why, if that still is so."""
    talk = pairs.talk_in(tx, message.sender_id, message.pair_id)
    if talk is not None:
        decision = decide_relay(talk, message.content.kind, now)
        _tell_refused(tx, talk, message, decision.why if isinstance(decision, Refuse) else Refusal(), now)


def _tell_refused(tx: Tx, talk: Talk, message: Message, why: Refusal, now: datetime) -> None:
    chat = chat_of(talk.sender)
    if chat is None:
        return
    own = messages.places_in(tx, message.id, chat.bot_id, chat.chat_id)
    text = refusal_text(why, talk, words_of(talk.sender))
    say(tx, chat, text, now=now, answers=own[0] if own else None)


def _summary(recipient: Person, count: int) -> dict[str, object]:
    _ = words(recipient.language)
    return {
        "text": _.plural(
            "{count} message came in during quiet time:", "{count} messages came in during quiet time:", count
        )
    }
