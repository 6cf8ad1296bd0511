"""Drills: an alert is practised, and how long it takes is kept. Nobody is told when an unannounced one comes."""

from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field, JsonValue, StrictBool

from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, DRILL_UNDER_WAY, INVALID, NOT_FOUND, Problem, documented
from admin_api.programmes import the_programme
from admin_api.shapes import Identified, Page, ProgrammeIdAsked, Shape, ThisPage
from mentoring.cases import EventKind
from mentoring.drills import Drill, DrillCause
from mentoring.programmes import Programme
from storage import alerts, audit, cases, drills, programmes
from storage.tx import Tx

router = APIRouter(tags=["duty"])

_EXAMPLE: dict[str, JsonValue] = {
    "id": 1,
    "programme_id": 1,
    "cause": "schedule",
    "begun_by": None,
    "begun_at": "2026-03-02T14:00:00Z",
    "shown_at": "2026-03-02T14:00:01Z",
    "calls": [{"at": "2026-03-02T14:00:00Z", "people": [4, 5]}],
    "taken_by": 4,
    "taken_at": "2026-03-02T14:00:42Z",
    "seconds": 42,
    "ended_at": "2026-03-02T14:00:42Z",
}


class DrillCall(Shape):
    """One rung of the ladder: who was called, and when."""

    at: datetime = Field(description="When.")
    people: list[int] = Field(description="Who was called: people's ids.")


class DrillShown(Identified):
    """A drill with its times."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    programme_id: int = Field(description="The programme.")
    cause: DrillCause = Field(description="Who began it: `person` in the chat, `console` here, or the `schedule`.")
    begun_by: int | None = Field(description="Which person did; null for the console and the schedule.")
    begun_at: datetime = Field(description="When it began.")
    shown_at: datetime | None = Field(description="When its card was first on a phone; null while it is on none.")
    calls: list[DrillCall] = Field(description="Who was called when.")
    taken_by: int | None = Field(description="Who had it first; null when nobody (yet).")
    taken_at: datetime | None = Field(description="When they pressed.")
    seconds: int | None = Field(description="How long that took from when it began.")
    ended_at: datetime | None = Field(description="When it ended: taken, or after half an hour; null while it lasts.")


class DrillPage(Page[DrillShown]):
    """Some of the drills."""


class DrillSchedule(Shape):
    """How often unannounced drills come. When the next one does is told to nobody."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"every_days": 30, "at_any_hour": False}]})

    every_days: int | None = Field(
        strict=True, ge=7, le=366, description="In how many days one comes; null for none.", examples=[30]
    )
    at_any_hour: StrictBool = Field(
        default=False, description="Whether also in hours in which nobody is on duty; then everybody is called."
    )


@router.get("/programmes/{programme_id}/drills", summary="List the drills", responses=documented(NOT_FOUND, INVALID))
async def list_drills(programme_id: ProgrammeIdAsked, asked: ThisPage, house: Here) -> DrillPage:
    """List a programme's drills in the order they began."""

    def look(tx: Tx) -> list[DrillShown]:
        programme = the_programme(tx, programme_id)
        return [_shown(tx, drill) for drill in drills.page(tx, programme.id, after=asked.after, limit=asked.limit + 1)]

    return DrillPage.cut(await house.store.read(look), asked.limit)


@router.post(
    "/programmes/{programme_id}/drills",
    status_code=201,
    summary="Begin a drill",
    responses=documented(NOT_FOUND, DRILL_UNDER_WAY),
)
async def begin_drill(programme_id: ProgrammeIdAsked, house: Here) -> DrillShown:
    """Begin a drill: those on duty are called at once, as for a critical case that says that it is practice."""
    now = house.now()

    def act(tx: Tx) -> DrillShown:
        programme = the_programme(tx, programme_id)
        drill = drills.begin(tx, programme.id, DrillCause.CONSOLE, now)
        if drill is None:
            raise Problem(DRILL_UNDER_WAY, f"Programme {programme.id} has a drill that has not ended.")
        audit.add(tx, actor=ACTOR, did="drill.begun", about=f"programme:{programme.id}", at=now)
        return _shown(tx, drill)

    return await house.store.write(act)


@router.get(
    "/programmes/{programme_id}/drill-schedule", summary="Look at the drills' schedule", responses=documented(NOT_FOUND)
)
async def get_drill_schedule(programme_id: ProgrammeIdAsked, house: Here) -> DrillSchedule:
    """Return how often unannounced drills come."""
    return _schedule(await house.store.read(lambda tx: the_programme(tx, programme_id)))


@router.put(
    "/programmes/{programme_id}/drill-schedule",
    summary="Set the drills' schedule",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def set_drill_schedule(programme_id: ProgrammeIdAsked, asked: DrillSchedule, house: Here) -> DrillSchedule:
    """Set how often unannounced drills come: the rules `drill_every_days` and `drills_at_any_hour`.

    Without a rota none comes: there is nobody to call.
    """
    now = house.now()

    def act(tx: Tx) -> Programme:
        programme = the_programme(tx, programme_id)
        rules = replace(programme.rules, drill_every_days=asked.every_days, drills_at_any_hour=asked.at_any_hour)
        programmes.change(tx, replace(programme, rules=rules))
        changed = the_programme(tx, programme_id)
        drills.plan_anew(tx, changed, now)
        about = f"programme:{programme.id}"
        audit.add(tx, actor=ACTOR, did="drills.scheduled", about=about, at=now, every_days=asked.every_days)
        return changed

    return _schedule(await house.store.write(act))


def _schedule(programme: Programme) -> DrillSchedule:
    return DrillSchedule(every_days=programme.rules.drill_every_days, at_any_hour=programme.rules.drills_at_any_hour)


def _shown(tx: Tx, drill: Drill) -> DrillShown:
    record = [] if drill.case_id is None else cases.record_of(tx, drill.case_id)
    shown = [] if drill.case_id is None else [alert.shown_at for alert in alerts.of_case(tx, drill.case_id)]
    calls = [
        DrillCall(at=event.at, people=[int(str(who)) for who in _listed(event.facts.get("people"))])
        for event in record
        if event.kind is EventKind.CALLED
    ]
    return DrillShown(
        id=drill.id,
        programme_id=drill.programme_id,
        cause=drill.cause,
        begun_by=drill.begun_by,
        begun_at=drill.begun_at,
        shown_at=min((at for at in shown if at is not None), default=None),
        calls=calls,
        taken_by=drill.taken_by,
        taken_at=drill.taken_at,
        seconds=drill.seconds,
        ended_at=drill.ended_at,
    )


def _listed(people: object) -> list[object]:
    return list(people) if isinstance(people, list) else []
