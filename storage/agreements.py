"""Agreements: the steps of each negotiation, the text that was signed, the signatures, and which version holds.

An agreement's row repeats what its steps add up to (state, turn, how much is settled), so that staff can see where it
stands without opening anybody's words. Terms and texts are sealed with the pair's key.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from mentoring.agreement.canonical import hash_of, terms_of
from mentoring.agreement.clauses import Clause, Part, Term, clauses_of
from mentoring.agreement.enforcement import EnforceableTerms, enforceable
from mentoring.agreement.negotiation import Act, AgreementState, Negotiation, Step, after, begin, stands
from mentoring.pairs import Pair, PairId
from mentoring.people import PersonId
from storage import pairs
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

AgreementId = NewType("AgreementId", int)

_COLUMNS = """a.id, a.pair_id, a.number, a.basis_id, a.state, a.started_by, a.turn, a.revision, a.settled, a.created_at,
 a.since, a.sha256, a.starts_at, a.signed_at, a.took_effect_at, a.ended_at, pair.mentor_id, pair.mentee_id"""
_FROM = f"SELECT {_COLUMNS} FROM agreements a JOIN pairs pair ON pair.id = a.pair_id"
_ENDED = (AgreementState.WITHDRAWN, AgreementState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of a pair's agreement, without its words. Moments are aware, UTC.

    `number` counts the versions that were signed; one that was withdrawn leaves its number to the next. `turn` is who
    may change it, None for nobody. `settled` clauses of `clauses` have both people behind them. `sha256` and
    `starts_at` (None: as soon as both have signed) are set once nothing is left to negotiate.
    """

    id: AgreementId
    pair_id: PairId
    number: int
    basis_id: AgreementId | None
    state: AgreementState
    started_by: PersonId
    mentor_id: PersonId
    mentee_id: PersonId
    turn: PersonId | None
    revision: int
    settled: int
    created_at: datetime
    since: datetime
    sha256: str | None
    starts_at: datetime | None
    signed_at: datetime | None
    took_effect_at: datetime | None
    ended_at: datetime | None

    @property
    def clauses(self) -> int:
        """How many clauses it has."""
        return len(clauses_of(self.number))


@dataclass(frozen=True, slots=True)
class Signature:
    """Somebody signed the text with that SHA-256, at a moment (aware, UTC)."""

    person_id: PersonId
    sha256: str
    signed_at: datetime


class About(StrEnum):
    """What news of an agreement are about: that it has moved, that it waits for somebody, its PDF."""

    MOVE = "move"
    WAITING = "waiting"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class News:
    """What somebody is to hear of an agreement when their hours are open."""

    id: int
    agreement_id: AgreementId
    person_id: PersonId
    about: About


@dataclass(frozen=True, slots=True)
class StepTaken:
    """What somebody did, without its words; `by` is None for what happened by itself."""

    at: datetime
    act: Act
    by: PersonId | None
    clause: Clause | None


def start(tx: Tx, pair: Pair, by: PersonId, now: datetime) -> Agreement | None:
    """Start the pair's first agreement, or an amendment of the one in force; None when one is open already."""
    basis = in_force(tx, pair.id)
    number = 1 if basis is None else basis.number + 1
    row = tx.one(
        "INSERT INTO agreements (pair_id, number, basis_id, state, started_by, turn, revision, settled, created_at,"
        " since) VALUES (:pair, :number, :basis, 'draft', :by, :by, 1, :settled, :now, :now)"
        " ON CONFLICT DO NOTHING RETURNING id",
        pair=pair.id,
        number=number,
        basis=None if basis is None else basis.id,
        by=by,
        settled=0 if basis is None else len(clauses_of(1)),
        now=to_ms(now),
    )
    if row is None:
        return None
    agreement = AgreementId(row["id"])
    _keep(tx, agreement, pair.id, 1, Step(Act.STARTED, now, by))
    return get(tx, agreement)


def get(tx: Tx, agreement: AgreementId) -> Agreement | None:
    """Return an agreement, or None when there is none with that id."""
    row = tx.one(f"{_FROM} WHERE a.id = :id", id=agreement)
    return None if row is None else _agreement(row)


def open_of(tx: Tx, pair: PairId) -> Agreement | None:
    """Return the one that a pair is negotiating, or has signed for a time to come; None when there is none."""
    row = tx.one(
        f"{_FROM} WHERE a.pair_id = :pair AND a.state IN ('draft', 'offered', 'countered', 'agreed', 'signed')",
        pair=pair,
    )
    return None if row is None else _agreement(row)


def in_force(tx: Tx, pair: PairId) -> Agreement | None:
    """Return the version that holds for a pair now; None before the first was signed."""
    row = tx.one(f"{_FROM} WHERE a.pair_id = :pair AND a.state = 'in_force' ORDER BY a.id DESC LIMIT 1", pair=pair)
    return None if row is None else _agreement(row)


def of_pair(tx: Tx, pair: PairId) -> list[Agreement]:
    """Return all of a pair's agreements, the oldest first, withdrawn ones among them."""
    return [_agreement(row) for row in tx.all(f"{_FROM} WHERE a.pair_id = :pair ORDER BY a.id", pair=pair)]


def negotiation_of(tx: Tx, agreement: Agreement) -> Negotiation:
    """Return where an agreement's negotiation stands, words and all. Raises KeyErased when the words were erased."""
    basis = _basis_terms(tx, agreement)
    key = pairs.key_name(agreement.pair_id)
    rows = tx.all(
        "SELECT act, person_id, clause, body, at FROM agreement_steps WHERE agreement_id = :id ORDER BY revision",
        id=agreement.id,
    )
    steps = [_step(tx, key, row) for row in rows]
    begun = begin(agreement.number, agreement.mentor_id, agreement.mentee_id, agreement.started_by, steps[0].at, basis)
    return stands(begun, steps[1:])


def last_step_at(tx: Tx, agreement: AgreementId) -> datetime:
    """Return when anything was last done about an agreement."""
    row = tx.one("SELECT MAX(at) AS at FROM agreement_steps WHERE agreement_id = :id", id=agreement)
    assert row is not None
    return from_ms(row["at"])


def add_news(tx: Tx, agreement: AgreementId, person: PersonId, about: About) -> int:
    """Keep what somebody is to hear later, and return its id."""
    return tx.insert(
        "INSERT INTO agreement_news (agreement_id, person_id, about) VALUES (:agreement, :person, :about) RETURNING id",
        agreement=agreement,
        person=person,
        about=about.value,
    )


def take_news(tx: Tx, news: int) -> News | None:
    """Take what somebody is to hear; None when it was taken, or newer news tell of the same anyway."""
    row = tx.one("DELETE FROM agreement_news WHERE id = :id RETURNING agreement_id, person_id, about", id=news)
    if row is None:
        return None
    found = News(news, AgreementId(row["agreement_id"]), PersonId(row["person_id"]), About(row["about"]))
    newer = tx.one(
        "SELECT 1 AS found FROM agreement_news WHERE agreement_id = :agreement AND person_id = :person"
        " AND about = :about AND id > :id",
        agreement=found.agreement_id,
        person=found.person_id,
        about=found.about.value,
        id=news,
    )
    return found if newer is None else None


def steps_of(tx: Tx, agreement: AgreementId) -> list[StepTaken]:
    """Return what was done in an agreement's negotiation, in order."""
    rows = tx.all(
        "SELECT act, person_id, clause, at FROM agreement_steps WHERE agreement_id = :id ORDER BY revision",
        id=agreement,
    )
    return [
        StepTaken(
            from_ms(row["at"]),
            Act(row["act"]),
            None if row["person_id"] is None else PersonId(row["person_id"]),
            None if row["clause"] is None else Clause(row["clause"]),
        )
        for row in rows
    ]


def take(tx: Tx, agreement: Agreement, stood: Negotiation, step: Step) -> Negotiation | None:
    """Keep a step that `negotiation.may` allowed where the negotiation `stood`, and return where it stands now.

    None when somebody else's step came first: then nothing is kept, and what they did is to be looked at.
    """
    now_stands = after(stood, step)
    changed = tx.run(
        "UPDATE agreements SET state = :state, turn = :turn, revision = :revision, settled = :settled, since = :since,"
        " ended_at = :ended WHERE id = :id AND revision = :before",
        id=agreement.id,
        state=now_stands.state.value,
        turn=now_stands.turn,
        revision=now_stands.revision,
        settled=now_stands.settled,
        since=to_ms(now_stands.since or agreement.since),
        ended=to_ms(step.at) if now_stands.state in _ENDED else None,
        before=stood.revision,
    )
    if not changed:
        return None
    _keep(tx, agreement.id, agreement.pair_id, now_stands.revision, step)
    return now_stands


def freeze(tx: Tx, agreement: Agreement, text: bytes, starts_at: datetime | None) -> str:
    """Keep the canonical text that is to be signed, in place of an earlier one, and return its SHA-256."""
    sha256 = hash_of(text)
    tx.run(
        "UPDATE agreements SET body = :body, sha256 = :sha256, starts_at = :starts WHERE id = :id",
        id=agreement.id,
        body=tx.seal(pairs.key_name(agreement.pair_id), text),
        sha256=sha256,
        starts=None if starts_at is None else to_ms(starts_at),
    )
    return sha256


def thaw(tx: Tx, agreement: Agreement) -> None:
    """Drop the text that was to be signed, with the signatures under it: it is negotiated again. The steps stay."""
    tx.run("UPDATE agreements SET body = NULL, sha256 = NULL, starts_at = NULL WHERE id = :id", id=agreement.id)
    tx.run("DELETE FROM agreement_signatures WHERE agreement_id = :id", id=agreement.id)


def text_of(tx: Tx, agreement: AgreementId) -> bytes | None:
    """Return the canonical text to sign or signed; None while there is none. Raises KeyErased when it was erased."""
    row = tx.one("SELECT pair_id, body FROM agreements WHERE id = :id", id=agreement)
    if row is None or row["body"] is None:
        return None
    return tx.unseal(pairs.key_name(PairId(row["pair_id"])), row["body"])


def add_signature(tx: Tx, agreement: AgreementId, person: PersonId, sha256: str, now: datetime) -> None:
    """Keep a signature under the text with that SHA-256."""
    tx.run(
        "INSERT INTO agreement_signatures (agreement_id, person_id, sha256, signed_at)"
        " VALUES (:agreement, :person, :sha256, :now)",
        agreement=agreement,
        person=person,
        sha256=sha256,
        now=to_ms(now),
    )


def signatures_of(tx: Tx, agreement: AgreementId) -> list[Signature]:
    """Return the signatures, the first one first."""
    rows = tx.all(
        "SELECT person_id, sha256, signed_at FROM agreement_signatures WHERE agreement_id = :id"
        " ORDER BY signed_at, person_id",
        id=agreement,
    )
    return [Signature(PersonId(r["person_id"]), r["sha256"], from_ms(r["signed_at"])) for r in rows]


def note_signed(tx: Tx, agreement: AgreementId, now: datetime) -> None:
    """Note when the second signature came."""
    tx.run("UPDATE agreements SET signed_at = :now WHERE id = :id", id=agreement, now=to_ms(now))


def hold_from_now(tx: Tx, agreement: Agreement, terms: EnforceableTerms, now: datetime) -> None:
    """Note that a version took effect, and put what the software keeps of it where each message's decision reads it."""
    tx.run("UPDATE agreements SET took_effect_at = :now WHERE id = :id", id=agreement.id, now=to_ms(now))
    tx.run(
        "UPDATE pairs SET agreement_version = :number, agreement_terms = :terms WHERE id = :pair",
        pair=agreement.pair_id,
        number=agreement.number,
        terms=terms_to_json(terms),
    )


def enforceable_of(tx: Tx, agreement: AgreementId) -> EnforceableTerms | None:
    """Return what the software keeps of a text that was signed or is to be; None while there is none."""
    text = text_of(tx, agreement)
    return None if text is None else enforceable(terms_of(text))


def terms_to_json(terms: EnforceableTerms) -> str:
    """Return what the software keeps of an agreement, as it stands on its pair."""
    return json.dumps(
        {
            "quiet_blocks": [[b.weekday, f"{b.starts:%H:%M}", f"{b.ends:%H:%M}"] for b in terms.quiet_blocks],
            "answer_minutes": None if terms.answer is None else terms.answer // timedelta(minutes=1),
        }
    )


def _basis_terms(tx: Tx, agreement: Agreement) -> dict[Clause, Term]:
    text = None if agreement.basis_id is None else text_of(tx, agreement.basis_id)
    return {} if text is None else terms_of(text)


def _keep(tx: Tx, agreement: AgreementId, pair: PairId, revision: int, step: Step) -> None:
    tx.run(
        "INSERT INTO agreement_steps (agreement_id, revision, act, person_id, clause, body, at)"
        " VALUES (:agreement, :revision, :act, :person, :clause, :body, :at)",
        agreement=agreement,
        revision=revision,
        act=step.act.value,
        person=step.by,
        clause=None if step.clause is None else step.clause.value,
        body=None if step.term is None else tx.seal(pairs.key_name(pair), _term_to_bytes(step.term)),
        at=to_ms(step.at),
    )


def _term_to_bytes(term: Term) -> bytes:
    choices = {part.value: choice for part, choice in term.choices.items()}
    return json.dumps({"choices": choices, "line": term.line}, ensure_ascii=False).encode()


def _term_from(kept: Mapping[str, object]) -> Term:
    choices, line = kept["choices"], kept["line"]
    assert isinstance(choices, dict)
    assert isinstance(line, str)
    return Term({Part(part): choice for part, choice in choices.items()}, line)


def _step(tx: Tx, key: str, row: Row) -> Step:
    return Step(
        act=Act(row["act"]),
        at=from_ms(row["at"]),
        by=None if row["person_id"] is None else PersonId(row["person_id"]),
        clause=None if row["clause"] is None else Clause(row["clause"]),
        term=None if row["body"] is None else _term_from(json.loads(tx.unseal(key, row["body"]))),
    )


def _agreement(row: Row) -> Agreement:
    return Agreement(
        id=AgreementId(row["id"]),
        pair_id=PairId(row["pair_id"]),
        number=row["number"],
        basis_id=None if row["basis_id"] is None else AgreementId(row["basis_id"]),
        state=AgreementState(row["state"]),
        started_by=PersonId(row["started_by"]),
        mentor_id=PersonId(row["mentor_id"]),
        mentee_id=PersonId(row["mentee_id"]),
        turn=None if row["turn"] is None else PersonId(row["turn"]),
        revision=row["revision"],
        settled=row["settled"],
        created_at=from_ms(row["created_at"]),
        since=from_ms(row["since"]),
        sha256=row["sha256"],
        starts_at=from_ms_or_none(row["starts_at"]),
        signed_at=from_ms_or_none(row["signed_at"]),
        took_effect_at=from_ms_or_none(row["took_effect_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
    )
