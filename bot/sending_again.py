"""Sending again what nobody could confirm: the rules of now count, and the words of now."""

from datetime import datetime
from typing import assert_never

from bot.copies import rewrite_copies
from bot.holding import keep, receipt
from bot.refusal_texts import refusal_text
from bot.speech import Buttons, words_of
from mentoring.relay import Deliver, GiveBack, Hold, Refuse, Talk, Withhold, decide_relay
from storage import messages, outbox
from storage.messages import Message, Place
from storage.tx import Tx


def send_again(tx: Tx, talk: Talk, message: Message, row: int, own: Place, now: datetime) -> tuple[str, Buttons]:
    """Make an unconfirmed call of a message again, if the rules of this moment say so; return what its writer reads.

    `own` is where the message stands in its writer's chat.
    """
    _ = words_of(talk.sender)
    decision = decide_relay(talk, message.content.kind, now)
    match decision:
        case Deliver():
            rewrite_copies(tx, talk, message.id, message.content, own, now, held=False)
            outbox.retry(tx, row, now, "sent again by its writer")
            messages.decide_again(tx, message.id, decision)
            return _("Sent again."), ()
        case Hold(until):
            answered_id = outbox.answered_by(tx, message.id)
            answered = None if answered_id is None else messages.get(tx, answered_id)
            part = outbox.part_of(tx, row)
            outbox.withdraw(tx, row, now)
            keep(tx, talk, message.id, message.content, own, answered, until, now, only=[part])
            messages.decide_again(tx, message.id, decision)
            return receipt(talk, message.id, until, now)
        case Withhold(_, _, until):
            rewrite_copies(tx, talk, message.id, message.content, own, now, held=True)
            outbox.hold_unknown(tx, row)
            outbox.withhold(tx, message.id)
            messages.decide_again(tx, message.id, decision)
            return (_("Sent again."), ()) if until is None else receipt(talk, message.id, until, now)
        case GiveBack():
            raise AssertionError("only what has just been written is given back")
        case Refuse(why):
            outbox.withdraw(tx, row, now)
            messages.decide_again(tx, message.id, decision)
            return refusal_text(why, talk, words_of(talk.sender)), ()
        case _:
            assert_never(decision)
