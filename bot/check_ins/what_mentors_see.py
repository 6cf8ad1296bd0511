"""What a mentor sees of a mentee's check-in: what was said before it began, when their hours are open, and no more."""

from collections.abc import Iterator
from datetime import datetime

from bot.check_ins.answer_words import described
from bot.check_ins.sitting import Sitting, sit_down
from bot.speech import chat_of, say, words_of
from mentoring.check_ins import CheckInId, CheckInState
from mentoring.open_hours import NeverOpen
from mentoring.people import Person
from mentoring.questionnaires.answer import Words
from mentoring.questionnaires.answers import score_of
from mentoring.questionnaires.question import Question
from mentoring.questionnaires.questionnaire import Sees
from mentoring.questionnaires.texts import in_language
from mentoring.relay import Talk, may_talk
from storage import due, hours, pairs
from storage.outbox import Priority
from storage.times import to_ms
from storage.tx import Tx

CHECK_IN_SHOWN = "check_in_shown"
"""The kind of due row that shows a mentor what they may see of a check-in; its subject is the check-in's id."""

_LONGEST_WORDS = 1500


def let_mentor_see(tx: Tx, sitting: Sitting) -> None:
    """Let the mentor be shown what they may see of a check-in that was handed in; nothing when that is nothing."""
    if not sitting.has_mentor_to_show or sitting.talk is None or not any(_lines(sitting, sitting.talk.recipient)):
        return
    _show_at(tx, sitting.check_in.id, _opens(tx, sitting.talk, sitting.now))


def show_to_mentor(tx: Tx, check_in_id: CheckInId, now: datetime) -> None:
    """Show the mentor of a pair what they may see of a check-in, while the two may talk and it is not quiet."""
    sitting = sit_down(tx, check_in_id, now)
    if sitting is None or sitting.talk is None or sitting.check_in.state is not CheckInState.CLOSED:
        return
    mentor, mentee = sitting.talk.recipient, sitting.person
    lines = list(_lines(sitting, mentor))
    if not lines or may_talk(sitting.talk) is not None or sitting.talk.recipient_hears_nothing:
        return
    opens = _opens(tx, sitting.talk, now)
    if opens > now:
        _show_at(tx, check_in_id, opens)
        return
    _ = words_of(mentor)
    title = in_language(sitting.questionnaire.title, mentor.language, partner=mentee.display_name)
    text = _("🗒 {name} has done a check-in: “{title}”.", name=mentee.display_name, title=title)
    say(
        tx,
        chat_of(mentor),
        "\n\n".join([text, *lines]),
        now=now,
        priority=Priority.PROMPT,
        key_name=pairs.key_name(sitting.talk.pair.id),
    )


def _opens(tx: Tx, talk: Talk, now: datetime) -> datetime:
    try:
        return hours.hours_of(tx, talk.recipient.id, talk.pair.id).reach.next_open(now)
    except NeverOpen as error:
        return error.searched_until


def _show_at(tx: Tx, check_in: CheckInId, moment: datetime) -> None:
    occurrence = f"{CHECK_IN_SHOWN}:{check_in}:{to_ms(moment)}"
    due.add(tx, kind=CHECK_IN_SHOWN, subject=check_in, occurrence=occurrence, due_at=moment)


def _lines(sitting: Sitting, mentor: Person) -> Iterator[str]:
    """Yield a line for each answer that a mentor may see, in their language."""
    today = sitting.now.astimezone(mentor.zone).date()
    for question in sitting.asked:
        kept = sitting.kept.get(question.key)
        if kept is None or not _may_see(sitting, question):
            continue
        said = in_language(question.text, mentor.language, partner=mentor.display_name)
        answer = described(question, kept.answer, words_of(mentor), today, longest=_LONGEST_WORDS)
        yield f"{said}\n{answer}"


def _may_see(sitting: Sitting, question: Question) -> bool:
    kept = sitting.kept[question.key]
    if isinstance(kept.answer, Words):
        # A spoken one nobody has looked at; it is told to be there, and not played.
        return sitting.check_in.shows_words_to_mentor and not kept.is_withheld
    match sitting.questionnaire.mentor_sees:
        case Sees.NOTHING:
            return False
        case Sees.SCORES:
            return score_of(question, kept.answer) is not None
        case Sees.CHOICES:
            return True
