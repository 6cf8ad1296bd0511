"""Pairs: who is with whom, and when they begin, rest and end."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api import news
from admin_api.field_errors import FieldError, field_error
from admin_api.house import ACTOR, Here, House
from admin_api.problems import (
    ANY_BODY,
    INVALID,
    NOT_FOUND,
    PAIR_EXISTS,
    PAIR_STATE,
    ROTA_MISSING,
    Problem,
    documented,
    found,
    invalid,
)
from admin_api.programmes import the_programme
from admin_api.shapes import Identified, IdGiven, Page, PairIdAsked, ProgrammeIdAsked, Shape, ThisPage
from mentoring.duty import Rota
from mentoring.pairs import OPEN_STATES, CannotMove, NotAPair, Pair, PairId, PairState, move, propose
from mentoring.people import Person, PersonId, ProgrammeId, Role
from storage import audit, duty, pairs, pauses, people
from storage.tx import Tx

router = APIRouter(tags=["pairs"])


class PairToPropose(Shape):
    """Two people of one programme who are to be a pair."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"mentor_id": 2, "mentee_id": 3}]})

    mentor_id: IdGiven = Field(description="The mentor's id.", examples=[2])
    mentee_id: IdGiven = Field(description="The mentee's id.", examples=[3])


class PairShown(Identified):
    """A pair and where it stands."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 7,
                    "programme_id": 1,
                    "mentor_id": 2,
                    "mentee_id": 3,
                    "state": "active",
                    "state_since": "2026-03-02T14:00:00Z",
                }
            ]
        }
    )

    programme_id: int = Field(description="The programme that both are in.")
    mentor_id: int = Field(description="The mentor.")
    mentee_id: int = Field(description="The mentee.")
    state: PairState = Field(description="Where it stands; messages pass while it is `active` (or `closing`).")
    state_since: datetime = Field(description="Since when.")


class PairPage(Page[PairShown]):
    """Some of the pairs."""


@dataclass(frozen=True, slots=True)
class _Act:
    """What a coordinator does with a pair: from which states, to which, and what a refusal calls it."""

    done: str
    leads_to: PairState
    starts_from: frozenset[PairState]


# Narrower than what a pair may do: a late repetition of "activate" must not end a pause, nor "resume" begin a pair.
_ACTIVATE = _Act("activated", PairState.ACTIVE, frozenset({PairState.PROPOSED, PairState.NEGOTIATING}))
_PAUSE = _Act("paused", PairState.PAUSED, frozenset({PairState.ACTIVE}))
_RESUME = _Act("resumed", PairState.ACTIVE, frozenset({PairState.PAUSED, PairState.CLOSING}))
_CLOSE = _Act("closed", PairState.CLOSED, OPEN_STATES)


@router.post(
    "/programmes/{programme_id}/pairs",
    status_code=201,
    summary="Propose a pair",
    responses=documented(NOT_FOUND, PAIR_EXISTS, *ANY_BODY),
)
async def propose_pair(programme_id: ProgrammeIdAsked, asked: PairToPropose, house: Here) -> PairShown:
    """Put a mentor and a mentee of the programme together. They hear of it when the pair is activated."""
    now = house.now()

    def act(tx: Tx) -> Pair:
        programme = the_programme(tx, programme_id)
        mentor, mentee = _two_of(tx, programme.id, asked)
        refusal = propose(mentor, mentee)
        if refusal is not None:
            raise invalid(*_reasons(refusal, mentor, mentee))
        existing = pairs.open_between(tx, mentor.id, mentee.id)
        if existing is not None:
            raise Problem(PAIR_EXISTS, f"These two are in pair {existing.id} already, and it is {existing.state}.")
        pair = pairs.add(tx, programme=programme.id, mentor=mentor.id, mentee=mentee.id, now=now)
        audit.add(
            tx, actor=ACTOR, did="pair.proposed", about=f"pair:{pair}", at=now, mentor=mentor.id, mentee=mentee.id
        )
        return the_pair(tx, pair)

    return _shown(await house.store.write(act))


@router.get("/programmes/{programme_id}/pairs", summary="List the pairs", responses=documented(NOT_FOUND, INVALID))
async def list_pairs(programme_id: ProgrammeIdAsked, asked: ThisPage, house: Here) -> PairPage:
    """List a programme's pairs in the order they were proposed, closed ones among them."""

    def look(tx: Tx) -> list[Pair]:
        return pairs.page(tx, the_programme(tx, programme_id).id, after=asked.after, limit=asked.limit + 1)

    return PairPage.cut([_shown(pair) for pair in await house.store.read(look)], asked.limit)


@router.get("/pairs/{pair_id}", summary="Look at a pair", responses=documented(NOT_FOUND))
async def get_pair(pair_id: PairIdAsked, house: Here) -> PairShown:
    """Return one pair."""
    return _shown(await house.store.read(lambda tx: the_pair(tx, pair_id)))


@router.post("/pairs/{pair_id}/activate", summary="Activate a pair", responses=documented(NOT_FOUND, PAIR_STATE))
async def activate_pair(pair_id: PairIdAsked, house: Here) -> PairShown:
    """Let a proposed pair begin. Both are told as soon as they can write to each other.

    Refused while the duty rota lacks something and the rules require it. Doing it again changes nothing and tells
    nobody; the same holds for the other three.
    """
    return await _do(house, pair_id, _ACTIVATE)


@router.post("/pairs/{pair_id}/pause", summary="Pause a pair", responses=documented(NOT_FOUND, PAIR_STATE))
async def pause_pair(pair_id: PairIdAsked, house: Here) -> PairShown:
    """Let an active pair rest: both are told, and nothing passes until it is resumed.

    What was held for either is kept, its writer told, and decided again when the pair goes on.
    """
    return await _do(house, pair_id, _PAUSE)


@router.post("/pairs/{pair_id}/resume", summary="Resume a pair", responses=documented(NOT_FOUND, PAIR_STATE))
async def resume_pair(pair_id: PairIdAsked, house: Here) -> PairShown:
    """Let a paused pair go on: both are told.

    While one of the two takes a break for themselves, it stays paused: the answer says so, or is a 409 when nothing
    of the coordinator's is left to end. `POST /pauses/{id}/end` ends a break for them.
    """
    return await _do(house, pair_id, _RESUME)


@router.post("/pairs/{pair_id}/close", summary="Close a pair", responses=documented(NOT_FOUND, PAIR_STATE))
async def close_pair(pair_id: PairIdAsked, house: Here) -> PairShown:
    """End a pair for good: both are told. To bring the two together again, propose a new pair."""
    return await _do(house, pair_id, _CLOSE)


def the_pair(tx: Tx, pair: int) -> Pair:
    """Return a pair; raises the 404 problem when there is none with that id."""
    return found(pairs.get(tx, PairId(pair)), "pair")


async def _do(house: House, pair_id: int, wanted: _Act) -> PairShown:
    now = house.now()

    def act(tx: Tx) -> Pair:
        pair = the_pair(tx, pair_id)
        if wanted is _PAUSE and pair.state is PairState.PAUSED:
            _note_pause(tx, pair, now)  # one of the two takes a break; now the coordinator wants it to rest as well
        if pair.state is wanted.leads_to:
            return pair
        if pair.state not in wanted.starts_from or isinstance(move(pair, wanted.leads_to), CannotMove):
            raise Problem(PAIR_STATE, f"Pair {pair.id} is {pair.state}; such a pair cannot be {wanted.done}.")
        if wanted is _RESUME and pair.state is PairState.PAUSED and not _end_own_pause(tx, pair, now):
            return pair
        if wanted is _ACTIVATE:
            _check_rota(tx, pair)
        if wanted is _PAUSE:
            _note_pause(tx, pair, now)
        pairs.set_state(tx, pair.id, wanted.leads_to, now)
        news.pair_moved(tx, pair.id, wanted.leads_to, now)
        audit.add(tx, actor=ACTOR, did=f"pair.{wanted.done}", about=f"pair:{pair.id}", at=now, was=pair.state)
        return the_pair(tx, pair.id)

    return _shown(await house.store.write(act))


def _check_rota(tx: Tx, pair: Pair) -> None:
    """Raise the 409 problem when the programme's rota lacks something that its rules require."""
    programme = the_programme(tx, pair.programme_id)
    kept = duty.rota_of(tx, programme.id, programme.zone)
    lacks = (kept or Rota(programme.zone)).missing
    if programme.rules.rota_required and lacks:
        names = ", ".join(what.replace("_", " ") for what in lacks)
        raise Problem(ROTA_MISSING, f"Programme {programme.id} has no duty rota to rely on yet; it lacks: {names}.")


def _note_pause(tx: Tx, pair: Pair, now: datetime) -> None:
    if pauses.begin(tx, pair=pair.id, person=None, noted_by=ACTOR, now=now):
        audit.add(tx, actor=ACTOR, did="pause.begun", about=f"pair:{pair.id}", at=now)


def _end_own_pause(tx: Tx, pair: Pair, now: datetime) -> bool:
    """End the coordinator's pause and return whether the pair goes on; False while one of the two takes a break.

    Raises the 409 problem when only that is why it rests: nothing of the coordinator's is left to end.
    """
    present = pauses.present_in(tx, pair.id)
    breaks = [pause for pause in present if pause.person_id is not None]
    if breaks and len(breaks) == len(present):
        taken = ", ".join(f"person {pause.person_id} (pause {pause.id})" for pause in breaks)
        raise Problem(PAIR_STATE, f"Pair {pair.id} rests because of a break that was taken by {taken}.")
    for pause in present:
        if pause.person_id is None and pauses.end(tx, pause.id, now):
            audit.add(tx, actor=ACTOR, did="pause.ended", about=f"pair:{pair.id}", at=now, pause=pause.id)
    return not breaks


def _two_of(tx: Tx, programme: ProgrammeId, asked: PairToPropose) -> tuple[Person, Person]:
    """Return the mentor and the mentee; raises the 422 problem when one is not somebody of this programme."""
    mentor, mentee = (people.get(tx, PersonId(person)) for person in (asked.mentor_id, asked.mentee_id))
    # One sentence for "nobody" and "somebody of another programme": this programme's staff need not know which.
    sentence = "Nobody in this programme has this id."
    missing = [
        field_error(sentence, name)
        for name, person in (("mentor_id", mentor), ("mentee_id", mentee))
        if person is None or person.programme_id != programme
    ]
    if mentor is None or mentee is None or missing:
        raise invalid(*missing)
    return mentor, mentee


def _reasons(refusal: NotAPair, mentor: Person, mentee: Person) -> list[FieldError]:
    if refusal.why == "same_person":
        return [field_error("This is the same person as the mentor; a pair is two people.", "mentee_id")]
    if refusal.why == "other_programme":
        return [field_error("This person is in another programme than the mentor.", "mentee_id")]
    reasons = []
    for name, person, role in (("mentor_id", mentor, Role.MENTOR), ("mentee_id", mentee, Role.MENTEE)):
        if person.role is not role:
            was, wanted = (r.replace("_", " ") for r in (person.role, role))
            reasons.append(field_error(f"This person is a {was} here, not a {wanted}.", name))
    return reasons


def _shown(pair: Pair) -> PairShown:
    return PairShown(
        id=pair.id,
        programme_id=pair.programme_id,
        mentor_id=pair.mentor_id,
        mentee_id=pair.mentee_id,
        state=pair.state,
        state_since=pair.state_since,
    )
