"""Filling in a call when it is made: what could not be known when it was written down.

A reply needs the id of the copy it answers, an edit the id of the copy it changes; both may have been waiting in the
same lane, in front of it.
"""

from typing import Any

from mentoring.relay import MessageId
from storage import messages
from storage.outbox import Outgoing, Purpose
from storage.tx import Tx

QUOTE = "quote"
"""The parameter, ours, that holds the quoted words until the reply is filled in."""

_WITHOUT_CHAT = frozenset({"setMyCommands", "deleteMyCommands"})
_CHANGES_A_COPY = frozenset({Purpose.EDIT, Purpose.DELETE})


def filled(tx: Tx, row: Outgoing) -> dict[str, Any] | None:
    """Return the parameters with which to make a call now; None when the bubble to change is not there (any more)."""
    call = row.call
    parameters = dict(call.parameters)
    if call.method not in _WITHOUT_CHAT:
        parameters["chat_id"] = row.chat_id
    if call.purpose in _CHANGES_A_COPY:
        copy = _copy(tx, row, call.message, call.part)
        if copy is None:
            return None
        parameters["message_id"] = copy
    quote = parameters.pop(QUOTE, None)
    if call.reply_to is not None:
        answered = _copy(tx, row, call.reply_to, 0)
        if answered is not None:
            reply = {"message_id": answered, "allow_sending_without_reply": True}
            parameters["reply_parameters"] = reply if quote is None else reply | {"quote": quote}
    return parameters


def _copy(tx: Tx, row: Outgoing, message: MessageId | None, part: int) -> int | None:
    if message is None:
        return None
    return messages.copy_in(tx, message, row.bot_id, row.chat_id, part)
