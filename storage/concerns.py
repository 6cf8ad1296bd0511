"""Concerns: what the lexicon noticed or a person reported, with what was written, sealed."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from mentoring.cases import CaseId, ConcernId, ConcernSource
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.relay import MessageId
from mentoring.safeguarding import Category, Finding, Severity
from mentoring.safety import Contacts, Stance, Verdict
from storage.messages import Place
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx

_COLUMNS = (
    "id, programme_id, person_id, pair_id, message_id, case_id, version, source, severity, categories, rules,"
    " lexicon_version, stance, withheld, contacts, helped, noticed_at"
)


@dataclass(frozen=True, slots=True)
class NotedConcern:
    """A concern as it is kept.

    `version` counts the edits of one message, 0 the first words. The severities of `categories` are as the lexicon saw
    them, that of `verdict` is after all that raised it. `was_helped`: its writer was shown where help is. `person_id`
    is None for a stranger.
    """

    id: ConcernId
    programme_id: ProgrammeId
    person_id: PersonId | None
    pair_id: PairId | None
    message_id: MessageId | None
    case_id: CaseId | None
    version: int
    source: ConcernSource
    categories: Mapping[Category, Severity]
    rules: tuple[str, ...]
    lexicon_version: str
    verdict: Verdict
    was_helped: bool
    noticed_at: datetime


def add(
    tx: Tx,
    *,
    programme: ProgrammeId,
    person: PersonId | None,
    pair: PairId | None,
    case: CaseId | None,
    place: Place | None,
    source: ConcernSource,
    verdict: Verdict,
    finding: Finding,
    text: str,
    key_name: str,
    now: datetime,
    version: int = 0,
    helped: bool = False,
) -> ConcernId:
    """Keep a concern and return its id. The text and where in it something was seen are sealed under `key_name`."""
    return ConcernId(
        tx.insert(
            "INSERT INTO concerns (programme_id, person_id, pair_id, case_id, bot_id, chat_id, telegram_id, version,"
            " source, severity, categories, rules, views, lexicon_version, stance, withheld, contacts, helped,"
            " key_name, body, noticed_at)"
            " VALUES (:programme, :person, :pair, :case, :bot, :chat, :telegram, :version, :source, :severity,"
            " :categories, :rules, :views, :lexicon, :stance, :withheld, :contacts, :helped,"
            " :key, :body, :now) RETURNING id",
            programme=programme,
            person=person,
            pair=pair,
            case=case,
            bot=None if place is None else place.bot_id,
            chat=None if place is None else place.chat_id,
            telegram=None if place is None else place.telegram_id,
            version=version,
            source=source.value,
            severity=int(verdict.severity),
            categories=json.dumps({concern.category: concern.severity.word for concern in finding.concerns}),
            rules=json.dumps([hit.rule for hit in finding.hits]),
            views=json.dumps(sorted({word for hit in finding.hits for word in hit.views.words})),
            lexicon=finding.lexicon_version,
            stance=verdict.stance.value,
            withheld=int(verdict.withholds),
            contacts=None if verdict.contacts is None else verdict.contacts.value,
            helped=int(helped),
            key=key_name,
            body=tx.seal(key_name, orjson.dumps({"text": text, "spans": spans_of(finding)})),
            now=to_ms(now),
        )
    )


def spans_of(finding: Finding) -> list[list[int | str]]:
    """Return where something was seen: start, end, how many messages before, rule, category; in order."""
    return sorted(
        [span.start, span.end, span.message, hit.rule, hit.category.value] for hit in finding.hits for span in hit.spans
    )


def get(tx: Tx, concern: ConcernId) -> NotedConcern | None:
    """Return a concern, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM concerns WHERE id = :id", id=concern)
    return None if row is None else _concern(row)


def newest_at(tx: Tx, place: Place) -> NotedConcern | None:
    """Return the last concern about what stands at a place, or None."""
    row = tx.one(
        f"SELECT {_COLUMNS} FROM concerns WHERE bot_id = :bot AND chat_id = :chat AND telegram_id = :telegram"
        " ORDER BY id DESC LIMIT 1",
        bot=place.bot_id,
        chat=place.chat_id,
        telegram=place.telegram_id,
    )
    return None if row is None else _concern(row)


def newest_of_message(tx: Tx, message: MessageId) -> ConcernId | None:
    """Return the last concern about a message, or None."""
    row = tx.one("SELECT MAX(id) AS id FROM concerns WHERE message_id = :message", message=message)
    return None if row is None or row["id"] is None else ConcernId(row["id"])


def text_of(tx: Tx, concern: ConcernId) -> str | None:
    """Return what was written when a concern came up; None when there is no such concern. Raises vault.KeyErased."""
    row = tx.one("SELECT key_name, body FROM concerns WHERE id = :id", id=concern)
    return None if row is None else orjson.loads(tx.unseal(row["key_name"], row["body"]))["text"]


def private_spans(tx: Tx, concern: ConcernId) -> list[tuple[int, int]]:
    """Return where in what was written contact details stand, in code points. Raises vault.KeyErased."""
    row = tx.one("SELECT key_name, body FROM concerns WHERE id = :id", id=concern)
    spans = [] if row is None else orjson.loads(tx.unseal(row["key_name"], row["body"]))["spans"]
    return [
        (start, end) for start, end, back, _, category in spans if back == 0 and category == Category.CONTACT_DETAILS
    ]


def spans_of_rule(tx: Tx, concern: ConcernId, rule: str) -> list[tuple[int, int]]:
    """Return where in what was written one row found something, in code points, in order. Raises vault.KeyErased.

    What it found only in the messages before is left out.
    """
    row = tx.one("SELECT key_name, body FROM concerns WHERE id = :id", id=concern)
    spans = [] if row is None else orjson.loads(tx.unseal(row["key_name"], row["body"]))["spans"]
    return [(start, end) for start, end, back, found_by, _ in spans if back == 0 and found_by == rule]


def cases_of_message(tx: Tx, message: MessageId) -> list[CaseId]:
    """Return the cases that a message is part of, the oldest first."""
    rows = tx.all(
        "SELECT DISTINCT case_id FROM concerns WHERE message_id = :message AND case_id IS NOT NULL ORDER BY case_id",
        message=message,
    )
    return [CaseId(row["case_id"]) for row in rows]


def attach(tx: Tx, concern: ConcernId, message: MessageId, pair: PairId) -> None:
    """Note which message of which pair a concern is about, now that it is recorded."""
    tx.run(
        "UPDATE concerns SET message_id = :message, pair_id = :pair WHERE id = :id",
        id=concern,
        message=message,
        pair=pair,
    )


def of_case(tx: Tx, case: CaseId) -> list[NotedConcern]:
    """Return the concerns of a case in the order they came up."""
    return [
        _concern(r) for r in tx.all(f"SELECT {_COLUMNS} FROM concerns WHERE case_id = :case ORDER BY id", case=case)
    ]


def mediums_since(tx: Tx, pair: PairId, since: datetime) -> int:
    """Return how many medium concerns a pair has had since then, contact details aside."""
    return _count(
        tx,
        "pair_id = :pair AND noticed_at >= :since AND severity = :medium AND stance <> 'contact'",
        pair=pair,
        since=to_ms(since),
        medium=int(Severity.MEDIUM),
    )


def contacts_since(tx: Tx, person: PersonId, since: datetime) -> int:
    """Return how often a person has written contact details since then."""
    return _count(
        tx, "person_id = :person AND noticed_at >= :since AND stance = 'contact'", person=person, since=to_ms(since)
    )


def low_between(tx: Tx, programme: ProgrammeId, since: datetime, until: datetime) -> Counter[PairId]:
    """Return how many low concerns each pair of a programme had from `since` until before `until`."""
    rows = tx.all(
        "SELECT pair_id, COUNT(*) AS found FROM concerns WHERE programme_id = :programme AND severity = :low"
        " AND pair_id IS NOT NULL AND noticed_at >= :since AND noticed_at < :until GROUP BY pair_id ORDER BY pair_id",
        programme=programme,
        low=int(Severity.LOW),
        since=to_ms(since),
        until=to_ms(until),
    )
    return Counter({PairId(row["pair_id"]): int(row["found"]) for row in rows})


def helped_since(tx: Tx, person: PersonId, since: datetime, at_least: Severity) -> bool:
    """Return whether a person was shown where help is since then, for something as grave as this."""
    return (
        _count(
            tx,
            "person_id = :person AND noticed_at >= :since AND helped = 1 AND severity >= :severity",
            person=person,
            since=to_ms(since),
            severity=int(at_least),
        )
        > 0
    )


def _count(tx: Tx, where: str, **parameters: int) -> int:
    row = tx.one(f"SELECT COUNT(*) AS found FROM concerns WHERE {where}", **parameters)
    return 0 if row is None else int(row["found"])


def _concern(row: Row) -> NotedConcern:
    categories = json.loads(row["categories"])
    return NotedConcern(
        id=ConcernId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        person_id=None if row["person_id"] is None else PersonId(row["person_id"]),
        pair_id=None if row["pair_id"] is None else PairId(row["pair_id"]),
        message_id=None if row["message_id"] is None else MessageId(row["message_id"]),
        case_id=None if row["case_id"] is None else CaseId(row["case_id"]),
        version=row["version"],
        source=ConcernSource(row["source"]),
        categories={Category(name): Severity.from_word(word) for name, word in categories.items()},
        rules=tuple(json.loads(row["rules"])),
        lexicon_version=row["lexicon_version"],
        verdict=Verdict(
            Stance(row["stance"]),
            Severity(row["severity"]),
            withholds=bool(row["withheld"]),
            contacts=None if row["contacts"] is None else Contacts(row["contacts"]),
        ),
        was_helped=bool(row["helped"]),
        noticed_at=from_ms(row["noticed_at"]),
    )
