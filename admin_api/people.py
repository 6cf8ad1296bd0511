"""People: everybody in a programme, added here before they join in the chat."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api import news
from admin_api.house import ACTOR, Here, House
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found
from admin_api.programmes import the_programme
from admin_api.shapes import Identified, Language, Name, Page, PersonIdAsked, ProgrammeIdAsked, Shape, ThisPage, Zone
from mentoring.people import Person, PersonId, Role
from storage import audit, people
from storage.tx import Tx

router = APIRouter(tags=["people"])

_ZONE = "Where the person lives, when that is not the programme's zone; null or left out, it is."
_NAME = "What the partner and the staff read: one line, 1 to 64 characters. Never the Telegram name."


class PersonToAdd(Shape):
    """A person to add to a programme."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"role": "mentee", "display_name": "Amina", "language": "bg"},
                {"role": "coordinator", "display_name": "Carla"},
            ]
        }
    )

    role: Role = Field(description="What the person is in the programme; it stays as it is.")
    display_name: Name = Field(description=_NAME, examples=["Amina"])
    language: Language | None = Field(
        default=None, description="`bg`, `en`, `es` or `tr`; left out or null, the programme's.", examples=["bg"]
    )
    time_zone: Zone | None = Field(default=None, description=_ZONE, examples=["Europe/Istanbul"])


class PersonChange(Shape):
    """What is to be different about a person. What is left out or null stays as it is; `time_zone` says itself.

    The role is not among it: whoever was added with the wrong one is added again.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"display_name": "Amina K."}, {"language": "tr", "time_zone": "Europe/Istanbul"}]
        }
    )

    display_name: Name | None = Field(default=None, description=_NAME, examples=["Amina K."])
    language: Language | None = None
    time_zone: Zone | None = Field(
        default=None,
        description="Where the person lives. Null, unlike left out, takes it away: they live in the programme's zone.",
        examples=["Europe/Istanbul"],
    )


class PersonShown(Identified):
    """A person. Their Telegram account is nobody's business and not part of this."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 3,
                    "programme_id": 1,
                    "role": "mentee",
                    "display_name": "Amina",
                    "language": "bg",
                    "time_zone": "Europe/Sofia",
                    "has_own_time_zone": False,
                    "joined_at": None,
                    "has_carer_consent": False,
                }
            ]
        }
    )

    programme_id: int = Field(description="The programme that the person is in.")
    role: Role = Field(description="What the person is in it.")
    display_name: str = Field(description="What the partner and the staff read.")
    language: str = Field(description="The language in which the bot speaks to them.")
    time_zone: str = Field(description="The zone in which their quiet hours are meant and their times are shown.")
    has_own_time_zone: bool = Field(description="Whether that is their own; otherwise it is the programme's.")
    joined_at: datetime | None = Field(description="When they accepted the induction; null until then.")
    has_carer_consent: bool = Field(description="Whether a carer's consent is recorded and not withdrawn.")


class PeoplePage(Page[PersonShown]):
    """Some of the people."""


@router.post(
    "/programmes/{programme_id}/people",
    status_code=201,
    summary="Add a person",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def add_person(programme_id: ProgrammeIdAsked, asked: PersonToAdd, house: Here) -> PersonShown:
    """Add a person to a programme. They join later, by an invite."""
    now = house.now()

    def act(tx: Tx) -> Person:
        programme = the_programme(tx, programme_id)
        person = people.add(
            tx,
            programme=programme.id,
            role=asked.role,
            display_name=asked.display_name,
            language=asked.language or programme.language,
            now=now,
            zone=None if asked.time_zone is None else ZoneInfo(asked.time_zone),
        )
        audit.add(tx, actor=ACTOR, did="person.added", about=f"person:{person}", at=now, role=asked.role)
        return the_person(tx, person)

    return _shown(await house.store.write(act))


@router.get("/programmes/{programme_id}/people", summary="List the people", responses=documented(NOT_FOUND, INVALID))
async def list_people(programme_id: ProgrammeIdAsked, asked: ThisPage, house: Here) -> PeoplePage:
    """List everybody in a programme, in the order they were added."""

    def look(tx: Tx) -> list[Person]:
        programme = the_programme(tx, programme_id)
        return people.page(tx, programme.id, after=asked.after, limit=asked.limit + 1)

    return PeoplePage.cut([_shown(person) for person in await house.store.read(look)], asked.limit)


@router.get(
    "/programmes/{programme_id}/people/{person_id}",
    summary="Look at a person of a programme",
    responses=documented(NOT_FOUND),
)
async def get_person_of_programme(programme_id: ProgrammeIdAsked, person_id: PersonIdAsked, house: Here) -> PersonShown:
    """Return one person; 404 also when they are in another programme."""
    return _shown(await house.store.read(lambda tx: the_person(tx, person_id, programme_id)))


@router.patch(
    "/programmes/{programme_id}/people/{person_id}",
    summary="Change a person of a programme",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def change_person_of_programme(
    programme_id: ProgrammeIdAsked, person_id: PersonIdAsked, asked: PersonChange, house: Here
) -> PersonShown:
    """Change a person's display name, language or time zone; 404 also when they are in another programme."""
    return await _change(house, asked, person_id, programme_id)


@router.get("/people/{person_id}", summary="Look at a person", responses=documented(NOT_FOUND))
async def get_person(person_id: PersonIdAsked, house: Here) -> PersonShown:
    """Return one person, whichever programme they are in."""
    return _shown(await house.store.read(lambda tx: the_person(tx, person_id)))


@router.patch("/people/{person_id}", summary="Change a person", responses=documented(NOT_FOUND, *ANY_BODY))
async def change_person(person_id: PersonIdAsked, asked: PersonChange, house: Here) -> PersonShown:
    """Change a person's display name, language or time zone. What was sent before keeps the old name.

    What waits for them is decided again in their new zone.
    """
    return await _change(house, asked, person_id)


def the_person(tx: Tx, person: int, programme: int | None = None) -> Person:
    """Return a person (of that programme, when given); raises the 404 problem when there is none such."""
    kept = people.get(tx, PersonId(person))
    if kept is not None and programme not in (None, kept.programme_id):
        kept = None
    return found(kept, "person")


async def _change(house: House, asked: PersonChange, person_id: int, programme_id: int | None = None) -> PersonShown:
    now = house.now()

    def act(tx: Tx) -> Person:
        person = the_person(tx, person_id, programme_id)
        wanted = replace(
            _with_zone(tx, person, asked),
            display_name=asked.display_name or person.display_name,
            language=asked.language or person.language,
        )
        if wanted == person:
            return person
        people.change(tx, wanted)
        changes = ("display_name", "language", "zone", "has_own_zone")
        fields = [name for name in changes if getattr(wanted, name) != getattr(person, name)]
        audit.add(tx, actor=ACTOR, did="person.changed", about=f"person:{person.id}", at=now, fields=fields)
        if wanted.zone != person.zone:
            news.hours_changed(tx, [person.id], now)
        return wanted

    return _shown(await house.store.write(act))


def _with_zone(tx: Tx, person: Person, asked: PersonChange) -> Person:
    if "time_zone" not in asked.model_fields_set:
        return person
    if asked.time_zone is None:
        return replace(person, zone=the_programme(tx, person.programme_id).zone, has_own_zone=False)
    return replace(person, zone=ZoneInfo(asked.time_zone), has_own_zone=True)


def _shown(person: Person) -> PersonShown:
    return PersonShown(
        id=person.id,
        programme_id=person.programme_id,
        role=person.role,
        display_name=person.display_name,
        language=person.language,
        time_zone=person.zone.key,
        has_own_time_zone=person.has_own_zone,
        joined_at=person.joined_at,
        has_carer_consent=person.has_carer_consent,
    )
