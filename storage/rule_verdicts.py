"""What staff said of the hits of each row of the lexicon, and how often each row finds something."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentoring.cases import CaseId, ConcernId
from mentoring.closing import Reason, Verdict
from mentoring.people import PersonId, ProgrammeId
from mentoring.safeguarding.feedback import Record
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What somebody said of one row's hit in one concern. `reason` is None for what was real, and only then."""

    concern_id: ConcernId
    case_id: CaseId
    rule: str
    verdict: Verdict
    reason: Reason | None
    person_id: PersonId
    judged_at: datetime


def judge(
    tx: Tx,
    concern: ConcernId,
    case: CaseId,
    rule: str,
    verdict: Verdict,
    reason: Reason | None,
    *,
    by: PersonId,
    now: datetime,
) -> None:
    """Note what somebody says of a row's hit, in place of what was said before."""
    tx.run(
        "INSERT INTO rule_verdicts (concern_id, case_id, rule, verdict, reason, person_id, judged_at)"
        " VALUES (:concern, :case, :rule, :verdict, :reason, :by, :now) ON CONFLICT (concern_id, rule) DO UPDATE SET"
        " verdict = excluded.verdict, reason = excluded.reason, person_id = excluded.person_id,"
        " judged_at = excluded.judged_at",
        concern=concern,
        case=case,
        rule=rule,
        verdict=verdict.value,
        reason=None if reason is None else reason.value,
        by=by,
        now=to_ms(now),
    )


def of_case(tx: Tx, case: CaseId) -> list[RuleVerdict]:
    """Return what was said of the rows that found something in a case, in the order of its concerns."""
    rows = tx.all(
        "SELECT concern_id, case_id, rule, verdict, reason, person_id, judged_at FROM rule_verdicts"
        " WHERE case_id = :case ORDER BY concern_id, rule",
        case=case,
    )
    return [_verdict(row) for row in rows]


def record_of(tx: Tx, rule: str) -> Record:
    """Return how a row has fared so far, in all programmes."""
    return _records(
        tx.all(
            "SELECT rule, verdict, COUNT(*) AS judged FROM rule_verdicts WHERE rule = :rule GROUP BY rule, verdict",
            rule=rule,
        )
    ).get(rule, Record())


def records(tx: Tx, since: datetime | None = None) -> dict[str, Record]:
    """Return how each row that was ever judged has fared, in all programmes; `since` leaves out what is older."""
    return _records(
        tx.all(
            "SELECT rule, verdict, COUNT(*) AS judged FROM rule_verdicts WHERE judged_at >= :since"
            " GROUP BY rule, verdict ORDER BY rule",
            since=0 if since is None else to_ms(since),
        )
    )


def hits_since(tx: Tx, since: datetime, programme: ProgrammeId | None = None) -> Counter[str]:
    """Return how often each row has found something since then; in all programmes, or in one."""
    counted = Counter[str]()
    where = "" if programme is None else " AND programme_id = :programme"
    chosen = {} if programme is None else {"programme": programme}
    # The same rows are found again and again, so that there are few different lists of them.
    rows = tx.all(
        f"SELECT rules, COUNT(*) AS times FROM concerns WHERE noticed_at >= :since{where} GROUP BY rules",
        since=to_ms(since),
        **chosen,
    )
    for row in rows:
        for rule in json.loads(row["rules"]):
            counted[rule] += int(row["times"])
    return counted


def _records(rows: Sequence[Row]) -> dict[str, Record]:
    counted: dict[str, Counter[str]] = {}
    for row in rows:
        counted.setdefault(row["rule"], Counter())[row["verdict"]] += int(row["judged"])
    return {
        rule: Record(times[Verdict.REAL], times[Verdict.LOWER], times[Verdict.FALSE]) for rule, times in counted.items()
    }


def _verdict(row: Row) -> RuleVerdict:
    return RuleVerdict(
        concern_id=ConcernId(row["concern_id"]),
        case_id=CaseId(row["case_id"]),
        rule=row["rule"],
        verdict=Verdict(row["verdict"]),
        reason=None if row["reason"] is None else Reason(row["reason"]),
        person_id=PersonId(row["person_id"]),
        judged_at=from_ms(row["judged_at"]),
    )
