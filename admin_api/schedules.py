"""Schedules: when a programme asks each questionnaire, one pair at other times, and what somebody is asked next."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from fastapi import APIRouter
from pydantic import ConfigDict, Field, JsonValue, StrictBool

from admin_api.field_errors import field_error
from admin_api.house import ACTOR, Here
from admin_api.pairs import the_pair
from admin_api.people import the_person
from admin_api.problems import ANY_BODY, NOT_FOUND, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.questionnaire_shapes import KeyAsked
from admin_api.quiet_spans import WallTime, Weekday
from admin_api.shapes import PairIdAsked, PersonIdAsked, ProgrammeIdAsked, Shape
from mentoring.pairs import Pair
from mentoring.people import ProgrammeId
from mentoring.quiet_hours import DAY_NAMES
from mentoring.schedules import Choice, Milestone, Rhythm, Schedule
from storage import audit, pair_schedules, questionnaires, schedules
from storage.schedules import Plan
from storage.tx import Tx

router = APIRouter(tags=["check-ins"])

_HOUR = timedelta(hours=1)
_LONGEST_HOURS = 28 * 24
_A_WEEK_OF_HOURS = 7 * 24

_EXAMPLE: dict[str, JsonValue] = {
    "rhythm": "weekly",
    "weekday": "friday",
    "at": "16:00",
    "milestones": ["start", "middle", "end"],
    "each_pair": True,
    "remind_after_hours": 24,
    "expires_after_hours": 96,
    "is_on": True,
}


_PAIR_EXAMPLE = {name: value for name, value in _EXAMPLE.items() if name != "each_pair"}


class PairScheduleShape(Shape):
    """When a questionnaire is asked in one pair. Hours are on the clock where each person lives."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PAIR_EXAMPLE]})

    rhythm: Rhythm = Field(
        description="`weekly`; `monthly` (on the first such weekday of a month); `milestones` of a pair's life;"
        " `closing` when a pair ends; `by_hand` only when somebody asks for it."
    )
    weekday: Weekday = Field(default=Weekday.FRIDAY, description="The day of a weekly or monthly one.")
    at: WallTime = Field(
        default=time(16), description="The hour; whoever has chosen their own is asked then.", examples=["16:00"]
    )
    milestones: list[Milestone] = Field(
        default=[*Milestone],
        max_length=len(Milestone),
        description="Which: the day after a pair began, half-way, a week before the end that it agreed on.",
    )
    remind_after_hours: int | None = Field(
        default=24,
        strict=True,
        ge=1,
        le=_LONGEST_HOURS,
        description="When one gentle reminder comes, in open hours; null for none.",
    )
    expires_after_hours: int = Field(
        default=96,
        strict=True,
        ge=6,
        le=_LONGEST_HOURS,
        description="When it is let go; of a weekly one within a week, and in any case before the next is asked.",
    )
    is_on: StrictBool = Field(default=True, description="Whether it is asked at all.")


class ScheduleShape(PairScheduleShape):
    """When a questionnaire is asked. Hours are on the clock where each person lives."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    each_pair: StrictBool = Field(
        default=True, description="Once for each pair that somebody is in, or once however many they have."
    )


class ScheduleShown(ScheduleShape):
    """When a programme asks one questionnaire."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"questionnaire": "mentee_weekly", **_EXAMPLE, "is_usual": True}]}
    )

    questionnaire: str = Field(description="The questionnaire's key.")
    is_usual: bool = Field(description="Whether this is as every programme has it until somebody changes it.")


class SchedulesShown(Shape):
    """All schedules of a programme."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"questionnaire": "mentee_weekly", **_EXAMPLE, "is_usual": True}]}]}
    )

    items: list[ScheduleShown] = Field(description="The usual ones first, then the programme's own by key.")


class PairScheduleShown(ScheduleShape):
    """When one questionnaire is asked in a pair."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"questionnaire": "mentee_weekly", **_EXAMPLE, "is_own": True}]}
    )

    questionnaire: str = Field(description="The questionnaire's key.")
    is_own: bool = Field(description="Whether this is the pair's own; else it is as the programme has it.")


class PairSchedulesShown(Shape):
    """All schedules that hold in a pair."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"items": [{"questionnaire": "mentee_weekly", **_EXAMPLE, "is_own": True}]}]}
    )

    items: list[PairScheduleShown] = Field(description="In the order of the programme's.")


class ChosenTime(Shape):
    """The day and hour that somebody has chosen."""

    weekday: Weekday = Field(description="The day.")
    at: WallTime = Field(description="The hour where they live.", examples=["16:00"])


class ComingCheckIn(Shape):
    """What somebody is asked next by one schedule."""

    questionnaire: str = Field(description="The questionnaire's key.")
    pair_id: int = Field(description="The pair that it is about, or through which it is asked.")
    at: datetime | None = Field(description="When it comes if nothing changes; null while nothing is in sight.")


class ComingCheckIns(Shape):
    """What somebody is asked next, and when they would like to be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "chosen": {"weekday": "sunday", "at": "11:00"},
                    "items": [{"questionnaire": "mentee_weekly", "pair_id": 7, "at": "2026-03-08T09:03:12Z"}],
                }
            ]
        }
    )

    chosen: ChosenTime | None = Field(description="Their own day and hour; null while the schedule's hold.")
    items: list[ComingCheckIn] = Field(description="By when they come.")


@dataclass(frozen=True, slots=True)
class _Kept:
    schedule: Schedule
    is_usual: bool


_ALL = "/programmes/{programme_id}/schedules"


@router.get(_ALL, summary="List the schedules", responses=documented(NOT_FOUND))
async def list_schedules(programme_id: ProgrammeIdAsked, house: Here) -> SchedulesShown:
    """List when a programme asks what; what it has not changed is as every programme has it."""

    def look(tx: Tx) -> list[_Kept]:
        programme = the_programme(tx, programme_id)
        return [_with_usual(schedule) for schedule in schedules.of_programme(tx, programme.id)]

    return SchedulesShown(items=[_shown(kept) for kept in await house.store.read(look)])


@router.put(f"{_ALL}/{{key}}", summary="Set a schedule", responses=documented(NOT_FOUND, *ANY_BODY))
async def set_schedule(
    programme_id: ProgrammeIdAsked, key: KeyAsked, asked: ScheduleShape, house: Here
) -> ScheduleShown:
    """Set when a programme asks a questionnaire. It counts at once: what is planned moves, and nothing comes twice.

    What has been asked already goes on as it was.
    """
    now = house.now()

    def act(tx: Tx) -> _Kept:
        programme = the_programme(tx, programme_id)
        _check(tx, programme.id, key, asked)
        schedule = _to_schedule(key, asked, each_pair=asked.each_pair)
        if schedules.get(tx, programme.id, key) != schedule:
            schedules.keep(tx, programme.id, schedule, now)
            schedules.plan_programme(tx, programme.id, now)
            did, about = "schedule.set", f"programme:{programme.id}"
            audit.add(tx, actor=ACTOR, did=did, about=about, at=now, questionnaire=key, rhythm=schedule.rhythm.value)
        return _with_usual(schedule)

    return _shown(await house.store.write(act))


_OF_PAIR = "/pairs/{pair_id}/schedules"


@router.get(_OF_PAIR, summary="List a pair's schedules", responses=documented(NOT_FOUND))
async def list_pair_schedules(pair_id: PairIdAsked, house: Here) -> PairSchedulesShown:
    """List when what is asked in one pair; what is not its own is as its programme has it."""

    def look(tx: Tx) -> tuple[list[Schedule], set[str]]:
        pair = the_pair(tx, pair_id)
        return pair_schedules.of_pair(tx, pair.programme_id, pair.id), set(pair_schedules.own_of(tx, pair.id))

    holding, own = await house.store.read(look)
    items = [_shown_in_pair(schedule, is_own=schedule.questionnaire in own) for schedule in holding]
    return PairSchedulesShown(items=items)


@router.put(f"{_OF_PAIR}/{{key}}", summary="Set a pair's schedule", responses=documented(NOT_FOUND, *ANY_BODY))
async def set_pair_schedule(
    pair_id: PairIdAsked, key: KeyAsked, asked: PairScheduleShape, house: Here
) -> PairScheduleShown:
    """Set when a questionnaire is asked in one pair, whatever its programme says. It counts at once.

    Whether it is asked once however many pairs somebody has stays as the programme has it, and so does the day and hour
    that somebody has chosen.
    """
    now = house.now()

    def act(tx: Tx) -> PairScheduleShown:
        pair = the_pair(tx, pair_id)
        _check(tx, pair.programme_id, key, asked)
        whole = schedules.get(tx, pair.programme_id, key)
        if whole is None:
            raise invalid(field_error("The programme has no schedule for this questionnaire; set that first.", "key"))
        schedule = _to_schedule(key, asked, each_pair=whole.each_pair)
        if pair_schedules.own_of(tx, pair.id).get(key) != replace(schedule, each_pair=True):
            pair_schedules.keep(tx, pair.id, schedule, now)
            _note(tx, pair, "pair_schedule.set", key, now)
        return _shown_in_pair(schedule, is_own=True)

    return await house.store.write(act)


@router.delete(
    f"{_OF_PAIR}/{{key}}", status_code=204, summary="Drop a pair's schedule", responses=documented(NOT_FOUND)
)
async def drop_pair_schedule(pair_id: PairIdAsked, key: KeyAsked, house: Here) -> None:
    """Let the programme's schedule hold in a pair again; where it does already, this changes nothing."""
    now = house.now()

    def act(tx: Tx) -> None:
        pair = the_pair(tx, pair_id)
        if pair_schedules.drop(tx, pair.id, key):
            _note(tx, pair, "pair_schedule.dropped", key, now)

    await house.store.write(act)


@router.get("/people/{person_id}/coming-check-ins", summary="Look at what comes next", responses=documented(NOT_FOUND))
async def list_coming_check_ins(person_id: PersonIdAsked, house: Here) -> ComingCheckIns:
    """Return what somebody is asked next, and the day and hour that they chose for it."""

    def look(tx: Tx) -> tuple[Choice | None, list[Plan]]:
        person = the_person(tx, person_id)
        return schedules.choice_of(tx, person.id), schedules.plans_of(tx, person.id)

    choice, plans = await house.store.read(look)
    coming = [plan for plan in plans if plan.turn_at is not None]
    coming.sort(key=lambda plan: (plan.next_at is None, plan.next_at))
    return ComingCheckIns(
        chosen=None if choice is None else ChosenTime(weekday=_weekday(choice.weekday), at=choice.at),
        items=[
            ComingCheckIn(questionnaire=plan.questionnaire, pair_id=plan.pair_id, at=plan.next_at) for plan in coming
        ],
    )


def _note(tx: Tx, pair: Pair, did: str, key: str, now: datetime) -> None:
    """Leave a pair's changed schedule to the bot."""
    pair_schedules.plan(tx, pair, now)
    audit.add(tx, actor=ACTOR, did=did, about=f"pair:{pair.id}", at=now, questionnaire=key)


def _check(tx: Tx, programme: ProgrammeId, key: str, asked: PairScheduleShape) -> None:
    """Raise the 404 problem when there is no such questionnaire, the 422 when the fields do not fit together."""
    found(questionnaires.current(tx, programme, key), "questionnaire")
    problems = []
    if asked.remind_after_hours is not None and asked.remind_after_hours >= asked.expires_after_hours:
        problems.append(field_error("A reminder comes before it is let go.", "remind_after_hours"))
    if asked.rhythm is Rhythm.WEEKLY and asked.expires_after_hours > _A_WEEK_OF_HOURS:
        problems.append(field_error("A weekly one is let go within a week: 168 at most.", "expires_after_hours"))
    if asked.rhythm is Rhythm.MILESTONES and not asked.milestones:
        problems.append(field_error("Name at least one milestone, or turn it off.", "milestones"))
    if problems:
        raise invalid(*problems)


def _to_schedule(key: str, asked: PairScheduleShape, *, each_pair: bool) -> Schedule:
    return Schedule(
        questionnaire=key,
        rhythm=asked.rhythm,
        weekday=DAY_NAMES.index(asked.weekday),
        at=asked.at,
        milestones=frozenset(asked.milestones),
        each_pair=each_pair,
        remind_after=None if asked.remind_after_hours is None else asked.remind_after_hours * _HOUR,
        expires_after=asked.expires_after_hours * _HOUR,
        is_on=asked.is_on,
    )


def _with_usual(schedule: Schedule) -> _Kept:
    return _Kept(schedule, schedules.usual(schedule.questionnaire) == schedule)


def _shown(kept: _Kept) -> ScheduleShown:
    return ScheduleShown(**_fields(kept.schedule), is_usual=kept.is_usual)


def _shown_in_pair(schedule: Schedule, *, is_own: bool) -> PairScheduleShown:
    return PairScheduleShown(**_fields(schedule), is_own=is_own)


def _fields(schedule: Schedule) -> dict[str, Any]:
    return {
        "questionnaire": schedule.questionnaire,
        "rhythm": schedule.rhythm,
        "weekday": _weekday(schedule.weekday),
        "at": schedule.at,
        "milestones": [milestone for milestone in Milestone if milestone in schedule.milestones],
        "each_pair": schedule.each_pair,
        "remind_after_hours": None if schedule.remind_after is None else schedule.remind_after // _HOUR,
        "expires_after_hours": schedule.expires_after // _HOUR,
        "is_on": schedule.is_on,
    }


def _weekday(weekday: int) -> Weekday:
    return Weekday(DAY_NAMES[weekday])
