"""The duty rota: who is called about a case, hour by hour; when nobody would be; and who must not be."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from fastapi import APIRouter
from pydantic import ConfigDict, Field, JsonValue, StrictBool

from admin_api.field_errors import FieldError, field_error
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.quiet_spans import WallTime, Weekday
from admin_api.shapes import ConflictIdAsked, Identified, IdGiven, Line, Page, ProgrammeIdAsked, Shape, ThisPage
from mentoring.duty import DutySpan, Missing, Rota, SpansOverlap, rota
from mentoring.people import PersonId
from mentoring.programmes import Programme
from mentoring.quiet_hours import DAY_NAMES
from storage import audit, drills, duty, people, programmes
from storage.duty import Conflict, ConflictId
from storage.tx import Tx

router = APIRouter(tags=["duty"])

_LOOKING_AHEAD = timedelta(days=14)

_ROTA_EXAMPLE: dict[str, JsonValue] = {
    "spans": [
        {"weekday": "monday", "starts": "07:00", "ends": "18:00", "lead_id": 4, "deputy_id": 5},
        {"weekday": "monday", "starts": "18:00", "ends": "07:00", "lead_id": 5, "deputy_id": 4},
    ],
    "head_id": 6,
    "on_call_id": 7,
    "admits_gaps": True,
}


class DutySpanShape(Shape):
    """Hours of a named person and their deputy, on the clock of the programme."""

    weekday: Weekday = Field(description="The day on which it starts.")
    starts: WallTime = Field(description="When it starts.", examples=["07:00"])
    ends: WallTime = Field(
        description="When it ends: on the next day when this is not later than `starts`; equal means a whole day.",
        examples=["18:00"],
    )
    lead_id: IdGiven = Field(description="Who is called first: somebody of the staff.", examples=[4])
    deputy_id: IdGiven | None = Field(default=None, description="Who is called next, or together.", examples=[5])


class DutyRotaShape(Shape):
    """Who is called about a case. Everybody in it is somebody of the programme's staff."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ROTA_EXAMPLE]})

    spans: list[DutySpanShape] = Field(max_length=200, description="The hours of a week; no two cover one minute.")
    head_id: IdGiven | None = Field(default=None, description="The head of the school.", examples=[6])
    on_call_id: IdGiven | None = Field(default=None, description="Who is called last.", examples=[7])
    admits_gaps: StrictBool = Field(
        default=False,
        description="Whether the school knows that nobody is on duty in the hours of no span. In those, everybody of "
        "the rota is called at once.",
    )


class GapShown(Shape):
    """A time in which nobody is on duty."""

    starts: datetime = Field(description="From when.")
    ends: datetime = Field(description="Until when, or until the end of what was looked at.")


class DutyRotaShown(DutyRotaShape):
    """The rota, who is on duty now, and what it lacks."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_ROTA_EXAMPLE, "lacks": [], "on_duty_now": None, "gaps": []}]}
    )

    lacks: list[Missing] = Field(description="What it lacks; while there is anything, no pair can be activated.")
    on_duty_now: DutySpanShape | None = Field(description="Whose hours these are; null when nobody is on duty.")
    gaps: list[GapShown] = Field(description="When nobody will be on duty in the next 14 days.")


class ConflictToNote(Shape):
    """Somebody of the staff who must not work the cases of somebody."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"staff_id": 4, "person_id": 2, "reason": "tutor"}]})

    staff_id: IdGiven = Field(description="Who of the staff.", examples=[4])
    person_id: IdGiven = Field(description="Whose cases.", examples=[2])
    reason: Line = Field(description="Why: a relative, their tutor, …", examples=["tutor"])


class ConflictShown(Identified):
    """Why somebody of the staff is not called about somebody's cases, and cannot work them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1,
                    "programme_id": 1,
                    "staff_id": 4,
                    "person_id": 2,
                    "reason": "tutor",
                    "noted_at": "2026-03-02T14:00:00Z",
                }
            ]
        }
    )

    programme_id: int = Field(description="The programme.")
    staff_id: int = Field(description="Who of the staff.")
    person_id: int = Field(description="Whose cases.")
    reason: str = Field(description="Why.")
    noted_at: datetime = Field(description="When it was noted first.")


class ConflictPage(Page[ConflictShown]):
    """Some of the conflicts."""


@router.get("/programmes/{programme_id}/duty-rota", summary="Look at the rota", responses=documented(NOT_FOUND))
async def get_duty_rota(programme_id: ProgrammeIdAsked, house: Here) -> DutyRotaShown:
    """Return the rota, an empty one when none was set, with the gaps ahead."""

    def look(tx: Tx) -> Rota:
        programme = the_programme(tx, programme_id)
        return duty.rota_of(tx, programme.id, programme.zone) or Rota(programme.zone)

    return _shown(await house.store.read(look), house.now())


@router.put("/programmes/{programme_id}/duty-rota", summary="Set the rota", responses=documented(NOT_FOUND, *ANY_BODY))
async def set_duty_rota(programme_id: ProgrammeIdAsked, asked: DutyRotaShape, house: Here) -> DutyRotaShown:
    """Replace the rota as a whole. From the first one on, pairs are activated only while it lacks nothing.

    Cases that are climbing now call by the new one from their next step on.
    """
    now = house.now()

    def act(tx: Tx) -> Rota:
        programme = the_programme(tx, programme_id)
        _check_staff(tx, programme, asked)
        kept = _to_rota(programme, asked)
        is_first = duty.rota_of(tx, programme.id, programme.zone) is None
        duty.set_rota(tx, programme.id, kept, now)
        if is_first and not programme.rules.rota_required:
            programmes.change(tx, replace(programme, rules=replace(programme.rules, rota_required=True)))
        drills.plan_anew(tx, the_programme(tx, programme.id), now)
        lacks = [what.value for what in kept.missing]
        audit.add(tx, actor=ACTOR, did="duty.rota_set", about=f"programme:{programme.id}", at=now, lacks=lacks)
        return kept

    return _shown(await house.store.write(act), now)


@router.post(
    "/programmes/{programme_id}/conflicts",
    status_code=201,
    summary="Note a conflict",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def note_conflict(programme_id: ProgrammeIdAsked, asked: ConflictToNote, house: Here) -> ConflictShown:
    """Keep somebody of the staff out of somebody's cases, open ones too. Again, it changes the reason."""
    now = house.now()

    def act(tx: Tx) -> Conflict:
        programme = the_programme(tx, programme_id)
        named = [(asked.staff_id, "staff_id", True), (asked.person_id, "person_id", False)]
        problems = [
            problem for who, name, staff in named for problem in _unless_member(tx, programme, who, name, staff=staff)
        ]
        if problems:
            raise invalid(*problems)
        noted = duty.add_conflict(
            tx,
            programme=programme.id,
            staff=PersonId(asked.staff_id),
            person=PersonId(asked.person_id),
            reason=asked.reason,
            now=now,
        )
        audit.add(
            tx, actor=ACTOR, did="conflict.noted", about=f"person:{asked.staff_id}", at=now, person=asked.person_id
        )
        return noted

    return _conflict_shown(await house.store.write(act))


@router.get(
    "/programmes/{programme_id}/conflicts", summary="List the conflicts", responses=documented(NOT_FOUND, INVALID)
)
async def list_conflicts(programme_id: ProgrammeIdAsked, asked: ThisPage, house: Here) -> ConflictPage:
    """List a programme's conflicts in the order they were noted."""

    def look(tx: Tx) -> list[Conflict]:
        programme = the_programme(tx, programme_id)
        return duty.conflicts_page(tx, programme.id, after=asked.after, limit=asked.limit + 1)

    return ConflictPage.cut([_conflict_shown(each) for each in await house.store.read(look)], asked.limit)


@router.post("/conflicts/{conflict_id}/drop", summary="Drop a conflict", responses=documented(NOT_FOUND))
async def drop_conflict(conflict_id: ConflictIdAsked, house: Here) -> ConflictShown:
    """Forget a conflict that is over or was noted by mistake, and return what it was."""
    now = house.now()

    def act(tx: Tx) -> Conflict:
        kept = found(duty.conflict(tx, ConflictId(conflict_id)), "conflict")
        duty.drop_conflict(tx, kept.id)
        about = f"person:{kept.staff_id}"
        audit.add(tx, actor=ACTOR, did="conflict.dropped", about=about, at=now, person=kept.person_id)
        return kept

    return _conflict_shown(await house.store.write(act))


def _to_rota(programme: Programme, asked: DutyRotaShape) -> Rota:
    spans = [
        DutySpan(
            DAY_NAMES.index(span.weekday),
            span.starts,
            span.ends,
            PersonId(span.lead_id),
            None if span.deputy_id is None else PersonId(span.deputy_id),
        )
        for span in asked.spans
    ]
    try:
        return rota(
            programme.zone,
            spans,
            head=None if asked.head_id is None else PersonId(asked.head_id),
            on_call=None if asked.on_call_id is None else PersonId(asked.on_call_id),
            admits_gaps=asked.admits_gaps,
        )
    except SpansOverlap as error:
        sentence = f"{_spoken(error.first)} overlaps {_spoken(error.second)}; change or remove one of the two."
        raise invalid(field_error(sentence, "spans")) from error


def _check_staff(tx: Tx, programme: Programme, asked: DutyRotaShape) -> None:
    named: list[tuple[int | None, tuple[str | int, ...]]] = [
        (asked.head_id, ("head_id",)),
        (asked.on_call_id, ("on_call_id",)),
    ]
    for index, span in enumerate(asked.spans):
        named += [(span.lead_id, ("spans", index, "lead_id")), (span.deputy_id, ("spans", index, "deputy_id"))]
    problems = [
        problem
        for who, place in named
        if who is not None
        for problem in _unless_member(tx, programme, who, *place, staff=True)
    ]
    if problems:
        raise invalid(*problems)


def _unless_member(tx: Tx, programme: Programme, who: int, *place: str | int, staff: bool) -> Iterable[FieldError]:
    """Return what is wrong with naming somebody: nothing when they are of this programme (and its staff)."""
    person = people.get(tx, PersonId(who))
    if person is None or person.programme_id != programme.id:
        return [field_error("Nobody in this programme has this id.", *place)]
    if staff and not person.role.is_staff:
        return [field_error("This person is not of the staff.", *place)]
    return []


def _shown(kept: Rota, now: datetime) -> DutyRotaShown:
    on_duty = kept.on_duty(now)
    return DutyRotaShown(
        spans=[_span_shown(span) for span in kept.spans],
        head_id=kept.head,
        on_call_id=kept.on_call,
        admits_gaps=kept.admits_gaps,
        lacks=list(kept.missing),
        on_duty_now=None if on_duty is None else _span_shown(on_duty),
        gaps=[GapShown(starts=start, ends=end) for start, end in kept.gaps(now, now + _LOOKING_AHEAD)],
    )


def _span_shown(span: DutySpan) -> DutySpanShape:
    return DutySpanShape(
        weekday=Weekday(DAY_NAMES[span.weekday]),
        starts=span.starts,
        ends=span.ends,
        lead_id=span.lead,
        deputy_id=span.deputy,
    )


def _conflict_shown(kept: Conflict) -> ConflictShown:
    return ConflictShown(
        id=kept.id,
        programme_id=kept.programme_id,
        staff_id=kept.staff_id,
        person_id=kept.person_id,
        reason=kept.reason,
        noted_at=kept.noted_at,
    )


def _spoken(span: DutySpan) -> str:
    return f"{DAY_NAMES[span.weekday].capitalize()} {span.starts:%H:%M}–{span.ends:%H:%M}"
