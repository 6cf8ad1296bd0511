"""Passing a message on: whom it is for, what the rules say, and the rows that do it."""

from collections.abc import Sequence
from datetime import datetime

from bot.copies import add_copies
from bot.holding import hold, release_held
from bot.incoming import Incoming
from bot.pair_news import learn
from bot.pauses import own_break_text
from bot.refusal_texts import refusal_text
from bot.silence import heard
from bot.speech import Chat, say, words_of
from bot.windows import note_answered, why_it_waits
from bot.withholding import (
    give_back,
    let_mentor_know,
    note_withheld,
    tell_of_contacts,
    withhold,
    without_private_words,
)
from mentoring.pairs import PairState
from mentoring.relay import Deliver, GiveBack, Hold, Refuse, Talk, Withhold, decide_relay, may_talk
from storage import concerns, messages, pairs
from storage.messages import Message, Place
from storage.tx import Tx


def address(talks: Sequence[Talk], answered: Message | None) -> list[Talk]:
    """Return whom a message may be for: one talk when that is certain, several to choose from, none when nobody.

    An answer goes to whom it answers, even when that pair has ended (it is then refused): it must never go to
    somebody else. Otherwise the pairs that talk now, and those on a break: what is meant for the one who rests must
    not reach the other unasked. If there is no pair that talks, the newest.
    """
    if answered is not None:
        return [talk for talk in talks if talk.pair.id == answered.pair_id]
    known = [talk for talk in talks if talk.pair.state in (PairState.ACTIVE, PairState.CLOSING, PairState.PAUSED)]
    talking = known if any(talk.pair.state is not PairState.PAUSED for talk in known) else []
    return talking or [talk for talk in talks if talk.pair.state is not PairState.CLOSED][-1:] or list(talks[-1:])


def pass_on(tx: Tx, talk: Talk, incoming: Incoming, answered: Message | None, now: datetime) -> None:
    """Record a message in a talk and do what the rules say about it.

    `answered` is the message it replies to, None when it replies to none of the pair's.
    """
    decision = decide_relay(talk, incoming.content.kind, now, incoming.verdict)
    incoming, decision = without_private_words(incoming, decision)
    if isinstance(decision, Deliver) and talk.recipient_waits:
        # The quiet hours are over but their release has not run yet: what was written before goes before.
        release_held(tx, talk.recipient, now)
        talk = pairs.talk_in(tx, talk.sender.id, talk.pair.id) or talk  # it may have refused what was last written
    waits = None if isinstance(decision, GiveBack | Refuse) else why_it_waits(talk, incoming)
    message = messages.record(tx, talk, incoming.content, decision, incoming.written_at, now, waits=waits)
    own = Place(incoming.bot_id, incoming.chat_id, incoming.telegram_id)
    messages.put_place(tx, message, own)
    if incoming.concern is not None:
        concerns.attach(tx, incoming.concern, message, talk.pair.id)
    match decision:
        case Deliver():
            add_copies(tx, talk, message, incoming.content, own, answered, now, held=False)
            tell_of_contacts(tx, talk, incoming, now)
        case Hold(until):
            hold(tx, talk, message, incoming.content, own, answered, until, now)
            tell_of_contacts(tx, talk, incoming, now)
        case Withhold():
            withhold(tx, talk, message, incoming.content, own, answered, decision, now)
            note_withheld(tx, message, incoming.case, now)
            let_mentor_know(tx, talk, incoming, now)
        case GiveBack():
            give_back(tx, talk, message, incoming, now)
            return
        case Refuse(why):
            text, buttons = own_break_text(tx, talk) or (refusal_text(why, talk, words_of(talk.sender)), ())
            say(tx, Chat(own.bot_id, own.chat_id), text, now=now, answers=own.telegram_id, buttons=buttons)
            if may_talk(talk) is not None:
                learn(tx, talk)
            return
    # Whatever holds it up, they wrote: nobody is to remind them, or to ask why this pair is so silent.
    note_answered(tx, talk, message, now)
    heard(tx, talk, now)
