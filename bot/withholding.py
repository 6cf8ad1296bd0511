"""Withholding: a message waits in its place in the partner's lane for a person, or goes back to its writer."""

from dataclasses import replace
from datetime import datetime

from bot.blotting import blotted
from bot.copies import add_copies, rewrite_copies
from bot.holding import await_release, receipt
from bot.incoming import Incoming
from bot.safety_words import masked_text, private_text, warned_text
from bot.speech import Button, Chat, chat_of, say, words_of
from mentoring.case_record import Fact
from mentoring.cases import CaseId, EventKind
from mentoring.citations import Citation, Source
from mentoring.content import Content
from mentoring.people import Role
from mentoring.relay import (
    Decision,
    Deliver,
    GiveBack,
    Hold,
    Keeper,
    MessageId,
    Refuse,
    Talk,
    Withhold,
    decide_relay,
)
from mentoring.safety import Contacts
from storage import audit, cases, concerns, due, messages, outbox, pairs
from storage.messages import Message, MessageState, Place
from storage.tx import Tx

RELEASE_WITHHELD = "release_withheld"
"""The kind of due row that a lead's release of a message leaves; its subject is the message's id."""

PARTNER_CARD = "partner_card"
"""The kind of due row that tells a mentor that an adult is helping; its subject is the case's id."""


def withhold(
    tx: Tx,
    talk: Talk,
    message: MessageId,
    content: Content,
    own: Place,
    answered: Message | None,
    decision: Withhold,
    now: datetime,
) -> None:
    """Keep a message's copies in the partner's lane, where no release for time lets them go.

    Its writer has been told, or is to notice nothing: then they read what they always read at that hour.
    """
    add_copies(tx, talk, message, content, own, answered, now, held=True)
    outbox.withhold(tx, message)
    if decision.until is not None:
        text, buttons = receipt(talk, message, decision.until, now)
        chat = Chat(own.bot_id, own.chat_id)
        say(tx, chat, text, now=now, answers=own.telegram_id, buttons=buttons, quietly=True, about=message)


def note_withheld(tx: Tx, message: MessageId, case: CaseId | None, now: datetime) -> None:
    """Write into a case's record that a message is withheld because of it."""
    if case is not None:
        facts: dict[str, Fact] = {"message": int(message)}
        cases.append(tx, case, EventKind.MESSAGE_WITHHELD, actor=audit.SYSTEM, at=now, facts=facts)


def let_mentor_know(tx: Tx, talk: Talk, incoming: Incoming, now: datetime) -> None:
    """Let the mentor be told, once for a case, that an adult is helping: when ordinary messages reach them.

    Only because of what was written to them: an answer, a report or an entry that gave reason for concern is not theirs
    to hear of, not even by a card.
    """
    if incoming.verdict is None or not incoming.verdict.tells_partner or incoming.case is None:
        return
    if talk.sender.role is not Role.MENTEE or not talk.recipient.has_joined:
        return
    due.add(
        tx,
        kind=PARTNER_CARD,
        subject=incoming.case,
        occurrence=f"{PARTNER_CARD}:{incoming.case}",
        due_at=talk.reach.next_open(now),
    )


def without_private_words(incoming: Incoming, decision: Decision) -> tuple[Incoming, Decision]:
    """Return a message with its contact details blotted out, where the programme wants that and it passes on.

    What cannot be passed on in part goes back to its writer.
    """
    verdict = incoming.verdict
    if verdict is None or verdict.contacts is not Contacts.MASK or not isinstance(decision, Deliver | Hold):
        return incoming, decision
    content = blotted(incoming.content, incoming.private)
    if content is None:
        return incoming, GiveBack(Citation(Source.SAFETY, verdict.stance))
    return replace(incoming, content=content), decision


def tell_of_contacts(tx: Tx, talk: Talk, incoming: Incoming, now: datetime) -> None:
    """Tell the writer of contact details that were passed on what the programme wants them to know."""
    _ = words_of(talk.sender)
    match None if incoming.verdict is None else incoming.verdict.contacts:
        case Contacts.WARN:
            text = warned_text(_)
        case Contacts.MASK:
            text = masked_text(talk.recipient.display_name, _)
        case _:
            return
    say(tx, Chat(incoming.bot_id, incoming.chat_id), text, now=now, answers=incoming.telegram_id, quietly=True)


def give_back(tx: Tx, talk: Talk, message: MessageId, incoming: Incoming, now: datetime) -> None:
    """Tell the writer of contact details that they stay private, and how to send the rest."""
    _ = words_of(talk.sender)
    text = private_text(talk.recipient.display_name, _)
    buttons = [[Button(_("Send it without that part"), f"bare:{message}")]]
    say(
        tx,
        Chat(incoming.bot_id, incoming.chat_id),
        text,
        now=now,
        answers=incoming.telegram_id,
        buttons=buttons if incoming.has_only_private_words else (),
        about=message,
    )


def let_go(tx: Tx, message: Message, now: datetime, *, actor: str = audit.SYSTEM) -> Deliver | Hold | Refuse | None:
    """Pass on what was withheld or kept, in its place, as the rules of this moment say; return what they say.

    A refusal leaves it where it is; None when it was let go, or taken back, before.
    """
    talk = pairs.talk_in(tx, message.sender_id, message.pair_id)
    if talk is None or message.state not in (MessageState.WITHHELD, MessageState.KEPT):
        return None
    decision = decide_relay(talk, message.content.kind, now)
    if isinstance(decision, Withhold) and decision.keeper is Keeper.RECIPIENT:
        messages.decide_again(tx, message.id, decision)  # let go by the staff, still not wanted by the recipient
        return None
    if not isinstance(decision, Deliver | Hold):
        return decision if isinstance(decision, Refuse) else None
    _refill(tx, talk, message, now)
    outbox.let_go(tx, message.id)
    if isinstance(decision, Deliver):
        for row, _state in outbox.of_message(tx, message.id):
            outbox.release(tx, row, now)
    else:
        await_release(tx, talk.recipient, decision.until, now)
    messages.decide_again(tx, message.id, decision)
    if message.state is MessageState.WITHHELD:
        _note_let_go(tx, message, now, actor)
    return decision


def _refill(tx: Tx, talk: Talk, message: Message, now: datetime) -> None:
    """Bring the copies up to date: the partner may have another chat by now, or have had none."""
    chat = chat_of(talk.sender)
    own = [] if chat is None else messages.places_in(tx, message.id, chat.bot_id, chat.chat_id)
    if chat is not None and own:
        place = Place(chat.bot_id, chat.chat_id, own[0])
        rewrite_copies(tx, talk, message.id, message.content, place, now, held=True)


def _note_let_go(tx: Tx, message: Message, now: datetime, actor: str) -> None:
    audit.add(tx, actor=actor, did="message.released", about=f"message:{message.id}", at=now)
    for case in concerns.cases_of_message(tx, message.id):
        facts: dict[str, Fact] = {"message": int(message.id)}
        cases.append(tx, case, EventKind.MESSAGE_RELEASED, actor=actor, at=now, facts=facts)
