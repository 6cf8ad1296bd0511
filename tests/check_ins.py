"""Check-ins in tests: a questionnaire with a question of every kind, and a thumb that goes through any of them."""

from datetime import timedelta

from bot.check_ins.asking import ask
from bot.words import words
from mentoring.check_ins import SUMMARY, Cause, CheckIn, CheckInId
from mentoring.pairs import PairId
from mentoring.questionnaires.question import Question, QuestionKind
from mentoring.questionnaires.questionnaire import Questionnaire, Sees
from mentoring.questionnaires.written import read_questionnaire
from phones.messages import Message
from phones.phone import Phone
from storage import answers, check_ins, questionnaires
from storage.answers import KeptAnswer
from storage.questionnaires import QuestionnaireVersionId
from storage.tx import Tx
from tests.story import Member, Story

FACES = [{"value": value, "emoji": emoji} for value, emoji in enumerate("😞🙁😐🙂😀", 1)]


def every_kind(*, key: str = "every_kind", mentor_sees: Sees = Sees.NOTHING, **changed: object) -> Questionnaire:
    """Return a questionnaire that asks in every way there is, in English and Bulgarian."""
    written = {
        "key": key,
        "languages": ["en", "bg"],
        "roles": ["mentee", "mentor"],
        "mentor_sees": mentor_sees.value,
        "title": {"en": "Everything", "bg": "Всичко"},
        "questions": [
            {
                "key": "mood",
                "kind": "scale",
                "required": True,
                "text": {"en": "How are you?", "bg": "Как си?"},
                "choices": FACES,
            },
            {
                "key": "topic",
                "kind": "one_of",
                "text": {"en": "What about?", "bg": "За какво?"},
                "choices": [
                    {"key": "work", "label": {"en": "Work", "bg": "Работа"}, "value": 1},
                    {"key": "home", "label": {"en": "Home", "bg": "Дом"}, "value": 2},
                ],
            },
            {
                "key": "liked",
                "kind": "many_of",
                "at_most": 2,
                "text": {"en": "What did you like?", "bg": "Какво ти хареса?"},
                "choices": [
                    {"key": name, "label": {"en": name.title(), "bg": name_bg}}
                    for name, name_bg in (("talk", "Разговор"), ("walk", "Разходка"), ("food", "Храна"))
                ],
            },
            {
                "key": "met",
                "kind": "yes_no",
                "text": {"en": "Did you meet {partner}?", "bg": "Видя ли {partner}?"},
            },
            {
                "key": "why",
                "kind": "text",
                "shown_if": "${met} = 'no'",
                "text": {"en": "Why not?", "bg": "Защо не?"},
            },
            {"key": "hours", "kind": "number", "at_least": 0, "text": {"en": "How many hours?", "bg": "Колко часа?"}},
            {"key": "day", "kind": "date", "text": {"en": "When was it?", "bg": "Кога беше?"}},
            {"key": "more", "kind": "text", "text": {"en": "Anything else?", "bg": "Нещо друго?"}},
        ],
    }
    return read_questionnaire(written | changed)


async def is_asked(
    story: Story, member: Member, pair: PairId | None, questionnaire: Questionnaire | None = None, *, days: int = 4
) -> CheckInId:
    """Have somebody asked for a check-in now, as the plan would ask."""

    def act(tx: Tx) -> CheckInId:
        version, _ = questionnaires.keep(tx, story.programme, questionnaire or every_kind(), story.now)
        check_in = check_ins.plan(
            tx,
            programme=story.programme,
            person=member.id,
            pair=pair,
            version=version.id,
            key=version.key,
            occurrence=f"hand:{story.now.isoformat()}",
            cause=Cause.HAND,
            planned_for=story.now,
            expires_at=story.now + timedelta(days=days),
        )
        planned = None if check_in is None else check_ins.get(tx, check_in)
        assert planned is not None
        assert ask(tx, planned, story.now)
        return planned.id

    check_in = await story.store.write(act)
    await story.settles()
    return check_in


async def known(story: Story, check_in: CheckInId) -> CheckIn:
    """Return a check-in as it is kept."""
    kept = await story.store.read(lambda tx: check_ins.get(tx, check_in))
    assert kept is not None
    return kept


async def answers_of(story: Story, check_in: CheckInId) -> dict[str, KeptAnswer]:
    """Return a check-in's answers as they are kept."""

    def look(tx: Tx) -> dict[str, KeptAnswer]:
        kept = check_ins.get(tx, check_in)
        assert kept is not None
        version = questionnaires.version(tx, QuestionnaireVersionId(kept.version_id))
        assert version is not None
        return answers.of(tx, kept, version.questionnaire)

    return await story.store.read(look)


def card(phone: Phone) -> Message:
    """The newest bubble that has buttons."""
    return next(message for message in reversed(phone.received) if message.button_texts)


async def press(story: Story, phone: Phone, *labels: str) -> None:
    """Press the newest button of each label in turn."""
    for label in labels:
        phone.presses(label)
        await story.settles()


async def goes_through(story: Story, member: Member, language: str, *, writes: str = "") -> list[str]:
    """Answer a check-in that shows its first page, to the last tap, and return what each page said.

    It goes as well as a scale can say, and what comes first of all else. `writes` is the answer to each question for
    words; "" skips them, so that it is all done by tapping.
    """
    _ = words(language)
    pages = [card(member.phone).text]
    await press(story, member.phone, _("▶️ Begin"))
    while (question := await _question(story, member)) is not None:
        pages.append(card(member.phone).text)
        if question.kind is QuestionKind.TEXT and writes:
            member.phone.says(writes)
            await story.settles()
        elif question.kind is QuestionKind.TEXT:
            await press(story, member.phone, _("Skip ›"))
        elif question.kind is QuestionKind.SCALE:
            await press(story, member.phone, question.choices[-1].emoji or question.choices[-1].key)
        elif question.kind is QuestionKind.MANY_OF:
            await press(story, member.phone, card(member.phone).button_texts[0], _("✓ Done"))
        elif question.kind is QuestionKind.NUMBER and "⌫" in card(member.phone).button_texts:
            await press(story, member.phone, "3", "✓")
        else:
            await press(story, member.phone, card(member.phone).button_texts[0])
    pages.append(card(member.phone).text)
    await press(story, member.phone, _("✓ Hand it in"))
    return pages


async def _question(story: Story, member: Member) -> Question | None:
    def look(tx: Tx) -> Question | None:
        check_in = check_ins.open_of(tx, member.id)
        assert check_in is not None
        version = questionnaires.version(tx, QuestionnaireVersionId(check_in.version_id))
        assert version is not None
        return None if check_in.at_page == SUMMARY else version.questionnaire.question(check_in.at_page)

    return await story.store.read(look)
