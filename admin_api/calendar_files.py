"""A school's calendar as a file: CSV as spreadsheets save it, or iCalendar as calendars export it.

Both become the fields of calendar entries, each with where it stood, so that what is wrong with one can be told.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from mentoring.school_calendar import CalendarKind

if TYPE_CHECKING:
    from icalendar import Calendar, Event

MOST_ENTRIES = 1000
"""A file with more entries than this is no school's calendar."""

COLUMNS = ("first_day", "last_day", "kind", "name", "off")
_NEEDED = ("first_day", "name")
_YES_AND_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_WRITTEN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")  # as in Bulgaria, Turkey, Germany; 3/4/2026 says two things
_OFTEN = {"SECONDLY", "MINUTELY", "HOURLY"}
_DAY = timedelta(days=1)
_STEP = timedelta(days=60)
_FIRST_YEAR = 1970
_PROPERTIES = {
    "DTSTART": "first_day",
    "DTEND": "last_day",
    "DURATION": "last_day",
    "SUMMARY": "name",
    "CATEGORIES": "kind",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One entry as a file has it: where it stands ("line 3", "event 2") and its fields, not checked yet."""

    where: str
    fields: dict[str, Any]


class UnreadableFile(ValueError):
    """A file cannot be read; each problem says where and what: `("line 3", "first day", "This is needed.")`."""

    def __init__(self, problems: Iterable[tuple[str, str, str]]) -> None:
        self.problems = list(problems)
        super().__init__("the calendar's file cannot be read")


def read_csv(text: str, otherwise: CalendarKind) -> list[Found]:
    """Return the entries of a CSV file whose first line names its columns; `otherwise` is the kind where none stands.

    Columns may be separated by commas, semicolons or tabs, and come in any order. Days are 2026-03-09 or 9.3.2026.
    Raises UnreadableFile when the first line does not name what is needed, or there are too many lines.
    """
    text = text.removeprefix("\ufeff")
    first_line = text.partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    names = [name.strip().lower().replace(" ", "_") for name in next(rows, [])]
    _check_header(names)
    found = []
    try:
        for row in rows:
            values = dict(zip(names, (value.strip() for value in row), strict=False))
            if any(values.values()):
                where = f"line {rows.line_num}"
                if len(row) > len(names):
                    raise UnreadableFile(
                        [(where, "", f"This line has more than the {len(names)} columns of the first.")]
                    )
                found.append(Found(where, _csv_fields(values, otherwise)))
                _check_count(found)
    except csv.Error as error:
        raise UnreadableFile([(f"line {rows.line_num}", "", f"This cannot be read as CSV: {error}.")]) from error
    return found


def read_icalendar(text: str, otherwise: CalendarKind, since: date, until: date) -> list[Found]:
    """Return the events of an iCalendar file as entries, those that recur once for each time from `since` to `until`.

    An event's kind is the first of its CATEGORIES that is one, else `otherwise`. Raises UnreadableFile with every event
    that is not made of whole days, has no name, or cannot be read.
    """
    from icalendar import Calendar, Event  # here: megabytes that are needed once a year

    try:
        calendar = Calendar.from_ical(text)
    except ValueError as error:
        raise UnreadableFile([("the file", "", "This is not an iCalendar file.")]) from error
    events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    _check_count(events)
    problems = [
        (f"event {number}", field, sentence)
        for number, event in enumerate(events, start=1)
        for field, sentence in _problems_with(event)
    ]
    if problems:
        raise UnreadableFile(problems)
    found = []
    for number, event in enumerate(events, start=1):
        # For the kind, the event as it was written: an occurrence carries its properties along.
        event["X-INTERLUDE-EVENT"] = str(number)
    happening = _happening(calendar, since, until)
    for event in happening:
        first, last = _days_of(event)
        fields = {
            "first_day": f"{first}",
            "last_day": f"{last}",
            "kind": _kind_of(event, otherwise),
            "name": _name_of(event),
        }
        found.append(Found(f"event {event['X-INTERLUDE-EVENT']}", fields))
    return found


def _happening(calendar: "Calendar", since: date, until: date) -> list[Any]:
    """Return each time that an event happens, by its first day.

    Looked for in steps: a file can say "every day, for ever" a thousand times, and then the first step is enough.
    """
    from recurring_ical_events import of as occurrences_of

    happening: list[Any] = []
    query = occurrences_of(calendar)
    first = since
    try:
        while first <= until:
            end = min(first + _STEP, until + _DAY)
            found = [one for one in query.between(first, end) if first <= one["DTSTART"].dt or first == since]
            happening += sorted(found, key=lambda one: one["DTSTART"].dt)
            _check_count(happening)
            first = end
    except UnreadableFile:
        raise
    except (ValueError, TypeError, OverflowError) as error:
        raise UnreadableFile([("the file", "", "An event recurs in a way that cannot be read.")]) from error
    return happening


def _check_header(names: list[str]) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in names]
    doubled = len(set(names)) < len(names)
    if unknown or missing or doubled:
        sentence = (
            f"The first line must name the columns: {', '.join(COLUMNS)}; of these, first_day and name are needed."
        )
        raise UnreadableFile([("line 1", "", sentence)])


def _check_count(entries: list[Any]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise UnreadableFile([("the file", "", f"This has more than {MOST_ENTRIES} entries.")])


def _csv_fields(values: dict[str, str], otherwise: CalendarKind) -> dict[str, Any]:
    fields: dict[str, Any] = {name: value for name, value in values.items() if value}
    fields.setdefault("kind", otherwise)
    for name in ("first_day", "last_day"):
        written = _WRITTEN_DAY.fullmatch(values.get(name, ""))
        if written:
            day, month, year = written.groups()
            fields[name] = f"{year}-{month:0>2}-{day:0>2}"
    if "off" in fields:
        fields["off"] = _YES_AND_NO.get(values["off"].lower(), values["off"])
    return fields


def _problems_with(event: "Event") -> Iterator[tuple[str, str]]:
    """Yield the fields that keep an event from being an entry, and why."""
    broken = sorted({name or "" for name, _ in event.errors})
    for name in broken:
        yield _PROPERTIES.get(name, name), f"The {name} of this event cannot be read."
    if broken:
        return
    if not _name_of(event):
        yield "name", "This event has no SUMMARY."
    start, end = event.get("DTSTART"), event.get("DTEND")
    if start is None:
        yield "first_day", "This event has no DTSTART."
    elif any(at is not None and isinstance(getattr(at, "dt", None), datetime) for at in (start, end)):
        yield "first_day", "This event has hours; only whole days can be days of the calendar."
    elif start.dt.year < _FIRST_YEAR:
        yield "first_day", f"This event begins before {_FIRST_YEAR}."
    rule = event.get("RRULE")
    if rule is not None and _OFTEN & {str(often).upper() for often in rule.get("FREQ", [])}:
        yield "first_day", "This event recurs within a day."


def _days_of(event: Any) -> tuple[date, date]:
    """Return the first and the last day of an event; iCalendar's end is the day after the last."""
    first: date = event["DTSTART"].dt
    if "DTEND" in event:
        return first, max(first, event["DTEND"].dt - _DAY)
    length = event["DURATION"].dt if "DURATION" in event else _DAY
    return first, max(first, first + length - _DAY)


def _name_of(event: Any) -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())


def _kind_of(event: Any, otherwise: CalendarKind) -> str:
    given = event.get("CATEGORIES", [])
    for group in given if isinstance(given, list) else [given]:
        for category in getattr(group, "cats", []):
            name = str(category).strip().lower().replace(" ", "_")
            if name in set(CalendarKind):
                return name
    return otherwise
