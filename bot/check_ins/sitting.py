"""Somebody over their check-in: all that a page of it, and a press on it, needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.asking import talks_now
from bot.speech import words_of
from bot.words import Words
from mentoring.check_ins import CheckIn, CheckInId
from mentoring.people import Person, Role
from mentoring.questionnaires.answer import Answer
from mentoring.questionnaires.answer import Words as OwnWords
from mentoring.questionnaires.question import Question
from mentoring.questionnaires.questionnaire import (
    Questionnaire,
    asked_questions,
    counted_answers,
    next_question,
)
from mentoring.questionnaires.texts import Texts, in_language
from mentoring.relay import Talk
from storage import answers, check_ins, pairs, people, questionnaires
from storage.answers import KeptAnswer
from storage.questionnaires import QuestionnaireVersionId
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Sitting:
    """A check-in with its questionnaire, the answers so far, its person, and their talk in the pair it is about.

    `talk` is None when it is about no pair; `writes_to` are those to whom they can write now. Texts are in the
    reader's language of this moment.
    """

    check_in: CheckIn
    questionnaire: Questionnaire
    kept: Mapping[str, KeptAnswer]
    person: Person
    talk: Talk | None
    writes_to: tuple[str, ...]
    now: datetime

    @property
    def words(self) -> Words:
        """The bot's own words for the reader."""
        return words_of(self.person)

    @property
    def key_name(self) -> str:
        """The key that seals what may repeat the person's own words."""
        return f"person:{self.person.id}"

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers so far, those to questions that are no longer asked among them."""
        return {key: kept.answer for key, kept in self.kept.items()}

    @property
    def counted(self) -> dict[str, Answer]:
        """The answers so far to what is asked, in the order of the questions."""
        return counted_answers(self.questionnaire, self.answers)

    @property
    def asked(self) -> list[Question]:
        """The questions that are asked, answered or not, in order."""
        return asked_questions(self.questionnaire, self.answers)

    @property
    def question(self) -> Question | None:
        """The question that is shown, None on other pages."""
        return next((question for question in self.asked if question.key == self.check_in.at_page), None)

    @property
    def next_open(self) -> Question | None:
        """The first question that is neither answered nor skipped, None when that is all."""
        return next_question(self.questionnaire, self.answers)

    @property
    def own_words(self) -> list[str]:
        """The keys of the questions that were answered in the person's own words."""
        return [key for key, answer in self.counted.items() if isinstance(answer, OwnWords)]

    @property
    def has_mentor_to_show(self) -> bool:
        """Whether this is a mentee's, about a pair that has a mentor who may see something of it."""
        return self.talk is not None and self.person.role is Role.MENTEE

    def data(self, verb: str, choice: object = "") -> str:
        """Return what a button of the page shown now brings back: `ci:<check-in>.<turn>.<verb>.<choice>`.

        A press on a page that has been turned since is known by its turn.
        """
        return f"ci:{self.check_in.id}.{self.check_in.turn}.{verb}.{choice}"

    def says(self, texts: Texts) -> str:
        """Return a text of the questionnaire in the reader's language."""
        _ = self.words
        partner = _("your partner") if self.talk is None else self.talk.recipient.display_name
        return in_language(texts, self.person.language, partner=partner)

    def at(self, check_in: CheckIn) -> "Sitting":
        """Return it with the check-in as it is now."""
        return replace(self, check_in=check_in)

    def again(self, tx: Tx) -> "Sitting":
        """Return it with the answers as they are now."""
        return replace(self, kept=answers.of(tx, self.check_in, self.questionnaire))


def sit_down(tx: Tx, check_in_id: CheckInId, now: datetime) -> Sitting | None:
    """Return a check-in as its person sits over it; None when there is none."""
    check_in = check_ins.get(tx, check_in_id)
    person = None if check_in is None else people.get(tx, check_in.person_id)
    version = None if check_in is None else questionnaires.version(tx, QuestionnaireVersionId(check_in.version_id))
    if check_in is None or person is None or version is None:
        return None
    questionnaire = version.questionnaire
    kept = answers.of(tx, check_in, questionnaire)
    talk = None if check_in.pair_id is None else pairs.talk_in(tx, person.id, check_in.pair_id)
    writes_to = tuple(each.recipient.display_name for each in talks_now(tx, person))
    return Sitting(check_in, questionnaire, kept, person, talk, writes_to, now)
