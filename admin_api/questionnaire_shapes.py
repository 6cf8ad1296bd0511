"""The shapes of questionnaires over HTTP: how they are given, and how they are shown."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import ConfigDict, Field, JsonValue, StrictBool, model_validator

from admin_api.shapes import Identified, Page, Shape
from mentoring.people import Role
from mentoring.questionnaires.mistakes import in_words
from mentoring.questionnaires.question import QuestionKind
from mentoring.questionnaires.questionnaire import estimated_seconds
from mentoring.questionnaires.remarks import remarks
from mentoring.questionnaires.texts import in_language
from mentoring.questionnaires.written import written_questionnaire
from storage.questionnaires import QuestionnaireVersion

KeyAsked = Annotated[
    str,
    Path(pattern="^[A-Za-z][A-Za-z0-9_]{0,31}$", description="The questionnaire's key.", examples=["mentee_weekly"]),
]

QUESTIONNAIRE_EXAMPLE: dict[str, JsonValue] = {
    "key": "after_visit",
    "languages": ["en", "bg"],
    "roles": ["mentee"],
    "mentor_sees": "nothing",
    "coordinator_sees": "scores",
    "title": {"en": "Your visit", "bg": "Твоето посещение"},
    "questions": [
        {
            "key": "liked",
            "kind": "scale",
            "required": True,
            "text": {"en": "How did you like it?", "bg": "Хареса ли ти?"},
            "choices": [{"value": 1, "emoji": "🙁"}, {"value": 2, "emoji": "😐"}, {"value": 3, "emoji": "🙂"}],
        },
        {
            "key": "why",
            "kind": "text",
            "shown_if": "${liked} = 1",
            "text": {"en": "What was it?", "bg": "Какво беше?"},
        },
    ],
    "rules": [{"when": "low_score", "question": "liked", "at_most": 1, "then": "task"}],
}

_SHOWN: dict[str, JsonValue] = {
    "id": 9,
    "key": "after_visit",
    "number": 1,
    "is_shipped": False,
    "title": "Your visit",
    "languages": ["en", "bg"],
    "roles": ["mentee"],
    "questions": 2,
    "seconds": 33,
    "made_at": "2026-03-02T14:00:00Z",
    "ended_at": None,
}


class QuestionnaireGiven(Shape):
    """A questionnaire in one of three forms: exactly one of these is given."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"questionnaire": QUESTIONNAIRE_EXAMPLE},
                {"yaml": "key: after_visit\nlanguages: [en]\nroles: [mentee]\n"},
                {"xlsform": "UEsDBBQAAAAIAA=="},
            ]
        }
    )

    questionnaire: dict[str, JsonValue] | None = Field(
        default=None, description="As JSON, with the names and values that docs/questionnaires.md describes."
    )
    yaml: str | None = Field(default=None, max_length=1_000_000, description="As YAML, the same.")
    xlsform: str | None = Field(
        default=None, max_length=1_400_000, description="As an XLSForm workbook: the bytes of the .xlsx file in base64."
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> "QuestionnaireGiven":
        if sum(form is not None for form in (self.questionnaire, self.yaml, self.xlsform)) != 1:
            raise ValueError("Exactly one of questionnaire, yaml and xlsform must be given.")
        return self


class RemarkShown(Shape):
    """Something that could be better, or was left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"place": "questions 2, hint, tr", "remark": "There is no text in tr; the one in en stands in."}
            ]
        }
    )

    place: str = Field(description="Where: in the questionnaire, or the sheet, row and column of a workbook.")
    remark: str = Field(description="What, in a sentence.")


class QuestionnaireListed(Identified):
    """A version of a questionnaire, without its questions. Its `id` is the version's."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    key: str = Field(description="What schedules and rules call it; the same through all versions.")
    number: int = Field(description="Counts the versions of this key: the shipped ones, and the programme's own.")
    is_shipped: bool = Field(description="Whether it came with Interlude; false for one of the programme's own.")
    title: str = Field(description="Its title in its first language.")
    languages: list[str] = Field(description="The languages it is written in; the first stands in for others.")
    roles: list[Role] = Field(description="Who can be asked.")
    questions: int = Field(description="How many questions it has.")
    seconds: int = Field(description="About how long it takes to answer all of them.")
    made_at: datetime = Field(description="When this version was made.")
    ended_at: datetime | None = Field(description="When it was taken out of use; null while it may be asked.")


class QuestionnairePage(Page[QuestionnaireListed]):
    """Some of the questionnaires."""


class QuestionnaireShown(QuestionnaireListed):
    """A version of a questionnaire."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [_SHOWN | {"questionnaire": QUESTIONNAIRE_EXAMPLE, "remarks": []}]}
    )

    questionnaire: dict[str, JsonValue] = Field(description="All of it, as docs/questionnaires.md describes.")
    remarks: list[RemarkShown] = Field(description="What could be better: missing translations, labels too wide.")


class QuestionnaireKept(QuestionnaireShown):
    """What came of giving a questionnaire."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                _SHOWN | {"questionnaire": QUESTIONNAIRE_EXAMPLE, "remarks": [], "is_new": True, "left_out": []},
            ]
        }
    )

    is_new: bool = Field(description="Whether this made a new version; false when it says what the current one says.")
    left_out: list[RemarkShown] = Field(description="What of a workbook was left out because a chat needs none of it.")


class QuestionnaireChecked(Shape):
    """A questionnaire that can be used."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"questionnaire": QUESTIONNAIRE_EXAMPLE, "seconds": 33, "remarks": [], "left_out": []},
            ]
        }
    )

    questionnaire: dict[str, JsonValue] = Field(description="All of it, in one way of writing.")
    seconds: int = Field(description="About how long it takes to answer all of it.")
    remarks: list[RemarkShown] = Field(description="What could be better.")
    left_out: list[RemarkShown] = Field(description="What of a workbook was left out.")


class PreviewOfAnswers(Shape):
    """How far somebody has answered, and in which language they read."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"language": "bg", "answers": {"liked": 1}, "partner": "Ben"}]}
    )

    language: Annotated[str, Field(min_length=2, max_length=12)] = Field(description="Whose language.", examples=["bg"])
    answers: dict[str, JsonValue] = Field(
        default={},
        description="Answers by question: a scale's value, a choice's key or a list of them, true or false, a "
        "number, a day as 2026-03-09, text; null for a question that was skipped.",
    )
    partner: Annotated[str, Field(max_length=64)] = Field(default="Ben", description="Who stands for {partner}.")
    draft: QuestionnaireGiven | None = Field(
        default=None, description="What to look at instead of the version in use; it is not kept."
    )


class ChoiceAsked(Shape):
    """One answer to press."""

    key: str = Field(description="Its key.")
    label: str = Field(description="What the button says, its emoji before it.")


class QuestionAsked(Shape):
    """A question as it is asked."""

    key: str = Field(description="Its key.")
    kind: QuestionKind = Field(description="In which way it is answered.")
    section: str = Field(description='The title of its section; "" for none.')
    text: str = Field(description="What is asked.")
    hint: str = Field(description='The second line; "" for none.')
    choices: list[ChoiceAsked] = Field(description="What can be pressed.")
    is_required: StrictBool = Field(description="Whether it cannot be skipped.")
    is_answered: StrictBool = Field(description="Whether the given answers hold one for it, or a skip.")
    missing: list[str] = Field(description="What of it is not translated: shown in the first language instead.")


class QuestionnairePreview(Shape):
    """A questionnaire as somebody would be asked it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "title": "Твоето посещение",
                    "intro": "",
                    "thanks": "",
                    "questions": [
                        {
                            "key": "why",
                            "kind": "text",
                            "section": "",
                            "text": "Какво беше?",
                            "hint": "",
                            "choices": [],
                            "is_required": False,
                            "is_answered": False,
                            "missing": [],
                        }
                    ],
                    "next": "why",
                    "missing": [],
                }
            ]
        }
    )

    title: str = Field(description="What stands above it.")
    intro: str = Field(description="What is said first.")
    thanks: str = Field(description="What is said last.")
    questions: list[QuestionAsked] = Field(description="What is asked with these answers, in order.")
    next: str | None = Field(description="The question that is asked now; null when that was all.")
    missing: list[str] = Field(description="Everything in it that is not translated, also of what is not asked now.")


def shown_remarks(version: QuestionnaireVersion) -> list[RemarkShown]:
    """Return what could be better in a version."""
    return [RemarkShown(place=in_words(one.place), remark=one.sentence) for one in remarks(version.questionnaire)]


def listed(version: QuestionnaireVersion) -> QuestionnaireListed:
    """Return a version without its questions."""
    return QuestionnaireListed(**_facts(version))


def shown(version: QuestionnaireVersion) -> QuestionnaireShown:
    """Return a version with all that is in it."""
    return QuestionnaireShown(
        **_facts(version),
        questionnaire=written_questionnaire(version.questionnaire),
        remarks=shown_remarks(version),
    )


def _facts(version: QuestionnaireVersion) -> dict[str, Any]:
    it = version.questionnaire
    return {
        "id": version.id,
        "key": version.key,
        "number": version.number,
        "is_shipped": version.is_shipped,
        "title": in_language(it.title, it.languages[0]),
        "languages": list(it.languages),
        "roles": sorted(it.roles),
        "questions": len(it.questions),
        "seconds": estimated_seconds(it),
        "made_at": version.made_at,
        "ended_at": version.ended_at,
    }
