"""The versions of questionnaires: the shipped ones, for every programme, and what programmes made of them.

A version's body is never changed. A programme's newest own version comes before the shipped one of the same key.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NewType

from mentoring.people import ProgrammeId
from mentoring.questionnaires.questionnaire import Questionnaire
from mentoring.questionnaires.written import read_questionnaire, written_questionnaire
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

QuestionnaireVersionId = NewType("QuestionnaireVersionId", int)

_COLUMNS = "id, programme_id, key, number, body, made_at, ended_at"

# The newest own version that is in use, else the newest shipped one.
_CURRENT = f"""
SELECT {_COLUMNS} FROM questionnaire_versions
WHERE key = :key AND ended_at IS NULL AND (programme_id = :programme OR programme_id IS NULL)
ORDER BY CASE WHEN programme_id IS NULL THEN 1 ELSE 0 END, number DESC LIMIT 1"""

# Of each key the version that `_CURRENT` would find, by the id.
_CURRENT_PAGE = f"""
SELECT {_COLUMNS} FROM questionnaire_versions v
WHERE ended_at IS NULL AND (programme_id = :programme OR programme_id IS NULL) AND id > :after
 AND NOT EXISTS (
  SELECT 1 FROM questionnaire_versions other
  WHERE other.key = v.key AND other.ended_at IS NULL
   AND ((other.programme_id = :programme AND v.programme_id IS NULL)
    OR (other.programme_id = v.programme_id AND other.number > v.number)
    OR (other.programme_id IS NULL AND v.programme_id IS NULL AND other.number > v.number)))
ORDER BY id LIMIT :limit"""


@dataclass(frozen=True, slots=True)
class QuestionnaireVersion:
    """One version, as it was made.

    `programme_id` is None for a shipped one. `number` counts the versions of a key, from 1, for each programme and for
    the shipped ones apart. `ended_at` is when the programme took it out of use, None while it may be asked.
    """

    id: QuestionnaireVersionId
    programme_id: ProgrammeId | None
    key: str
    number: int
    questionnaire: Questionnaire
    made_at: datetime
    ended_at: datetime | None

    @property
    def is_shipped(self) -> bool:
        """Whether it came with the installation."""
        return self.programme_id is None


def current(tx: Tx, programme: ProgrammeId, key: str) -> QuestionnaireVersion | None:
    """Return the version of a questionnaire that a programme asks from now on, or None when it has none of that key."""
    row = tx.one(_CURRENT, programme=programme, key=key)
    return None if row is None else _version(row)


def version(tx: Tx, version: QuestionnaireVersionId) -> QuestionnaireVersion | None:
    """Return a version, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM questionnaire_versions WHERE id = :id", id=version)
    return None if row is None else _version(row)


def page(tx: Tx, programme: ProgrammeId, *, after: int, limit: int) -> list[QuestionnaireVersion]:
    """Return what a programme asks from now on: the current version of each key, by their ids, after that one."""
    return [_version(row) for row in tx.all(_CURRENT_PAGE, programme=programme, after=after, limit=limit)]


def versions_page(tx: Tx, programme: ProgrammeId, key: str, *, after: int, limit: int) -> list[QuestionnaireVersion]:
    """Return all versions of a key that a programme can have asked, shipped and its own, by their ids."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM questionnaire_versions WHERE key = :key AND id > :after"
        " AND (programme_id = :programme OR programme_id IS NULL) ORDER BY id LIMIT :limit",
        programme=programme,
        key=key,
        after=after,
        limit=limit,
    )
    return [_version(row) for row in rows]


def keep(
    tx: Tx, programme: ProgrammeId, questionnaire: Questionnaire, now: datetime
) -> tuple[QuestionnaireVersion, bool]:
    """Keep a programme's questionnaire as its newest version, and return that, and whether it is a new one.

    When it says what the current version says, nothing is added and that one is returned.
    """
    before = current(tx, programme, questionnaire.key)
    if before is not None and before.questionnaire == questionnaire:
        return before, False
    added = _add(tx, programme, questionnaire, None, now)
    assert added is not None  # nobody else writes in this transaction
    kept = version(tx, added)
    assert kept is not None
    return kept, True


def take_out_of_use(tx: Tx, programme: ProgrammeId, key: str, now: datetime) -> int:
    """End a programme's own versions of a key, and return how many there were; the shipped one, if any, holds again."""
    return tx.run(
        "UPDATE questionnaire_versions SET ended_at = :now"
        " WHERE programme_id = :programme AND key = :key AND ended_at IS NULL",
        programme=programme,
        key=key,
        now=to_ms(now),
    )


def shipped_sources(tx: Tx) -> dict[str, str]:
    """Return the fingerprints of the files from which the shipped questionnaires in use were read, by their keys."""
    rows = tx.all(
        "SELECT key, source_sha256 FROM questionnaire_versions"
        " WHERE programme_id IS NULL AND ended_at IS NULL ORDER BY number"
    )
    return {row["key"]: row["source_sha256"] for row in rows}


def add_shipped(tx: Tx, questionnaire: Questionnaire, source: str, now: datetime) -> QuestionnaireVersionId | None:
    """Keep a shipped questionnaire as the newest version of its key, for every programme that has none of its own.

    `source` is the fingerprint of its file. None when another process has brought one in the same moment.
    """
    return _add(tx, None, questionnaire, source, now)


def end_shipped(tx: Tx, key: str, now: datetime) -> None:
    """Take a shipped questionnaire that is shipped no more out of use; what runs goes on."""
    tx.run(
        "UPDATE questionnaire_versions SET ended_at = :now"
        " WHERE programme_id IS NULL AND key = :key AND ended_at IS NULL",
        key=key,
        now=to_ms(now),
    )


def _add(
    tx: Tx, programme: ProgrammeId | None, questionnaire: Questionnaire, source: str | None, now: datetime
) -> QuestionnaireVersionId | None:
    """Add the next version; None when another process has added it in the same moment."""
    row = tx.one(
        "INSERT INTO questionnaire_versions (programme_id, key, number, body, source_sha256, made_at)"
        " SELECT :programme, :key, COALESCE(MAX(number), 0) + 1, :body, :source, :now FROM questionnaire_versions"
        " WHERE key = :key AND (programme_id = :programme OR (programme_id IS NULL AND :is_shipped = 1))"
        " ON CONFLICT DO NOTHING RETURNING id",
        programme=programme,
        is_shipped=int(programme is None),
        key=questionnaire.key,
        body=json.dumps(written_questionnaire(questionnaire), ensure_ascii=False),
        source=source,
        now=to_ms(now),
    )
    return None if row is None else QuestionnaireVersionId(row["id"])


# Each check-in in the chat reads the questionnaire anew; a version never changes.
@lru_cache(maxsize=64)
def _read(body: str) -> Questionnaire:
    return read_questionnaire(json.loads(body))


def _version(row: Row) -> QuestionnaireVersion:
    return QuestionnaireVersion(
        id=QuestionnaireVersionId(row["id"]),
        programme_id=None if row["programme_id"] is None else ProgrammeId(row["programme_id"]),
        key=row["key"],
        number=row["number"],
        questionnaire=_read(row["body"]),
        made_at=from_ms(row["made_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
    )
