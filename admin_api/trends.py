"""Trends: how scores move, of somebody, of a pair, and of a programme without its small groups.

Scores only, and only where the questionnaire said that the coordinator sees them. Nobody's words are part of it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from admin_api.house import Here
from admin_api.pairs import the_pair
from admin_api.people import the_person
from admin_api.problems import INVALID, NOT_FOUND, documented, found
from admin_api.programmes import the_programme
from admin_api.shapes import PairIdAsked, PersonIdAsked, ProgrammeIdAsked, Shape
from mentoring.people import PersonId, Role
from mentoring.programmes import Programme
from mentoring.questionnaires.questionnaire import Sees
from mentoring.schedules import Rhythm
from mentoring.trends import (
    SMALLEST_GROUP,
    Direction,
    Group,
    ProgrammeTrend,
    Score,
    TakingPart,
    lines,
    programme_trends,
    taking_part,
)
from storage import questionnaires, schedules, trends
from storage.questionnaires import QuestionnaireVersionId
from storage.tx import Tx

router = APIRouter(tags=["check-ins"])


class Period(StrEnum):
    """What scores are taken together by: a week, or a month for what is not asked every week."""

    WEEK = "week"
    MONTH = "month"


class TrendsAsked(Shape):
    """Which trends of a programme are wanted."""

    questionnaire: str = Field(
        min_length=1, max_length=64, description="The questionnaire's key.", examples=["mentee_weekly"]
    )


class ScoreShown(Shape):
    """One score."""

    at: datetime = Field(description="When its check-in was planned for.")
    score: float = Field(description="What the answer counts.")


class LineShown(Shape):
    """The scores of one person on one question, the oldest first."""

    person_id: int = Field(description="Whose.")
    role: Role = Field(description="What they are.")
    questionnaire: str = Field(description="The questionnaire's key.")
    question: str = Field(description="The question's key.")
    latest: float = Field(description="The newest score.")
    mean: float = Field(description="The mean of all.")
    direction: Direction | None = Field(
        description="The newest against the mean of up to three before it; null with one score alone."
    )
    scores: list[ScoreShown] = Field(description="All of them.")


class LinesShown(Shape):
    """Scores over time."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "person_id": 2,
                            "role": "mentee",
                            "questionnaire": "mentee_weekly",
                            "question": "mood",
                            "latest": 2,
                            "mean": 3,
                            "direction": "falling",
                            "scores": [
                                {"at": "2026-03-06T14:00:00Z", "score": 4},
                                {"at": "2026-03-13T14:00:00Z", "score": 2},
                            ],
                        }
                    ]
                }
            ]
        }
    )

    items: list[LineShown] = Field(description="A line for each person and question.")


class GroupShown(Shape):
    """What a group scored."""

    people: int = Field(description=f"How many people: {SMALLEST_GROUP} at least.")
    mean: float = Field(description="The mean of their scores.")


class PeriodShown(Shape):
    """What was scored in one period."""

    first_day: date = Field(description="Its first day.")
    everybody: GroupShown | None = Field(description="Everybody; null where too few people answered.")
    by_role: dict[Role, GroupShown | None] = Field(
        description="Each role; null where it is too small, or would tell of one that is."
    )


class QuestionTrend(Shape):
    """How a programme's people scored one question."""

    question: str = Field(description="The question's key.")
    shown: GroupShown | None = Field(description="All the periods that are shown, taken together.")
    periods: list[PeriodShown] = Field(description="The oldest first.")


class TakingPartShown(Shape):
    """How many of those who were asked in one period handed it in; null where too few people were asked."""

    first_day: date = Field(description="Its first day.")
    people: int | None = Field(description="How many people were asked.")
    asked: int | None = Field(description="How many check-ins ended, handed in or not.")
    handed_in: int | None = Field(description="How many of them were handed in.")


class ProgrammeTrendsShown(Shape):
    """How a programme's people scored a questionnaire, without small groups."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "questionnaire": "mentee_weekly",
                    "period": "week",
                    "smallest_group": SMALLEST_GROUP,
                    "taking_part": [{"first_day": "2026-03-02", "people": 24, "asked": 24, "handed_in": 19}],
                    "questions": [
                        {
                            "question": "mood",
                            "shown": {"people": 19, "mean": 3.8},
                            "periods": [
                                {
                                    "first_day": "2026-03-02",
                                    "everybody": {"people": 19, "mean": 3.8},
                                    "by_role": {"mentee": {"people": 19, "mean": 3.8}},
                                }
                            ],
                        }
                    ],
                }
            ]
        }
    )

    questionnaire: str = Field(description="The questionnaire's key.")
    period: Period = Field(description="What is taken together.")
    smallest_group: int = Field(description="Fewer people than this are never shown.")
    taking_part: list[TakingPartShown] = Field(description="Who took part, the oldest period first.")
    questions: list[QuestionTrend] = Field(description="The questions that have scores.")


@router.get("/people/{person_id}/trends", summary="Look at somebody's scores", responses=documented(NOT_FOUND))
async def get_trends_of_person(person_id: PersonIdAsked, house: Here) -> LinesShown:
    """Return how somebody's scores have moved, question by question."""

    def look(tx: Tx) -> LinesShown:
        return _lines(tx, trends.of_person(tx, the_person(tx, person_id).id))

    return await house.store.read(look)


@router.get("/pairs/{pair_id}/trends", summary="Look at a pair's scores", responses=documented(NOT_FOUND))
async def get_trends_of_pair(pair_id: PairIdAsked, house: Here) -> LinesShown:
    """Return how the scores of the two of a pair have moved, each with lines of their own."""

    def look(tx: Tx) -> LinesShown:
        return _lines(tx, trends.of_pair(tx, the_pair(tx, pair_id).id))

    return await house.store.read(look)


@router.get(
    "/programmes/{programme_id}/trends",
    summary="Look at a programme's scores",
    responses=documented(NOT_FOUND, INVALID),
)
async def get_trends_of_programme(
    programme_id: ProgrammeIdAsked, asked: Annotated[TrendsAsked, Query()], house: Here
) -> ProgrammeTrendsShown:
    """Return how a programme's people scored a questionnaire, by week or by month.

    Groups of fewer than five people are left out, and so is whatever would tell of one by subtraction.
    """

    def look(tx: Tx) -> ProgrammeTrendsShown:
        programme = the_programme(tx, programme_id)
        found(questionnaires.current(tx, programme.id, asked.questionnaire), "questionnaire")
        return _of_programme(tx, programme, asked.questionnaire)

    return await house.store.read(look)


def _of_programme(tx: Tx, programme: Programme, key: str) -> ProgrammeTrendsShown:
    schedule = schedules.get(tx, programme.id, key)
    rhythm = Rhythm.BY_HAND if schedule is None else schedule.rhythm
    scores = _seen(tx, trends.of_programme(tx, programme.id, key))
    ended = trends.asked_in(tx, programme.id, key)
    return ProgrammeTrendsShown(
        questionnaire=key,
        period=Period.WEEK if rhythm is Rhythm.WEEKLY else Period.MONTH,
        smallest_group=SMALLEST_GROUP,
        taking_part=[_taking_part(part) for part in taking_part(ended, rhythm, programme.zone)],
        questions=[_question(trend) for trend in programme_trends(scores, rhythm, programme.zone)],
    )


def _seen(tx: Tx, scores: Iterable[Score]) -> list[Score]:
    """Return the scores that the coordinator may see: each as the version says that it was asked with."""
    sees: dict[int, Sees] = {}
    kept = []
    for score in scores:
        if score.version not in sees:
            version = questionnaires.version(tx, QuestionnaireVersionId(score.version))
            sees[score.version] = Sees.NOTHING if version is None else version.questionnaire.coordinator_sees
        if sees[score.version] is not Sees.NOTHING:
            kept.append(score)
    return kept


def _lines(tx: Tx, scores: dict[str, list[Score]]) -> LinesShown:
    return LinesShown(
        items=[
            LineShown(
                person_id=person,
                role=line.scores[-1].role,
                questionnaire=key,
                question=line.question,
                latest=line.latest,
                mean=round(line.mean, 2),
                direction=line.direction,
                scores=[ScoreShown(at=score.at, score=score.value) for score in line.scores],
            )
            for key, of_all in scores.items()
            for person, own in _by_person(_seen(tx, of_all)).items()
            for line in lines(own)
        ]
    )


def _by_person(scores: Sequence[Score]) -> dict[PersonId, list[Score]]:
    found: dict[PersonId, list[Score]] = {}
    for score in scores:
        found.setdefault(score.person, []).append(score)
    return found


def _question(trend: ProgrammeTrend) -> QuestionTrend:
    return QuestionTrend(
        question=trend.question,
        shown=_group(trend.shown),
        periods=[
            PeriodShown(
                first_day=period.first_day,
                everybody=_group(period.everybody),
                by_role={role: _group(group) for role, group in period.by_role.items()},
            )
            for period in trend.periods
        ],
    )


def _group(group: Group | None) -> GroupShown | None:
    return None if group is None else GroupShown(people=len(group.people), mean=round(group.mean, 2))


def _taking_part(part: TakingPart) -> TakingPartShown:
    return TakingPartShown(first_day=part.first_day, people=part.people, asked=part.asked, handed_in=part.handed_in)
