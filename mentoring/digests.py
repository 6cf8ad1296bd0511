"""The digest: once on a school day, at the programme's hour, what there is for the staff to look at."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.days_off import DaysOff, OffKind
from mentoring.quiet_hours import QuietHours
from mentoring.wall_time import span_start

_WEEKEND = frozenset({5, 6})
_SCHOOL_IS_CLOSED = frozenset({OffKind.HOLIDAY, OffKind.TERM_BREAK, OffKind.PUBLIC_HOLIDAY})
_LATE = timedelta(hours=1)


def digest_moment(zone: ZoneInfo, at: time, day: date) -> datetime:
    """Return when the digest of `day` comes, in UTC.

    An hour that a clock change skips comes at the change; of one that comes twice it is the first.
    """
    return span_start(day, at, zone)


def next_digest(zone: ZoneInfo, at: time, after: datetime) -> tuple[date, datetime]:
    """Return the first day whose digest comes later than `after` (aware), and when that is, in UTC.

    Every day has one here, also those on which none is sent: what is a school day is seen on the day itself.
    """
    day = after.astimezone(zone).date()
    while digest_moment(zone, at, day) <= after:
        day += timedelta(days=1)
    return day, digest_moment(zone, at, day)


def begins_week(day: date, last: date | None) -> bool:
    """Return whether the digest of `day` is the first of its week; `last` is the day of the one before, None for none.

    Weeks begin on Monday; when that is a holiday the next school day's digest is the first.
    """
    return last is None or day.isocalendar()[:2] != last.isocalendar()[:2]


def is_wanted(quiet: QuietHours, at: time, now: datetime, days_off: DaysOff) -> bool:
    """Return whether a digest may be sent at `now`, in the programme's zone, which is that of `quiet`.

    Not before today's hour, not at a weekend or on a day off; and one that is late (the machine was off) does not come
    in quiet hours: the next morning's has it all. In exams and placements the staff are at work.
    """
    today = now.astimezone(quiet.zone).date()
    moment = digest_moment(quiet.zone, at, today)
    off = days_off.on(today)
    if now < moment or today.weekday() in _WEEKEND or (off is not None and off.kind in _SCHOOL_IS_CLOSED):
        return False
    return now - moment < _LATE or not quiet.is_quiet(now)
