"""People: who is in a programme, and which Telegram chat is theirs."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mentoring.people import INDUCTION_VERSION, Person, PersonId, ProgrammeId, Role
from storage.times import from_ms_or_none, to_ms
from storage.tx import Row, Tx

# A person as every reading here returns it, under a table alias of the query's own.
_COLUMNS = {
    "id": "{a}.id",
    "programme_id": "{a}.programme_id",
    "role": "{a}.role",
    "display_name": "{a}.display_name",
    "language": "{a}.language",
    "bot_id": "{a}.bot_id",
    "chat_id": "{a}.chat_id",
    "joined_at": "{a}.joined_at",
    "own_zone": "{a}.time_zone",
    "programme_zone": "{zone}",
    "has_carer_consent": "EXISTS (SELECT 1 FROM consents c"
    " WHERE c.person_id = {a}.id AND c.kind = 'carer' AND c.withdrawn_at IS NULL)",
}

_ZONE = "(SELECT z.time_zone FROM programmes z WHERE z.id = {a}.programme_id)"


def columns(alias: str, prefix: str = "", programme: str | None = None) -> str:
    """Return the SELECT list of a person from table alias `alias`, each column's name beginning with `prefix`.

    `programme` is the alias of their programme, where the query has it at hand already.
    """
    zone = f"{programme}.time_zone" if programme else _ZONE.format(a=alias)
    return ", ".join(f"{value.format(a=alias, zone=zone)} AS {prefix}{name}" for name, value in _COLUMNS.items())


def column_names(prefix: str = "") -> list[str]:
    """Return the names of what `columns` selects, in their order."""
    return [f"{prefix}{name}" for name in _COLUMNS]


def from_row(row: Row, prefix: str = "") -> Person:
    """Return the person that a row selected with `columns` holds."""
    return Person(
        id=PersonId(row[f"{prefix}id"]),
        programme_id=ProgrammeId(row[f"{prefix}programme_id"]),
        role=Role(row[f"{prefix}role"]),
        display_name=row[f"{prefix}display_name"],
        language=row[f"{prefix}language"],
        bot_id=row[f"{prefix}bot_id"],
        chat_id=row[f"{prefix}chat_id"],
        joined_at=from_ms_or_none(row[f"{prefix}joined_at"]),
        has_carer_consent=bool(row[f"{prefix}has_carer_consent"]),
        zone=ZoneInfo(row[f"{prefix}own_zone"] or row[f"{prefix}programme_zone"]),
        has_own_zone=row[f"{prefix}own_zone"] is not None,
    )


_ONE = f"SELECT {columns('p')} FROM people p WHERE p.id = :id"
_OF_CHAT = f"SELECT {columns('p')} FROM people p WHERE p.bot_id = :bot AND p.chat_id = :chat"
# The few who work for the school, not everybody only to leave out nearly all: asked for with every card of a task.
_STAFF_ROLES = ", ".join(f"'{role.value}'" for role in Role if role.is_staff)
_STAFF = f"""SELECT {columns("p")} FROM people p WHERE p.programme_id = :programme AND p.role IN ({_STAFF_ROLES})
 AND p.joined_at IS NOT NULL AND p.chat_id IS NOT NULL ORDER BY p.id"""
_OF_PROGRAMME = f"SELECT {columns('p')} FROM people p WHERE p.programme_id = :programme ORDER BY p.id"
_PAGE = f"""SELECT {columns("p")} FROM people p WHERE p.programme_id = :programme AND p.id > :after
 ORDER BY p.id LIMIT :limit"""


def add(
    tx: Tx,
    *,
    programme: ProgrammeId,
    role: Role,
    display_name: str,
    language: str,
    now: datetime,
    zone: ZoneInfo | None = None,
) -> PersonId:
    """Add a person, not joined yet, and return their id. `zone` only where they do not live in the programme's."""
    return PersonId(
        tx.insert(
            "INSERT INTO people (programme_id, role, display_name, language, time_zone, created_at)"
            " VALUES (:programme, :role, :display_name, :language, :zone, :now) RETURNING id",
            programme=programme,
            role=role.value,
            display_name=display_name,
            language=language,
            zone=None if zone is None else zone.key,
            now=to_ms(now),
        )
    )


def get(tx: Tx, person: PersonId) -> Person | None:
    """Return a person, or None when there is none with that id."""
    row = tx.one(_ONE, id=person)
    return None if row is None else from_row(row)


def of_chat(tx: Tx, bot_id: int, chat_id: int) -> Person | None:
    """Return whose private chat with that bot this is, joined or still joining; None for a stranger's."""
    row = tx.one(_OF_CHAT, bot=bot_id, chat=chat_id)
    return None if row is None else from_row(row)


def of_programme(tx: Tx, programme: ProgrammeId) -> list[Person]:
    """Return everybody in a programme, in the order they were added."""
    return [from_row(row) for row in tx.all(_OF_PROGRAMME, programme=programme)]


def page(tx: Tx, programme: ProgrammeId, *, after: int, limit: int) -> list[Person]:
    """Return the first `limit` people of a programme whose id is greater than `after`."""
    return [from_row(row) for row in tx.all(_PAGE, programme=programme, after=after, limit=limit)]


def staff_of(tx: Tx, programme: ProgrammeId) -> list[Person]:
    """Return the programme's staff who can be written to."""
    return [from_row(row) for row in tx.all(_STAFF, programme=programme)]


def change(tx: Tx, person: Person) -> None:
    """Keep a person's new display name, language and zone."""
    tx.run(
        "UPDATE people SET display_name = :display_name, language = :language, time_zone = :zone WHERE id = :id",
        id=person.id,
        display_name=person.display_name,
        language=person.language,
        zone=person.zone.key if person.has_own_zone else None,
    )


def seat(tx: Tx, person: Person, bot_id: int, chat_id: int) -> Person:
    """Bind a person to their chat with a bot and return them as they are now.

    Somebody who joins anew (a lost account) is taken from the old chat; they accept the induction again.
    """
    tx.run(
        "UPDATE people SET bot_id = :bot, chat_id = :chat, joined_at = NULL WHERE id = :id",
        id=person.id,
        bot=bot_id,
        chat=chat_id,
    )
    return replace(person, bot_id=bot_id, chat_id=chat_id, joined_at=None)


def join(tx: Tx, person: Person, now: datetime) -> Person:
    """Note that a person accepted the induction, which version and when, and return them joined."""
    tx.run(
        "UPDATE people SET joined_at = :now, induction_version = :version WHERE id = :id AND joined_at IS NULL",
        id=person.id,
        now=to_ms(now),
        version=INDUCTION_VERSION,
    )
    return replace(person, joined_at=now)
