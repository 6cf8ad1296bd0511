"""Consents: who agreed to what for a person, and when they took it back."""

from datetime import UTC, datetime

from fastapi import APIRouter
from pydantic import AwareDatetime, ConfigDict, Field

from admin_api import news
from admin_api.field_errors import field_error
from admin_api.house import ACTOR, Here
from admin_api.people import the_person
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.shapes import ConsentIdAsked, Identified, Line, Page, PersonIdAsked, Shape, ThisPage
from mentoring.people import ConsentKind
from mentoring.tasks import TaskKind
from storage import audit, consents, tasks
from storage.consents import Consent
from storage.tx import Tx

router = APIRouter(tags=["consents"])

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)  # anything before is a slip of the hand


class ConsentToRecord(Shape):
    """A consent that somebody gave, on paper or in words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "carer",
                    "given_by": "Mrs K., mother",
                    "scope": "Messages with the mentor through Interlude, form of February 2026",
                    "given_at": "2026-03-02T10:00:00+02:00",
                }
            ]
        }
    )

    kind: ConsentKind = Field(description="Whose consent it is: the carer's, or the person's own.")
    given_by: Line = Field(description="Who gave it: one line.", examples=["Mrs K., mother"])
    scope: Line = Field(description="What it covers: one line.", examples=["Messages with the mentor"])
    given_at: AwareDatetime = Field(description="When it was given, with its time zone; not in the future.")


class ConsentShown(Identified):
    """A recorded consent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 2,
                    "person_id": 3,
                    "kind": "carer",
                    "given_by": "Mrs K., mother",
                    "scope": "Messages with the mentor through Interlude, form of February 2026",
                    "given_at": "2026-03-02T08:00:00Z",
                    "withdrawn_at": None,
                }
            ]
        }
    )

    person_id: int = Field(description="For whom it was given.")
    kind: ConsentKind = Field(description="Whose consent it is.")
    given_by: str = Field(description="Who gave it.")
    scope: str = Field(description="What it covers.")
    given_at: datetime = Field(description="When it was given.")
    withdrawn_at: datetime | None = Field(description="When it was taken back; null while it holds.")


class ConsentPage(Page[ConsentShown]):
    """Some of the consents."""


@router.post(
    "/people/{person_id}/consents",
    status_code=201,
    summary="Record a consent",
    responses=documented(NOT_FOUND, *ANY_BODY),
)
async def record_consent(person_id: PersonIdAsked, asked: ConsentToRecord, house: Here) -> ConsentShown:
    """Record a consent. Those who can write to each other because of it are told by the bot."""
    now = house.now()
    if asked.given_at > now:
        raise invalid(field_error("This lies in the future; record a consent once it has been given.", "given_at"))
    if asked.given_at < _EARLIEST:
        raise invalid(field_error("This is before the year 2000; please check it.", "given_at"))

    def act(tx: Tx) -> Consent:
        person = the_person(tx, person_id)
        with news.of_opened_talks(tx, [person.id], now):
            consent = consents.add(
                tx,
                person=person.id,
                kind=asked.kind,
                given_by=asked.given_by,
                scope=asked.scope,
                given_at=asked.given_at,
                now=now,
            )
        if asked.kind is ConsentKind.CARER:
            tasks.close_for(tx, TaskKind.CONSENT_MISSING, person=person.id, by=ACTOR, now=now)
        audit.add(
            tx,
            actor=ACTOR,
            did="consent.recorded",
            about=f"person:{person.id}",
            at=now,
            consent=consent,
            kind=asked.kind,
        )
        return the_consent(tx, consent)

    return _shown(await house.store.write(act))


@router.get(
    "/people/{person_id}/consents", summary="List a person's consents", responses=documented(NOT_FOUND, INVALID)
)
async def list_consents(person_id: PersonIdAsked, asked: ThisPage, house: Here) -> ConsentPage:
    """List what was consented to for a person, oldest first, what was taken back among it."""

    def look(tx: Tx) -> list[Consent]:
        return consents.page(tx, the_person(tx, person_id).id, after=asked.after, limit=asked.limit + 1)

    return ConsentPage.cut([_shown(consent) for consent in await house.store.read(look)], asked.limit)


@router.post("/consents/{consent_id}/withdraw", summary="Withdraw a consent", responses=documented(NOT_FOUND))
async def withdraw_consent(consent_id: ConsentIdAsked, house: Here) -> ConsentShown:
    """Note that a consent was taken back: from now on nothing passes that needed it, and both people are told so.

    What waits for either is kept, and decided again once a consent is recorded anew. The record stays. Withdrawing it
    again changes nothing.
    """
    now = house.now()

    def act(tx: Tx) -> Consent:
        consent = the_consent(tx, consent_id)
        if consents.withdraw(tx, consent.id, now):
            audit.add(
                tx,
                actor=ACTOR,
                did="consent.withdrawn",
                about=f"person:{consent.person_id}",
                at=now,
                consent=consent.id,
                kind=consent.kind,
            )
            if consent.kind is ConsentKind.CARER:
                news.consent_withdrawn(tx, consent.person_id, consent.id, now)
        return the_consent(tx, consent_id)

    return _shown(await house.store.write(act))


def the_consent(tx: Tx, consent: int) -> Consent:
    """Return a consent; raises the 404 problem when there is none with that id."""
    return found(consents.get(tx, consent), "consent")


def _shown(consent: Consent) -> ConsentShown:
    return ConsentShown(
        id=consent.id,
        person_id=consent.person_id,
        kind=consent.kind,
        given_by=consent.given_by,
        scope=consent.scope,
        given_at=consent.given_at,
        withdrawn_at=consent.withdrawn_at,
    )
