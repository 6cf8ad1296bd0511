"""Turning the pages of a check-in: what is asked of whoever writes next goes with the page that is shown."""

from datetime import timedelta

from bot.check_ins.question_page import TYPED
from bot.check_ins.sitting import Sitting
from bot.speech import Chat, change
from mentoring.check_ins import INTRO, SUMMARY
from mentoring.questionnaires.question import Question
from storage import asked, check_ins
from storage.tx import Tx

FLOW = "check_in"
"""The name under which a person's next message is asked for; behind its dot the key of the question."""

LISTENS_FOR = timedelta(minutes=15)
"""How long the next message is surely the answer; then its writer is asked, for as long as the check-in is open."""

STILL_PROMISED = timedelta(days=3)
"""How long somebody may take a bubble at its word that says where their next message goes."""


def turn(tx: Tx, sitting: Sitting, page: str) -> Sitting:
    """Turn to a page (the key of a question, INTRO or SUMMARY), listening for an answer where it can be written."""
    sitting = sitting.at(check_ins.turn_to(tx, sitting.check_in, page, sitting.now))
    listen(tx, sitting)
    return sitting


def turn_on(tx: Tx, sitting: Sitting, after: Question | None = None) -> Sitting:
    """Turn to the question that comes next: behind `after` when it is answered already, else the first open one."""
    asked_now = [question.key for question in sitting.asked]
    if after is not None and after.key in asked_now:
        behind = asked_now[asked_now.index(after.key) + 1 :]
        if behind and behind[0] in sitting.answers and sitting.next_open is not None:
            return turn(tx, sitting, behind[0])
    following = sitting.next_open
    return turn(tx, sitting, SUMMARY if following is None else following.key)


def turn_back(tx: Tx, sitting: Sitting) -> Sitting:
    """Turn to the question before; to the beginning from the first."""
    asked_now = [question.key for question in sitting.asked]
    at = asked_now.index(sitting.check_in.at_page) if sitting.check_in.at_page in asked_now else len(asked_now)
    return turn(tx, sitting, asked_now[at - 1] if at else INTRO)


def listen(tx: Tx, sitting: Sitting) -> None:
    """Let the person's next message be the answer, where the page asks for words; nowhere else."""
    question = sitting.question
    if question is None or question.kind not in TYPED:
        rest(tx, sitting)
        return
    asked.ask(
        tx,
        sitting.person.id,
        f"{FLOW}.{question.key}",
        sitting.check_in.id,
        sitting.now + LISTENS_FOR,
        unsure_until=sitting.check_in.expires_at,
    )


def rest(tx: Tx, sitting: Sitting) -> None:
    """Let the person's next message go where it always goes."""
    asked.forget(tx, sitting.person.id, FLOW)


def rest_at_the_end(tx: Tx, sitting: Sitting) -> None:
    """Let the next message go where it always goes, but ask whoever may have begun to write it as an answer.

    That is for longer where the bubble cannot be changed and promises it still.
    """
    is_changed = sitting.check_in.bubble is not None
    asked.doubt(tx, sitting.person.id, FLOW, sitting.now + (LISTENS_FOR if is_changed else STILL_PROMISED))


def leave_bubble(tx: Tx, sitting: Sitting, bot_id: int, text: str) -> None:
    """Let the bubble that showed a check-in say something else; nothing when nobody has pressed in it yet.

    Nor when it is on a phone that is no longer the person's.
    """
    check_in, chat_id = sitting.check_in, sitting.person.chat_id
    if check_in.bubble is not None and chat_id is not None and check_in.bubble_chat_id == chat_id:
        change(tx, Chat(bot_id, chat_id), check_in.bubble, text, now=sitting.now)
    check_ins.move_to(tx, check_in, 0, None)
