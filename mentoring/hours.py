"""A person's hours: what the programme, the pair's agreement, the calendar and the person themselves make of a day.

The stricter always holds: a minute that is quiet in the programme or in the agreement is quiet, and of two answer
times the shorter counts.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from mentoring.agreement.enforcement import EnforceableTerms
from mentoring.days_off import NO_DAYS_OFF, DaysOff
from mentoring.open_hours import OpenHours
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock, QuietHours
from mentoring.school_calendar import CalendarEntry


@dataclass(frozen=True, slots=True)
class Agreed:
    """The version of a pair's agreement that is in force, and what the software keeps of it."""

    version: int
    terms: EnforceableTerms


@dataclass(frozen=True, slots=True)
class Hours:
    """A person's hours: `reach` when ordinary messages and prompts reach them, `answering` when their clocks run.

    Clocks rest on days off and while the person is away, too; messages only if the programme says so of days off.
    """

    reach: OpenHours
    answering: OpenHours

    def while_away(self, away: tuple[tuple[datetime, datetime], ...]) -> Self:
        """Return these hours with the spans (UTC) in which the person is away: their clocks rest, messages arrive."""
        return replace(self, answering=replace(self.answering, away=away))


def hours_in(
    zone: ZoneInfo,
    rules: Rules,
    calendar: tuple[CalendarEntry, ...] = (),
    agreed: Agreed | None = None,
) -> Hours:
    """Return the hours of somebody who lives in `zone` and is not away.

    `calendar` are the programme's entries that are off; `agreed` is None where no agreement is in force, or none is
    meant.
    """
    quiet = _week(zone, tuple(sorted(rules.quiet_blocks)))
    added = None if agreed is None or not agreed.terms.quiet_blocks else _week(zone, agreed.terms.quiet_blocks)
    days_off = DaysOff(tuple(sorted(calendar)), rules.holiday_country, rules.holiday_subdivision)
    return Hours(
        reach=OpenHours(quiet, added, days_off if rules.quiet_on_days_off else NO_DAYS_OFF),
        answering=OpenHours(quiet, added, days_off),
    )


def answer_time(rules: Rules, agreed: Agreed | None) -> timedelta | None:
    """Return how much open time an answer may take, the shorter of what is set and agreed; None for no limit."""
    promised = None if agreed is None else agreed.terms.answer
    limits = [limit for limit in (rules.response_window, promised) if limit is not None]
    return min(limits, default=None)


# Shared: a week remembers the nights that it has worked out, and a programme's pairs all sleep the same ones.
@lru_cache(maxsize=4096)
def _week(zone: ZoneInfo, blocks: tuple[QuietBlock, ...]) -> QuietHours:
    return QuietHours(zone, blocks)
