"""Times in the database are whole milliseconds since 1970 in UTC: the same number on every engine."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS_IN_DAY = 24 * 60 * 60


def to_ms(at: datetime) -> int:
    """Return an aware moment as milliseconds, rounded down. Raises TypeError when it has no zone."""
    since = at - _EPOCH
    return (since.days * _SECONDS_IN_DAY + since.seconds) * 1000 + since.microseconds // 1000


def from_ms(ms: int) -> datetime:
    """Return milliseconds as an aware moment in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def from_ms_or_none(ms: int | None) -> datetime | None:
    """Return milliseconds as an aware moment in UTC; None stays None."""
    return None if ms is None else from_ms(ms)
