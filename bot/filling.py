"""Filling in a call when it is made: what could not be known when it was written down.

A reply needs the id of the copy it answers, an edit the id of the copy it changes; both may have been waiting in the
same lane, in front of it. A file is kept in the row as text, and becomes a file again here.
"""

import base64
from collections.abc import Mapping
from typing import Any

from telegram import InputFile

from mentoring.relay import MessageId
from storage import messages
from storage.outbox import Outgoing, Purpose
from storage.tx import Tx

QUOTE = "quote"
"""The parameter, ours, that holds the quoted words until the reply is filled in."""

FILES = "files"
"""The parameter, ours, that holds files to upload, by the parameter each is for; `kept_file` makes one."""

_WITHOUT_CHAT = frozenset({"setMyCommands", "deleteMyCommands"})
_CHANGES_A_COPY = frozenset({Purpose.EDIT, Purpose.DELETE})


def kept_file(name: str, media_type: str, content: bytes) -> dict[str, str]:
    """Return a file as it is kept in an outbox row: the same bytes for every try."""
    return {"name": name, "media_type": media_type, "base64": base64.b64encode(content).decode("ascii")}


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
    for parameter, kept in parameters.pop(FILES, {}).items():
        parameters[parameter] = _as_file(kept)
    quote = parameters.pop(QUOTE, None)
    if call.reply_to is not None:
        answered = _copy(tx, row, call.reply_to, 0)
        if answered is not None:
            reply = {"message_id": answered, "allow_sending_without_reply": True}
            parameters["reply_parameters"] = reply if quote is None else reply | {"quote": quote}
    return parameters


def _as_file(kept: Mapping[str, str]) -> InputFile:
    file = InputFile(base64.b64decode(kept["base64"]), filename=kept["name"])
    file.mimetype = kept["media_type"]  # the library would guess it from the name, differently on each system
    return file


def _copy(tx: Tx, row: Outgoing, message: MessageId | None, part: int) -> int | None:
    if message is None:
        return None
    return messages.copy_in(tx, message, row.bot_id, row.chat_id, part)
