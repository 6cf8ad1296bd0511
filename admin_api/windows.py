"""Response windows: who waited for whom, and how long. Only that something was written, never what."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api.house import Here
from admin_api.pairs import the_pair
from admin_api.problems import INVALID, NOT_FOUND, documented
from admin_api.shapes import Identified, Page, PairIdAsked, ThisPage
from mentoring.windows import Reason, Window, WindowState, deadline
from storage import hours, windows
from storage.tx import Tx

router = APIRouter(tags=["pairs"])


class WindowShown(Identified):
    """One wait for an answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 11,
                    "pair_id": 7,
                    "person_id": 2,
                    "reason": "asks",
                    "state": "answered",
                    "opened_at": "2026-03-02T14:00:00Z",
                    "open_minutes": 1440,
                    "answer_by": None,
                    "nudged_at": "2026-03-03T12:00:00Z",
                    "lapsed_at": None,
                    "ended_at": "2026-03-03T12:20:00Z",
                }
            ]
        }
    )

    pair_id: int = Field(description="The pair.")
    person_id: int = Field(description="Who is, or was, to answer.")
    reason: Reason = Field(
        description="Why an answer was waited for: the message asked, began an exchange, or told much."
    )
    state: WindowState = Field(description="`let_go`: whoever was to answer said that none was needed.")
    opened_at: datetime = Field(description="When the message was delivered.")
    open_minutes: int = Field(description="How much of their open time the answer might take.")
    answer_by: datetime | None = Field(
        description="Until when that is, as days off and absences are known now; null once it is over, and while "
        "nobody can say."
    )
    nudged_at: datetime | None = Field(description="When they were reminded; null when they were not.")
    lapsed_at: datetime | None = Field(description="When the time was over; null while it was not.")
    ended_at: datetime | None = Field(description="When the wait ended; null while it lasts.")


class WindowPage(Page[WindowShown]):
    """Some of the windows."""


@router.get(
    "/pairs/{pair_id}/windows", summary="List a pair's response windows", responses=documented(NOT_FOUND, INVALID)
)
async def list_windows(pair_id: PairIdAsked, asked: ThisPage, house: Here) -> WindowPage:
    """List who waited for whom in a pair, oldest first: when and how long, without anybody's words."""

    def look(tx: Tx) -> list[WindowShown]:
        found = windows.page(tx, the_pair(tx, pair_id).id, after=asked.after, limit=asked.limit + 1)
        return [_shown(tx, window) for window in found]

    return WindowPage.cut(await house.store.read(look), asked.limit)


def _shown(tx: Tx, window: Window) -> WindowShown:
    running = window.state is WindowState.OPEN
    return WindowShown(
        id=window.id,
        pair_id=window.pair_id,
        person_id=window.person_id,
        reason=window.reason,
        state=window.state,
        opened_at=window.opened_at,
        open_minutes=int(window.length.total_seconds() // 60),
        answer_by=deadline(window, hours.hours_of(tx, window.person_id, window.pair_id).answering) if running else None,
        nudged_at=window.nudged_at,
        lapsed_at=window.lapsed_at,
        ended_at=window.ended_at,
    )
