"""A calendar file says what time it is where somebody lives, as a calendar reads it: observance by observance."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Timezone

from bot.sessions.zone_rules import zone_rules
from tests.mentoring.zones import CLOCK_CHANGES, ZONES

SPRING = datetime(2026, 3, 2, tzinfo=UTC)


def offset_as_read(rules: Timezone, at: datetime) -> timedelta:
    """The offset at a moment, by RFC 5545: of the observance that began last, each at its wall time before it."""
    onsets = [
        (part["DTSTART"].dt.replace(tzinfo=UTC) - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
        for part in rules.subcomponents
    ]
    return max((onset, offset) for onset, offset in onsets if onset <= at)[1]


@given(st.sampled_from(ZONES), st.integers(-360 * 24 * 60, 360 * 24 * 60).map(lambda m: timedelta(minutes=m)))
def test_a_calendar_reads_the_hour_that_it_is(zone: ZoneInfo, away: timedelta):
    read = offset_as_read(zone_rules(zone, SPRING), SPRING + away)

    assert read == (SPRING + away).astimezone(zone).utcoffset()


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
def test_also_in_the_seconds_around_each_clock_change(zone: ZoneInfo):
    for change in CLOCK_CHANGES[zone]:
        rules = zone_rules(zone, change)
        for at in (change - timedelta(seconds=1), change, change + timedelta(seconds=1)):
            assert offset_as_read(rules, at) == at.astimezone(zone).utcoffset()
