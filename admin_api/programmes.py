"""Programmes: one organisation's scheme each, with the rules that hold in it."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api import news
from admin_api.field_errors import field_error
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.rules import (
    RULES_EXAMPLE,
    RulesChange,
    RulesShape,
    changed,
    differences,
    know_holidays,
    to_rules,
    to_shape,
)
from admin_api.shapes import Identified, Language, Name, Page, ProgrammeIdAsked, Shape, ThisPage, Zone
from mentoring.people import ProgrammeId, Role
from mentoring.programmes import Programme
from mentoring.quiet_hours import leaves_open_time
from storage import audit, digests, drills, hours, pairs, people, programmes
from storage.tx import Tx

router = APIRouter(prefix="/programmes", tags=["programmes"])


_ZONE = "The zone of everybody who has none of their own; quiet hours are meant on the clock of whoever receives."


class ProgrammeToAdd(Shape):
    """A programme to set up."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Spring", "time_zone": "Europe/Sofia", "language": "bg", "rules": RULES_EXAMPLE}]
        }
    )

    name: Name = Field(description="What staff call it: one line, 1 to 64 characters.", examples=["Spring"])
    time_zone: Zone = Field(description=_ZONE)
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
    time_zone: Zone | None = Field(default=None, description=_ZONE)
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
                    "rules_version": 1,
                    "has_staff_group": False,
                }
            ]
        }
    )

    name: str = Field(description="What staff call it.")
    time_zone: str = Field(description=_ZONE)
    language: str = Field(description="The language of everybody who has not chosen one.")
    rules: RulesShape
    rules_version: int = Field(
        description="Raised with each change of its rules, zone or days off; decisions about messages cite it."
    )
    has_staff_group: bool = Field(description="Whether a coordinator has brought the bot into the staff group.")


class ProgrammePage(Page[ProgrammeShown]):
    """Some of the programmes."""


@router.post("", status_code=201, summary="Set up a programme", responses=documented(*ANY_BODY))
async def add_programme(asked: ProgrammeToAdd, house: Here) -> ProgrammeShown:
    """Set up a programme. Nobody is in it yet, and nobody is told."""
    now = house.now()
    await know_holidays(asked.rules, now)

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

    What is held is decided again by the new rules: released in order where they are looser; where they hold it longer,
    its writer is told. Rules that would leave a pair no open time together with its agreement are refused. When carers'
    consent is no longer required, those who can write now are told.
    """
    now = house.now()
    await know_holidays(asked.rules, now)

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
        if wanted.rules.quiet_blocks != programme.rules.quiet_blocks:
            _leave_everybody_open_time(tx, wanted)
        mentees = [p.id for p in people.of_programme(tx, programme.id) if p.role is Role.MENTEE]
        with news.of_opened_talks(tx, mentees, now):
            programmes.change(tx, wanted)
        fields = [
            name for name in ("name", "zone", "language", "rules") if getattr(wanted, name) != getattr(programme, name)
        ]
        kept = the_programme(tx, programme.id)
        audit.add(
            tx,
            actor=ACTOR,
            did="programme.changed",
            about=f"programme:{programme.id}",
            at=now,
            fields=fields,
            rules=differences(programme.rules, wanted.rules),
            rules_version=kept.rules_version,
        )
        if kept.rules_version != programme.rules_version:
            news.hours_changed(tx, hours.affected_in(tx, programme.id), now)
            digests.plan_anew(tx, kept.id, zone=kept.zone, at=kept.rules.digest_at, now=now)
            drills.plan_anew(tx, kept, now)
        return kept

    return _shown(await house.store.write(act))


def _leave_everybody_open_time(tx: Tx, programme: Programme) -> None:
    """Refuse rules under which a pair, with what it has agreed, could never write to each other."""
    for pair, agreed in pairs.agreements_in_force(tx, programme.id):
        if not leaves_open_time((*programme.rules.quiet_blocks, *agreed.terms.quiet_blocks)):
            sentence = f"Together with the agreement of pair {pair} these leave no open time in the week."
            raise invalid(field_error(sentence, "rules", "quiet_hours"))


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
        rules_version=programme.rules_version,
        has_staff_group=programme.staff_chat_id is not None,
    )
