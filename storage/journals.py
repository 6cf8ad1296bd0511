"""Journals: entries sealed under their writer's own key, what of them is shared, and when the weekly prompt is wished.

Nothing here is for anybody but the writer: only what is shared may be read by whom it is shared with, through `shares`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from mentoring.content import Content
from mentoring.journal import Entry, EntryId, Habit, ShareId
from mentoring.people import PersonId
from mentoring.relay import MessageId
from storage.messages import Place, content_from_bytes, content_to_bytes
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

MOST_ENTRIES = 5_000
"""How many of somebody's entries, the newest ones, are searched and saved."""

_COLUMNS = "id, person_id, bot_id, chat_id, telegram_id, body, written_at, changed_at, deleted_at"
_SHARE = "id, entry_id, reader_id, message_id, shared_at, read_at, bubble, taken_back_at"


@dataclass(frozen=True, slots=True)
class Journal:
    """A person's journal: since when, when they wish to be asked (None: not), and on which local day they last were.

    `helped_at` is when they were last shown where help is, because of what they wrote; None: never.
    """

    person_id: PersonId
    begun_at: datetime
    habit: Habit | None
    prompted_on: date | None
    helped_at: datetime | None


@dataclass(frozen=True, slots=True)
class EntryShare:
    """An entry that its writer lets somebody read. Moments are aware, UTC.

    `message_id` is the message it became when it is shared with the partner, None with somebody of the staff: they
    open it in the bubble `bubble`, at `read_at`; None until then. `taken_back_at` is None while it is shared.
    """

    id: ShareId
    entry_id: EntryId
    reader_id: PersonId
    message_id: MessageId | None
    shared_at: datetime
    read_at: datetime | None
    bubble: int | None
    taken_back_at: datetime | None


def key_name(person: PersonId) -> str:
    """Return the name of the key that seals what is a person's own."""
    return f"person:{person}"


def begin(tx: Tx, person: PersonId, now: datetime) -> Journal:
    """Return a person's journal, begun now when it was not before."""
    tx.run(
        "INSERT INTO journals (person_id, begun_at) VALUES (:person, :now) ON CONFLICT (person_id) DO NOTHING",
        person=person,
        now=to_ms(now),
    )
    journal = of_person(tx, person)
    assert journal is not None
    return journal


def of_person(tx: Tx, person: PersonId) -> Journal | None:
    """Return a person's journal, or None while they have begun none."""
    row = tx.one(
        "SELECT person_id, begun_at, prompt_weekday, prompt_hour, prompted_on, helped_at FROM journals"
        " WHERE person_id = :person",
        person=person,
    )
    if row is None:
        return None
    weekday, hour = row["prompt_weekday"], row["prompt_hour"]
    return Journal(
        PersonId(row["person_id"]),
        from_ms(row["begun_at"]),
        None if weekday is None or hour is None else Habit(weekday, hour),
        None if row["prompted_on"] is None else date.fromisoformat(row["prompted_on"]),
        from_ms_or_none(row["helped_at"]),
    )


def set_habit(tx: Tx, person: PersonId, habit: Habit | None) -> None:
    """Note when a person wishes to be asked; None for not at all."""
    tx.run(
        "UPDATE journals SET prompt_weekday = :weekday, prompt_hour = :hour WHERE person_id = :person",
        person=person,
        weekday=None if habit is None else habit.weekday,
        hour=None if habit is None else habit.hour,
    )


def note_prompted(tx: Tx, person: PersonId, day: date) -> bool:
    """Note that a person is asked on that local day; False when they were before, on that day."""
    changed = tx.run(
        "UPDATE journals SET prompted_on = :day WHERE person_id = :person"
        " AND (prompted_on IS NULL OR prompted_on <> :day)",
        person=person,
        day=day.isoformat(),
    )
    return changed == 1


def note_helped(tx: Tx, person: PersonId, now: datetime) -> None:
    """Note that a person was shown where help is."""
    tx.run("UPDATE journals SET helped_at = :now WHERE person_id = :person", person=person, now=to_ms(now))


def add(tx: Tx, person: PersonId, place: Place, content: Content, written_at: datetime) -> EntryId:
    """Keep an entry that stands at a place in its writer's chat, and return its id."""
    return EntryId(
        tx.insert(
            "INSERT INTO journal_entries (person_id, bot_id, chat_id, telegram_id, body, written_at)"
            " VALUES (:person, :bot, :chat, :telegram, :body, :written_at) RETURNING id",
            person=person,
            bot=place.bot_id,
            chat=place.chat_id,
            telegram=place.telegram_id,
            body=tx.seal(key_name(person), content_to_bytes(content)),
            written_at=to_ms(written_at),
        )
    )


def get(tx: Tx, entry: EntryId, person: PersonId) -> Entry | None:
    """Return an entry of that person's, deleted a moment ago or not; None: not theirs, erased, or none."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM journal_entries WHERE id = :id AND person_id = :person", id=entry, person=person
    )
    return None if row is None else _entry(tx, row)


def at_place(tx: Tx, place: Place) -> Entry | None:
    """Return the entry that stands at a place; None: none, or erased."""
    row = tx.one(f"SELECT {_COLUMNS} FROM journal_entries WHERE {_AT}", **_at(place))
    return None if row is None else _entry(tx, row)


def was_at_place(tx: Tx, place: Place) -> bool:
    """Return whether what stands at a place is an entry, or was one until it was erased."""
    return tx.one(f"SELECT 1 AS found FROM journal_entries WHERE {_AT}", **_at(place)) is not None


def of(tx: Tx, person: PersonId) -> list[Entry]:
    """Return a person's entries, the newest first, `MOST_ENTRIES` at most; none of those that are deleted."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM journal_entries WHERE person_id = :person AND deleted_at IS NULL"
        " ORDER BY id DESC LIMIT :limit",
        person=person,
        limit=MOST_ENTRIES,
    )
    found = (_entry(tx, row) for row in rows)
    return [entry for entry in found if entry is not None]


def page(tx: Tx, person: PersonId, *, first: int, limit: int) -> list[Entry]:
    """Return `limit` of a person's entries from the newest on, `first` of them passed over; none that is deleted."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM journal_entries WHERE person_id = :person AND deleted_at IS NULL"
        " ORDER BY id DESC LIMIT :limit OFFSET :first",
        person=person,
        limit=limit,
        first=first,
    )
    found = (_entry(tx, row) for row in rows)
    return [entry for entry in found if entry is not None]


def neighbours(tx: Tx, entry: Entry) -> tuple[EntryId | None, EntryId | None]:
    """Return the entries written just after and just before one by the same person; None at either end."""
    row = tx.one(
        "SELECT (SELECT MIN(id) FROM journal_entries WHERE person_id = :person AND deleted_at IS NULL AND id > :id)"
        " AS newer,"
        " (SELECT MAX(id) FROM journal_entries WHERE person_id = :person AND deleted_at IS NULL AND id < :id) AS older",
        person=entry.person_id,
        id=entry.id,
    )
    assert row is not None
    newer, older = row["newer"], row["older"]
    return None if newer is None else EntryId(newer), None if older is None else EntryId(older)


def count(tx: Tx, person: PersonId) -> int:
    """Return how many entries a person has."""
    row = tx.one(
        "SELECT COUNT(*) AS found FROM journal_entries WHERE person_id = :person AND deleted_at IS NULL", person=person
    )
    return 0 if row is None else int(row["found"])


def change(tx: Tx, entry: Entry, content: Content, now: datetime) -> None:
    """Give an entry its edited words. What it said before is gone: it is nobody's business."""
    tx.run(
        "UPDATE journal_entries SET body = :body, changed_at = :now WHERE id = :id AND body IS NOT NULL",
        id=entry.id,
        body=tx.seal(key_name(entry.person_id), content_to_bytes(content)),
        now=to_ms(now),
    )


def delete(tx: Tx, entry: EntryId, person: PersonId, now: datetime) -> bool:
    """Delete an entry, for now; False when it was, or is not theirs."""
    changed = tx.run(
        "UPDATE journal_entries SET deleted_at = :now WHERE id = :id AND person_id = :person AND deleted_at IS NULL",
        id=entry,
        person=person,
        now=to_ms(now),
    )
    return changed == 1


def restore(tx: Tx, entry: EntryId, person: PersonId) -> bool:
    """Have a deleted entry back; False when its words are gone, or it is not theirs."""
    changed = tx.run(
        "UPDATE journal_entries SET deleted_at = NULL WHERE id = :id AND person_id = :person"
        " AND deleted_at IS NOT NULL AND body IS NOT NULL",
        id=entry,
        person=person,
    )
    return changed == 1


def erase(tx: Tx, entry: EntryId, before: datetime) -> Place | None:
    """Erase the words of an entry that was deleted at or before that moment, and return where it stands.

    None when it was had back, deleted anew since, or erased. What waits elsewhere to be passed on after all goes too.
    """
    row = tx.one(
        "UPDATE journal_entries SET body = NULL WHERE id = :id AND deleted_at <= :before AND body IS NOT NULL"
        " RETURNING person_id, bot_id, chat_id, telegram_id",
        id=entry,
        before=to_ms(before),
    )
    if row is None:
        return None
    tx.run(
        "UPDATE undirected SET body = NULL WHERE person_id = :person AND telegram_id = :telegram"
        " AND directed_at IS NULL",
        person=row["person_id"],
        telegram=row["telegram_id"],
    )
    return Place(row["bot_id"], row["chat_id"], row["telegram_id"])


def give_up(tx: Tx, entry: EntryId, person: PersonId) -> bool:
    """Forget an entry that was meant as a message, place and all; False when it is gone, shared, or not theirs."""
    changed = tx.run(
        "DELETE FROM journal_entries WHERE id = :id AND person_id = :person AND deleted_at IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM journal_shares s WHERE s.entry_id = journal_entries.id)",
        id=entry,
        person=person,
    )
    return changed == 1


def share(tx: Tx, entry: EntryId, reader: PersonId, message: MessageId | None, now: datetime) -> ShareId:
    """Note that an entry is shared with somebody (as a message, with the partner), and return the share's id."""
    return ShareId(
        tx.insert(
            "INSERT INTO journal_shares (entry_id, reader_id, message_id, shared_at)"
            " VALUES (:entry, :reader, :message, :now) RETURNING id",
            entry=entry,
            reader=reader,
            message=message,
            now=to_ms(now),
        )
    )


def shares_of(tx: Tx, entry: EntryId) -> list[EntryShare]:
    """Return with whom an entry is shared, the first one first; none that was taken back."""
    rows = tx.all(
        f"SELECT {_SHARE} FROM journal_shares WHERE entry_id = :entry AND taken_back_at IS NULL ORDER BY id",
        entry=entry,
    )
    return [_share(row) for row in rows]


def readers_of(tx: Tx, entry: EntryId) -> list[tuple[str, bool]]:
    """Return the names of those with whom an entry is shared, the first one first.

    Beside each name: whether the staff keep the message from them for now.
    """
    rows = tx.all(
        "SELECT p.display_name, CASE WHEN m.state = 'withheld' THEN 1 ELSE 0 END AS withheld FROM journal_shares s"
        " JOIN people p ON p.id = s.reader_id LEFT JOIN messages m ON m.id = s.message_id"
        " WHERE s.entry_id = :entry AND s.taken_back_at IS NULL ORDER BY s.id",
        entry=entry,
    )
    return [(row["display_name"], bool(row["withheld"])) for row in rows]


def note_told(tx: Tx, entry: EntryId, now: datetime) -> None:
    """Note that the writer of an entry told an adult of it."""
    tx.run("UPDATE journal_entries SET told_at = :now WHERE id = :id AND told_at IS NULL", id=entry, now=to_ms(now))


def was_told(tx: Tx, entry: EntryId) -> bool:
    """Return whether its writer told an adult of an entry."""
    row = tx.one("SELECT told_at FROM journal_entries WHERE id = :id", id=entry)
    return row is not None and row["told_at"] is not None


def get_share(tx: Tx, share_id: ShareId) -> EntryShare | None:
    """Return a share, taken back or not; None when there is none with that id."""
    row = tx.one(f"SELECT {_SHARE} FROM journal_shares WHERE id = :id", id=share_id)
    return None if row is None else _share(row)


def shared_entry(tx: Tx, found: EntryShare, reader: PersonId) -> Entry | None:
    """Return the entry that is shared with a reader; None once it is taken back, deleted, or for anybody else."""
    if found.reader_id != reader or found.taken_back_at is not None:
        return None
    row = tx.one(f"SELECT {_COLUMNS} FROM journal_entries WHERE id = :id AND deleted_at IS NULL", id=found.entry_id)
    return None if row is None else _entry(tx, row)


def note_read(tx: Tx, share_id: ShareId, bubble: int, now: datetime) -> None:
    """Note in which bubble somebody reads what is shared with them, and since when."""
    tx.run(
        "UPDATE journal_shares SET read_at = COALESCE(read_at, :now), bubble = :bubble WHERE id = :id",
        id=share_id,
        bubble=bubble,
        now=to_ms(now),
    )


def take_back(tx: Tx, share_id: ShareId, now: datetime) -> bool:
    """Note that an entry is shared no more; False when it was not."""
    changed = tx.run(
        "UPDATE journal_shares SET taken_back_at = :now WHERE id = :id AND taken_back_at IS NULL",
        id=share_id,
        now=to_ms(now),
    )
    return changed == 1


_AT = "bot_id = :bot AND chat_id = :chat AND telegram_id = :telegram"


def _at(place: Place) -> dict[str, int]:
    return {"bot": place.bot_id, "chat": place.chat_id, "telegram": place.telegram_id}


def _entry(tx: Tx, row: Row) -> Entry | None:
    """Return an entry with its words; None when they are erased, or the key they were sealed with is."""
    if row["body"] is None:
        return None
    person = PersonId(row["person_id"])
    try:
        content = content_from_bytes(tx.unseal(key_name(person), row["body"]))
    except KeyErased:
        return None
    return Entry(
        EntryId(row["id"]),
        person,
        row["bot_id"],
        row["chat_id"],
        row["telegram_id"],
        content,
        from_ms(row["written_at"]),
        from_ms_or_none(row["changed_at"]),
        from_ms_or_none(row["deleted_at"]),
    )


def _share(row: Row) -> EntryShare:
    return EntryShare(
        ShareId(row["id"]),
        EntryId(row["entry_id"]),
        PersonId(row["reader_id"]),
        None if row["message_id"] is None else MessageId(row["message_id"]),
        from_ms(row["shared_at"]),
        from_ms_or_none(row["read_at"]),
        row["bubble"],
        from_ms_or_none(row["taken_back_at"]),
    )
