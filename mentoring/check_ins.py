"""A check-in: one asking of a questionnaire, of one person, at a time; from planned to closed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId

CheckInId = NewType("CheckInId", int)

INTRO = ""
"""The page before the first question: who sees what."""

SUMMARY = "."
"""The page after the last question, where each answer can be changed. No key of a question is a dot."""


class CheckInState(StrEnum):
    """How far a check-in has come.

    `asked`: its first bubble is there, nothing has been tapped. `open`: begun, perhaps put off. `closed`: handed in.
    """

    PLANNED = "planned"
    ASKED = "asked"
    OPEN = "open"
    CLOSED = "closed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def is_under_way(self) -> bool:
        """Whether it can be answered now. A person never has two of these."""
        return self in (CheckInState.ASKED, CheckInState.OPEN)


class Cause(StrEnum):
    """Why it is asked."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    MILESTONE = "milestone"
    CLOSING = "closing"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One check-in. Times are aware, UTC; None: that has not happened, or is not meant to.

    `version_id` is the version of the questionnaire it was planned with and keeps. `pair_id` is None when it is about
    no pair. `occurrence` names this asking of that questionnaire of that person. `at_page` is the key of the question
    that it shows, INTRO or SUMMARY; `turn` counts the pages shown, so that a press on an older page is known.
    `bubble` is the message that shows it in the chat `bubble_chat_id`, None while nobody has pressed in it.
    `shows_words_to_…`: the person lets that one read the answers in their own words.
    """

    id: CheckInId
    programme_id: ProgrammeId
    person_id: PersonId
    pair_id: PairId | None
    version_id: int
    questionnaire_key: str
    occurrence: str
    cause: Cause
    state: CheckInState
    planned_for: datetime
    expires_at: datetime
    asked_at: datetime | None = None
    opened_at: datetime | None = None
    remind_at: datetime | None = None
    reminded_at: datetime | None = None
    ended_at: datetime | None = None
    at_page: str = INTRO
    turn: int = 0
    bubble_chat_id: int | None = None
    bubble: int | None = None
    shows_words_to_coordinator: bool = False
    shows_words_to_mentor: bool = False
