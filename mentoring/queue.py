"""The queue of the day: cases that wake nobody and still must not lie. Who is told of one when, in school time.

What comes within the same half hour is told together: its moments are the same.

Source: specification, safeguarding, 6: the coordinators on the same school day, the lead on the next school morning,
the head after 48 hours.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from mentoring.days_off import DaysOff
from mentoring.digests import is_wanted, next_digest
from mentoring.quiet_hours import QuietHours

_HEAD_AFTER = timedelta(hours=48)
_GATHERED_FOR = timedelta(minutes=30)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FARTHEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """When a school is at work: from `morning` (its own clock, that of `quiet`) on days that are not off."""

    quiet: QuietHours
    morning: time
    days_off: DaysOff

    def is_at_work(self, at: datetime) -> bool:
        """Return whether somebody of the school reads at `at` (aware): on a school day, and not in quiet hours."""
        return is_wanted(self.quiet, self.morning, at, self.days_off)

    def next_morning(self, after: datetime) -> datetime:
        """Return the first school morning later than `after` (aware), in UTC.

        Where no school day comes for more than a year the next day's morning has to do.
        """
        first = moment = next_digest(self.quiet.zone, self.morning, after)[1]
        for _ in range(_FARTHEST_DAYS):
            if self.is_at_work(moment):
                return moment
            moment = next_digest(self.quiet.zone, self.morning, moment)[1]
        return first

    def reading_from(self, at: datetime) -> datetime:
        """Return the first moment at or after `at` (aware) at which the school is at work."""
        return at if self.is_at_work(at) else self.next_morning(at)

    def gathering(self, at: datetime) -> datetime:
        """Return when what comes at `at` (aware) is read together with what else comes until then.

        The next full or half hour; but at once where the school is no longer at work by then.
        """
        reads = self.reading_from(at)
        gathered = reads + (_EPOCH - reads) % _GATHERED_FOR
        return gathered if self.is_at_work(gathered) else reads


def moments(opened: datetime, school: SchoolDays) -> tuple[datetime, datetime, datetime]:
    """Return when the coordinators, the lead and the head hear of a case that is opened at `opened` (aware).

    Each has at least a school morning before the next one hears of it.
    """
    queued = school.gathering(opened)
    lead = school.next_morning(queued)
    head = school.reading_from(queued + _HEAD_AFTER)
    return queued, lead, max(head, school.next_morning(lead))
