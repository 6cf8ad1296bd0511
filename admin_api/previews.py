"""Rules before they count: what they would make of a week, for everybody in a programme or for one pair."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from admin_api.field_errors import field_error
from admin_api.house import Here
from admin_api.problems import ANY_BODY, NOT_FOUND, documented, invalid
from admin_api.programmes import the_programme
from admin_api.rules import RulesChange, changed, know_holidays
from admin_api.shapes import Day, IdGiven, ProgrammeIdAsked, Shape
from mentoring.citations import Source
from mentoring.hours import Agreed, Hours, hours_in
from mentoring.open_hours import OpenHours
from mentoring.pairs import Pair, PairId
from mentoring.people import PersonId
from mentoring.programmes import Programme
from mentoring.wall_time import start_of
from storage import hours, pairs, people, programmes
from storage.tx import Tx

router = APIRouter(prefix="/programmes/{programme_id}", tags=["programmes"])

_WEEK = timedelta(days=7)


class PreviewAsked(Shape):
    """The week to look at, the pair, and the rules as they would be."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"week_of": "2026-03-25", "pair_id": 1, "rules": {"quiet_on_days_off": True}},
                {"week_of": "2026-03-25"},
            ]
        }
    )

    week_of: Day = Field(description="Any day of the week; it begins on the Monday.", examples=["2026-03-25"])
    pair_id: IdGiven | None = Field(
        default=None,
        description="Whose hours are wanted, with the agreement that is in force and the times that somebody is away; "
        "left out or null, everybody's, as the programme alone makes them.",
    )
    rules: RulesChange | None = Field(
        default=None,
        description="What would be different in the rules. It is not kept; left out, the rules as they are.",
    )


class OpenSpan(Shape):
    """A span that is open."""

    starts: datetime = Field(description="From when, in UTC.", examples=["2026-03-23T05:00:00Z"])
    ends: datetime = Field(description="Until when, in UTC.", examples=["2026-03-23T19:00:00Z"])
    local_starts: str = Field(description="From when, on the clock there.", examples=["2026-03-23T07:00:00+02:00"])
    local_ends: str = Field(description="Until when, on the clock there.", examples=["2026-03-23T21:00:00+02:00"])


class ClosedSpan(OpenSpan):
    """A span that is closed, and by what. Where several rules close the same time, their spans overlap."""

    source: Source = Field(description="`programme`, `agreement`, `calendar` or `person`.")
    clause: str = Field(
        description="`quiet_hours`; `messaging` of the agreement; a kind of day off, as in `exam` or `public_holiday`; "
        "or `away`.",
        examples=["quiet_hours"],
    )
    name: str | None = Field(description="What the day off is called; null for the rest.")


class WeekShown(Shape):
    """A week of one kind of hours."""

    open: list[OpenSpan] = Field(description="When it is open, in order; no two overlap or touch.")
    closed: list[ClosedSpan] = Field(description="What closes it, by the beginnings.")


class HoursShown(Shape):
    """The hours of those who have the same."""

    person_ids: list[int] = Field(description="Whose they are; empty when nobody lives by them yet.")
    time_zone: str = Field(description="Where they live.")
    messages: WeekShown = Field(description="When ordinary messages reach them.")
    clocks: WeekShown = Field(description="When the time runs in which they are to answer.")


class Preview(Shape):
    """A week under the rules."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "week_starts": "2026-03-23",
                    "hours": [
                        {
                            "person_ids": [2, 3],
                            "time_zone": "Europe/Sofia",
                            "messages": {
                                "open": [
                                    {
                                        "starts": "2026-03-23T05:00:00Z",
                                        "ends": "2026-03-23T19:00:00Z",
                                        "local_starts": "2026-03-23T07:00:00+02:00",
                                        "local_ends": "2026-03-23T21:00:00+02:00",
                                    }
                                ],
                                "closed": [
                                    {
                                        "starts": "2026-03-23T19:00:00Z",
                                        "ends": "2026-03-24T05:00:00Z",
                                        "local_starts": "2026-03-23T21:00:00+02:00",
                                        "local_ends": "2026-03-24T07:00:00+02:00",
                                        "source": "programme",
                                        "clause": "quiet_hours",
                                        "name": None,
                                    }
                                ],
                            },
                            "clocks": {"open": [], "closed": []},
                        }
                    ],
                }
            ]
        }
    )

    week_starts: date = Field(description="The Monday.")
    hours: list[HoursShown] = Field(description="For a pair, the mentor's and the mentee's; else one for each zone.")


class _Group(NamedTuple):
    people: list[PersonId]
    hours: Hours


@router.post("/rules/preview", summary="See a week under the rules", responses=documented(NOT_FOUND, *ANY_BODY))
async def preview_rules(programme_id: ProgrammeIdAsked, asked: PreviewAsked, house: Here) -> Preview:
    """Return what is open and closed in a week, and why, under the rules as they are or as they would be.

    Nothing is kept, and nobody is told.
    """
    await know_holidays(asked.rules, house.now())
    monday = asked.week_of - timedelta(days=asked.week_of.weekday())

    def look(tx: Tx) -> list[HoursShown]:
        programme = the_programme(tx, programme_id)
        return [_shown(group, monday) for group in _groups(tx, programme, asked)]

    return Preview(week_starts=monday, hours=await house.store.read(look))


def _groups(tx: Tx, programme: Programme, asked: PreviewAsked) -> Iterator[_Group]:
    """Yield the hours to show, under the rules asked about."""
    rules = programme.rules if asked.rules is None else changed(programme.rules, asked.rules)
    calendar = programmes.days_off(tx, programme.id)
    if asked.pair_id is None:
        living_in: dict[ZoneInfo, list[PersonId]] = {programme.zone: []}
        for person in people.of_programme(tx, programme.id):
            if not person.role.is_staff:
                living_in.setdefault(person.zone, []).append(person.id)
        for zone, ids in living_in.items():
            yield _Group(ids, hours_in(zone, rules, calendar))
        return
    pair, agreed = _the_pair(tx, programme, asked.pair_id)
    for person_id in (pair.mentor_id, pair.mentee_id):
        now_in_force = hours.hours_of(tx, person_id, pair.id).answering
        would_be = hours_in(now_in_force.zone, rules, calendar, agreed)
        yield _Group([person_id], would_be.while_away(now_in_force.away))


def _the_pair(tx: Tx, programme: Programme, pair_id: int) -> tuple[Pair, Agreed | None]:
    pair = pairs.get(tx, PairId(pair_id))
    if pair is None or pair.programme_id != programme.id:
        raise invalid(field_error("There is no pair with this id in the programme.", "pair_id"))
    talk = pairs.talk_in(tx, pair.mentor_id, pair.id)
    return pair, None if talk is None else talk.agreed


def _shown(group: _Group, monday: date) -> HoursShown:
    reach, answering = group.hours.reach, group.hours.answering
    return HoursShown(
        person_ids=list(group.people),
        time_zone=reach.zone.key,
        messages=_week_of(reach, monday),
        clocks=_week_of(answering, monday),
    )


def _week_of(week: OpenHours, monday: date) -> WeekShown:
    zone = week.zone
    start, end = start_of(monday, zone), start_of(monday + _WEEK, zone)
    return WeekShown(
        open=[OpenSpan(**_span(begin, stop, zone)) for begin, stop in week.intervals(start, end)],
        closed=[
            ClosedSpan(
                **_span(max(closed.starts, start), min(closed.ends, end), zone),
                source=closed.source,
                clause=closed.clause,
                name=closed.name or None,
            )
            for closed in week.closings(start, end)
        ],
    )


def _span(starts: datetime, ends: datetime, zone: ZoneInfo) -> dict[str, Any]:
    local = [moment.astimezone(zone).isoformat() for moment in (starts, ends)]
    return {"starts": starts.isoformat(), "ends": ends.isoformat(), "local_starts": local[0], "local_ends": local[1]}
