"""What an agreement is about: its clauses, the parts of each, and every choice there is.

A choice is a code that is hashed and signed (docs/agreement.md lists them). A code never changes its meaning: what
means something else gets another code, and one that is no longer offered stays here, because somebody signed it.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from types import MappingProxyType

LONGEST_LINE = 200
"""Characters of a clause's free line: the whole agreement must fit in one message of the chat, twice over."""


class Clause(StrEnum):
    """One clause. `START` stands in amendments only: from when the change counts."""

    MEETINGS = "meetings"
    MESSAGING = "messaging"
    ANSWERING = "answering"
    MISSED = "missed"
    FRIENDS = "friends"
    CONFIDENTIALITY = "confidentiality"
    PROBLEMS = "problems"
    LENGTH = "length"
    START = "start"


class Part(StrEnum):
    """One question within a clause, answered by one choice."""

    OFTEN = "often"
    WHERE = "where"
    DAYS = "days"
    FROM = "from"
    UNTIL = "until"
    ANSWER = "answer"
    NOTICE = "notice"
    INSTEAD = "instead"
    FRIENDS = "friends"
    TELLING = "telling"
    PROBLEMS = "problems"
    WEEKS = "weeks"
    ENDING = "ending"
    START = "start"


PARTS: Mapping[Clause, tuple[Part, ...]] = MappingProxyType(
    {
        Clause.MEETINGS: (Part.OFTEN, Part.WHERE),
        Clause.MESSAGING: (Part.DAYS, Part.FROM, Part.UNTIL),
        Clause.ANSWERING: (Part.ANSWER,),
        Clause.MISSED: (Part.NOTICE, Part.INSTEAD),
        Clause.FRIENDS: (Part.FRIENDS,),
        Clause.CONFIDENTIALITY: (Part.TELLING,),
        Clause.PROBLEMS: (Part.PROBLEMS,),
        Clause.LENGTH: (Part.WEEKS, Part.ENDING),
        Clause.START: (Part.START,),
    }
)
"""The parts of each clause, in the order in which they are asked."""

THE_EIGHT = tuple(clause for clause in Clause if clause is not Clause.START)
"""The clauses that every agreement has."""

ANY_HOUR = "any"
"""From or until whenever the programme allows."""

NO_TIME = "none"
"""No answer time is promised."""

CHOICES: Mapping[Part, tuple[str, ...]] = MappingProxyType(
    {
        Part.OFTEN: ("three_a_week", "two_a_week", "every_week", "every_two_weeks"),
        Part.WHERE: ("at_school", "at_training", "public_place", "online"),
        Part.DAYS: ("every_day", "monday_to_saturday", "monday_to_friday"),
        Part.FROM: (ANY_HOUR, "07:00", "08:00", "09:00", "10:00", "12:00", "14:00", "16:00"),
        Part.UNTIL: (ANY_HOUR, "18:00", "19:00", "20:00", "21:00", "22:00"),
        # Hours of open time. A programme's own window stands here too, whatever its length: see `choices.offered`.
        Part.ANSWER: ("2h", "4h", "8h", "12h", "24h", "48h", "72h", NO_TIME),
        Part.NOTICE: ("day_before", "two_hours", "when_known"),
        Part.INSTEAD: ("same_week", "next_time", "message_instead"),
        Part.FRIENDS: ("just_us", "ask_first", "group_activities"),
        Part.TELLING: ("between_us", "ask_before_telling", "in_general_only"),
        Part.PROBLEMS: ("each_other_first", "coordinator_first", "either"),
        Part.WEEKS: ("8", "12", "16", "26", "40"),
        Part.ENDING: ("last_meeting", "with_coordinator", "goodbye_message"),
        Part.START: ("at_once", "tomorrow", "next_monday"),
    }
)
"""Every choice, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Term:
    """What one clause says: a choice for each of its parts, and a free line ("" for none)."""

    choices: Mapping[Part, str] = field(default_factory=dict)
    line: str = ""

    def with_choice(self, part: Part, choice: str) -> "Term":
        """Return the term with one part answered."""
        return Term({**self.choices, part: choice}, self.line)

    def with_line(self, line: str) -> "Term":
        """Return the term with another free line; "" leaves it out."""
        return Term(self.choices, line)


def is_complete(clause: Clause, term: Term) -> bool:
    """Return whether every part of the clause has its choice."""
    return all(part in term.choices for part in PARTS[clause])


def clauses_of(number: int) -> tuple[Clause, ...]:
    """Return the clauses of a pair's agreement with that version number: the first starts when it is signed."""
    return THE_EIGHT if number == 1 else tuple(Clause)


def clause_of(part: Part) -> Clause:
    """Return the clause that a part belongs to."""
    return next(clause for clause, parts in PARTS.items() if part in parts)


def clause_named(name: str) -> Clause | None:
    """Return the clause of that name, or None."""
    return next((clause for clause in Clause if clause.value == name), None)


def part_named(name: str) -> Part | None:
    """Return the part of that name, or None."""
    return next((part for part in Part if part.value == name), None)


def tidy_line(text: str) -> str:
    """Return a free line as it is kept: composed (NFC), in one line, without control and direction characters.

    Longer than `LONGEST_LINE` it stays, so that the caller can refuse it rather than cut somebody's words.
    """
    composed = unicodedata.normalize("NFC", text)
    # Joiners hold emoji and some scripts' letters together; other invisible marks could make two texts look alike.
    kept = "".join(
        c if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " "
        for c in composed
    )
    return " ".join(kept.split())


def hour_of(choice: str) -> time | None:
    """Return the wall time that a choice of FROM or UNTIL means; None for any hour."""
    return None if choice == ANY_HOUR else time.fromisoformat(choice)


def answer_time(choice: str) -> timedelta | None:
    """Return the open time that a choice of ANSWER means; None for none. Raises ValueError for anything else.

    Whole hours are written `24h`, other lengths `90m`.
    """
    if choice == NO_TIME:
        return None
    amount, unit = int(choice[:-1]), choice[-1]
    if unit not in "hm" or amount <= 0:
        raise ValueError("an answer time is a number of hours (24h) or minutes (90m)")
    return timedelta(hours=amount) if unit == "h" else timedelta(minutes=amount)


def answer_code(length: timedelta) -> str:
    """Return the choice of ANSWER for a length of open time, to the minute."""
    minutes = length // timedelta(minutes=1)
    return f"{minutes}m" if minutes % 60 else f"{minutes // 60}h"
