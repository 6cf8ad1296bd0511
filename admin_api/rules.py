"""The shape of a programme's rules, and the way between it and the rules themselves."""

import re
from collections.abc import Iterable
from datetime import time
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    PlainSerializer,
    StrictBool,
    WithJsonSchema,
)

from admin_api.shapes import Shape
from mentoring.programmes import Rules
from mentoring.quiet_hours import DAY_NAMES, NoOpenTime, OverlappingBlocks, QuietBlock, quiet_hours

_WALL_TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


def _read_wall_time(given: object) -> time:
    if isinstance(given, time):
        return given
    if not isinstance(given, str) or re.fullmatch(_WALL_TIME, given) is None:
        raise ValueError("This must be a time of day such as 21:00; midnight is 00:00.")
    return time.fromisoformat(given)


WallTime = Annotated[
    time,
    BeforeValidator(_read_wall_time),
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": _WALL_TIME}),
]
"""What a clock on the wall shows, to the minute."""


def _each_once(days: list[Weekday]) -> list[Weekday]:
    if len(set(days)) < len(days):
        raise ValueError("Each day can be named once only.")
    return days


class QuietSpan(Shape):
    """A span in which nobody receives an ordinary message, on each of some days, in the programme's time zone."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"days": ["friday", "saturday"], "starts": "22:00", "ends": "09:00"}]}
    )

    days: Annotated[list[Weekday], AfterValidator(_each_once)] = Field(
        min_length=1, description="The days on which it starts.", examples=[["friday", "saturday"]]
    )
    starts: WallTime = Field(description="When it starts.", examples=["22:00"])
    ends: WallTime = Field(
        description="When it ends: on the next day when this is not later than `starts`; equal means a whole day.",
        examples=["09:00"],
    )


def _checked(spans: list[QuietSpan]) -> list[QuietSpan]:
    try:
        # The zone moves the whole week, so it cannot make two blocks overlap or leave nothing open.
        quiet_hours(ZoneInfo("UTC"), to_blocks(spans))
    except OverlappingBlocks as error:
        first, second = _spoken(error.first), _spoken(error.second)
        raise ValueError(f"{first} overlaps {second}; change or remove one of the two.") from error
    except NoOpenTime as error:
        raise ValueError("These leave no open time in the week, so nothing could ever be delivered.") from error
    return spans


QuietWeek = Annotated[list[QuietSpan], Field(max_length=100), AfterValidator(_checked)]
"""A week's quiet hours: no two spans cover the same minute, and some time stays open."""

_QUIET_WEEK = "The quiet hours of a week. They may go over midnight; no two may cover the same minute."
_CONSENT = "Whether nothing passes to or from a mentee until a carer's consent is recorded."


RULES_EXAMPLE: dict[str, JsonValue] = {
    "quiet_hours": [
        {"days": ["monday", "tuesday", "wednesday", "thursday"], "starts": "21:00", "ends": "07:00"},
        {"days": ["friday", "saturday", "sunday"], "starts": "22:00", "ends": "07:00"},
    ],
    "carer_consent_required": True,
}
"""Rules as a school might set them, for the documentation."""


class RulesShape(Shape):
    """What the coordinator sets for everybody in a programme."""

    model_config = ConfigDict(json_schema_extra={"examples": [RULES_EXAMPLE]})

    quiet_hours: QuietWeek = Field(default=[], description=_QUIET_WEEK)
    carer_consent_required: StrictBool = Field(default=True, description=_CONSENT)


class RulesChange(Shape):
    """What is to be different in the rules."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"carer_consent_required": False}]})

    quiet_hours: QuietWeek | None = Field(
        default=None, description=f"{_QUIET_WEEK} Replaces the whole week; left out or null, it stays."
    )
    carer_consent_required: StrictBool | None = Field(
        default=None, description=f"{_CONSENT} Left out or null, it stays."
    )


def to_rules(shape: RulesShape) -> Rules:
    """Return the rules that a shape describes."""
    return Rules(to_blocks(shape.quiet_hours), shape.carer_consent_required)


def changed(rules: Rules, change: RulesChange) -> Rules:
    """Return the rules with a change made."""
    return Rules(
        rules.quiet_blocks if change.quiet_hours is None else to_blocks(change.quiet_hours),
        rules.carer_consent_required if change.carer_consent_required is None else change.carer_consent_required,
    )


def to_shape(rules: Rules) -> RulesShape:
    """Return the shape of rules: the days that share the same hours are one span again."""
    days: dict[tuple[time, time], list[Weekday]] = {}
    for block in rules.quiet_blocks:
        days.setdefault((block.starts, block.ends), []).append(Weekday(DAY_NAMES[block.weekday]))
    return RulesShape(
        quiet_hours=[QuietSpan(days=on, starts=starts, ends=ends) for (starts, ends), on in days.items()],
        carer_consent_required=rules.carer_consent_required,
    )


def to_blocks(spans: Iterable[QuietSpan]) -> tuple[QuietBlock, ...]:
    """Return a block for each day of each span."""
    return tuple(QuietBlock(DAY_NAMES.index(day), span.starts, span.ends) for span in spans for day in span.days)


def _spoken(block: QuietBlock) -> str:
    return f"{DAY_NAMES[block.weekday].capitalize()} {block.starts:%H:%M}–{block.ends:%H:%M}"
