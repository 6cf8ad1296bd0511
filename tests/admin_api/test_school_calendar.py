"""The school's calendar is kept entry by entry or as a file, whole or not at all."""

from typing import Any

import pytest

from mentoring.people import PersonId
from storage import hours
from tests.admin_api.desk import Desk, problems_by_field

EXAMS = {"first_day": "2026-05-11", "last_day": "2026-05-22", "kind": "exam", "name": "Final exams"}

ICALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//School//EN
BEGIN:VEVENT
UID:1
SUMMARY:Exams\\, spring
CATEGORIES:School,EXAM
DTSTART;VALUE=DATE:20260511
DTEND;VALUE=DATE:20260523
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Workshop
CATEGORIES:placement
DTSTART;VALUE=DATE:20260302
RRULE:FREQ=WEEKLY;COUNT=3
EXDATE;VALUE=DATE:20260309
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Snow day
DTSTART;VALUE=DATE:20260305
END:VEVENT
END:VCALENDAR
"""


async def calendar(desk: Desk) -> list[tuple[Any, ...]]:
    items = (await desk.get("/programmes/1/calendar"))["items"]
    return [(one["first_day"], one["last_day"], one["kind"], one["name"], one["off"]) for one in items]


async def imported(desk: Desk, text: str, **fields: Any) -> Any:
    body = {"format": "csv", "text": text} | fields
    return await desk.post("/programmes/1/calendar/import", body)


async def test_an_entry_is_added_changed_and_removed(desk: Desk) -> None:
    await desk.programme()

    added = await desk.post("/programmes/1/calendar", EXAMS)
    assert added == EXAMS | {"id": 1, "off": True}
    changed = await desk.patch("/programmes/1/calendar/1", {"last_day": "2026-05-11", "off": False, "name": None})
    assert changed == EXAMS | {"id": 1, "last_day": "2026-05-11", "off": False}
    assert await desk.patch("/programmes/1/calendar/1", {}) == changed
    problem = await desk.refused(422, "PATCH", "/programmes/1/calendar/1", {"first_day": "2026-05-12"})
    assert problems_by_field(problem) == {"last day": "The last day cannot be before the first."}
    removed = await desk.client.delete("/api/v1/programmes/1/calendar/1")

    assert removed.status_code == 204
    assert await calendar(desk) == []
    assert await desk.audited("programme:1") == [
        "programme.added",
        "calendar.entry_added",
        "calendar.entry_changed",
        "calendar.entry_removed",
    ]
    assert (await desk.get("/programmes/1"))["rules_version"] == 3  # the last one took nothing away that was off


async def test_what_is_off_stops_the_clocks_of_everybody_in_the_programme(desk: Desk) -> None:
    await desk.programme()
    await desk.person("mentor", "Ben")
    await desk.post("/programmes/1/calendar", EXAMS | {"first_day": "2026-03-01", "last_day": "2026-03-04"})
    await desk.post("/programmes/1/calendar", EXAMS | {"kind": "term", "first_day": "2026-03-01"})

    own = await desk.store.read(lambda tx: hours.hours_of(tx, PersonId(1)))

    assert own.reach.is_open(desk.now)
    assert not own.answering.is_open(desk.now)
    assert own.answering.next_open(desk.now).isoformat() == "2026-03-04T22:00:00+00:00"


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"last_day": "2026-05-10"}, "last day", "The last day cannot be before the first."),
        ({"last_day": "2027-05-12"}, "last day", "One entry can last 366 days at most."),
        ({"first_day": "11.5.2026"}, "first day", "This must be a day such as 2026-03-09."),
        ({"first_day": "2026-02-30"}, "first day", "This must be a day such as 2026-03-09."),
        ({"first_day": 20260511}, "first day", "This must be a day such as 2026-03-09."),
        ({"kind": "party"}, "kind", "This must be one of:"),
        ({"name": "two\nlines"}, "name", "This must be one line without control characters."),
        ({"off": "no"}, "off", "This must be true or false."),
    ],
)
async def test_an_entry_that_cannot_be_is_refused(
    desk: Desk, change: dict[str, Any], field: str, sentence: str
) -> None:
    await desk.programme()

    problem = await desk.refused(422, "POST", "/programmes/1/calendar", EXAMS | change)

    assert problems_by_field(problem)[field].startswith(sentence)


async def test_the_calendar_of_another_programme_is_not_there(desk: Desk) -> None:
    await desk.programme()
    await desk.programme(name="Other")
    await desk.post("/programmes/1/calendar", EXAMS)

    await desk.refused(404, "PATCH", "/programmes/2/calendar/1", {"off": False})
    await desk.refused(404, "DELETE", "/programmes/2/calendar/1")

    assert len(await calendar(desk)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "first_day,last_day,kind,name\n2026-04-10,2026-04-13,holiday,Easter\n2026-05-11,,exam,Exam\n",
        "\ufeffFirst day;Last day;Kind;Name\r\n10.4.2026;13.04.2026;holiday;Easter\r\n11.05.2026;;exam;Exam\r\n",
        'name\tfirst_day\tlast_day\tkind\toff\n"Easter"\t2026-04-10\t2026-04-13\t\tyes\n\nExam\t2026-05-11\t\texam\t\n',
    ],
)
async def test_a_spreadsheet_is_imported_however_it_was_saved(desk: Desk, text: str) -> None:
    await desk.programme()

    assert await imported(desk, text) == {"added": 2, "removed": 0}

    assert await calendar(desk) == [
        ("2026-04-10", "2026-04-13", "holiday", "Easter", True),
        ("2026-05-11", "2026-05-11", "exam", "Exam", True),
    ]


async def test_an_import_can_take_the_place_of_what_there_was(desk: Desk) -> None:
    await desk.programme()
    await desk.post("/programmes/1/calendar", EXAMS)

    assert await imported(desk, "first_day,name\n2026-04-10,Easter\n", replace=True) == {"added": 1, "removed": 1}

    assert await calendar(desk) == [("2026-04-10", "2026-04-10", "holiday", "Easter", True)]


async def test_events_are_imported_with_their_kinds_and_each_time_they_recur(desk: Desk) -> None:
    await desk.programme()

    assert await imported(desk, ICALENDAR, format="icalendar", kind="term_break") == {"added": 4, "removed": 0}

    assert await calendar(desk) == [
        ("2026-03-02", "2026-03-02", "placement", "Workshop", True),
        ("2026-03-05", "2026-03-05", "term_break", "Snow day", True),
        ("2026-03-16", "2026-03-16", "placement", "Workshop", True),
        ("2026-05-11", "2026-05-22", "exam", "Exams, spring", True),
    ]


async def test_what_recurs_for_ever_ends_at_the_horizon_or_is_refused(desk: Desk) -> None:
    await desk.programme()
    yearly = ICALENDAR.replace("FREQ=WEEKLY;COUNT=3", "FREQ=YEARLY")
    daily = ICALENDAR.replace("FREQ=WEEKLY;COUNT=3", "FREQ=DAILY")

    assert (await imported(desk, yearly, format="icalendar"))["added"] == 6
    problem = await desk.refused(422, "POST", "/programmes/1/calendar/import", {"format": "icalendar", "text": daily})

    assert problems_by_field(problem) == {"text, the file": "This has more than 1000 entries."}


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (
            "first_day,last_day,kind,name\n2026-04-10,2026-04-09,holiday,Easter\n2026-05-11,,party,\n2026-05-12,,exam,Ok\n",
            {
                "text, line 2, last day": "The last day cannot be before the first.",
                "text, line 3, kind": "This must be one of: 'term', 'holiday', 'term_break', 'exam' or 'placement'.",
                "text, line 3, name": "This is needed.",
            },
        ),
        (
            "first_day,name,off\n3/4/2026,Easter,perhaps\n",
            {
                "text, line 2, first day": "This must be a day such as 2026-03-09.",
                "text, line 2, off": "This must be true or false.",
            },
        ),
        (
            "day,name\n2026-04-10,Easter\n",
            {
                "text, line 1": "The first line must name the columns: first_day, last_day, kind, name, off; of these, "
                "first_day and name are needed."
            },
        ),
        ("first_day,name\n", {"text, the file": "There is no entry in this."}),
        (
            "first_day,name\n2026-04-10,Easter,and more\n",
            {"text, line 2": "This line has more than the 2 columns of the first."},
        ),
    ],
)
async def test_a_wrong_line_is_named_and_nothing_of_the_file_is_kept(
    desk: Desk, text: str, problems: dict[str, str]
) -> None:
    await desk.programme()

    problem = await desk.refused(422, "POST", "/programmes/1/calendar/import", {"format": "csv", "text": text})

    assert problems_by_field(problem) == problems
    assert await calendar(desk) == []


@pytest.mark.parametrize(
    ("was", "becomes", "problems"),
    [
        ("BEGIN:VCALENDAR\n", "", {"text, the file": "This is not an iCalendar file."}),
        (
            "DATE:20260305",
            "DATE:2026-03-05x",
            {"text, event 3, first day": "The DTSTART of this event cannot be read."},
        ),
        (
            "DTSTART;VALUE=DATE:20260305",
            "DTSTART:20260305T080000Z",
            {"text, event 3, first day": "This event has hours; only whole days can be days of the calendar."},
        ),
        ("SUMMARY:Workshop\n", "", {"text, event 2, name": "This event has no SUMMARY."}),
        ("FREQ=WEEKLY", "FREQ=SECONDLY", {"text, event 2, first day": "This event recurs within a day."}),
    ],
)
async def test_a_wrong_event_is_named_and_nothing_of_the_file_is_kept(
    desk: Desk, was: str, becomes: str, problems: dict[str, str]
) -> None:
    await desk.programme()
    assert was in ICALENDAR
    text = ICALENDAR.replace(was, becomes)

    problem = await desk.refused(422, "POST", "/programmes/1/calendar/import", {"format": "icalendar", "text": text})

    assert problems_by_field(problem) == problems
    assert await calendar(desk) == []


async def test_the_public_holidays_of_a_year_are_listed(desk: Desk) -> None:
    await desk.programme(rules={"holiday_country": "BG"})

    listed = await desk.get("/programmes/1/holidays", year=2026)

    assert (listed["country"], listed["subdivision"]) == ("BG", None)
    assert {"day": "2026-03-03", "name": "Liberation Day"} in listed["holidays"]
    assert listed["holidays"] == sorted(listed["holidays"], key=lambda holiday: holiday["day"])


async def test_without_a_country_no_day_is_a_public_holiday(desk: Desk) -> None:
    await desk.programme()

    assert (await desk.get("/programmes/1/holidays", year=2026))["holidays"] == []
    await desk.refused(422, "GET", "/programmes/1/holidays?year=1999")
    await desk.refused(422, "GET", "/programmes/1/holidays")
