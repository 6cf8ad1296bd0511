"""Hours: when messages reach a person and when their clocks run, put together from where each part is kept."""

import json
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mentoring.agreement.enforcement import EnforceableTerms
from mentoring.hours import Agreed, Hours, hours_in
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.school_calendar import CalendarEntry, CalendarKind
from storage.rules_json import blocks_from_json, rules_from_json
from storage.times import from_ms
from storage.tx import Tx

_ENDLESS = datetime.max.replace(tzinfo=UTC)

# A person's hours in one of their pairs (or in none), with each of their absences in a row of its own.
_HOURS_OF = """SELECT COALESCE(p.time_zone, programme.time_zone) AS zone, programme.rules AS rules,
 programme.days_off AS days_off, pair.agreement_version AS agreement_version, pair.agreement_terms AS agreement_terms,
 a.starts_at AS starts_at, COALESCE(a.ended_at, a.ends_at) AS ends_at
 FROM people p
 JOIN programmes programme ON programme.id = p.programme_id
 LEFT JOIN pairs pair ON pair.id = :pair AND p.id IN (pair.mentor_id, pair.mentee_id)
 LEFT JOIN absences a ON a.person_id = p.id AND a.starts_at < COALESCE(a.ended_at, a.ends_at, a.starts_at + 1)
 WHERE p.id = :person ORDER BY a.id"""


# Those in a programme for whom messages are held, wait in the lane or are withheld there, and those whose answer
# somebody waits for.
_AFFECTED = """SELECT m.recipient_id AS person FROM messages m JOIN pairs pair ON pair.id = m.pair_id
 WHERE pair.programme_id = :programme AND m.state = 'held'
 UNION SELECT m.recipient_id AS person FROM outbox o JOIN messages m ON m.id = o.message_id
 JOIN pairs pair ON pair.id = m.pair_id
 WHERE pair.programme_id = :programme AND o.state IN ('waiting', 'withheld') AND o.purpose = 'relay'
 UNION SELECT w.person_id AS person FROM windows w JOIN pairs pair ON pair.id = w.pair_id
 WHERE pair.programme_id = :programme AND w.ended_at IS NULL ORDER BY person"""


class NobodyThere(LookupError):
    """There is no person with that id."""


def hours_of(tx: Tx, person: PersonId, pair: PairId | None = None) -> Hours:
    """Return a person's hours; with `pair`, those that its agreement in force makes of them. One read.

    Raises NobodyThere when there is no such person.
    """
    rows = tx.all(_HOURS_OF, person=person, pair=pair)
    if not rows:
        raise NobodyThere(person)
    first = rows[0]
    hours = hours_from(
        first["zone"], first["rules"], first["days_off"], first["agreement_version"], first["agreement_terms"]
    )
    away = tuple(
        (from_ms(row["starts_at"]), _ENDLESS if row["ends_at"] is None else from_ms(row["ends_at"]))
        for row in rows
        if row["starts_at"] is not None
    )
    return hours.while_away(away) if away else hours


def affected_in(tx: Tx, programme: ProgrammeId) -> list[PersonId]:
    """Return whom a change of a programme's hours touches at once: something waits for them, or they are waited for."""
    return [PersonId(row["person"]) for row in tx.all(_AFFECTED, programme=programme)]


@lru_cache(maxsize=4096)
def hours_from(
    zone: str, rules: str, days_off: str, agreement_version: int | None, agreement_terms: str | None
) -> Hours:
    """Return the hours that follow from what is kept about a person's zone, programme and pair; without absences.

    Cached: each message asks for its recipient's, and most of a programme's people have the same.
    """
    agreed = agreed_from(agreement_version, agreement_terms)
    return hours_in(ZoneInfo(zone), rules_from_json(rules), days_off_from_json(days_off), agreed)


@lru_cache(maxsize=4096)
def agreed_from(version: int | None, terms: str | None) -> Agreed | None:
    """Return what is kept with a pair of its agreement in force; None before the first is signed."""
    if version is None or terms is None:
        return None
    kept = json.loads(terms)
    minutes = kept.get("answer_minutes")
    answer = None if minutes is None else timedelta(minutes=minutes)
    return Agreed(version, EnforceableTerms(blocks_from_json(kept.get("quiet_blocks", [])), answer))


def days_off_to_json(entries: list[CalendarEntry]) -> str:
    """Return the entries of a calendar that are off as they are kept with their programme."""
    return json.dumps([[f"{e.first_day}", f"{e.last_day}", e.kind, e.name] for e in entries if e.off])


def days_off_from_json(text: str) -> tuple[CalendarEntry, ...]:
    """Return a programme's days off from how they are kept with it."""
    return tuple(
        CalendarEntry(date.fromisoformat(first), date.fromisoformat(last), CalendarKind(kind), name, off=True)
        for first, last, kind, name in json.loads(text)
    )
