"""Tasks: what the staff are asked to look at, each with its reason in facts; never in anybody's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId

TaskId = NewType("TaskId", int)

Fact = str | int | float | bool | None
"""What a reason is told with: numbers, ids, moments in ISO 8601. What people wrote is none of it."""


class TaskKind(StrEnum):
    """Why somebody of the staff should act. A kind says what to do about it (`bot/task_texts.py`)."""

    HELP_ASKED = "help_asked"
    LOW_SCORE = "low_score"
    SCORES_FALLING = "scores_falling"
    CHECK_INS_MISSED = "check_ins_missed"
    VIEWS_DIFFER = "views_differ"
    ANSWER_TO_READ = "answer_to_read"
    CONSENT_MISSING = "consent_missing"
    PAIR_SILENT = "pair_silent"
    REPLY_LAPSED = "reply_lapsed"
    SESSION_MISSED = "session_missed"
    AGREEMENT_STALLED = "agreement_stalled"
    BOT_BLOCKED = "bot_blocked"
    ACCOUNT_GONE = "account_gone"
    INVITE_EXPIRED = "invite_expired"
    DELIVERY_UNCONFIRMED = "delivery_unconfirmed"
    UPDATE_PARKED = "update_parked"
    ROWS_TO_REVIEW = "rows_to_review"


class TaskState(StrEnum):
    """Where a task stands: open → (snoozed → open) → done. Done can be taken back."""

    OPEN = "open"
    SNOOZED = "snoozed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at in a programme, about a pair, a person, both or neither.

    `since` is when its reason began, `facts` what is known of it now. `done_by` is an actor as the audit names one
    (`person:3`, `api`, `system` when the reason went away by itself). Moments are aware, UTC.
    """

    id: TaskId
    programme_id: ProgrammeId
    kind: TaskKind
    pair_id: PairId | None
    person_id: PersonId | None
    since: datetime
    facts: Mapping[str, Fact]
    is_urgent: bool
    snoozed_until: datetime | None
    done_at: datetime | None
    done_by: str | None

    def state(self, now: datetime) -> TaskState:
        """Return where it stands at `now`. Sleep ends by itself: nothing has to happen for that."""
        if self.done_at is not None:
            return TaskState.DONE
        if self.snoozed_until is not None and now < self.snoozed_until:
            return TaskState.SNOOZED
        return TaskState.OPEN
