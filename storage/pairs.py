"""Pairs, and the one read that decides about a message."""

from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from mentoring.hours import Agreed
from mentoring.open_hours import OpenHours
from mentoring.pairs import Pair, PairId, PairState
from mentoring.people import Person, PersonId, ProgrammeId
from mentoring.programmes import Rules
from mentoring.relay import Talk
from mentoring.tasks import TaskKind
from storage.hours import agreed_from, hours_from
from storage.people import column_names, columns, from_row
from storage.rules_json import rules_from_json
from storage.tasks import open_about_pair
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

_NAMES = ("id", "programme_id", "mentor_id", "mentee_id", "state", "state_since")
_COLUMNS = ", ".join(f"pair.{name}" for name in _NAMES)

# A talk is read from the writer's side: their pair with its agreement in force, the other one in it, and the
# programme's rules and days off. Behind these, which hardly ever change, stands how it is at this moment.
_LASTING_NAMES = (
    *column_names("me_"),
    *column_names("other_"),
    *(f"pair_{name}" for name in _NAMES),
    *("rules", "rules_version", "days_off", "agreement_version", "agreement_terms"),
)
_LASTING = len(_LASTING_NAMES)
_TALK = f"""SELECT {columns("me", "me_", "programme")}, {columns("other", "other_", "programme")}, {_COLUMNS},
 programme.rules, programme.rules_version, programme.days_off, pair.agreement_version, pair.agreement_terms,
 EXISTS (SELECT 1 FROM messages m WHERE m.recipient_id = other.id AND m.state = 'held') AS recipient_waits,
 CASE WHEN pair.mentor_id = me.id THEN pair.mentee_muted_at ELSE pair.mentor_muted_at END AS recipient_muted_at,
 EXISTS (SELECT 1 FROM asked WHERE asked.person_id = me.id) AS sender_is_asked,
 EXISTS (SELECT 1 FROM windows w WHERE w.pair_id = pair.id AND w.person_id = me.id AND w.ended_at IS NULL)
 AS sender_owes,
 (SELECT m.written_at FROM messages m WHERE m.pair_id = pair.id
  AND m.state NOT IN ('refused', 'failed', 'withdrawn') ORDER BY m.id DESC LIMIT 1) AS last_word_at,
 EXISTS ({open_about_pair(TaskKind.PAIR_SILENT, "pair")}) AS silence_is_noticed
 FROM people me
 JOIN pairs pair ON pair.mentor_id = me.id OR pair.mentee_id = me.id
 JOIN people other ON other.id = CASE WHEN pair.mentor_id = me.id THEN pair.mentee_id ELSE pair.mentor_id END
 JOIN programmes programme ON programme.id = pair.programme_id"""
_TALKS_OF = f"{_TALK} WHERE me.id = :person ORDER BY pair.id"
_TALKS_OF_CHAT = f"{_TALK} WHERE me.bot_id = :bot AND me.chat_id = :chat ORDER BY pair.id"
_TALK_IN = f"{_TALK} WHERE me.id = :person AND pair.id = :pair"
_ONE = f"SELECT {_COLUMNS} FROM pairs pair WHERE pair.id = :id"
_OF_PROGRAMME = f"SELECT {_COLUMNS} FROM pairs pair WHERE pair.programme_id = :programme ORDER BY pair.id"
_PAGE = f"""SELECT {_COLUMNS} FROM pairs pair
 WHERE pair.programme_id = :programme AND pair.id > :after ORDER BY pair.id LIMIT :limit"""


def key_name(pair: PairId) -> str:
    """Return the name of the key that seals a pair's words."""
    return f"pair:{pair}"


def add(tx: Tx, *, programme: ProgrammeId, mentor: PersonId, mentee: PersonId, now: datetime) -> PairId:
    """Add a proposed pair and return its id."""
    return PairId(
        tx.insert(
            "INSERT INTO pairs (programme_id, mentor_id, mentee_id, state, state_since, created_at)"
            " VALUES (:programme, :mentor, :mentee, :state, :now, :now) RETURNING id",
            programme=programme,
            mentor=mentor,
            mentee=mentee,
            state=PairState.PROPOSED.value,
            now=to_ms(now),
        )
    )


def get(tx: Tx, pair: PairId) -> Pair | None:
    """Return a pair, or None when there is none with that id."""
    row = tx.one(_ONE, id=pair)
    return None if row is None else _pair(row)


def of_programme(tx: Tx, programme: ProgrammeId) -> list[Pair]:
    """Return a programme's pairs in the order they were proposed, closed ones among them."""
    return [_pair(row) for row in tx.all(_OF_PROGRAMME, programme=programme)]


def page(tx: Tx, programme: ProgrammeId, *, after: int, limit: int) -> list[Pair]:
    """Return the first `limit` pairs of a programme whose id is greater than `after`, closed ones among them."""
    return [_pair(row) for row in tx.all(_PAGE, programme=programme, after=after, limit=limit)]


def open_between(tx: Tx, mentor: PersonId, mentee: PersonId) -> Pair | None:
    """Return the pair that these two are in and that has not ended, or None."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM pairs pair WHERE mentor_id = :mentor AND mentee_id = :mentee AND state <> 'closed'",
        mentor=mentor,
        mentee=mentee,
    )
    return None if row is None else _pair(row)


def agreements_in_force(tx: Tx, programme: ProgrammeId) -> list[tuple[PairId, Agreed]]:
    """Return the agreements in force in a programme's open pairs, of those that say the same only one pair's."""
    rows = tx.all(
        "SELECT MIN(id) AS id, MIN(agreement_version) AS version, agreement_terms AS terms FROM pairs"
        " WHERE programme_id = :programme AND state <> 'closed' AND agreement_terms IS NOT NULL"
        " GROUP BY agreement_terms ORDER BY 1",
        programme=programme,
    )
    found = ((PairId(row["id"]), agreed_from(row["version"], row["terms"])) for row in rows)
    return [(pair, agreed) for pair, agreed in found if agreed is not None]


def set_state(tx: Tx, pair: PairId, state: PairState, now: datetime) -> None:
    """Note the state that a pair is in from `now` on."""
    tx.run("UPDATE pairs SET state = :state, state_since = :now WHERE id = :id", id=pair, state=state, now=to_ms(now))


def set_muted(tx: Tx, pair: Pair, person: PersonId, since: datetime | None) -> bool:
    """Note since when one of a pair hears nothing from the other; None ends it. False when that changes nothing."""
    column = "mentor_muted_at" if person == pair.mentor_id else "mentee_muted_at"
    changed = tx.run(
        f"UPDATE pairs SET {column} = :since WHERE id = :id AND {column} IS {'NOT NULL' if since is None else 'NULL'}",
        id=pair.id,
        since=None if since is None else to_ms(since),
    )
    return changed == 1


def muted_since(tx: Tx, pair: PairId, person: PersonId) -> datetime | None:
    """Return since when one of a pair hears nothing from the other; None while they do, and when not theirs."""
    row = tx.one(
        "SELECT CASE :person WHEN mentor_id THEN mentor_muted_at WHEN mentee_id THEN mentee_muted_at END AS since"
        " FROM pairs WHERE id = :id",
        id=pair,
        person=person,
    )
    return None if row is None else from_ms_or_none(row["since"])


def talks_of(tx: Tx, person: PersonId) -> list[Talk]:
    """Return the talks of a person with each partner they have or had, oldest pair first."""
    return [_talk(row) for row in tx.tuples(_TALKS_OF, person=person)]


def talks_of_chat(tx: Tx, bot_id: int, chat_id: int) -> list[Talk]:
    """Return the talks of the person whose private chat this is, oldest pair first; none for a stranger's chat."""
    return [_talk(row) for row in tx.tuples(_TALKS_OF_CHAT, bot=bot_id, chat=chat_id)]


def talk_in(tx: Tx, person: PersonId, pair: PairId) -> Talk | None:
    """Return the talk of a person in one pair; None when there is no such pair or they are not in it."""
    rows = tx.tuples(_TALK_IN, person=person, pair=pair)
    return _talk(rows[0]) if rows else None


def _pair(row: Row, prefix: str = "") -> Pair:
    return Pair(
        id=PairId(row[f"{prefix}id"]),
        programme_id=ProgrammeId(row[f"{prefix}programme_id"]),
        mentor_id=PersonId(row[f"{prefix}mentor_id"]),
        mentee_id=PersonId(row[f"{prefix}mentee_id"]),
        state=PairState(row[f"{prefix}state"]),
        state_since=from_ms(row[f"{prefix}state_since"]),
    )


class _Lasting(NamedTuple):
    """What of a talk is the same for message after message."""

    pair: Pair
    sender: Person
    recipient: Person
    rules: Rules
    rules_version: int
    reach: OpenHours
    agreed: Agreed | None


def _talk(row: tuple[Any, ...]) -> Talk:
    lasting, (waits, muted_at, asked, owes, last_word_at, noticed) = row[:_LASTING], row[_LASTING:]
    return Talk(
        *_lasting(lasting),
        recipient_waits=bool(waits),
        recipient_hears_nothing=muted_at is not None,
        sender_is_asked=bool(asked),
        sender_owes=bool(owes),
        last_word_at=from_ms_or_none(last_word_at),
        silence_is_noticed=bool(noticed),
    )


# Cached by all that it is made of: most messages are written where the last one was a moment ago, and making these
# objects anew costs more than reading them.
@lru_cache(maxsize=2048)
def _lasting(values: tuple[Any, ...]) -> _Lasting:
    row = dict(zip(_LASTING_NAMES, values, strict=True))
    recipient = from_row(row, "other_")
    rules, version, terms = row["rules"], row["agreement_version"], row["agreement_terms"]
    return _Lasting(
        pair=_pair(row, "pair_"),
        sender=from_row(row, "me_"),
        recipient=recipient,
        rules=rules_from_json(rules),
        rules_version=row["rules_version"],
        reach=hours_from(recipient.zone.key, rules, row["days_off"], version, terms).reach,
        agreed=agreed_from(version, terms),
    )
