"""Answers: what somebody said in a check-in.

Their own words are sealed with their own key. What they tapped, a number and a day stand in clear, and so does what an
answer counts: trends are drawn from that, long after the words are gone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import orjson

from mentoring.check_ins import CheckIn, CheckInId
from mentoring.people import PersonId
from mentoring.questionnaires.answer import SKIPPED, Answer, Words
from mentoring.questionnaires.answers import answer_from_json, answer_to_json, score_of
from mentoring.questionnaires.question import Question, QuestionKind
from mentoring.questionnaires.questionnaire import Questionnaire
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

_COLUMNS = "id, check_in_id, question_key, value, words, score, is_withheld, answered_at"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it is kept. `score` is what it counts, None for nothing.

    One that `is_withheld` gave reason for concern (or holds contact details): nobody's partner reads it.
    """

    id: int
    answer: Answer
    score: int | None
    is_withheld: bool
    answered_at: datetime


def keep(
    tx: Tx, check_in: CheckIn, question: Question, answer: Answer, now: datetime, *, is_withheld: bool = False
) -> int:
    """Keep an answer in place of the one before, and return its id."""
    words = isinstance(answer, Words)
    row = tx.one(
        "INSERT INTO answers (check_in_id, question_key, value, words, score, is_withheld, answered_at)"
        " VALUES (:check_in, :question, :value, :words, :score, :is_withheld, :now)"
        " ON CONFLICT (check_in_id, question_key) DO UPDATE SET value = excluded.value, words = excluded.words,"
        " score = excluded.score, is_withheld = excluded.is_withheld, answered_at = excluded.answered_at"
        " RETURNING id",
        check_in=check_in.id,
        question=question.key,
        value=None if words else orjson.dumps(answer_to_json(answer)).decode(),
        words=tx.seal(_key(check_in.person_id), orjson.dumps(answer_to_json(answer))) if words else None,
        score=score_of(question, answer),
        is_withheld=int(is_withheld),
        now=to_ms(now),
    )
    assert row is not None
    return int(row["id"])


def of(tx: Tx, check_in: CheckIn, questionnaire: Questionnaire) -> dict[str, KeptAnswer]:
    """Return the answers by the key of their question; words whose key was erased are no longer there.

    Those to questions that the questionnaire no longer asks (`counted_answers`) are among them.
    """
    rows = tx.all(f"SELECT {_COLUMNS} FROM answers WHERE check_in_id = :check_in ORDER BY id", check_in=check_in.id)
    found = {}
    for row in rows:
        question = questionnaire.question(row["question_key"])
        answer = None if question is None else _answer(tx, row, question.kind, check_in.person_id)
        if answer is not None:
            found[row["question_key"]] = KeptAnswer(
                id=row["id"],
                answer=answer,
                score=row["score"],
                is_withheld=bool(row["is_withheld"]),
                answered_at=from_ms(row["answered_at"]),
            )
    return found


def question_of(tx: Tx, answer: int) -> tuple[CheckInId, str] | None:
    """Return the check-in that an answer belongs to and the key of its question; None when it was taken back."""
    row = tx.one("SELECT check_in_id, question_key FROM answers WHERE id = :id", id=answer)
    return None if row is None else (CheckInId(row["check_in_id"]), row["question_key"])


def forget(tx: Tx, answer: int) -> None:
    """Take an answer back: its question is not answered then."""
    tx.run("DELETE FROM answers WHERE id = :id", id=answer)


def keep_only(tx: Tx, check_in: CheckIn, questions: Collection[str]) -> None:
    """Drop the answers to all questions but these: what no longer follows from the others was not said."""
    for row in tx.all("SELECT id, question_key FROM answers WHERE check_in_id = :check_in", check_in=check_in.id):
        if row["question_key"] not in questions:
            forget(tx, row["id"])


def scores_of(tx: Tx, check_in: CheckInId) -> Mapping[str, int]:
    """Return what the answers of a check-in count, by the key of their question; what counts nothing is left out."""
    rows = tx.all(
        "SELECT question_key, score FROM answers WHERE check_in_id = :check_in AND score IS NOT NULL ORDER BY id",
        check_in=check_in,
    )
    return {row["question_key"]: row["score"] for row in rows}


def _answer(tx: Tx, row: Row, kind: QuestionKind, person: PersonId) -> Answer | None:
    if row["words"] is None:
        return SKIPPED if row["value"] is None else answer_from_json(kind, orjson.loads(row["value"]))
    try:
        return answer_from_json(kind, orjson.loads(tx.unseal(_key(person), row["words"])))
    except KeyErased:
        return None


def _key(person: PersonId) -> str:
    return f"person:{person}"
