"""Zones that have caught somebody: 30 and 45 minutes, changes at midnight, by half an hour, or by none."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Sofia",
        "Europe/Istanbul",
        "Europe/Madrid",
        "America/New_York",
        "America/Havana",  # back at 01:00, to midnight
        "Africa/Cairo",  # forward at midnight, back to 23:00 of the day before
        "America/St_Johns",
        "Africa/Casablanca",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",  # by half an hour
        "Pacific/Chatham",
        "UTC",
    )
]


def _changes_within(zone: ZoneInfo, start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    moments = [start + step * n for n in range((end - start) // step + 1)]
    return [b for a, b in pairwise(moments) if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()]


def _changes_of(zone: ZoneInfo) -> list[datetime]:
    day, minute = timedelta(days=1), timedelta(minutes=1)
    days = _changes_within(zone, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC), day)
    return [change for end in days for change in _changes_within(zone, end - day, end, minute)]


CLOCK_CHANGES = {zone: _changes_of(zone) for zone in ZONES}
"""The moments of 2026, in UTC, at which the clocks of each zone change."""
