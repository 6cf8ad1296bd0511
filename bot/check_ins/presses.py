"""What a press on the page of a check-in does, and the page that its message shows then."""

from bot.check_ins.handing_in import hand_in
from bot.check_ins.pages import later_page, page_of, summary_page
from bot.check_ins.question_page import Draft, question_page, ticked, ticks_of
from bot.check_ins.refusal_words import refusal_words
from bot.check_ins.sitting import Sitting
from bot.check_ins.turning import listen, rest, turn, turn_back, turn_on
from bot.pages import Page
from mentoring.check_ins import INTRO, SUMMARY
from mentoring.questionnaires.answer import SKIPPED
from mentoring.questionnaires.answers import Raw, WrongAnswer, read_answer
from mentoring.questionnaires.question import Question, QuestionKind
from storage import answers, asked, check_ins
from storage.tx import Tx

_MOST_TYPED = 16
_MOST_DIGITS = 20  # of the number whose bits are what is ticked


def press(tx: Tx, sitting: Sitting, verb: str, choice: str) -> Page | None:
    """Do what a press says on the page that is shown; None for a press that says nothing we know.

    The check-in is under way, and the page was not turned since.
    """
    match verb:
        case "go" | "on":
            return _go(tx, sitting)
        case "later":
            rest(tx, sitting)
            return later_page(sitting)
        case "back":
            return page_of(turn_back(tx, sitting))
        case "see":
            return _see(tx, sitting, choice)
        case "share" if sitting.check_in.at_page == SUMMARY:
            return _share(tx, sitting, choice)
        case "done" if sitting.check_in.at_page == SUMMARY:
            return hand_in(tx, sitting)
        case _:
            question = sitting.question
            return None if question is None else _answer(tx, sitting, question, verb, choice)


def _go(tx: Tx, sitting: Sitting) -> Page:
    """Begin, or go on where it stood."""
    if sitting.check_in.at_page == INTRO:
        return page_of(turn_on(tx, sitting))
    return page_of(turn(tx, sitting, sitting.check_in.at_page))


def _answer(tx: Tx, sitting: Sitting, question: Question, verb: str, choice: str) -> Page | None:
    match verb:
        case "pick" | "say" | "many" | "skip":
            return _take(tx, sitting, question, _raw(question, verb, choice))
        case "tick" if question.kind is QuestionKind.MANY_OF and _is_small(choice):
            return question_page(sitting, question, Draft(ticks=int(choice)))
        case "type" if question.kind is QuestionKind.NUMBER and len(choice) < _MOST_TYPED:
            return question_page(sitting, question, Draft(typed=choice))
        case "next" if question.key in sitting.answers:
            return page_of(turn_on(tx, sitting, question))
        case "rest":
            asked.forget_all(tx, sitting.person.id)
            return question_page(sitting, question, listens=False)
        case "listen":
            listen(tx, sitting)
            return question_page(sitting, question)
        case _:
            return None


def _is_small(choice: str) -> bool:
    return choice.isdecimal() and len(choice) <= _MOST_DIGITS


def _raw(question: Question, verb: str, choice: str) -> Raw:
    """Return what a press says as an answer; what only a forged one would say is no answer to anything."""
    if verb == "skip":
        return SKIPPED
    if verb == "many":
        return ticked(question, int(choice)) if _is_small(choice) else ""
    if verb == "pick":
        number = int(choice) if _is_small(choice) else len(question.choices)
        return question.choices[number].key if number < len(question.choices) else ""
    return choice


def _take(tx: Tx, sitting: Sitting, question: Question, raw: Raw) -> Page:
    """Keep an answer and show what comes next; or the question again, with why that is no answer to it."""
    if question.kind is QuestionKind.TEXT and raw is not SKIPPED:
        return page_of(sitting)  # words are written, never pressed
    answer = read_answer(question, raw)
    if isinstance(answer, WrongAnswer):
        draft = Draft(ticks=ticks_of(question, raw) if isinstance(raw, frozenset) else None)
        return question_page(sitting, question, draft).under(refusal_words(answer, sitting.words))
    answers.keep(tx, sitting.check_in, question, answer, sitting.now)
    return page_of(turn_on(tx, sitting.again(tx), question))


def _see(tx: Tx, sitting: Sitting, choice: str) -> Page | None:
    number = int(choice) if _is_small(choice) else len(sitting.questionnaire.questions)
    if number >= len(sitting.questionnaire.questions):
        return None
    question = sitting.questionnaire.questions[number]
    return page_of(turn(tx, sitting, question.key)) if question in sitting.asked else None


def _share(tx: Tx, sitting: Sitting, choice: str) -> Page | None:
    """Let somebody read the answers in the person's own words, or no longer."""
    check_in = sitting.check_in
    to_coordinator = check_in.shows_words_to_coordinator != (choice == "coordinator")
    to_mentor = check_in.shows_words_to_mentor != (choice == "mentor" and sitting.has_mentor_to_show)
    check_ins.show_words(tx, check_in, to_coordinator=to_coordinator, to_mentor=to_mentor)
    shown = check_ins.get(tx, check_in.id)
    return None if shown is None else summary_page(sitting.at(shown))
