"""Silence: how many days a pair may say nothing before somebody should ask how they are."""

from collections.abc import Collection
from datetime import datetime, timedelta

from mentoring.open_hours import OpenHours
from mentoring.wall_time import day_of, start_of

_FURTHEST = 400  # days to look ahead; more than any programme has days off in a row


def silent_at(last_word: datetime, days: int, both: Collection[OpenHours]) -> datetime | None:
    """Return when a pair has been silent for `days` whole days on which both could have written (UTC).

    `last_word` (aware) is when either last wrote, or could begin to; `both` are the answering hours of the two, the
    first one's zone says where days begin. Days off and away do not count. None when that many never come.
    """
    zone = next(iter(both)).zone
    day = day_of(last_word, zone)
    left = days
    for _ in range(_FURTHEST):
        day += timedelta(days=1)
        start, end = start_of(day, zone), start_of(day + timedelta(days=1), zone)
        if all(hours.between(start, end) for hours in both):
            left -= 1
        if left <= 0:
            return end
    return None
