"""The shape of what a programme leaves its pairs to agree on."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, JsonValue

from admin_api.shapes import Shape
from mentoring.agreement.bounds import Bounds
from mentoring.agreement.clauses import CHOICES, Part

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def _of(part: Part) -> Callable[[list[str]], list[str]]:
    """Return the check that choices are a part's; they come back in the order in which they are offered."""

    def check(given: list[str]) -> list[str]:
        if not set(given) <= set(CHOICES[part]):
            raise ValueError(f"Each must be one of: {', '.join(CHOICES[part])}.")
        return [choice for choice in CHOICES[part] if choice in given]

    return check


Frequencies = Annotated[list[str], Field(min_length=1), AfterValidator(_of(Part.OFTEN))]
Places = Annotated[list[str], Field(min_length=1), AfterValidator(_of(Part.WHERE))]
Friends = Annotated[list[str], Field(min_length=1), AfterValidator(_of(Part.FRIENDS))]
Weeks = Annotated[list[str], Field(min_length=1), AfterValidator(_of(Part.WEEKS))]

BOUNDS_EXAMPLE: dict[str, JsonValue] = {
    "frequencies": ["three_a_week", "two_a_week", "every_week", "every_two_weeks"],
    "places": ["at_school", "at_training", "public_place", "online"],
    "friends": ["just_us", "ask_first", "group_activities"],
    "weeks": ["8", "12", "16", "26", "40"],
    "shortest_answer_hours": 2,
    "least_messaging_hours": 2,
    "reminder_after_days": 3,
    "stalled_after_days": 7,
}
"""The bounds that a programme has unless it sets others."""


class AgreementBounds(Shape):
    """What pairs may choose in their agreement. Quiet hours and the response window bound them besides."""

    model_config = ConfigDict(json_schema_extra={"examples": [BOUNDS_EXAMPLE]})

    frequencies: Frequencies = Field(default=list(CHOICES[Part.OFTEN]), description="How often a pair may meet.")
    places: Places = Field(default=list(CHOICES[Part.WHERE]), description="Where a pair may meet.")
    friends: Friends = Field(default=list(CHOICES[Part.FRIENDS]), description="What a pair may say about friends.")
    weeks: Weeks = Field(default=list(CHOICES[Part.WEEKS]), description="How many weeks it may last.")
    shortest_answer_hours: int = Field(
        default=2, strict=True, ge=1, le=48, description="The shortest answer time that a pair may promise, open hours."
    )
    least_messaging_hours: int = Field(
        default=2, strict=True, ge=1, le=12, description="How much of a day on which they write must stay open."
    )
    reminder_after_days: int = Field(
        default=3, strict=True, ge=1, le=30, description="After so many days without a step, one gentle reminder."
    )
    stalled_after_days: int = Field(
        default=7,
        strict=True,
        ge=2,
        le=90,
        description="After so many days without a step, a task for the coordinator.",
    )


def to_bounds(shape: AgreementBounds) -> Bounds:
    """Return the bounds that a shape describes."""
    return Bounds(
        frequencies=tuple(shape.frequencies),
        places=tuple(shape.places),
        friends=tuple(shape.friends),
        weeks=tuple(shape.weeks),
        shortest_answer=shape.shortest_answer_hours * _HOUR,
        least_messaging=shape.least_messaging_hours * _HOUR,
        reminder_after=shape.reminder_after_days * _DAY,
        stalled_after=shape.stalled_after_days * _DAY,
    )


def to_bounds_shape(bounds: Bounds) -> AgreementBounds:
    """Return the shape of bounds."""
    return AgreementBounds(
        frequencies=list(bounds.frequencies),
        places=list(bounds.places),
        friends=list(bounds.friends),
        weeks=list(bounds.weeks),
        shortest_answer_hours=round(bounds.shortest_answer / _HOUR),
        least_messaging_hours=round(bounds.least_messaging / _HOUR),
        reminder_after_days=round(bounds.reminder_after / _DAY),
        stalled_after_days=round(bounds.stalled_after / _DAY),
    )
