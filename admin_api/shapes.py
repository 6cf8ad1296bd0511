"""The building blocks of every request's and answer's shape."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Annotated, Generic, Self, TypeVar
from zoneinfo import available_timezones

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from locales import languages

LARGEST_ID = 2**63 - 1

# They turn the rest of a line around, so that a name could make another sentence of the words after it.
_DIRECTION_MARKS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Shape(BaseModel):
    """A JSON object of this API. A field that it does not know is a mistake to be told, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_line(text: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in _DIRECTION_MARKS for c in text):
        raise ValueError("This must be one line without control characters.")
    if not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise ValueError("This must hold something to read.")
    return text


def _known_language(code: str) -> str:
    if code not in languages():
        raise ValueError(f"This must be one of: {', '.join(languages())}.")
    return code


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), AfterValidator(_one_line)]
"""What something or somebody is called: one line of 1 to 64 characters; spaces around it do not count."""

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), AfterValidator(_one_line)]
"""A line of text of 1 to 300 characters; spaces around it do not count."""


def _written_day(given: object) -> object:
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given) is None:
        raise ValueError("This must be a day such as 2026-03-09.")
    if not isinstance(given, str | date) or isinstance(given, datetime):
        raise ValueError("This must be a day such as 2026-03-09.")
    return given


Day = Annotated[date, BeforeValidator(_written_day)]
"""A day of the calendar, as in 2026-03-09. A number is none, though pydantic would read one as seconds since 1970."""


@cache
def _zones() -> frozenset[str]:
    """Return the names of all time zones. Cached: finding them means reading a folder tree."""
    return frozenset(available_timezones())


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("This must be a time zone's name as in Europe/Sofia or UTC (the IANA list).")
    return name


Zone = Annotated[
    str,
    AfterValidator(_known_zone),
    Field(description="A time zone by its IANA name.", examples=["Europe/Sofia"]),
]

Language = Annotated[
    str,
    AfterValidator(_known_language),
    Field(description="The language in which the bot speaks: `bg`, `en`, `es` or `tr`.", examples=["bg"]),
]

IdGiven = Annotated[int, Field(strict=True, ge=1, le=LARGEST_ID)]
"""The id of something, in a body."""


ProgrammeIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The programme's id.", examples=[1])]
PersonIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The person's id.", examples=[3])]
PairIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The pair's id.", examples=[7])]
EntryIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The calendar entry's id.", examples=[5])]
AbsenceIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The absence's id.", examples=[4])]
PauseIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The pause's id.", examples=[1])]
TaskIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The task's id.", examples=[5])]
CheckInIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The check-in's id.", examples=[12])]
SessionIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The session's id.", examples=[4])]
GoalIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The goal's id.", examples=[2])]
AgreementIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The agreement's id.", examples=[4])]
CaseIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The case's number.", examples=[1])]
ConflictIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The conflict's id.", examples=[1])]
ConsentIdAsked = Annotated[int, Path(ge=1, le=LARGEST_ID, description="The consent's id.", examples=[2])]


class PageAsked(Shape):
    """Which part of a list is wanted."""

    after: int = Field(0, ge=0, le=LARGEST_ID, description="Only what comes after this id: the last page's `next`.")
    limit: int = Field(100, ge=1, le=500, description="How many at most.")


ThisPage = Annotated[PageAsked, Query()]


class Identified(Shape):
    """A thing that has an id."""

    id: int = Field(description="Its id: never given twice.", examples=[3])


T = TypeVar("T", bound=Identified)


class Page(Shape, Generic[T]):
    """Part of a list, in the order of the ids."""

    items: list[T] = Field(description="What is on this page.")
    next: int | None = Field(description="Ask for the next page with this as `after`; null on the last page.")

    @classmethod
    def cut(cls, things: Sequence[T], limit: int) -> Self:
        """Return the page of the first `limit` things; one more than that says that there is a next page."""
        more = len(things) > limit
        return cls(items=list(things[:limit]), next=things[limit - 1].id if more else None)
