"""Check-ins: who was asked what and when, and what was answered, as far as each person was told that staff see it.

Scores, and what was tapped where the questionnaire says so; somebody's own words only when they said that the
coordinator may read them, and all of it only once it is handed in. That is decided here, at the one door.
"""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field, JsonValue

from admin_api.field_errors import field_error
from admin_api.house import ACTOR, Here
from admin_api.people import the_person
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.shapes import (
    LARGEST_ID,
    CheckInIdAsked,
    Identified,
    IdGiven,
    Page,
    PageAsked,
    PersonIdAsked,
    ProgrammeIdAsked,
    Shape,
)
from mentoring.check_ins import Cause, CheckIn, CheckInId, CheckInState
from mentoring.pairs import PairId
from mentoring.people import Person, PersonId
from mentoring.questionnaires.answer import SKIPPED, Words
from mentoring.questionnaires.answers import answer_to_json
from mentoring.questionnaires.question import Question, QuestionKind
from mentoring.questionnaires.questionnaire import Questionnaire, Sees
from storage import answers, audit, check_ins, due, pair_schedules, pairs, questionnaires
from storage.answers import KeptAnswer
from storage.questionnaires import QuestionnaireVersion, QuestionnaireVersionId
from storage.schedules import CHECK_IN_ASK, CHECK_IN_EXPIRES
from storage.times import to_ms
from storage.tx import Tx

router = APIRouter(tags=["check-ins"])

_ASKED_WITHIN = timedelta(days=4)
"""How long a check-in that was asked for by hand waits for the person's open hours, where no schedule says."""

_NOT_ENDED = frozenset({CheckInState.PLANNED, CheckInState.ASKED, CheckInState.OPEN})


class CheckInsAsked(PageAsked):
    """Which check-ins are wanted."""

    person_id: int | None = Field(default=None, ge=1, le=LARGEST_ID, description="Only those of this person.")
    pair_id: int | None = Field(default=None, ge=1, le=LARGEST_ID, description="Only those about this pair.")
    questionnaire: str | None = Field(default=None, max_length=64, description="Only those of this questionnaire.")
    state: CheckInState | None = Field(default=None, description="Only those in this state.")


class CheckInToAsk(Shape):
    """A check-in that somebody is to be asked for now."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"questionnaire": "mentee_weekly", "pair_id": 7}]})

    questionnaire: str = Field(max_length=64, description="The key of one of the programme's questionnaires.")
    pair_id: IdGiven | None = Field(default=None, description="The pair it is about; left out or null, about none.")


class AnswerShown(Shape):
    """An answer, as far as staff see it."""

    question: str = Field(description="The key of the question, the same in all versions.")
    kind: QuestionKind = Field(description="In which way it is answered.")
    is_skipped: bool = Field(description="Whether the person passed it over.")
    score: int | None = Field(description="What the answer counts; null when it counts nothing.")
    answer: JsonValue = Field(
        description="What was tapped, chosen or typed as a number or day, where the questionnaire lets staff see that;"
        " `{text}` or `{voice: true}` where the person shares their words; else null."
    )


class CheckInShown(Identified):
    """One asking of a questionnaire, of one person."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 12,
                    "programme_id": 1,
                    "person_id": 2,
                    "pair_id": 7,
                    "questionnaire": "mentee_weekly",
                    "version_id": 3,
                    "cause": "weekly",
                    "state": "closed",
                    "planned_for": "2026-03-06T14:00:00Z",
                    "asked_at": "2026-03-06T14:00:02Z",
                    "reminded_at": None,
                    "expires_at": "2026-03-10T14:00:02Z",
                    "ended_at": "2026-03-06T14:02:10Z",
                    "shares_words": False,
                    "answers": [{"question": "mood", "kind": "scale", "is_skipped": False, "score": 4, "answer": None}],
                }
            ]
        }
    )

    programme_id: int = Field(description="The programme it is asked in.")
    person_id: int = Field(description="Who is asked.")
    pair_id: int | None = Field(description="The pair it is about; null when it is about none.")
    questionnaire: str = Field(description="The key of the questionnaire.")
    version_id: int = Field(description="The version of the questionnaire that it keeps.")
    cause: Cause = Field(description="Why it is asked; `hand` also when the person began it.")
    state: CheckInState = Field(description="`asked` has not been begun, `open` has; `closed` is handed in.")
    planned_for: datetime = Field(description="When it was to be asked.")
    asked_at: datetime | None = Field(description="When it was asked; null while it was not.")
    reminded_at: datetime | None = Field(description="When the person was reminded; null when they were not.")
    expires_at: datetime = Field(description="When it is let go if it has not been handed in.")
    ended_at: datetime | None = Field(description="When it was handed in or let go; null before.")
    shares_words: bool = Field(description="Whether the person lets the coordinator read their own words.")
    answers: list[AnswerShown] | None = Field(description="What was answered; null until it is handed in.")


class CheckInPage(Page[CheckInShown]):
    """Some of the check-ins."""


@router.get(
    "/programmes/{programme_id}/check-ins", summary="List the check-ins", responses=documented(NOT_FOUND, INVALID)
)
async def list_check_ins(
    programme_id: ProgrammeIdAsked, asked: Annotated[CheckInsAsked, Query()], house: Here
) -> CheckInPage:
    """List a programme's check-ins in the order they were planned: all, or of one person, pair or questionnaire."""

    def look(tx: Tx) -> list[CheckInShown]:
        page = check_ins.page(
            tx,
            the_programme(tx, programme_id).id,
            person=None if asked.person_id is None else PersonId(asked.person_id),
            pair=None if asked.pair_id is None else PairId(asked.pair_id),
            key=asked.questionnaire,
            states=() if asked.state is None else (asked.state,),
            after=asked.after,
            limit=asked.limit + 1,
        )
        return [_shown(tx, check_in) for check_in in page]

    return CheckInPage.cut(await house.store.read(look), asked.limit)


@router.get("/check-ins/{check_in_id}", summary="Look at a check-in", responses=documented(NOT_FOUND))
async def get_check_in(check_in_id: CheckInIdAsked, house: Here) -> CheckInShown:
    """Return one check-in, with its answers once it is handed in."""
    return await house.store.read(lambda tx: _shown(tx, found(check_ins.get(tx, CheckInId(check_in_id)), "check-in")))


@router.post(
    "/people/{person_id}/check-ins",
    status_code=201,
    summary="Ask somebody now",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def ask_for_check_in(person_id: PersonIdAsked, asked: CheckInToAsk, house: Here) -> CheckInShown:
    """Let the bot ask somebody for a check-in, when their hours are open and no other is under way.

    Asking again before the first has ended changes nothing: that one is returned.
    """
    now = house.now()

    def act(tx: Tx) -> CheckInShown:
        person = the_person(tx, person_id)
        version = _version_for(tx, person, asked.questionnaire)
        pair = _pair_of(tx, person, asked.pair_id)
        same = check_ins.page(
            tx, person.programme_id, person=person.id, key=version.key, states=_NOT_ENDED, limit=_MOST_AT_ONCE
        )
        for check_in in same:
            if check_in.pair_id == pair:
                return _shown(tx, check_in)
        return _shown(tx, _plan(tx, person, version, pair, now))

    return await house.store.write(act)


_MOST_AT_ONCE = 100


def _plan(tx: Tx, person: Person, version: QuestionnaireVersion, pair: PairId | None, now: datetime) -> CheckIn:
    """Plan a check-in and leave it to the bot to ask; what it could not ask in time is taken away again."""
    schedule = pair_schedules.get(tx, person.programme_id, pair, version.key)
    expires_at = now + (_ASKED_WITHIN if schedule is None else schedule.expires_after)
    planned = check_ins.plan(
        tx,
        programme=person.programme_id,
        person=person.id,
        pair=pair,
        version=version.id,
        key=version.key,
        occurrence=f"hand:{to_ms(now)}:{pair or ''}",
        cause=Cause.HAND,
        planned_for=now,
        expires_at=expires_at,
    )
    assert planned is not None  # another of this moment has not ended, and was found
    for kind, moment in ((CHECK_IN_ASK, now), (CHECK_IN_EXPIRES, expires_at)):
        due.add(tx, kind=kind, subject=planned, occurrence=f"{kind}:{planned}:{to_ms(moment)}", due_at=moment)
    audit.add(tx, actor=ACTOR, did="check_in.asked", about=f"person:{person.id}", at=now, questionnaire=version.key)
    return found(check_ins.get(tx, planned), "check-in")


def _version_for(tx: Tx, person: Person, key: str) -> QuestionnaireVersion:
    version = questionnaires.current(tx, person.programme_id, key)
    if version is None:
        raise invalid(field_error("The programme has no questionnaire with this key.", "questionnaire"))
    if person.role not in version.questionnaire.roles:
        raise invalid(field_error("This questionnaire is not for somebody in this role.", "questionnaire"))
    return version


def _pair_of(tx: Tx, person: Person, pair_id: int | None) -> PairId | None:
    if pair_id is None:
        return None
    pair = pairs.get(tx, PairId(pair_id))
    if pair is None or person.id not in (pair.mentor_id, pair.mentee_id):
        raise invalid(field_error("This person is in no pair with this id.", "pair_id"))
    return pair.id


def _shown(tx: Tx, check_in: CheckIn) -> CheckInShown:
    return CheckInShown(
        id=check_in.id,
        programme_id=check_in.programme_id,
        person_id=check_in.person_id,
        pair_id=check_in.pair_id,
        questionnaire=check_in.questionnaire_key,
        version_id=check_in.version_id,
        cause=check_in.cause,
        state=check_in.state,
        planned_for=check_in.planned_for,
        asked_at=check_in.asked_at,
        reminded_at=check_in.reminded_at,
        expires_at=check_in.expires_at,
        ended_at=check_in.ended_at,
        shares_words=check_in.shows_words_to_coordinator,
        answers=_answers(tx, check_in) if check_in.state is CheckInState.CLOSED else None,
    )


def _answers(tx: Tx, check_in: CheckIn) -> list[AnswerShown]:
    version = questionnaires.version(tx, QuestionnaireVersionId(check_in.version_id))
    if version is None:
        return []
    questionnaire = version.questionnaire
    kept = answers.of(tx, check_in, questionnaire)
    return [
        _answer(questionnaire, check_in, question, kept[question.key])
        for question in questionnaire.questions
        if question.key in kept
    ]


def _answer(questionnaire: Questionnaire, check_in: CheckIn, question: Question, kept: KeptAnswer) -> AnswerShown:
    sees = questionnaire.coordinator_sees
    shown: JsonValue = None
    if isinstance(kept.answer, Words):
        if check_in.shows_words_to_coordinator:
            shown = {"voice": True} if kept.answer.voice else {"text": kept.answer.text}
    elif sees is Sees.CHOICES:
        shown = answer_to_json(kept.answer)
    return AnswerShown(
        question=question.key,
        kind=question.kind,
        is_skipped=kept.answer is SKIPPED,
        score=None if sees is Sees.NOTHING else kept.score,
        answer=shown,
    )
