"""Wall time and moments: when, in UTC, a clock on a wall in some zone shows a time, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


class NaiveTime(ValueError):
    """A moment was given without its zone, so nobody can say when it is."""

    def __init__(self) -> None:
        super().__init__("a moment needs a time zone")


def in_utc(at: datetime) -> datetime:
    """Return an aware moment in UTC. Raises NaiveTime when it has no zone."""
    if at.tzinfo is None:
        raise NaiveTime
    return at.astimezone(UTC)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Return the local day of an aware moment."""
    return at.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return when a local day begins, in UTC: the first moment that has this date."""
    return span_start(day, time.min, zone)


def span_start(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when a local span that begins at `at` begins, in UTC.

    Where a clock change skips that time: the moment of the change. Where it comes twice: the first time.
    """
    early, late = _readings(day, at, zone)
    return early if early <= late else _change_between(late, early, zone)


def span_end(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return when a local span that ends at `at` ends, in UTC.

    Where a clock change skips that time: the moment of the change. Where it comes twice: the second time, unless it is
    the very hour that is put back to, which the span never showed.
    """
    early, late = _readings(day, at, zone)
    if early == late:
        return early
    if early > late:
        return _change_between(late, early, zone)
    put_back_to = _local(late - _SECOND, zone).utcoffset() != _local(late, zone).utcoffset()
    return early if put_back_to else late


def _readings(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the two moments that a wall time may mean (PEP 495): equal, except around a clock change.

    The first is earlier than the second when the time comes twice, and later when it is skipped.
    """
    wall = datetime.combine(day, at, zone)
    return wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment, after `before` and not after `after`, from which the zone has its later offset."""
    offset = _local(after, zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if _local(middle, zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(microsecond=0)


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone)
