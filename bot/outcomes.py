"""What came of a call: three kinds of error, and what each means for the row, the lane and the people."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot import alerts
from bot.filling import QUOTE
from bot.reachability import close_lane
from bot.speech import Button, chat_of, say, words_of
from bot.transport import was_not_sent
from bot.windows import open_windows
from bot.words import deferred
from mentoring.people import Person
from mentoring.relay import MessageId
from storage import audit, lanes, messages, outbox, pairs, people, programmes
from storage.alerts import move_chat as move_alerts
from storage.lanes import LaneState
from storage.messages import MessageState, Place
from storage.outbox import Outgoing, Purpose, State
from storage.tx import Tx

_LONGEST_RETRY = timedelta(minutes=1)
_TRIES_OF_NOTICES = 6
_ALERT_PAUSES = (0, 1, 2, 5)
"""Seconds before an alert's next tries, the last of them before each further one: the first failure is mostly one
server's or one connection's, so that the next try is made at once."""


class Sent(NamedTuple):
    """Telegram did it. `telegram_id` is the new bubble's id, None when the call makes none; `topic_id` a new topic's.

    `date` is when the bubble was there, by Telegram's clock (aware, UTC); None where Telegram does not say.
    """

    telegram_id: int | None
    date: datetime | None = None
    topic_id: int | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """Surely not done; to be made again. `pause` is how long Telegram asked the lane to wait, None when it did not."""

    pause: timedelta | None
    reason: str


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The person stopped the bot (`BLOCKED`) or the account is gone; the lane waits with all that is in it."""

    state: LaneState


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never do it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup with another id (case 46)."""

    to: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody can say whether Telegram did it (case 53)."""

    reason: str


Outcome = Sent | Later | Unreachable | Refused | Moved | Unknown


def outcome_of_result(result: Any) -> Sent:
    """Return the outcome of a call that Telegram answered."""
    if not isinstance(result, dict):
        return Sent(None)
    date = result.get("date")
    at = None if date is None else datetime.fromtimestamp(date, UTC)
    return Sent(result.get("message_id"), at, result.get("message_thread_id"))


def outcome_of_error(error: Exception) -> Outcome:
    """Return what an error says about its call (telegram.md, facts 5 and cases 44–53)."""
    match error:
        case RetryAfter():
            pause = error.retry_after
            return Later(timedelta(seconds=pause) if isinstance(pause, int) else pause, "flood")
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            gone = "deactivated" in error.message or "initiate" in error.message
            return Unreachable(LaneState.GONE if gone else LaneState.BLOCKED)
        case BadRequest():
            text = error.message.lower()
            if "message is not modified" in text:
                return Sent(None)
            if "chat not found" in text:
                return Unreachable(LaneState.GONE)
            return Refused(_reason(text))
        case InvalidToken():
            return Later(_LONGEST_RETRY, "token")
        case NetworkError() if was_not_sent(error):
            return Later(None, "not_sent")
        case _:
            # An answer that cannot be read is no refusal either: Telegram may well have done it.
            return Unknown(type(error).__name__)


def record_all(tx: Tx, ended: Sequence[tuple[Outgoing, Outcome]], now: datetime) -> None:
    """Do in one transaction everything that the outcomes of several calls mean, in the order they ended."""
    sent = [(row, outcome) for row, outcome in ended if isinstance(outcome, Sent)]
    outbox.mark_sent(tx, [row.id for row, _ in sent], now)
    _delivered(tx, [(row, outcome) for row, outcome in sent if row.call.purpose is Purpose.RELAY], now)
    for row, outcome in ended:
        _record(tx, row, outcome, now)


def _record(tx: Tx, row: Outgoing, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Sent(telegram_id, _, topic_id):
            if row.call.purpose is Purpose.ALERT:
                alerts.shown(tx, row, telegram_id, topic_id, now)
            elif row.call.purpose is Purpose.DELETE and row.call.message is not None:
                _deleted(tx, row, row.call.message)
        case Later(pause, reason):
            if pause is not None:
                lanes.pause(tx, row.bot_id, row.chat_id, now + pause + timedelta(seconds=1), now)
            outbox.retry(tx, row.id, now + _backoff(row), reason)
            if row.call.purpose is Purpose.ALERT:
                alerts.kept_waiting(tx, row, pause, now)
        case Unreachable(state):
            _unreachable(tx, row, state, now)
        case Refused(reason):
            _refused(tx, row, reason, now)
        case Moved(to):
            _moved(tx, row, to, now)
        case Unknown(reason):
            _unknown(tx, row, reason, now)


def _delivered(tx: Tx, copies: Sequence[tuple[Outgoing, Sent]], now: datetime) -> None:
    """Note of copies, all at once, that they are there: where each stands, and that its writer waits from now on."""
    there = [(row.call.message, row, outcome) for row, outcome in copies if row.call.message is not None]
    messages.mark_delivered(tx, [message for message, _, _ in there], now)
    messages.put_places(
        tx,
        [
            (message, Place(row.bot_id, row.chat_id, outcome.telegram_id), row.call.part)
            for message, row, outcome in there
            if outcome.telegram_id is not None
        ],
    )
    begun = [(message, outcome.date or now) for message, row, outcome in there if row.call.part == 0]
    open_windows(tx, begun, now)


def _deleted(tx: Tx, row: Outgoing, message: MessageId) -> None:
    copy = messages.copy_in(tx, message, row.bot_id, row.chat_id, row.call.part)
    if copy is not None:
        messages.forget_place(tx, Place(row.bot_id, row.chat_id, copy))
    outbox.forget_copy(tx, message, row.call.part)


def _unreachable(tx: Tx, row: Outgoing, state: LaneState, now: datetime) -> None:
    outbox.retry(tx, row.id, now, state)
    close_lane(tx, row.bot_id, row.chat_id, state, now)


def _refused(tx: Tx, row: Outgoing, reason: str, now: datetime) -> None:
    if QUOTE in row.call.parameters and "quote" in reason:
        # The copy no longer holds these words (case 6): answer the whole message instead.
        outbox.retry(tx, row.id, now, reason)
        outbox.rewrite(tx, row.id, {name: value for name, value in row.call.parameters.items() if name != QUOTE})
        return
    outbox.mark_ended(tx, row.id, State.REFUSED, now, reason)
    if row.call.purpose is Purpose.ALERT:
        alerts.refused(tx, row, reason, now)
        return
    if row.call.message is None or row.call.purpose is not Purpose.RELAY:
        return
    if reason == "message to copy not found":
        # The writer deleted it on their phone while it waited (case 18): that is taking it back.
        messages.set_state(tx, row.call.message, MessageState.WITHDRAWN)
        return
    messages.set_state(tx, row.call.message, MessageState.FAILED)
    _tell_writer(
        tx,
        row,
        deferred("{name} cannot get voice messages. Please write it instead.")
        if "voice_messages_forbidden" in reason
        else deferred("I could not pass this on to {name}. Please try another way."),
        now,
    )


def _unknown(tx: Tx, row: Outgoing, reason: str, now: datetime) -> None:
    if row.call.purpose is Purpose.ALERT:
        outbox.retry(tx, row.id, now + _backoff(row), reason)
        alerts.kept_waiting(tx, row, None, now)
    elif row.call.purpose is Purpose.PROMPT:
        # A reminder said twice nags; one that is lost is followed by another, or by a person.
        outbox.mark_ended(tx, row.id, State.REFUSED, now, reason)
    elif row.call.purpose is not Purpose.RELAY:
        # Said twice is clutter, not said is silence; after some tries it is silence on Telegram's side.
        if row.attempts < _TRIES_OF_NOTICES:
            outbox.retry(tx, row.id, now + _backoff(row), reason)
        else:
            outbox.mark_ended(tx, row.id, State.REFUSED, now, reason)
    else:
        outbox.mark_ended(tx, row.id, State.UNKNOWN, now, reason)
        if row.call.message is not None:
            messages.set_state(tx, row.call.message, MessageState.UNCONFIRMED)
            _tell_writer(
                tx,
                row,
                deferred("Delivery unconfirmed: the connection broke, so I do not know whether {name} got this."),
                now,
                may_resend=True,
            )


def _moved(tx: Tx, row: Outgoing, to: int, now: datetime) -> None:
    programme = programmes.with_staff_chat(tx, row.chat_id)
    if programme is not None:
        programmes.move_staff_chat(tx, row.chat_id, to)
        audit.add(tx, actor=audit.SYSTEM, did="staff_group.moved", about=f"programme:{programme.id}", at=now)
    outbox.move_chat(tx, row.bot_id, row.chat_id, to)
    move_alerts(tx, row.bot_id, row.chat_id, to)
    outbox.retry(tx, row.id, now, "migrated")


def _tell_writer(tx: Tx, row: Outgoing, sentence: str, now: datetime, *, may_resend: bool = False) -> None:
    message = None if row.call.message is None else messages.get(tx, row.call.message)
    writer = None if message is None else people.get(tx, message.sender_id)
    talk = None if message is None else pairs.talk_in(tx, message.sender_id, message.pair_id)
    if message is None or writer is None or talk is None or writer.bot_id is None or writer.chat_id is None:
        return
    own = messages.places_in(tx, message.id, writer.bot_id, writer.chat_id)
    say(
        tx,
        chat_of(writer),
        words_of(writer)(sentence, name=talk.recipient.display_name),
        now=now,
        answers=own[0] if own else None,
        buttons=_resend_button(writer, row.id) if may_resend else (),
        about=message.id,
    )


def _resend_button(writer: Person, row: int) -> list[list[Button]]:
    _ = words_of(writer)
    return [[Button(_("Send again"), f"resend:{row}")]]


def _backoff(row: Outgoing) -> timedelta:
    if row.call.purpose is Purpose.ALERT:
        return timedelta(seconds=_ALERT_PAUSES[min(row.attempts, len(_ALERT_PAUSES) - 1)])
    return min(_LONGEST_RETRY, timedelta(seconds=2 ** min(row.attempts, 6)))


def _reason(text: str) -> str:
    """Return a refusal's reason without what it may quote of the call."""
    return re.sub(r"^bad request: ", "", text).partition(":")[0][:120]
