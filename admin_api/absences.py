"""Absences: times in which nobody expects an answer of somebody. The partner is told kindly, and never why."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api import news
from admin_api.field_errors import field_error
from admin_api.house import ACTOR, Here
from admin_api.people import the_person
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.shapes import AbsenceIdAsked, Identified, Page, PersonIdAsked, Shape, ThisPage
from mentoring.absences import Absence, AbsenceKind, DayIsOver, TooFarAway, back_on
from mentoring.people import Person, Role
from mentoring.wall_time import day_of, start_of
from storage import absences, audit, hours
from storage.tx import Tx

router = APIRouter(tags=["absences"])


class AbsenceToNote(Shape):
    """A time away to note for a mentor or a mentee. Days are whole local days where they live."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"kind": "ill", "back_on": "2026-03-09"},
                {"kind": "away", "starts_on": "2026-04-06", "back_on": "2026-04-10"},
                {"kind": "ill"},
            ]
        }
    )

    kind: AbsenceKind = Field(description="For the staff only; the partner is told the same of both.")
    starts_on: date | None = Field(default=None, description="Its first day; left out or null, it begins now.")
    back_on: date | None = Field(
        default=None, description="The first day on which they are back; left out or null while nobody knows."
    )


class AbsenceShown(Identified):
    """A time away."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 4,
                    "person_id": 2,
                    "kind": "ill",
                    "starts_at": "2026-03-02T14:00:00Z",
                    "ends_at": "2026-03-08T22:00:00Z",
                    "ended_at": None,
                    "noted_by": "api",
                }
            ]
        }
    )

    person_id: int = Field(description="Who is away.")
    kind: AbsenceKind = Field(description="`away` or `ill`.")
    starts_at: datetime = Field(description="From when.")
    ends_at: datetime | None = Field(description="Until when; null while nobody knows.")
    ended_at: datetime | None = Field(description="When it was ended before that; null when it was not.")
    noted_by: str = Field(description="Who noted it: `api`, or the person themselves as `person:` and their id.")


class AbsencePage(Page[AbsenceShown]):
    """Some of the absences."""


@router.post(
    "/people/{person_id}/absences",
    status_code=201,
    summary="Note that somebody is away or ill",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def note_absence(person_id: PersonIdAsked, asked: AbsenceToNote, house: Here) -> AbsenceShown:
    """Note a time away. They and their partners are told when it begins and when it is over; clocks rest meanwhile."""
    now = house.now()

    def act(tx: Tx) -> Absence:
        person = the_person(tx, person_id)
        starts_at, ends_at = _span(tx, person, asked, now)
        absence = absences.add(
            tx, person=person.id, kind=asked.kind, starts_at=starts_at, ends_at=ends_at, noted_by=ACTOR, now=now
        )
        news.absence_changed(tx, absence.id, now)
        audit.add(tx, actor=ACTOR, did="absence.noted", about=f"person:{person.id}", at=now, absence=absence.id)
        return absence

    return _shown(await house.store.write(act))


@router.get(
    "/people/{person_id}/absences", summary="List a person's absences", responses=documented(NOT_FOUND, INVALID)
)
async def list_absences(person_id: PersonIdAsked, asked: ThisPage, house: Here) -> AbsencePage:
    """List when somebody was, is or will be away, in the order it was noted."""

    def look(tx: Tx) -> list[Absence]:
        return absences.page(tx, the_person(tx, person_id).id, after=asked.after, limit=asked.limit + 1)

    return AbsencePage.cut([_shown(absence) for absence in await house.store.read(look)], asked.limit)


@router.post("/absences/{absence_id}/end", summary="End an absence", responses=documented(NOT_FOUND))
async def end_absence(absence_id: AbsenceIdAsked, house: Here) -> AbsenceShown:
    """Note that somebody is back already, or that an absence to come will not be. Doing it again changes nothing."""
    now = house.now()

    def act(tx: Tx) -> Absence:
        absence = found(absences.get(tx, absence_id), "absence")
        if absences.end(tx, absence.id, now):
            news.absence_changed(tx, absence.id, now)
            about = f"person:{absence.person_id}"
            audit.add(tx, actor=ACTOR, did="absence.ended", about=about, at=now, absence=absence.id)
        return found(absences.get(tx, absence_id), "absence")

    return _shown(await house.store.write(act))


def _span(tx: Tx, person: Person, asked: AbsenceToNote, now: datetime) -> tuple[datetime, datetime | None]:
    """Return from when to when an absence is; raises the 422 problem when that cannot be."""
    if person.role not in (Role.MENTOR, Role.MENTEE):
        raise invalid(field_error("Absences are for mentors and mentees: others answer to nobody here.", "kind"))
    zone = hours.hours_of(tx, person.id).answering.zone
    today = day_of(now, zone)
    starts_at = now
    if asked.starts_on is not None and asked.starts_on != today:
        match back_on(asked.starts_on, zone, now):
            case DayIsOver():
                raise invalid(
                    field_error("This day is over; leave it out for an absence that begins now.", "starts_on")
                )
            case TooFarAway():
                raise invalid(field_error("This is more than half a year ahead; please check the year.", "starts_on"))
            case _:
                starts_at = start_of(asked.starts_on, zone)
    if asked.back_on is None:
        return starts_at, None
    match back_on(asked.back_on, zone, starts_at):
        case DayIsOver():
            raise invalid(
                field_error(
                    "This must be a day after the absence begins: the first one on which they are back.", "back_on"
                )
            )
        case TooFarAway():
            raise invalid(field_error("This is more than half a year away; please check the year.", "back_on"))
        case ends_at:
            return starts_at, ends_at


def _shown(absence: Absence) -> AbsenceShown:
    return AbsenceShown(
        id=absence.id,
        person_id=absence.person_id,
        kind=absence.kind,
        starts_at=absence.starts_at,
        ends_at=absence.ends_at,
        ended_at=absence.ended_at,
        noted_by=absence.noted_by,
    )
