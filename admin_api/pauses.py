"""Pauses: for whom a pair rests. It goes on when nobody wants it to rest any more."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api import news
from admin_api.house import ACTOR, Here
from admin_api.pairs import the_pair
from admin_api.problems import INVALID, NOT_FOUND, documented, found
from admin_api.shapes import Identified, Page, PairIdAsked, PauseIdAsked, ThisPage
from mentoring.pairs import PairState
from mentoring.pauses import Pause, goes_on
from storage import audit, pairs, pauses
from storage.tx import Tx

router = APIRouter(tags=["pairs"])


class PauseShown(Identified):
    """One wish that a pair may rest. Why, nobody is asked."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 1,
                    "pair_id": 7,
                    "person_id": 3,
                    "noted_by": "person:3",
                    "started_at": "2026-03-02T14:00:00Z",
                    "ended_at": None,
                }
            ]
        }
    )

    pair_id: int = Field(description="The pair that rests.")
    person_id: int | None = Field(description="Who takes a break for themselves; null when the coordinator paused it.")
    noted_by: str = Field(description="Who noted it: `api`, or the person themselves as `person:` and their id.")
    started_at: datetime = Field(description="Since when.")
    ended_at: datetime | None = Field(description="Until when; null while it holds.")


class PausePage(Page[PauseShown]):
    """Some of the pauses."""


@router.get("/pairs/{pair_id}/pauses", summary="List a pair's pauses", responses=documented(NOT_FOUND, INVALID))
async def list_pauses(pair_id: PairIdAsked, asked: ThisPage, house: Here) -> PausePage:
    """List for whom a pair rests or rested, oldest first."""

    def look(tx: Tx) -> list[Pause]:
        return pauses.page(tx, the_pair(tx, pair_id).id, after=asked.after, limit=asked.limit + 1)

    return PausePage.cut([_shown(pause) for pause in await house.store.read(look)], asked.limit)


@router.post("/pauses/{pause_id}/end", summary="End a pause", responses=documented(NOT_FOUND))
async def end_pause(pause_id: PauseIdAsked, house: Here) -> PauseShown:
    """End a pause; when no other holds, the pair goes on and both are told.

    Talk to whoever took a break for themselves before you end it. Ending it again changes nothing.
    """
    now = house.now()

    def act(tx: Tx) -> Pause:
        pause = found(pauses.get(tx, pause_id), "pause")
        if pauses.end(tx, pause.id, now):
            audit.add(tx, actor=ACTOR, did="pause.ended", about=f"pair:{pause.pair_id}", at=now, pause=pause.id)
            pair = the_pair(tx, pause.pair_id)
            if goes_on(pair.state, pauses.present_in(tx, pair.id)):
                pairs.set_state(tx, pair.id, PairState.ACTIVE, now)
                news.pair_moved(tx, pair.id, PairState.ACTIVE, now)
        return found(pauses.get(tx, pause_id), "pause")

    return _shown(await house.store.write(act))


def _shown(pause: Pause) -> PauseShown:
    return PauseShown(
        id=pause.id,
        pair_id=pause.pair_id,
        person_id=pause.person_id,
        noted_by=pause.noted_by,
        started_at=pause.started_at,
        ended_at=pause.ended_at,
    )
