"""Questionnaires: what a programme asks, version by version; given as JSON, YAML or XLSForm, and previewed."""

from asyncio import to_thread
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field, JsonValue

from admin_api.field_errors import FieldError, field_error
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.questionnaire_files import checked
from admin_api.questionnaire_shapes import (
    ChoiceAsked,
    KeyAsked,
    PreviewOfAnswers,
    QuestionAsked,
    QuestionnaireChecked,
    QuestionnaireGiven,
    QuestionnaireKept,
    QuestionnairePage,
    QuestionnairePreview,
    QuestionnaireShown,
    RemarkShown,
    listed,
    shown,
)
from admin_api.shapes import ProgrammeIdAsked, Shape, ThisPage
from admin_api.xlsforms import MEDIA_TYPE, write_xlsform
from mentoring.questionnaires.answer import SKIPPED, Answer
from mentoring.questionnaires.answers import WrongAnswer, read_answer
from mentoring.questionnaires.as_yaml import write_yaml
from mentoring.questionnaires.mistakes import in_words
from mentoring.questionnaires.question import Choice, Question
from mentoring.questionnaires.questionnaire import (
    Questionnaire,
    asked_questions,
    estimated_seconds,
    missing_translations,
    next_question,
)
from mentoring.questionnaires.remarks import remarks
from mentoring.questionnaires.texts import Texts, in_language
from mentoring.questionnaires.written import written_questionnaire
from storage import audit, questionnaires
from storage.questionnaires import QuestionnaireVersion
from storage.tx import Tx

router = APIRouter(tags=["questionnaires"])

_ALL = "/programmes/{programme_id}/questionnaires"
_ONE = "/programmes/{programme_id}/questionnaires/{key}"
_YAML = "application/yaml"


class FileFormat(StrEnum):
    """How a questionnaire's file is written."""

    YAML = "yaml"
    XLSFORM = "xlsform"


class FileAsked(Shape):
    """Which file is wanted."""

    format: FileFormat = Field(default=FileFormat.YAML, description="`yaml`, or `xlsform` for a spreadsheet.")


_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get(_ALL, summary="List what a programme asks", responses=documented(NOT_FOUND, INVALID))
async def list_questionnaires(programme_id: ProgrammeIdAsked, asked: ThisPage, house: Here) -> QuestionnairePage:
    """List a programme's questionnaires, of each the version that is asked from now on: its own, else the shipped."""

    def look(tx: Tx) -> list[QuestionnaireVersion]:
        programme = the_programme(tx, programme_id)
        return questionnaires.page(tx, programme.id, after=asked.after, limit=asked.limit + 1)

    return QuestionnairePage.cut([listed(version) for version in await house.store.read(look)], asked.limit)


@router.get(_ONE, summary="Look at a questionnaire", responses=documented(NOT_FOUND))
async def get_questionnaire(programme_id: ProgrammeIdAsked, key: KeyAsked, house: Here) -> QuestionnaireShown:
    """Return the version of a questionnaire that the programme asks from now on, with what could be better in it."""
    return shown(await house.store.read(lambda tx: _current(tx, programme_id, key)))


@router.get(f"{_ONE}/versions", summary="List the versions", responses=documented(NOT_FOUND, INVALID))
async def list_questionnaire_versions(
    programme_id: ProgrammeIdAsked, key: KeyAsked, asked: ThisPage, house: Here
) -> QuestionnairePage:
    """List the versions of a questionnaire, shipped and the programme's own, oldest first."""

    def look(tx: Tx) -> list[QuestionnaireVersion]:
        programme = the_programme(tx, programme_id)
        return questionnaires.versions_page(tx, programme.id, key, after=asked.after, limit=asked.limit + 1)

    return QuestionnairePage.cut([listed(version) for version in await house.store.read(look)], asked.limit)


@router.put(_ONE, summary="Set a questionnaire", responses=documented(NOT_FOUND, *ANY_BODY))
async def set_questionnaire(
    programme_id: ProgrammeIdAsked, key: KeyAsked, asked: QuestionnaireGiven, house: Here
) -> QuestionnaireKept:
    """Set what a programme asks under a key from now on: a new one, or another version of one that there is.

    A shipped questionnaire that is changed becomes the programme's own. Whoever has begun to answer stays with the
    version they began with. The same again changes nothing. When something is wrong with it, nothing is kept, and the
    answer lists every mistake with its place: of YAML the line, of a workbook the sheet, row and column.
    """
    now = house.now()
    # Reading a spreadsheet keeps a processor busy for a moment: not the one that answers everybody else.
    given = await to_thread(checked, asked, key)

    def act(tx: Tx) -> tuple[QuestionnaireVersion, bool]:
        programme = the_programme(tx, programme_id).id
        version, is_new = questionnaires.keep(tx, programme, given.questionnaire, now)
        if is_new:
            facts = {"key": key, "number": version.number, "version": version.id}
            audit.add(tx, actor=ACTOR, did="questionnaire.set", about=f"programme:{programme}", at=now, **facts)
        return version, is_new

    version, is_new = await house.store.write(act)
    return QuestionnaireKept(**dict(shown(version)), is_new=is_new, left_out=list(given.left_out))


@router.delete(_ONE, status_code=204, summary="Take a questionnaire out of use", responses=documented(NOT_FOUND))
async def remove_questionnaire(programme_id: ProgrammeIdAsked, key: KeyAsked, house: Here) -> None:
    """Take the programme's own versions of a questionnaire out of use; what runs goes on.

    Where there is a shipped one of that key, it is asked again. That one cannot be removed: a schedule that does not
    name it does not ask it.
    """
    now = house.now()

    def act(tx: Tx) -> None:
        programme = the_programme(tx, programme_id).id
        ended = questionnaires.take_out_of_use(tx, programme, key, now)
        found(ended or None, "questionnaire of the programme's own")
        audit.add(tx, actor=ACTOR, did="questionnaire.removed", about=f"programme:{programme}", at=now, key=key)

    await house.store.write(act)


@router.post("/questionnaires/check", summary="Check a questionnaire", responses=documented(*ANY_BODY))
async def check_questionnaire(asked: QuestionnaireGiven) -> QuestionnaireChecked:
    """Say whether a questionnaire could be used, and what could be better in it. Nothing is kept."""
    given = await to_thread(checked, asked, None)
    it = given.questionnaire
    return QuestionnaireChecked(
        questionnaire=written_questionnaire(it),
        seconds=estimated_seconds(it),
        remarks=[RemarkShown(place=in_words(one.place), remark=one.sentence) for one in remarks(it)],
        left_out=list(given.left_out),
    )


@router.post(f"{_ONE}/preview", summary="Preview a questionnaire", responses=documented(NOT_FOUND, *ANY_BODY))
async def preview_questionnaire(
    programme_id: ProgrammeIdAsked, key: KeyAsked, asked: PreviewOfAnswers, house: Here
) -> QuestionnairePreview:
    """Show which questions would be asked in a language after these answers, and which translations are missing.

    Of the version in use, or of a draft, which is not kept.
    """
    if asked.draft is not None:
        await house.store.read(lambda tx: the_programme(tx, programme_id))
        it = (await to_thread(checked, asked.draft, key, ("draft",))).questionnaire
    else:
        it = (await house.store.read(lambda tx: _current(tx, programme_id, key))).questionnaire
    return _preview(it, asked, _answers(it, asked))


@router.get(
    f"{_ONE}/file",
    summary="Download a questionnaire",
    response_class=Response,
    responses=documented(NOT_FOUND, INVALID) | _FILE,
)
async def get_questionnaire_file(
    programme_id: ProgrammeIdAsked, key: KeyAsked, asked: Annotated[FileAsked, Query()], house: Here
) -> Response:
    """Return the version in use as a file to edit: YAML, or an XLSForm workbook that other survey tools open too.

    Either can be given back as it is, with nothing lost.
    """
    version = await house.store.read(lambda tx: _current(tx, programme_id, key))
    if asked.format is FileFormat.YAML:
        content: bytes = (await to_thread(write_yaml, written_questionnaire(version.questionnaire))).encode()
        media_type, name = _YAML, f"{key}.yaml"
    else:
        content = await to_thread(write_xlsform, version.questionnaire, version.number)
        media_type, name = MEDIA_TYPE, f"{key}.xlsx"
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _current(tx: Tx, programme: int, key: str) -> QuestionnaireVersion:
    return found(questionnaires.current(tx, the_programme(tx, programme).id, key), "questionnaire")


def _answers(it: Questionnaire, asked: PreviewOfAnswers) -> dict[str, Answer]:
    """Return the answers to preview with. Raises the 422 problem with each that cannot be one."""
    answers: dict[str, Answer] = {}
    wrong: list[FieldError] = []
    for name, raw in asked.answers.items():
        question = it.question(name)
        answer = None if question is None else _answer(question, raw)
        if answer is None:
            wrong.append(field_error("There is no such question.", "answers", name[:32]))
        elif isinstance(answer, WrongAnswer):
            wrong.append(field_error("This cannot be an answer to the question.", "answers", name))
        else:
            answers[name] = answer
    if wrong:
        raise invalid(*wrong)
    return answers


def _answer(question: Question, raw: JsonValue) -> Answer | WrongAnswer:
    if raw is None:
        return SKIPPED  # also where the bot would not let it be skipped: a preview may look beyond
    if isinstance(raw, list):
        return read_answer(question, [str(key) for key in raw])
    return read_answer(question, raw if isinstance(raw, bool) else str(raw))


def _preview(it: Questionnaire, asked: PreviewOfAnswers, answers: dict[str, Answer]) -> QuestionnairePreview:
    def said(texts: Texts) -> str:
        return in_language(texts, asked.language, partner=asked.partner)

    def choice(one: Choice) -> ChoiceAsked:
        return ChoiceAsked(key=one.key, label=f"{one.emoji} {said(one.label)}".strip() or one.key)

    def question(one: Question) -> QuestionAsked:
        section = it.section(one.section)
        texts = {"text": one.text, "hint": one.hint} | {f"choice {c.key}": c.label for c in one.choices}
        return QuestionAsked(
            key=one.key,
            kind=one.kind,
            section=said(section.title) if section else "",
            text=said(one.text),
            hint=said(one.hint),
            choices=[choice(each) for each in one.choices],
            is_required=one.is_required,
            is_answered=one.key in answers,
            missing=[name for name, each in texts.items() if each and not each.get(asked.language)],
        )

    following = next_question(it, answers)
    return QuestionnairePreview(
        title=said(it.title),
        intro=said(it.intro),
        thanks=said(it.thanks),
        questions=[question(one) for one in asked_questions(it, answers)],
        next=None if following is None else following.key,
        missing=[in_words(place) for place, _ in missing_translations(it, [asked.language])],
    )
