"""Response windows at work: opened by a delivery, shown to the one who waits, ended by any word of the other's.

The moments in between are in `bot/scheduling/response_windows.py`; why a message opens one, and how the moments are
found, in `mentoring/windows.py`.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.incoming import Incoming
from bot.speech import Button, Buttons
from bot.words import Words
from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.relay import MessageId, Talk
from mentoring.tasks import TaskKind
from mentoring.windows import SHOWN_AFTER, Reason, Said, Window, WindowState, lapses_at, nudge_at, reason_to_wait
from storage import due, hours, outbox, tasks, windows
from storage.due import NewDue
from storage.outbox import Purpose, State
from storage.times import to_ms
from storage.tx import Tx

RESPONSE_WINDOW = "response_window"
"""The kind of due row that reminds of an answer, and lets a window lapse; its subject is the window's id."""

WINDOW_SHOWN = "window_shown"
"""The kind of due row that tells whoever waits until when an answer usually comes, and plans the rest; its subject is
the window's id."""

LET_GO = "letgo"
"""The verb of the button by which whoever is to answer says that none is needed."""


def open_windows(tx: Tx, delivered: Sequence[tuple[MessageId, datetime]], now: datetime) -> None:
    """Open a window for each message just delivered that waits for an answer, where none is running.

    With each comes when Telegram says that it was there. The rest is found when a window is shown: most are answered
    before, and every delivery passes here.
    """
    there_at = dict(delivered)
    wanted = windows.wanted(tx, list(there_at))
    opened = windows.open_for(tx, [(of, there_at[of.message]) for of in wanted])
    due.add_many(
        tx,
        [
            NewDue(WINDOW_SHOWN, window, f"{WINDOW_SHOWN}:{window}", max(now, there_at[message] + SHOWN_AFTER))
            for window, message in opened
        ],
    )


def plan(tx: Tx, window: Window) -> None:
    """Let the next thing in a window happen when it is due: the nudge first, then the end.

    Nothing while nobody can say when (an absence without an end); the end of that absence plans it anew. A row that
    turns out to come too early, because days off were entered meanwhile, plans the next one itself.
    """
    answering = hours.hours_of(tx, window.person_id, window.pair_id).answering
    moment = nudge_at(window, answering) if window.nudged_at is None else lapses_at(window, answering)
    if moment is not None:
        step = "nudge" if window.nudged_at is None else "end"
        occurrence = f"{RESPONSE_WINDOW}:{window.id}:{step}:{to_ms(moment)}"
        due.add(tx, kind=RESPONSE_WINDOW, subject=window.id, occurrence=occurrence, due_at=moment)


def plan_anew(tx: Tx, person: PersonId) -> None:
    """Find the moments of all that a person is to answer again, because their absences or days off have changed."""
    for window in windows.owed_by(tx, person):
        if window.state is WindowState.OPEN:
            plan(tx, window)


def why_it_waits(talk: Talk, incoming: Incoming) -> Reason | None:
    """Return why what the sender of `talk` now writes waits for an answer, or None when it may stand as it is."""
    return reason_to_wait(
        Said(
            by=talk.sender.role,
            kind=incoming.content.kind,
            text=incoming.content.text,
            written_at=incoming.written_at,
            previous=talk.last_word_at,
            is_answer=talk.sender_owes,
        )
    )


def note_answered(tx: Tx, talk: Talk, message: MessageId, now: datetime) -> None:
    """Note that the sender of `talk` wrote a message, whether or not it has arrived: they owe nothing more.

    What was to remind them is taken back.
    """
    if talk.sender_owes:
        _withdraw_prompts(tx, windows.answer(tx, talk.pair.id, talk.sender.id, message, now), now)
        tasks.close_for(tx, TaskKind.REPLY_LAPSED, pair=talk.pair.id, person=talk.sender.id, now=now)


def answer_taken_back(tx: Tx, message: MessageId) -> None:
    """Note that an answer was taken back before it arrived: what it answered is waited for as before."""
    for window in windows.unanswer(tx, message):
        if window.state is WindowState.OPEN:
            plan(tx, window)


def let_go(tx: Tx, window: Window, now: datetime) -> None:
    """Note that no answer is needed; whoever wrote is not told."""
    ended = windows.end(tx, window.id, WindowState.LET_GO, now)
    if ended is not None:
        _withdraw_prompts(tx, [ended.message_id], now)


def cancel_windows(tx: Tx, pair: PairId, now: datetime) -> None:
    """Let nobody in a pair wait for anything: it rests, or has ended."""
    _withdraw_prompts(tx, [window.message_id for window in windows.cancel_in(tx, pair, now)], now)


def let_go_button(window: Window, in_words: Words) -> Buttons:
    """Return the button for "this needs no answer"."""
    _ = in_words
    return [[Button(_("No answer needed"), f"{LET_GO}:{window.id}")]]


def _withdraw_prompts(tx: Tx, about: Iterable[MessageId], now: datetime) -> None:
    for message in about:
        for row, state in outbox.of_message(tx, message, Purpose.PROMPT):
            if state is State.WAITING:
                outbox.withdraw(tx, row, now)
