"""Agreements: where each stands, and what was signed. What a pair has not signed yet is the pair's own."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field, JsonValue

from admin_api.house import Here
from admin_api.pairs import the_pair
from admin_api.problems import INVALID, NOT_FOUND, documented, found
from admin_api.shapes import AgreementIdAsked, Identified, Page, PairIdAsked, Shape, ThisPage
from mentoring.agreement.canonical import terms_of
from mentoring.agreement.clauses import Clause, Part, answer_time
from mentoring.agreement.negotiation import UNDER_WAY, Act, AgreementState
from mentoring.people import PersonId, Role
from storage import agreement_papers, agreements
from storage.agreement_papers import Paper
from storage.agreements import Agreement, AgreementId
from storage.tx import Tx
from storage.vault import KeyErased

router = APIRouter(tags=["agreements"])

_HOUR = timedelta(hours=1)
_JSON, _PDF = "application/json", "application/pdf"

Copy = Annotated[Literal["mentor", "mentee"], Query(description="Whose copy: each is in its reader's language first.")]


def _file(media_type: str, description: str) -> dict[str, Any]:
    """Return how an answer that is a file is described."""
    return {"description": description, "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}


class SignatureShown(Shape):
    """Who signed, when."""

    person_id: int = Field(description="Who signed.")
    signed_at: datetime = Field(description="When.")


AGREEMENT_EXAMPLE: dict[str, JsonValue] = {
    "id": 4,
    "pair_id": 7,
    "version": 1,
    "state": "countered",
    "started_by": 2,
    "waits_for": [3],
    "since": "2026-03-02T14:00:00Z",
    "settled": 6,
    "clauses": 8,
    "sha256": None,
    "starts_at": None,
    "signatures": [],
    "signed_at": None,
    "took_effect_at": None,
    "ended_at": None,
}
"""An agreement on its way, for the documentation."""


class AgreementShown(Identified):
    """One version of a pair's agreement: where it stands, without its words."""

    model_config = ConfigDict(json_schema_extra={"examples": [AGREEMENT_EXAMPLE]})

    pair_id: int = Field(description="The pair.")
    version: int = Field(description="Counts what was signed: one that is withdrawn leaves its number to the next.")
    state: AgreementState = Field(description="Where it stands; `signed` waits for its stated time.")
    started_by: int = Field(description="Who began it.")
    waits_for: list[int] = Field(description="Who has to do something next; empty when nobody has.")
    since: datetime = Field(description="Since when it is with them; once signed, when it was agreed.")
    settled: int = Field(description="How many clauses both stand behind.")
    clauses: int = Field(description="How many there are: eight, and in an amendment one more for when it starts.")
    sha256: str | None = Field(description="The SHA-256 of the text to sign or signed; null while it is negotiated.")
    starts_at: datetime | None = Field(
        description="The stated time from which it counts; null for as soon as both have signed."
    )
    signatures: list[SignatureShown] = Field(description="Who has signed it.")
    signed_at: datetime | None = Field(description="When the second of them signed.")
    took_effect_at: datetime | None = Field(description="Since when it holds, or held.")
    ended_at: datetime | None = Field(description="When it was withdrawn, or another version took its place.")


class AgreementPage(Page[AgreementShown]):
    """Some of the agreements."""


class ClauseShown(Shape):
    """What one clause says, in codes that docs/agreement.md explains."""

    clause: Clause = Field(description="Which clause.")
    choices: dict[str, str] = Field(description="The choice for each of its parts.")
    line: str = Field(description="What the two added in their own words; empty for nothing.")


class StepShown(Shape):
    """What somebody did, without what they wrote."""

    at: datetime = Field(description="When.")
    act: Act = Field(description="What.")
    person_id: int | None = Field(description="Who; null for what happened by itself.")
    clause: Clause | None = Field(description="About which clause; null for the whole.")


class SignedAgreementShown(AgreementShown):
    """One agreement with its history and, once both have signed, what it says."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **AGREEMENT_EXAMPLE,
                    "text": None,
                    "open_answer_hours": None,
                    "has_pdf": False,
                    "history": [
                        {"at": "2026-03-02T13:20:00Z", "act": "started", "person_id": 2, "clause": None},
                        {"at": "2026-03-02T13:21:00Z", "act": "proposed", "person_id": 2, "clause": "meetings"},
                    ],
                }
            ]
        }
    )

    text: list[ClauseShown] | None = Field(
        description="What was signed; null before both have, and after the pair's words were erased."
    )
    open_answer_hours: float | None = Field(
        description="The answer time that the software keeps, in open hours; null for none, or before both have signed."
    )
    has_pdf: bool = Field(description="Whether the signers' PDFs are made.")
    history: list[StepShown] = Field(description="What was done, in order.")


@router.get("/pairs/{pair_id}/agreements", summary="List a pair's agreements", responses=documented(NOT_FOUND, INVALID))
async def list_agreements(pair_id: PairIdAsked, asked: ThisPage, house: Here) -> AgreementPage:
    """List the versions of a pair's agreement, oldest first: signed, withdrawn, and the one they are at now."""

    def look(tx: Tx) -> list[AgreementShown]:
        kept = agreements.of_pair(tx, the_pair(tx, pair_id).id)
        page = [agreement for agreement in kept if agreement.id > asked.after][: asked.limit + 1]
        return [AgreementShown(**_facts(tx, agreement)) for agreement in page]

    return AgreementPage.cut(await house.store.read(look), asked.limit)


@router.get("/agreements/{agreement_id}", summary="Look at an agreement", responses=documented(NOT_FOUND))
async def get_agreement(agreement_id: AgreementIdAsked, house: Here) -> SignedAgreementShown:
    """Return one agreement with who did what when; what it says only once both have signed it."""

    def look(tx: Tx) -> SignedAgreementShown:
        agreement = the_agreement(tx, agreement_id)
        text = _signed_text(tx, agreement)
        terms = terms_of(text) if text is not None else {}
        answer = answer_time(terms[Clause.ANSWERING].choices[Part.ANSWER]) if terms else None
        return SignedAgreementShown(
            **_facts(tx, agreement),
            text=[
                ClauseShown(clause=clause, choices={part.value: c for part, c in term.choices.items()}, line=term.line)
                for clause, term in terms.items()
            ]
            if terms
            else None,
            open_answer_hours=None if answer is None else answer / _HOUR,
            has_pdf=_paper(tx, agreement, Role.MENTOR) is not None,
            history=[
                StepShown(at=step.at, act=step.act, person_id=step.by, clause=step.clause)
                for step in agreements.steps_of(tx, agreement.id)
            ],
        )

    return await house.store.read(look)


@router.get(
    "/agreements/{agreement_id}/text",
    summary="Download the signed text",
    response_class=Response,
    responses={200: _file(_JSON, "The very bytes that were signed."), **documented(NOT_FOUND)},
)
async def get_signed_text(agreement_id: AgreementIdAsked, house: Here) -> Response:
    """Return the text that both signed, byte for byte: its SHA-256 is the one that each signature is about."""

    def look(tx: Tx) -> bytes:
        return found(_signed_text(tx, the_agreement(tx, agreement_id)), "signed agreement")

    return Response(await house.store.read(look), media_type=_JSON)


@router.get(
    "/agreements/{agreement_id}/pdf",
    summary="Download the PDF",
    response_class=Response,
    responses={200: _file(_PDF, "The same file that the signer has."), **documented(NOT_FOUND, INVALID)},
)
async def get_pdf(agreement_id: AgreementIdAsked, house: Here, copy: Copy = "mentee") -> Response:
    """Return a signer's PDF, for the file. It is made in a moment after both have signed."""

    def look(tx: Tx) -> bytes:
        return found(_paper(tx, the_agreement(tx, agreement_id), Role(copy)), "PDF of an agreement")

    pdf = await house.store.read(look)
    name = f"agreement-{agreement_id}-{copy}.pdf"
    return Response(pdf, media_type=_PDF, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def the_agreement(tx: Tx, agreement: int) -> Agreement:
    """Return an agreement; raises the 404 problem when there is none with that id."""
    return found(agreements.get(tx, AgreementId(agreement)), "agreement")


def _facts(tx: Tx, agreement: Agreement) -> dict[str, Any]:
    signatures = agreements.signatures_of(tx, agreement.id)
    return {
        "id": agreement.id,
        "pair_id": agreement.pair_id,
        "version": agreement.number,
        "state": agreement.state,
        "started_by": agreement.started_by,
        "waits_for": _waits_for(agreement, {signature.person_id for signature in signatures}),
        "since": agreement.since,
        "settled": agreement.settled,
        "clauses": agreement.clauses,
        "sha256": agreement.sha256,
        "starts_at": agreement.starts_at,
        "signatures": [SignatureShown(person_id=one.person_id, signed_at=one.signed_at) for one in signatures],
        "signed_at": agreement.signed_at,
        "took_effect_at": agreement.took_effect_at,
        "ended_at": agreement.ended_at,
    }


def _waits_for(agreement: Agreement, signed: set[PersonId]) -> list[int]:
    if agreement.state is AgreementState.AGREED:
        return [person for person in (agreement.mentor_id, agreement.mentee_id) if person not in signed]
    return [agreement.turn] if agreement.turn is not None and agreement.state in UNDER_WAY else []


def _signed_text(tx: Tx, agreement: Agreement) -> bytes | None:
    """Return what both signed; None before that, and after the pair's words were erased."""
    if agreement.signed_at is None:
        return None
    try:
        return agreements.text_of(tx, agreement.id)
    except KeyErased:
        return None


def _paper(tx: Tx, agreement: Agreement, role: Role) -> bytes | None:
    signer = agreement.mentor_id if role is Role.MENTOR else agreement.mentee_id
    try:
        return agreement_papers.made(tx, Paper(agreement.id, signer), agreement.pair_id)
    except KeyErased:
        return None
