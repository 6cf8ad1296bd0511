"""A time zone for a calendar file (RFC 5545, VTIMEZONE): the offsets that hold around one moment, and no history."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_AROUND = timedelta(days=370)
_DAY, _SECOND, _NOTHING = timedelta(days=1), timedelta(seconds=1), timedelta(0)
_EVER_SINCE = datetime(1970, 1, 1)  # noqa: DTZ001 - what is written there is wall time


def zone_rules(zone: ZoneInfo, around: datetime) -> Timezone:
    """Return what a calendar needs to know of a zone for a year before and after `around` (aware).

    Written here rather than by the library, whose onsets of summer time are an hour late: each is the time on the wall
    by the offset that ends.
    """
    begin = around.astimezone(UTC) - _AROUND
    rules = Timezone()
    rules.add("tzid", zone.key)
    rules.add_component(_observance(zone, begin, begin, _EVER_SINCE))
    for before, change in _changes(zone, begin, begin + 2 * _AROUND):
        rules.add_component(_observance(zone, before, change, (change + _offset(zone, before)).replace(tzinfo=None)))
    return rules


def _observance(
    zone: ZoneInfo, before: datetime, change: datetime, onset: datetime
) -> TimezoneStandard | TimezoneDaylight:
    local = change.astimezone(zone)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    observance.add("dtstart", onset)
    observance.add("tzoffsetfrom", _offset(zone, before))
    observance.add("tzoffsetto", _offset(zone, change))
    observance.add("tzname", local.tzname() or zone.key)
    return observance


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """Return each change of offset as the last second before it and its moment (UTC)."""
    days = [begin + _DAY * n for n in range((end - begin) // _DAY + 1)]
    return [
        _narrowed(zone, before, after)
        for before, after in pairwise(days)
        if _offset(zone, before) != _offset(zone, after)
    ]


def _narrowed(zone: ZoneInfo, before: datetime, after: datetime) -> tuple[datetime, datetime]:
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return before, after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or _NOTHING
