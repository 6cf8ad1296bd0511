"""Shares: what a mentor would like the staff to know, and the mentee allows, changes or declines first."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.pairs import PairId
from mentoring.people import PersonId
from storage.pairs import key_name
from storage.times import to_ms
from storage.tx import Tx

ShareId = NewType("ShareId", int)


class ShareState(StrEnum):
    """Proposed by the mentor; then shared as it was or as the mentee changed it, or declined."""

    PROPOSED = "proposed"
    SHARED = "shared"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Share:
    """One proposal with its words."""

    id: ShareId
    pair_id: PairId
    mentor_id: PersonId
    state: ShareState
    text: str


def propose(tx: Tx, pair: PairId, mentor: PersonId, text: str, now: datetime) -> ShareId:
    """Keep what a mentor proposes to share, sealed with the pair's key, and return its id."""
    return ShareId(
        tx.insert(
            "INSERT INTO shares (pair_id, mentor_id, state, body, proposed_at)"
            " VALUES (:pair, :mentor, 'proposed', :body, :now) RETURNING id",
            pair=pair,
            mentor=mentor,
            body=tx.seal(key_name(pair), text.encode()),
            now=to_ms(now),
        )
    )


def get(tx: Tx, share: ShareId) -> Share | None:
    """Return a proposal, or None when there is none with that id."""
    row = tx.one("SELECT id, pair_id, mentor_id, state, body FROM shares WHERE id = :id", id=share)
    if row is None:
        return None
    pair = PairId(row["pair_id"])
    text = tx.unseal(key_name(pair), row["body"]).decode()
    return Share(ShareId(row["id"]), pair, PersonId(row["mentor_id"]), ShareState(row["state"]), text)


def answer(tx: Tx, share: Share, state: ShareState, now: datetime, text: str | None = None) -> bool:
    """Note the mentee's answer, with their own words instead if given; False when it was answered before."""
    changed = tx.run(
        "UPDATE shares SET state = :state, answered_at = :now, body = :body WHERE id = :id AND state = 'proposed'",
        id=share.id,
        state=state.value,
        now=to_ms(now),
        body=tx.seal(key_name(share.pair_id), (share.text if text is None else text).encode()),
    )
    return changed == 1
