"""The school calendar of a programme: entry by entry, or a whole file; and the public holidays of a year."""

from asyncio import to_thread
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field, StrictBool, ValidationError, ValidationInfo, field_validator

from admin_api import news
from admin_api.calendar_files import Found, UnreadableFile, read_csv, read_icalendar
from admin_api.field_errors import FieldError, field_error, field_errors
from admin_api.house import ACTOR, Here
from admin_api.problems import ANY_BODY, INVALID, NOT_FOUND, documented, found, invalid
from admin_api.programmes import the_programme
from admin_api.shapes import Day, EntryIdAsked, Identified, Line, Page, ProgrammeIdAsked, Shape, ThisPage
from mentoring.people import ProgrammeId
from mentoring.public_holidays import public_holidays
from mentoring.school_calendar import LONGEST_SPAN_DAYS, CalendarEntry, CalendarEntryId, CalendarKind, check_span
from storage import audit, hours, school_calendar
from storage.school_calendar import KeptEntry
from storage.tx import Tx

router = APIRouter(prefix="/programmes/{programme_id}", tags=["calendar"])

_MOST_TOLD = 50  # of the mistakes in a file: whoever has more has sent the wrong one
_LOOKED_BACK = timedelta(days=366)
_LOOKED_AHEAD = timedelta(days=3 * 366)
_KIND = (
    "What it is: `holiday`, `term_break`, `exam` and `placement` are off unless `off` says otherwise; a `term` is not."
)
_OFF = (
    "Whether clocks rest meanwhile (messages wait where the rules say so); null or left out, as is usual for its kind."
)


_WRONG_SPANS = {
    "too_long": f"One entry can last {LONGEST_SPAN_DAYS} days at most.",
    "ends_before_it_starts": "The last day cannot be before the first.",
}


class EntryToAdd(Shape):
    """A span of whole days of the school's calendar."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"first_day": "2026-05-11", "last_day": "2026-05-22", "kind": "exam", "name": "Final exams"},
                {"first_day": "2026-03-04", "kind": "placement", "name": "Open day at the workshop", "off": False},
            ]
        }
    )

    first_day: Day = Field(description="Its first day, where each person lives.", examples=["2026-05-11"])
    last_day: Day | None = Field(
        default=None, description="Its last day; left out or null, it has only one.", examples=["2026-05-22"]
    )
    kind: CalendarKind = Field(description=_KIND)
    name: Line = Field(description="What the school calls it; people read it.", examples=["Final exams"])
    off: StrictBool | None = Field(default=None, description=_OFF)

    @field_validator("last_day")
    @classmethod
    def _after_the_first(cls, last_day: date | None, info: ValidationInfo) -> date | None:
        first_day = info.data.get("first_day")
        wrong = None if first_day is None or last_day is None else check_span(first_day, last_day)
        if wrong is not None:
            raise ValueError(_WRONG_SPANS[wrong.why])
        return last_day

    def entry(self) -> CalendarEntry:
        """Return the entry that it describes."""
        off = self.kind.usually_off if self.off is None else self.off
        return CalendarEntry(self.first_day, self.last_day or self.first_day, self.kind, self.name, off)


class EntryChange(Shape):
    """What is to be different in an entry. What is left out or null stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"last_day": "2026-05-24"}, {"name": "Exams of the third year", "off": False}]}
    )

    first_day: Day | None = Field(default=None, description="Its first day.", examples=["2026-05-11"])
    last_day: Day | None = Field(default=None, description="Its last day.", examples=["2026-05-24"])
    kind: CalendarKind | None = Field(default=None, description="What it is; `off` stays as it is, too.")
    name: Line | None = Field(default=None, description="What the school calls it.")
    off: StrictBool | None = Field(default=None, description="Whether clocks rest meanwhile.")

    def of(self, entry: CalendarEntry) -> CalendarEntry:
        """Return an entry with the change made. Raises the 422 problem when its days cannot be so."""
        given = {name: value for name, value in self.model_dump().items() if value is not None}
        wanted = replace(entry, **given)
        wrong = check_span(wanted.first_day, wanted.last_day)
        if wrong is not None:
            raise invalid(field_error(_WRONG_SPANS[wrong.why], "last_day"))
        return wanted


class EntryShown(Identified):
    """An entry of a programme's calendar."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 5,
                    "first_day": "2026-05-11",
                    "last_day": "2026-05-22",
                    "kind": "exam",
                    "name": "Final exams",
                    "off": True,
                }
            ]
        }
    )

    first_day: date = Field(description="Its first day.")
    last_day: date = Field(description="Its last day.")
    kind: CalendarKind = Field(description="What it is.")
    name: str = Field(description="What the school calls it.")
    off: bool = Field(description="Whether clocks rest meanwhile.")


class EntryPage(Page[EntryShown]):
    """Some of the calendar."""


class FileFormat(StrEnum):
    """How a calendar's file is written."""

    CSV = "csv"
    ICALENDAR = "icalendar"


class FileToImport(Shape):
    """A file with a school's calendar."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "format": "csv",
                    "text": "first_day,last_day,kind,name\n2026-04-10,2026-04-13,holiday,Easter\n"
                    "2026-05-11,2026-05-22,exam,Final exams\n",
                    "replace": True,
                }
            ]
        }
    )

    format: FileFormat = Field(
        description="`csv`: columns first_day, last_day, kind, name, off; `icalendar`: an .ics file."
    )
    text: str = Field(min_length=1, max_length=400_000, description="What is in the file.")
    kind: CalendarKind = Field(
        default=CalendarKind.HOLIDAY, description="The kind of the entries that do not say theirs."
    )
    replace: StrictBool = Field(default=False, description="Whether they take the place of the calendar there is.")


class Imported(Shape):
    """What came of an import."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"added": 2, "removed": 0}]})

    added: int = Field(description="How many entries were added.")
    removed: int = Field(description="How many were removed, because they were replaced.")


class HolidayShown(Shape):
    """A public holiday."""

    day: date = Field(description="Its day.", examples=["2026-03-03"])
    name: str = Field(description="Its name, in English where that is known.", examples=["Liberation Day"])


class HolidaysShown(Shape):
    """The public holidays of a year that are days off in a programme."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "year": 2026,
                    "country": "BG",
                    "subdivision": None,
                    "holidays": [{"day": "2026-03-03", "name": "Liberation Day"}],
                }
            ]
        }
    )

    year: int = Field(description="The year.")
    country: str | None = Field(description="Whose holidays they are; null when the rules name no country.")
    subdivision: str | None = Field(description="The part of the country; null for none.")
    holidays: list[HolidayShown] = Field(description="The holidays, by their days.")


class YearAsked(Shape):
    """Which year is wanted."""

    year: int = Field(ge=2000, le=2100, description="The year.", examples=[2026])


@router.post("/calendar", status_code=201, summary="Add an entry", responses=documented(NOT_FOUND, *ANY_BODY))
async def add_calendar_entry(programme_id: ProgrammeIdAsked, asked: EntryToAdd, house: Here) -> EntryShown:
    """Add one span to the programme's calendar. What waits for somebody is decided again at once."""
    now = house.now()

    def act(tx: Tx) -> KeptEntry:
        programme = the_programme(tx, programme_id).id
        (entry,) = school_calendar.add(tx, programme, [asked.entry()], now)
        _follow(tx, programme, "calendar.entry_added", now, entry=entry)
        return _the_entry(tx, programme, entry)

    return _shown(await house.store.write(act))


@router.get("/calendar", summary="List the calendar", responses=documented(NOT_FOUND, INVALID))
async def list_calendar(programme_id: ProgrammeIdAsked, asked: ThisPage, house: Here) -> EntryPage:
    """List the programme's calendar, in the order in which it was entered."""

    def look(tx: Tx) -> list[KeptEntry]:
        programme = the_programme(tx, programme_id)
        return school_calendar.page(tx, programme.id, after=asked.after, limit=asked.limit + 1)

    return EntryPage.cut([_shown(entry) for entry in await house.store.read(look)], asked.limit)


@router.patch("/calendar/{entry_id}", summary="Change an entry", responses=documented(NOT_FOUND, *ANY_BODY))
async def change_calendar_entry(
    programme_id: ProgrammeIdAsked, entry_id: EntryIdAsked, asked: EntryChange, house: Here
) -> EntryShown:
    """Change an entry. What waits for somebody is decided again at once."""
    now = house.now()

    def act(tx: Tx) -> KeptEntry:
        kept = _the_entry(tx, programme_id, entry_id)
        wanted = asked.of(kept.entry)
        if wanted != kept.entry:
            school_calendar.change(tx, replace(kept, entry=wanted))
            _follow(tx, kept.programme_id, "calendar.entry_changed", now, entry=kept.id)
        return _the_entry(tx, programme_id, entry_id)

    return _shown(await house.store.write(act))


@router.delete("/calendar/{entry_id}", status_code=204, summary="Remove an entry", responses=documented(NOT_FOUND))
async def remove_calendar_entry(programme_id: ProgrammeIdAsked, entry_id: EntryIdAsked, house: Here) -> None:
    """Take an entry out of the calendar. What waits for somebody is decided again at once."""
    now = house.now()

    def act(tx: Tx) -> None:
        kept = _the_entry(tx, programme_id, entry_id)
        school_calendar.remove(tx, kept)
        _follow(tx, kept.programme_id, "calendar.entry_removed", now, entry=kept.id)

    await house.store.write(act)


@router.post("/calendar/import", summary="Import a file", responses=documented(NOT_FOUND, *ANY_BODY))
async def import_calendar(programme_id: ProgrammeIdAsked, asked: FileToImport, house: Here) -> Imported:
    """Add all that a file holds, or nothing of it: when one entry is wrong, the answer says which, and what.

    In a CSV file the first line names the columns; days are 2026-03-09 or 9.3.2026. In an iCalendar file each event of
    whole days is an entry, its kind the first of its CATEGORIES that is one; what recurs is entered for a year back and
    three years ahead.
    """
    now = house.now()
    # A file that recurs without end keeps a processor busy for a moment: not the one that answers everybody else.
    entries = await to_thread(_entries_in, asked, now)

    def act(tx: Tx) -> Imported:
        programme = the_programme(tx, programme_id).id
        removed = school_calendar.clear(tx, programme) if asked.replace else 0
        school_calendar.add(tx, programme, entries, now)
        _follow(tx, programme, "calendar.imported", now, added=len(entries), removed=removed)
        return Imported(added=len(entries), removed=removed)

    return await house.store.write(act)


@router.get("/holidays", summary="List the public holidays", responses=documented(NOT_FOUND, INVALID))
async def list_holidays(
    programme_id: ProgrammeIdAsked, asked: Annotated[YearAsked, Query()], house: Here
) -> HolidaysShown:
    """List the public holidays of a year, of the country and the part of it that the programme's rules name."""
    rules = (await house.store.read(lambda tx: the_programme(tx, programme_id))).rules
    country, subdivision = rules.holiday_country, rules.holiday_subdivision
    days = {} if country is None else await to_thread(public_holidays, country, subdivision, asked.year)
    holidays = [HolidayShown(day=day, name=name) for day, name in days.items()]
    return HolidaysShown(year=asked.year, country=country, subdivision=subdivision, holidays=holidays)


def _entries_in(asked: FileToImport, now: datetime) -> list[CalendarEntry]:
    """Return the checked entries of a file. Raises the 422 problem that names every one that is wrong."""
    try:
        if asked.format is FileFormat.CSV:
            read = read_csv(asked.text, asked.kind)
        else:
            today = now.date()
            read = read_icalendar(asked.text, asked.kind, today - _LOOKED_BACK, today + _LOOKED_AHEAD)
    except UnreadableFile as error:
        raise invalid(*(_mistake(*problem) for problem in error.problems[:_MOST_TOLD])) from error
    return _checked(read)


def _checked(read: Iterable[Found]) -> list[CalendarEntry]:
    entries, mistakes = [], []
    for one in read:
        try:
            entries.append(EntryToAdd.model_validate(one.fields).entry())
        except ValidationError as error:
            # Our own way from pydantic's errors to sentences leaves out the first part of the place: the body.
            raw = [{**wrong, "loc": ("body", *wrong["loc"])} for wrong in error.errors()]
            mistakes += [_mistake(one.where, wrong.field, wrong.problem) for wrong in field_errors(raw)]
    if mistakes:
        raise invalid(*mistakes[:_MOST_TOLD])
    if not entries:
        raise invalid(_mistake("the file", "", "There is no entry in this."))
    return entries


def _mistake(where: str, field: str, sentence: str) -> FieldError:
    named = ", ".join(filter(None, (where, field.replace("_", " "))))
    return FieldError(field=f"text, {named}", pointer="/text", problem=sentence)


def _the_entry(tx: Tx, programme: int, entry: int) -> KeptEntry:
    kept = school_calendar.get(tx, CalendarEntryId(entry))
    return found(None if kept is None or kept.programme_id != programme else kept, "calendar entry")


def _follow(tx: Tx, programme: ProgrammeId, did: str, now: datetime, **facts: int) -> None:
    """Note that a calendar was changed, and let what waits be decided again."""
    version = the_programme(tx, programme).rules_version
    audit.add(tx, actor=ACTOR, did=did, about=f"programme:{programme}", at=now, rules_version=version, **facts)
    news.hours_changed(tx, hours.affected_in(tx, programme), now)


def _shown(kept: KeptEntry) -> EntryShown:
    entry = kept.entry
    return EntryShown(
        id=kept.id,
        first_day=entry.first_day,
        last_day=entry.last_day,
        kind=entry.kind,
        name=entry.name,
        off=entry.off,
    )
