"""Answers that are written or said: the next message goes into the check-in, and can be given back to the partner."""

from datetime import datetime

from bot.asking import Taken
from bot.check_ins.pages import page_of
from bot.check_ins.refusal_words import refusal_words
from bot.check_ins.sitting import Sitting, sit_down
from bot.check_ins.turning import leave_bubble, listen, turn, turn_on
from bot.dates_written import day_written
from bot.incoming import Incoming
from bot.pages import Page
from mentoring.check_ins import CheckInId
from mentoring.kinds import Kind
from mentoring.people import Person
from mentoring.questionnaires.answer import Words
from mentoring.questionnaires.answers import Raw, WrongAnswer, read_answer
from mentoring.questionnaires.question import Question, QuestionKind
from storage import answers
from storage.asked import Asked
from storage.tx import Tx

_LONGEST_DATE = 60  # characters; more is no day


def take(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Take a message as the answer to the question that was shown; one that cannot be read as such goes nowhere."""
    sitting = sit_down(tx, CheckInId(waiting.subject), now)
    if sitting is None or sitting.person.id != person.id:
        return None
    question = next((each for each in sitting.asked if each.key == waiting.rest), None)
    if not sitting.check_in.state.is_under_way or question is None:
        return None
    answer = read_answer(question, _raw(question, incoming, sitting))
    if isinstance(answer, WrongAnswer):
        listen(tx, sitting)
        return Taken(Page(refusal_words(answer, sitting.words)), is_unread=True)
    kept = answers.keep(tx, sitting.check_in, question, answer, now, is_withheld=_is_private(incoming))
    leave_bubble(tx, sitting, incoming.bot_id, f"✓ {sitting.says(question.text)}")
    return Taken(page_of(turn_on(tx, sitting.again(tx), question)), kept)


def give_back(tx: Tx, _person: Person, answer: int, now: datetime) -> Page | None:
    """Take an answer back, so that its question is open again; None once the check-in has ended."""
    found = answers.question_of(tx, answer)
    sitting = None if found is None else sit_down(tx, found[0], now)
    if found is None or sitting is None or not sitting.check_in.state.is_under_way:
        return None
    answers.forget(tx, answer)
    return page_of(turn(tx, sitting.again(tx), found[1]))


def change(tx: Tx, _person: Person, answer: int, incoming: Incoming, now: datetime) -> bool:
    """Let an edited message change the answer that it is, while the check-in is open; False when it does not."""
    found = answers.question_of(tx, answer)
    sitting = None if found is None else sit_down(tx, found[0], now)
    question = None if found is None or sitting is None else sitting.questionnaire.question(found[1])
    if sitting is None or question is None or not sitting.check_in.state.is_under_way:
        return False
    changed = read_answer(question, _raw(question, incoming, sitting))
    if isinstance(changed, WrongAnswer):
        return False
    answers.keep(tx, sitting.check_in, question, changed, now, is_withheld=_is_private(incoming))
    return True


def _raw(question: Question, incoming: Incoming, sitting: Sitting) -> Raw:
    """Return what was written or said, as it is read as an answer to a question of this kind."""
    content = incoming.content
    if question.kind is QuestionKind.TEXT:
        if content.kind is Kind.VOICE:
            return Words(voice=content.file_id or "")
        return Words(text=content.text)
    if question.kind is QuestionKind.DATE and len(content.text) <= _LONGEST_DATE:
        today = sitting.now.astimezone(sitting.person.zone).date()
        return day_written(content.text, sitting.person.language, today, may_be_past=True) or content.text
    return content.text


def _is_private(incoming: Incoming) -> bool:
    """Whether no partner may read it, whatever its writer says: it gives concern, or holds contact details."""
    return incoming.is_withheld or bool(incoming.private)
