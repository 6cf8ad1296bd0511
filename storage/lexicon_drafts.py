"""Drafts of exceptions, made from the words of a case: sealed with the case's key, and seen by who made them only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

import orjson

from mentoring.cases import CaseId, ConcernId
from mentoring.people import PersonId
from storage import cases
from storage.times import from_ms, to_ms
from storage.tx import Tx
from storage.vault import KeyErased

DraftId = NewType("DraftId", int)


@dataclass(frozen=True, slots=True)
class Draft:
    """An exception in the making: `sentence` is what somebody wrote, `phrases` what is offered from it.

    `pattern` is what the row looked for.
    `phrase` is the one that was chosen or written, `test` the sentence that the row shall no longer find; None until
    then. Nothing of it is in the lexicon before it is proposed.
    """

    id: DraftId
    case_id: CaseId
    concern_id: ConcernId
    rule: str
    person_id: PersonId
    made_at: datetime
    pattern: str
    sentence: str
    phrases: tuple[str, ...]
    phrase: str | None = None
    test: str | None = None


def add(
    tx: Tx,
    *,
    case: CaseId,
    concern: ConcernId,
    rule: str,
    by: PersonId,
    pattern: str,
    sentence: str,
    phrases: Sequence[str],
    now: datetime,
) -> Draft:
    """Keep a new draft and return it."""
    new = Draft(DraftId(0), case, concern, rule, by, now, pattern, sentence, tuple(phrases))
    draft = DraftId(
        tx.insert(
            "INSERT INTO lexicon_drafts (concern_id, case_id, rule, person_id, body, made_at)"
            " VALUES (:concern, :case, :rule, :by, :body, :now) RETURNING id",
            concern=concern,
            case=case,
            rule=rule,
            by=by,
            body=_sealed(tx, new),
            now=to_ms(now),
        )
    )
    return replace(new, id=draft)


def get(tx: Tx, draft: DraftId) -> Draft | None:
    """Return a draft; None when there is none with that id, or the words of its case are gone."""
    row = tx.one(
        "SELECT id, concern_id, case_id, rule, person_id, body, made_at FROM lexicon_drafts WHERE id = :id", id=draft
    )
    if row is None or row["body"] is None:
        return None
    try:
        body = orjson.loads(tx.unseal(cases.key_name(CaseId(row["case_id"])), row["body"]))
    except KeyErased:
        return None
    return Draft(
        id=DraftId(row["id"]),
        case_id=CaseId(row["case_id"]),
        concern_id=ConcernId(row["concern_id"]),
        rule=row["rule"],
        person_id=PersonId(row["person_id"]),
        made_at=from_ms(row["made_at"]),
        pattern=body["pattern"],
        sentence=body["sentence"],
        phrases=tuple(body["phrases"]),
        phrase=body["phrase"],
        test=body["test"],
    )


def change(tx: Tx, draft: Draft) -> None:
    """Keep what a draft says now."""
    tx.run("UPDATE lexicon_drafts SET body = :body WHERE id = :id", id=draft.id, body=_sealed(tx, draft))


def drop(tx: Tx, draft: DraftId) -> None:
    """Forget a draft: it was proposed, or nobody wants it."""
    tx.run("DELETE FROM lexicon_drafts WHERE id = :id", id=draft)


def _sealed(tx: Tx, draft: Draft) -> bytes:
    names = ("pattern", "sentence", "phrases", "phrase", "test")
    body = {name: getattr(draft, name) for name in names}
    return tx.seal(cases.key_name(draft.case_id), orjson.dumps(body))
