"""When a programme's school is at work, put together from its rules and its calendar."""

from mentoring.days_off import DaysOff
from mentoring.programmes import Programme
from mentoring.queue import SchoolDays
from storage import programmes
from storage.tx import Tx


def school_days_of(tx: Tx, programme: Programme) -> SchoolDays:
    """Return when the staff of a programme read: on school days, from the hour of their digest."""
    rules = programme.rules
    days_off = DaysOff(programmes.days_off(tx, programme.id), rules.holiday_country, rules.holiday_subdivision)
    return SchoolDays(programme.quiet_hours, rules.digest_at, days_off)
