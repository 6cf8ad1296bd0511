"""Cases, as far as a coordinator's token goes: that there is one, how grave, where it stands. Never what it is about.

Words, categories and whom a case is about are for safeguarding leads, who read them in the chat, for a reason.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from admin_api.field_errors import field_error
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.shapes import CaseIdAsked, Identified, IdGiven, Page, PageAsked, ProgrammeIdAsked, Shape
from mentoring.case_record import Fact
from mentoring.cases import Case, CaseId, CaseKind, CaseState, EventKind
from mentoring.people import PersonId, Role
from storage import audit, case_papers, cases, duty, people
from storage.case_papers import Format
from storage.tx import Tx

router = APIRouter(tags=["cases"])


class CasesAsked(PageAsked):
    """Which cases are wanted."""

    state: CaseState | None = Field(default=None, description="Only those in this state.")


class CaseShown(Identified):
    """A case: how grave it is and where it stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1,
                    "programme_id": 1,
                    "severity": "high",
                    "state": "acknowledged",
                    "opened_at": "2026-03-02T14:00:00Z",
                    "state_since": "2026-03-02T14:04:00Z",
                    "closed_at": None,
                }
            ]
        }
    )

    programme_id: int = Field(description="The programme whose leads work it.")
    severity: Literal["low", "medium", "high", "critical"] = Field(description="How grave it is.")
    state: CaseState = Field(description="Where it stands.")
    opened_at: datetime = Field(description="When it was opened.")
    state_since: datetime = Field(description="Since when it stands there.")
    closed_at: datetime | None = Field(description="When it was closed; null while it is open.")


class CasePage(Page[CaseShown]):
    """Some of the cases."""


class CaseStep(Shape):
    """Something that was done about a case: what, by whom, when; no more."""

    at: datetime = Field(description="When.")
    did: str = Field(description="What, such as `called`, `state`, `read`, `message_released`.")
    actor: str = Field(description="Who: `person:` and an id, or `system`.")


class CaseInFull(CaseShown):
    """A case with everything that was done about it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1,
                    "programme_id": 1,
                    "severity": "high",
                    "state": "new",
                    "opened_at": "2026-03-02T14:00:00Z",
                    "state_since": "2026-03-02T14:00:00Z",
                    "closed_at": None,
                    "steps": [{"at": "2026-03-02T14:00:00Z", "did": "opened", "actor": "system"}],
                }
            ]
        }
    )

    steps: list[CaseStep] = Field(description="What was done, in order.")


@router.get("/programmes/{programme_id}/cases", summary="List the cases", responses=documented(NOT_FOUND, INVALID))
async def list_cases(programme_id: ProgrammeIdAsked, asked: Annotated[CasesAsked, Query()], house: Here) -> CasePage:
    """List a programme's cases in the order they were opened: all, or those in one state."""

    def look(tx: Tx) -> list[Case]:
        states = tuple(CaseState) if asked.state is None else (asked.state,)
        programme = the_programme(tx, programme_id)
        return cases.page(tx, programme.id, states=states, after=asked.after, limit=asked.limit + 1)

    found_cases = await house.store.read(look)
    return CasePage.cut([CaseShown(**_fields(case)) for case in found_cases], asked.limit)


@router.get("/cases/{case_id}", summary="Look at a case", responses=documented(NOT_FOUND))
async def get_case(case_id: CaseIdAsked, house: Here) -> CaseInFull:
    """Return one case with what was done about it, by whom and when."""

    def look(tx: Tx) -> CaseInFull:
        case = _the_case(tx, case_id)
        steps = [
            CaseStep(at=event.at, did=event.kind.value, actor=event.actor) for event in cases.record_of(tx, case.id)
        ]
        return CaseInFull(**_fields(case), steps=steps)

    return await house.store.read(look)


class HandOver(Shape):
    """A case to be handed over as a file."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"format": "pdf", "to_id": 4}]})

    format: Format = Field(description="`json`, which `interlude case verify` checks, or `pdf`, with that attached.")
    to_id: IdGiven = Field(description="The safeguarding lead who gets it in their own chat.", examples=[4])


class HandOverAsked(Shape):
    """What is on its way, and to whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"case_id": 1, "format": "pdf", "to_id": 4}]})

    case_id: int = Field(description="The case.")
    format: Format = Field(description="As what.")
    to_id: int = Field(description="Who gets it.")


@router.post(
    "/cases/{case_id}/hand-over",
    status_code=202,
    summary="Hand a case over as a file",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def hand_case_over(case_id: CaseIdAsked, asked: HandOver, house: Here) -> HandOverAsked:
    """Have the bot send a case to a lead's own chat, as a file. Its words never pass through here; it is in its record.

    Who must not hear of the case, and who is no safeguarding lead, cannot be chosen.
    """
    now = house.now()

    def act(tx: Tx) -> HandOverAsked:
        case = _the_case(tx, case_id)
        lead = people.get(tx, PersonId(asked.to_id))
        if lead is None or lead.programme_id != case.programme_id or lead.role is not Role.SAFEGUARDING_LEAD:
            raise invalid(field_error("This is no safeguarding lead of the programme.", "to_id"))
        if case.is_about_staff or lead.id in duty.in_conflict(tx, case) or not lead.has_joined:
            raise invalid(field_error("This person cannot be given this case.", "to_id"))
        facts: dict[str, Fact] = {"why": "export" if asked.format is Format.JSON else "paper", "to": int(lead.id)}
        cases.append(tx, case.id, EventKind.READ, actor=ACTOR, at=now, facts=facts)
        audit.add(tx, actor=ACTOR, did="case.handed_over", about=f"case:{case.id}", at=now, to=int(lead.id))
        case_papers.ask(tx, case.id, lead.id, now, as_=asked.format)
        return HandOverAsked(case_id=case.id, format=asked.format, to_id=lead.id)

    return await house.store.write(act)


def _the_case(tx: Tx, case_id: int) -> Case:
    """Return a case; raises the 404 problem when there is none, also for a drill and the test of the alarm chain."""
    case = cases.get(tx, CaseId(case_id))
    return found(case if case is not None and case.kind is CaseKind.REAL else None, "case")


def _fields(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "programme_id": case.programme_id,
        "severity": case.severity.word,
        "state": case.state,
        "opened_at": case.opened_at,
        "state_since": case.state_since,
        "closed_at": case.closed_at,
    }
