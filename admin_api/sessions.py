"""Sessions: when pairs planned to meet, and whether they did. What they write to each other about it is theirs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from admin_api.house import Here
from admin_api.pairs import the_pair
from admin_api.problems import INVALID, NOT_FOUND, documented, found
from admin_api.shapes import Identified, Page, PageAsked, PairIdAsked, SessionIdAsked, Shape
from mentoring.people import PersonId
from mentoring.sessions import Happened, Place, Session, SessionId, SessionState, was_held
from storage import sessions
from storage.tx import Tx

router = APIRouter(tags=["sessions"])

_Known = tuple[Session, Mapping[PersonId, Happened]]


class SessionsAsked(PageAsked):
    """Which sessions are wanted."""

    state: SessionState | None = Field(default=None, description="Only those in this state.")


class SessionReport(Shape):
    """What one of the two says of a session."""

    person_id: int = Field(description="Who says so.")
    happened: Happened = Field(description="Whether they met; `moved` is another word for no.")


class SessionShown(Identified):
    """A planned meeting of a pair."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 4,
                    "pair_id": 7,
                    "state": "agreed",
                    "starts_at": "2026-03-04T14:00:00Z",
                    "minutes": 60,
                    "place": "at_school",
                    "created_at": "2026-03-02T14:00:00Z",
                    "changed_at": "2026-03-02T14:05:00Z",
                    "reports": [{"person_id": 3, "happened": "yes"}],
                    "was_held": True,
                }
            ]
        }
    )

    pair_id: int = Field(description="Whose session it is.")
    state: SessionState = Field(description="`agreed` stays when its time has passed.")
    starts_at: datetime = Field(description="When it begins; while it is `proposed`, by the newest proposal.")
    minutes: int = Field(description="How long it takes.")
    place: Place = Field(description="Where; `other` is somewhere in their own words, which are not shown.")
    created_at: datetime = Field(description="When it was first proposed.")
    changed_at: datetime = Field(description="When anything about it last changed.")
    reports: list[SessionReport] = Field(description="What the two said of it afterwards.")
    was_held: bool | None = Field(description="Whether it happened: one yes is enough; null while nobody has said.")


class SessionPage(Page[SessionShown]):
    """Some of the sessions."""


@router.get("/pairs/{pair_id}/sessions", summary="List a pair's sessions", responses=documented(NOT_FOUND, INVALID))
async def list_sessions(pair_id: PairIdAsked, asked: Annotated[SessionsAsked, Query()], house: Here) -> SessionPage:
    """List a pair's sessions in the order they were first proposed: all, or those in one state."""

    def look(tx: Tx) -> list[tuple[Session, dict[PersonId, Happened]]]:
        pair = the_pair(tx, pair_id)
        return sessions.page(tx, pair.id, state=asked.state, after=asked.after, limit=asked.limit + 1)

    return SessionPage.cut([_shown(*known) for known in await house.store.read(look)], asked.limit)


@router.get("/sessions/{session_id}", summary="Look at a session", responses=documented(NOT_FOUND))
async def get_session(session_id: SessionIdAsked, house: Here) -> SessionShown:
    """Return one session."""

    def look(tx: Tx) -> _Known:
        session = found(sessions.get(tx, SessionId(session_id)), "session")
        return session, sessions.reports_of(tx, session.id)

    return _shown(*await house.store.read(look))


def _shown(session: Session, reports: Mapping[PersonId, Happened]) -> SessionShown:
    return SessionShown(
        id=session.id,
        pair_id=session.pair_id,
        state=session.state,
        starts_at=session.arrangement.starts_at,
        minutes=session.arrangement.minutes,
        place=session.arrangement.place,
        created_at=session.created_at,
        changed_at=session.changed_at,
        reports=[SessionReport(person_id=person, happened=happened) for person, happened in reports.items()],
        was_held=was_held(reports.values()),
    )
