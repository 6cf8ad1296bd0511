"""Quiet spans as they are written in requests: days of the week with the same hours."""

import re
from collections.abc import Iterable
from datetime import time
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from admin_api.shapes import Shape
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
    """A span in which nobody receives an ordinary message, on each of some days, on the clock where they live."""

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


def to_blocks(spans: Iterable[QuietSpan]) -> tuple[QuietBlock, ...]:
    """Return a block for each day of each span."""
    return tuple(QuietBlock(DAY_NAMES.index(day), span.starts, span.ends) for span in spans for day in span.days)


def to_spans(blocks: Iterable[QuietBlock]) -> list[QuietSpan]:
    """Return blocks as spans: the days that share the same hours are one span again."""
    days: dict[tuple[time, time], list[Weekday]] = {}
    for block in blocks:
        days.setdefault((block.starts, block.ends), []).append(Weekday(DAY_NAMES[block.weekday]))
    return [QuietSpan(days=on, starts=starts, ends=ends) for (starts, ends), on in days.items()]


def _spoken(block: QuietBlock) -> str:
    return f"{DAY_NAMES[block.weekday].capitalize()} {block.starts:%H:%M}–{block.ends:%H:%M}"
