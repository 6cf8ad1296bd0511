"""Programmes: one organisation's scheme each, with the rules that hold in it."""

from dataclasses import replace
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from fastapi import APIRouter
from pydantic import AfterValidator, ConfigDict, Field

from admin_api import news
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found
from admin_api.rules import RULES_EXAMPLE, RulesChange, RulesShape, changed, to_rules, to_shape
from admin_api.shapes import Identified, Language, Name, Page, ProgrammeIdAsked, Shape, ThisPage
from mentoring.people import ProgrammeId, Role
from mentoring.programmes import Programme
from storage import audit, people, programmes
from storage.tx import Tx

router = APIRouter(prefix="/programmes", tags=["programmes"])


@cache
def _zones() -> frozenset[str]:
    """Return the names of all time zones. Cached: finding them means reading a folder tree."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("This must be a time zone's name as in Europe/Sofia or UTC (the IANA list).")
    return name


Zone = Annotated[
    str,
    AfterValidator(_known_zone),
    Field(description="The time zone that quiet hours are meant in, by its IANA name.", examples=["Europe/Sofia"]),
]


class ProgrammeToAdd(Shape):
    """A programme to set up."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Spring", "time_zone": "Europe/Sofia", "language": "bg", "rules": RULES_EXAMPLE}]
        }
    )

    name: Name = Field(description="What staff call it: one line, 1 to 64 characters.", examples=["Spring"])
    time_zone: Zone
    language: Language
    rules: RulesShape = Field(default=RulesShape(), description="The rules; without them, the defaults.")


class ProgrammeChange(Shape):
    """What is to be different in a programme. What is left out or null stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"rules": {"quiet_hours": [{"days": ["sunday"], "starts": "20:00", "ends": "07:00"}]}},
                {"name": "Spring 2026"},
            ]
        }
    )

    name: Name | None = Field(default=None, description="Its new name.", examples=["Spring 2026"])
    time_zone: Zone | None = None
    language: Language | None = None
    rules: RulesChange | None = Field(default=None, description="What is to be different in its rules.")


class ProgrammeShown(Identified):
    """A programme."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1,
                    "name": "Spring",
                    "time_zone": "Europe/Sofia",
                    "language": "bg",
                    "rules": RULES_EXAMPLE,
                    "has_staff_group": False,
                }
            ]
        }
    )

    name: str = Field(description="What staff call it.")
    time_zone: str = Field(description="The time zone that quiet hours are meant in.")
    language: str = Field(description="The language of everybody who has not chosen one.")
    rules: RulesShape
    has_staff_group: bool = Field(description="Whether a coordinator has brought the bot into the staff group.")


class ProgrammePage(Page[ProgrammeShown]):
    """Some of the programmes."""


@router.post("", status_code=201, summary="Set up a programme", responses=documented(*ANY_BODY))
async def add_programme(asked: ProgrammeToAdd, house: Here) -> ProgrammeShown:
    """Set up a programme. Nobody is in it yet, and nobody is told."""
    now = house.now()

    def act(tx: Tx) -> Programme:
        programme = programmes.add(
            tx,
            name=asked.name,
            zone=ZoneInfo(asked.time_zone),
            language=asked.language,
            rules=to_rules(asked.rules),
            now=now,
        )
        audit.add(tx, actor=ACTOR, did="programme.added", about=f"programme:{programme}", at=now)
        return the_programme(tx, programme)

    return _shown(await house.store.write(act))


@router.get("", summary="List the programmes", responses=documented(INVALID))
async def list_programmes(asked: ThisPage, house: Here) -> ProgrammePage:
    """List the programmes, oldest first."""
    things = await house.store.read(lambda tx: programmes.page(tx, after=asked.after, limit=asked.limit + 1))
    return ProgrammePage.cut([_shown(programme) for programme in things], asked.limit)


@router.get("/{programme_id}", summary="Look at a programme", responses=documented(NOT_FOUND))
async def get_programme(programme_id: ProgrammeIdAsked, house: Here) -> ProgrammeShown:
    """Return one programme with its rules."""
    return _shown(await house.store.read(lambda tx: the_programme(tx, programme_id)))


@router.patch("/{programme_id}", summary="Change a programme", responses=documented(NOT_FOUND, *ANY_BODY))
async def change_programme(programme_id: ProgrammeIdAsked, asked: ProgrammeChange, house: Here) -> ProgrammeShown:
    """Change a programme's name, zone, language or rules, from now on.

    A message that is held already stays held until the moment that its writer was told; the new rules decide then.
    When carers' consent is no longer required, those who can write now are told.
    """
    now = house.now()

    def act(tx: Tx) -> Programme:
        programme = the_programme(tx, programme_id)
        wanted = replace(
            programme,
            name=asked.name or programme.name,
            zone=ZoneInfo(asked.time_zone) if asked.time_zone else programme.zone,
            language=asked.language or programme.language,
            rules=changed(programme.rules, asked.rules) if asked.rules else programme.rules,
        )
        if wanted == programme:
            return programme
        mentees = [p.id for p in people.of_programme(tx, programme.id) if p.role is Role.MENTEE]
        with news.of_opened_talks(tx, mentees, now):
            programmes.change(tx, wanted)
        fields = [
            name for name in ("name", "zone", "language", "rules") if getattr(wanted, name) != getattr(programme, name)
        ]
        audit.add(tx, actor=ACTOR, did="programme.changed", about=f"programme:{programme.id}", at=now, fields=fields)
        return wanted

    return _shown(await house.store.write(act))


def the_programme(tx: Tx, programme: int) -> Programme:
    """Return a programme; raises the 404 problem when there is none with that id."""
    return found(programmes.get(tx, ProgrammeId(programme)), "programme")


def _shown(programme: Programme) -> ProgrammeShown:
    return ProgrammeShown(
        id=programme.id,
        name=programme.name,
        time_zone=programme.zone.key,
        language=programme.language,
        rules=to_shape(programme.rules),
        has_staff_group=programme.staff_chat_id is not None,
    )
