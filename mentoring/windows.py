"""Response windows: which messages wait for an answer, how long, and what happens on the way.

A window counts the open hours of whoever is to answer, and nothing else: not their nights, exams, days off, or times
away. It exists for the one who waits, and for the pair that would otherwise fall silent without anybody noticing; it
is no stick. So a conversation that simply ends leaves nothing behind (docs/decisions/0011-response-windows.md).
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from mentoring.kinds import Kind
from mentoring.open_hours import NeverOpen, OpenHours
from mentoring.pairs import PairId
from mentoring.people import PersonId, Role
from mentoring.relay import MessageId

WindowId = NewType("WindowId", int)

LULL = timedelta(hours=6)
"""After this long without a word from either, the next message begins a new exchange."""

TOLD_AT_LENGTH = 60
"""From this many characters on, a mentee who does not ask is still telling something, not saying goodbye."""

SHOWN_AFTER = timedelta(minutes=5)
"""How long whoever waits sees nothing of the window: in a lively exchange the answer is there before."""

_NUDGE_AT = 3 / 4  # of the window: late enough to be needed seldom, early enough to be kind

QUESTION_MARKS = frozenset(
    "?¿\u037e\u055e\u061f\u1367\u1945\u2047\u2048\u2049\u203d\u2753\u2754\u2cfa\u2cfb\u2e18\u2e2e\u2e54"
    "\ua60f\ua6f7\ufe16\ufe56\uff1f\U00011143\U0001e95f\U0001f679\U0001fbc4"
)
"""Whatever ends (or begins) a question in some script."""

_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*")


class Reason(StrEnum):
    """Why a message waits for an answer."""

    ASKS = "asks"
    BEGINS = "begins"
    TELLS = "tells"


class WindowState(StrEnum):
    """Where a window stands: open, then answered, lapsed, let go (no answer was needed) or cancelled.

    One that lapsed and was answered after all is answered, its `lapsed_at` kept.
    """

    OPEN = "open"
    ANSWERED = "answered"
    LAPSED = "lapsed"
    LET_GO = "let_go"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a message that was delivered, as far as it matters for whether an answer is waited for.

    `previous` is when the pair's message before it was written, by either; None for their first. `is_answer` says
    whether its writer owed the other a word, and this was it. Moments are aware.
    """

    by: Role
    kind: Kind
    text: str
    written_at: datetime
    previous: datetime | None
    is_answer: bool


@dataclass(frozen=True, slots=True)
class Window:
    """One wait: `person_id` is to answer `waiting_id`'s message within `length` of open time after `opened_at`.

    `shown_at` is when the one who waits was told of it, `nudged_at` when the other was reminded, None until then;
    `ended_at` is None while an answer is still owed (also after `lapsed_at`). Moments are aware, UTC.
    """

    id: WindowId
    pair_id: PairId
    person_id: PersonId
    waiting_id: PersonId
    message_id: MessageId
    reason: Reason
    opened_at: datetime
    length: timedelta
    shown_at: datetime | None = None
    nudged_at: datetime | None = None
    lapsed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_as: WindowState | None = None

    @property
    def state(self) -> WindowState:
        """Where it stands."""
        if self.ended_as is not None:
            return self.ended_as
        return WindowState.OPEN if self.lapsed_at is None else WindowState.LAPSED


def reason_to_wait(said: Said) -> Reason | None:
    """Return why a message waits for an answer, or None when it may stand as the last word.

    Asking always waits. So does what begins an exchange: a first message, or one after a lull, unless its writer was
    answering. What a mentee tells at length, or speaks, waits too: that silence hurts more than a nudge too many.
    """
    if asks(said.text):
        return Reason.ASKS
    if not said.is_answer and (said.previous is None or said.written_at - said.previous >= LULL):
        return Reason.BEGINS
    if said.by is Role.MENTEE and (said.kind is Kind.VOICE or len(said.text) >= TOLD_AT_LENGTH):
        return Reason.TELLS
    return None


def asks(text: str) -> bool:
    """Return whether a text holds a question mark, in whatever script, outside web addresses."""
    return not QUESTION_MARKS.isdisjoint(text) and not QUESTION_MARKS.isdisjoint(_ADDRESS.sub("", text))


def deadline(window: Window, answering: OpenHours) -> datetime | None:
    """Return until when the answer is on time (UTC); None while nobody can say, because there is no end to an absence.

    `answering` are the open hours of whoever is to answer, as they are known now: days off that were entered after
    the window opened move it too.
    """
    try:
        return answering.add(window.opened_at, window.length)
    except NeverOpen:
        return None


def nudge_at(window: Window, answering: OpenHours) -> datetime | None:
    """Return when to remind of an answer that is not there yet (UTC): inside open hours, a quarter before the end.

    None as in `deadline`.
    """
    try:
        return answering.next_open(answering.add(window.opened_at, window.length * _NUDGE_AT))
    except NeverOpen:
        return None


def lapses_at(window: Window, answering: OpenHours) -> datetime | None:
    """Return when the window lapses and the one reminder after it is due (UTC): inside open hours.

    Never before its deadline, and never sooner after the nudge than that was meant to come before the end: whoever
    was nudged late, because the machine was off, still gets the time that the nudge promises. None as in `deadline`,
    and while nobody has been nudged.
    """
    if window.nudged_at is None:
        return None
    try:
        end = answering.add(window.opened_at, window.length)
        after_nudge = answering.add(window.nudged_at, window.length - window.length * _NUDGE_AT)
        return answering.next_open(max(end, after_nudge))
    except NeverOpen:
        return None


def opens_by(hours: OpenHours, at: datetime) -> datetime | None:
    """Return the first moment at or after `at` at which somebody with these hours may be told; None for never."""
    try:
        return hours.next_open(at)
    except NeverOpen:
        return None
