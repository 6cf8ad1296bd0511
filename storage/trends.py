"""Scores for trends and rules: numbers and dates alone, read from the check-ins that were handed in."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from mentoring.check_ins import CheckIn, CheckInId
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId, Role
from mentoring.trends import Score
from storage.lists import listed, numbered
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx

_SCORES = """SELECT c.id AS check_in_id, c.person_id, c.questionnaire_key, c.planned_for, p.role, a.question_key,
 a.score, c.questionnaire_version_id
 FROM check_ins c JOIN answers a ON a.check_in_id = c.id JOIN people p ON p.id = c.person_id
 WHERE c.state = 'closed' AND a.score IS NOT NULL"""


def scores_of(tx: Tx, check_ins: Sequence[CheckInId]) -> dict[CheckInId, dict[str, float]]:
    """Return the scores of check-ins that were handed in, by question; of others nothing."""
    found: dict[CheckInId, dict[str, float]] = defaultdict(dict)
    if check_ins:
        rows = tx.all(f"{_SCORES} AND c.id IN ({listed(len(check_ins))})", **numbered(check_ins))
        for row in rows:
            found[CheckInId(row["check_in_id"])][row["question_key"]] = row["score"]
    return dict(found)


def of_partner(tx: Tx, check_in: CheckIn, *, since: datetime, until: datetime) -> dict[tuple[str, str], float]:
    """Return the newest scores of the other one in a check-in's pair, planned within that time, by questionnaire."""
    if check_in.pair_id is None:
        return {}
    rows = tx.all(
        f"{_SCORES} AND c.pair_id = :pair AND c.person_id <> :person AND c.planned_for BETWEEN :since AND :until"
        " ORDER BY c.planned_for, c.id",
        pair=check_in.pair_id,
        person=check_in.person_id,
        since=to_ms(since),
        until=to_ms(until),
    )
    return {(row["questionnaire_key"], row["question_key"]): row["score"] for row in rows}


def newest_of_partner(tx: Tx, check_in: CheckIn, *, since: datetime) -> list[CheckInId]:
    """Return the newest check-in of each questionnaire that the other one in the pair handed in since then."""
    rows = tx.all(
        "SELECT questionnaire_key, MAX(id) AS id FROM check_ins WHERE pair_id = :pair AND person_id <> :person"
        " AND state = 'closed' AND planned_for >= :since GROUP BY questionnaire_key ORDER BY 2",
        pair=check_in.pair_id,
        person=check_in.person_id,
        since=to_ms(since),
    )
    return [CheckInId(row["id"]) for row in rows]


def of_person(tx: Tx, person: PersonId, questionnaire: str | None = None) -> dict[str, list[Score]]:
    """Return somebody's scores by questionnaire, the oldest first."""
    rows = tx.all(
        f"{_SCORES} AND c.person_id = :person AND (:any = 1 OR c.questionnaire_key = :questionnaire)"
        " ORDER BY c.planned_for, c.id, a.id",
        person=person,
        any=int(questionnaire is None),
        questionnaire=questionnaire or "",
    )
    return _by_questionnaire(rows)


def of_pair(tx: Tx, pair: PairId) -> dict[str, list[Score]]:
    """Return what the two of a pair scored in it, by questionnaire, the oldest first."""
    rows = tx.all(f"{_SCORES} AND c.pair_id = :pair ORDER BY c.planned_for, c.id, a.id", pair=pair)
    return _by_questionnaire(rows)


def of_programme(tx: Tx, programme: ProgrammeId, questionnaire: str) -> list[Score]:
    """Return what everybody in a programme scored in a questionnaire, the oldest first."""
    rows = tx.all(
        f"{_SCORES} AND c.programme_id = :programme AND c.questionnaire_key = :questionnaire"
        " ORDER BY c.planned_for, c.id, a.id",
        programme=programme,
        questionnaire=questionnaire,
    )
    return [_score(row) for row in rows]


def asked_in(tx: Tx, programme: ProgrammeId, questionnaire: str) -> list[tuple[PersonId, datetime, bool]]:
    """Return who was asked a questionnaire, for when it was planned, and whether they handed it in; the oldest first.

    What is still under way, was called off or never got its turn is left out.
    """
    rows = tx.all(
        "SELECT person_id, planned_for, state FROM check_ins WHERE programme_id = :programme"
        " AND questionnaire_key = :questionnaire AND state IN ('closed', 'expired') ORDER BY planned_for, id",
        programme=programme,
        questionnaire=questionnaire,
    )
    return [(PersonId(row["person_id"]), from_ms(row["planned_for"]), row["state"] == "closed") for row in rows]


def _by_questionnaire(rows: Sequence[Row]) -> dict[str, list[Score]]:
    found: dict[str, list[Score]] = defaultdict(list)
    for row in rows:
        found[row["questionnaire_key"]].append(_score(row))
    return dict(found)


def _score(row: Row) -> Score:
    return Score(
        PersonId(row["person_id"]),
        Role(row["role"]),
        row["question_key"],
        from_ms(row["planned_for"]),
        row["score"],
        row["questionnaire_version_id"],
    )
