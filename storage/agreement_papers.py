"""The PDFs of signed agreements: asked for when both have signed, made later, kept so that a copy is the same bytes."""

from dataclasses import dataclass
from datetime import datetime

from mentoring.pairs import PairId
from mentoring.people import PersonId
from storage import pairs
from storage.agreements import AgreementId
from storage.times import to_ms
from storage.tx import Tx

TOPIC = "agreement_papers"
"""Announced when a paper is to be made."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One signer's copy of an agreement."""

    agreement_id: AgreementId
    person_id: PersonId


def ask(tx: Tx, paper: Paper, now: datetime) -> None:
    """Ask for a paper to be made; asking twice changes nothing."""
    tx.run(
        "INSERT INTO agreement_papers (agreement_id, person_id, asked_at) VALUES (:agreement, :person, :now)"
        " ON CONFLICT (agreement_id, person_id) DO NOTHING",
        agreement=paper.agreement_id,
        person=paper.person_id,
        now=to_ms(now),
    )
    tx.announce(TOPIC, paper)


def unmade(tx: Tx, limit: int) -> list[Paper]:
    """Return papers that are still to be made, the longest waiting first, `limit` at most."""
    rows = tx.all(
        "SELECT agreement_id, person_id FROM agreement_papers WHERE made_at IS NULL"
        " ORDER BY asked_at, agreement_id, person_id LIMIT :limit",
        limit=limit,
    )
    return [Paper(AgreementId(row["agreement_id"]), PersonId(row["person_id"])) for row in rows]


def keep(tx: Tx, paper: Paper, pair: PairId | None, pdf: bytes | None, now: datetime) -> bool:
    """Keep a paper that was made, None for one that cannot be any more; False when another process was first."""
    changed = tx.run(
        "UPDATE agreement_papers SET body = :body, made_at = :now"
        " WHERE agreement_id = :agreement AND person_id = :person AND made_at IS NULL",
        agreement=paper.agreement_id,
        person=paper.person_id,
        body=None if pdf is None or pair is None else tx.seal(pairs.key_name(pair), pdf),
        now=to_ms(now),
    )
    return changed == 1


def made(tx: Tx, paper: Paper, pair: PairId) -> bytes | None:
    """Return a paper's PDF; None while it is not made. Raises KeyErased when the pair's words were erased."""
    row = tx.one(
        "SELECT body FROM agreement_papers WHERE agreement_id = :agreement AND person_id = :person",
        agreement=paper.agreement_id,
        person=paper.person_id,
    )
    return None if row is None or row["body"] is None else tx.unseal(pairs.key_name(pair), row["body"])
