"""The school calendar of each programme. What is off is repeated in the programme's own row, for the message path."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from mentoring.people import ProgrammeId
from mentoring.school_calendar import CalendarEntry, CalendarEntryId, CalendarKind
from storage.hours import days_off_to_json
from storage.times import to_ms
from storage.tx import Row, Tx

_COLUMNS = "id, programme_id, kind, first_day, last_day, name, off"


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry of a programme's calendar, as it is kept."""

    id: CalendarEntryId
    programme_id: ProgrammeId
    entry: CalendarEntry


def add(tx: Tx, programme: ProgrammeId, entries: Iterable[CalendarEntry], now: datetime) -> list[CalendarEntryId]:
    """Add entries to a programme's calendar and return their ids, in their order."""
    ids = [
        CalendarEntryId(
            tx.insert(
                "INSERT INTO calendar_entries (programme_id, kind, first_day, last_day, name, off, created_at)"
                " VALUES (:programme, :kind, :first_day, :last_day, :name, :off, :now) RETURNING id",
                programme=programme,
                now=to_ms(now),
                **_values(entry),
            )
        )
        for entry in entries
    ]
    _put_into_force(tx, programme)
    return ids


def get(tx: Tx, entry: CalendarEntryId) -> KeptEntry | None:
    """Return an entry, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM calendar_entries WHERE id = :id", id=entry)
    return None if row is None else _entry(row)


def page(tx: Tx, programme: ProgrammeId, *, after: int, limit: int) -> list[KeptEntry]:
    """Return the first `limit` entries of a programme's calendar whose id is greater than `after`."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM calendar_entries WHERE programme_id = :programme AND id > :after"
        " ORDER BY id LIMIT :limit",
        programme=programme,
        after=after,
        limit=limit,
    )
    return [_entry(row) for row in rows]


def of_programme(tx: Tx, programme: ProgrammeId) -> list[KeptEntry]:
    """Return a programme's whole calendar, by the first days."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM calendar_entries WHERE programme_id = :programme ORDER BY first_day, id",
        programme=programme,
    )
    return [_entry(row) for row in rows]


def change(tx: Tx, kept: KeptEntry) -> None:
    """Keep what an entry says now."""
    tx.run(
        "UPDATE calendar_entries SET kind = :kind, first_day = :first_day, last_day = :last_day, name = :name,"
        " off = :off WHERE id = :id",
        id=kept.id,
        **_values(kept.entry),
    )
    _put_into_force(tx, kept.programme_id)


def remove(tx: Tx, kept: KeptEntry) -> None:
    """Take an entry out of the calendar."""
    tx.run("DELETE FROM calendar_entries WHERE id = :id", id=kept.id)
    _put_into_force(tx, kept.programme_id)


def clear(tx: Tx, programme: ProgrammeId) -> int:
    """Take everything out of a programme's calendar and return how many entries that were."""
    removed = tx.run("DELETE FROM calendar_entries WHERE programme_id = :programme", programme=programme)
    _put_into_force(tx, programme)
    return removed


def _put_into_force(tx: Tx, programme: ProgrammeId) -> None:
    """Repeat what is off in the programme's row, and count a new version when that is not what it was."""
    tx.run(
        "UPDATE programmes SET rules_version = rules_version + CASE WHEN days_off = :days_off THEN 0 ELSE 1 END,"
        " days_off = :days_off WHERE id = :programme",
        programme=programme,
        days_off=days_off_to_json([kept.entry for kept in of_programme(tx, programme)]),
    )


def _values(entry: CalendarEntry) -> dict[str, object]:
    return {
        "kind": entry.kind.value,
        "first_day": f"{entry.first_day}",
        "last_day": f"{entry.last_day}",
        "name": entry.name,
        "off": entry.off,
    }


def _entry(row: Row) -> KeptEntry:
    first_day, last_day = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
    entry = CalendarEntry(first_day, last_day, CalendarKind(row["kind"]), row["name"], bool(row["off"]))
    return KeptEntry(CalendarEntryId(row["id"]), ProgrammeId(row["programme_id"]), entry)
