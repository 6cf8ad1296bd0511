"""Cases and their records. The words in a record are sealed with the case's own key, not the pair's."""

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from mentoring.case_record import FIRST, SALT, CaseEvent, Fact, canonical, digest_of, hash_of
from mentoring.cases import Case, CaseId, CaseKind, CaseState, EventKind
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from mentoring.safeguarding.findings import Severity
from storage import audit
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

_COLUMNS = (
    "id, programme_id, pair_id, person_id, severity, state, opened_at, state_since, closed_at, events, head, kind,"
    " about_staff"
)
_EVENT = "case_id, seq, at, kind, actor, facts, words, digest, previous, hash"
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Joined:
    """The case that a concern belongs to from now on, as it is with it.

    `before` is how grave the case was until now, NONE when it is new.
    """

    case: Case
    before: Severity

    @property
    def is_new(self) -> bool:
        """Whether the concern opened the case."""
        return self.before is Severity.NONE

    @property
    def is_raised(self) -> bool:
        """Whether the case is graver with this concern than it was."""
        return self.case.severity > self.before


def key_name(case: CaseId) -> str:
    """Return the name of the key that seals a case's words."""
    return f"case:{case}"


def open_or_join(
    tx: Tx,
    *,
    about: str,
    programme: ProgrammeId,
    severity: Severity,
    now: datetime,
    pair: PairId | None = None,
    person: PersonId | None = None,
    actor: str = audit.SYSTEM,
    kind: CaseKind = CaseKind.REAL,
    about_staff: bool = False,
) -> Joined:
    """Return the open case about this, made when there is none, and raised when `severity` is graver than it is.

    `about` says what is one case: `pair:7`, `person:3` for somebody whose pair nobody knows, `chat:1:2` for a stranger,
    `staff:3:9` for what person 3 tells of person 9 of the staff, `drill:4`, `canary`. `actor` is who made the case,
    `system` when the lexicon noticed something.
    """
    kept = tx.one(f"SELECT {_COLUMNS} FROM cases WHERE about = :about AND state <> 'closed'", about=about)
    if kept is None:
        new = tx.one(
            "INSERT INTO cases (programme_id, pair_id, person_id, about, severity, state, opened_at, state_since,"
            " events, head, kind, about_staff) VALUES (:programme, :pair, :person, :about, :severity, 'new', :now,"
            " :now, 0, :head, :kind, :about_staff)"
            f" ON CONFLICT DO NOTHING RETURNING {_COLUMNS}",
            programme=programme,
            pair=pair,
            person=person,
            about=about,
            severity=int(severity),
            now=to_ms(now),
            head=FIRST,
            kind=kind.value,
            about_staff=int(about_staff),
        )
        if new is not None:
            case = _case(new)
            append(tx, case.id, EventKind.OPENED, actor=actor, at=now, facts={"severity": severity.word})
            audit.add(tx, actor=actor, did="case.opened", about=f"case:{case.id}", at=now, severity=severity.word)
            return Joined(_known(tx, case.id), Severity.NONE)
        kept = tx.one(f"SELECT {_COLUMNS} FROM cases WHERE about = :about AND state <> 'closed'", about=about)
        assert kept is not None
    case = _case(kept)
    if severity <= case.severity:
        return Joined(case, case.severity)
    return Joined(raise_severity(tx, case, severity, actor=actor, now=now), case.severity)


def raise_severity(tx: Tx, case: Case, severity: Severity, *, actor: str, now: datetime) -> Case:
    """Note that a case is graver than was thought, and return it as it is now."""
    tx.run("UPDATE cases SET severity = :severity WHERE id = :id", id=case.id, severity=int(severity))
    facts: dict[str, Fact] = {"from": case.severity.word, "to": severity.word}
    append(tx, case.id, EventKind.RAISED, actor=actor, at=now, facts=facts)
    audit.add(tx, actor=actor, did="case.raised", about=f"case:{case.id}", at=now, severity=severity.word)
    return _known(tx, case.id)


def set_about_staff(tx: Tx, case: CaseId) -> Case:
    """Note that a case is about somebody who works at the school, and return it as it is now.

    What the pair writes from now on opens a case of its own: that one is no business of whoever this one is about.
    """
    tx.run("UPDATE cases SET about_staff = 1, about = :about WHERE id = :id", id=case, about=f"staff:case:{case}")
    return _known(tx, case)


def set_state(
    tx: Tx,
    case: CaseId,
    state: CaseState,
    *,
    actor: str,
    now: datetime,
    facts: Mapping[str, Fact] | None = None,
    words: Mapping[str, object] | None = None,
) -> Case:
    """Note the state that a case is in from `now` on, in its row and its record, and return it.

    Whether it may go there is `mentoring.cases.move_case`'s to say. `facts` and `words` (to whom it was referred, with
    what outcome it was closed) stand in the event.
    """
    before = _known(tx, case)
    tx.run(
        "UPDATE cases SET state = :state, state_since = :now, closed_at = :closed WHERE id = :id",
        id=case,
        state=state.value,
        now=to_ms(now),
        closed=to_ms(now) if state is CaseState.CLOSED else None,
    )
    told = {"from": before.state.value, "to": state.value, **(facts or {})}
    append(tx, case, EventKind.STATE, actor=actor, at=now, facts=told, words=words)
    audit.add(tx, actor=actor, did=f"case.{state.value}", about=f"case:{case}", at=now)
    return _known(tx, case)


def append(
    tx: Tx,
    case: CaseId,
    kind: EventKind,
    *,
    actor: str,
    at: datetime,
    facts: Mapping[str, Fact] | None = None,
    words: Mapping[str, object] | None = None,
) -> CaseEvent:
    """Add an event to the end of a case's record and return it. Raises LookupError when there is no such case.

    `words` are sealed with the case's key, `facts` stand in the open. Neither is ever changed.
    """
    # The row's lock makes writers of one case wait for each other: no two events get the same number.
    head = tx.one("UPDATE cases SET events = events + 1 WHERE id = :id RETURNING events, head", id=case)
    if head is None:
        raise LookupError("no such case")
    sealed, digest = None, None
    if words is not None:
        salted = canonical({**words, SALT: os.urandom(_SALT_BYTES).hex()})
        sealed, digest = tx.seal(key_name(case), salted), digest_of(salted)
    at_ms = to_ms(at)
    own = hash_of(
        case=case,
        seq=head["events"],
        at_ms=at_ms,
        kind=kind,
        actor=actor,
        facts=facts or {},
        digest=digest,
        previous=head["head"],
    )
    tx.run(
        "INSERT INTO case_events (case_id, seq, at, kind, actor, facts, words, digest, previous, hash)"
        " VALUES (:case, :seq, :at, :kind, :actor, :facts, :words, :digest, :previous, :hash)",
        case=case,
        seq=head["events"],
        at=at_ms,
        kind=kind.value,
        actor=actor,
        facts=canonical(dict(facts or {})).decode(),
        words=sealed,
        digest=digest,
        previous=head["head"],
        hash=own,
    )
    tx.run("UPDATE cases SET head = :head WHERE id = :id", id=case, head=own)
    return CaseEvent(case, head["events"], from_ms(at_ms), kind, actor, dict(facts or {}), digest, head["head"], own)


def get(tx: Tx, case: CaseId) -> Case | None:
    """Return a case, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM cases WHERE id = :id", id=case)
    return None if row is None else _case(row)


def open_about(tx: Tx, about: str) -> Case | None:
    """Return the open case about this (see `open_or_join`), or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM cases WHERE about = :about AND state <> 'closed'", about=about)
    return None if row is None else _case(row)


def page(
    tx: Tx, programme: ProgrammeId, *, states: Collection[CaseState] = tuple(CaseState), after: int = 0, limit: int
) -> list[Case]:
    """Return the first `limit` real cases of a programme whose id is greater than `after`, those in one of `states`."""
    wanted = {f"state{number}": state.value for number, state in enumerate(sorted(states))}
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM cases WHERE programme_id = :programme AND kind = 'real' AND id > :after"
        f" AND state IN ({', '.join(f':{name}' for name in wanted) or 'NULL'}) ORDER BY id LIMIT :limit",
        programme=programme,
        after=after,
        limit=limit,
        **wanted,
    )
    return [_case(row) for row in rows]


def record_of(tx: Tx, case: CaseId, *, with_words: bool = False) -> list[CaseEvent]:
    """Return a case's events in order; their words only when asked for: reading them is an act of its own."""
    rows = tx.all(f"SELECT {_EVENT} FROM case_events WHERE case_id = :case ORDER BY seq", case=case)
    return [_event(tx, row, with_words=with_words) for row in rows]


def _known(tx: Tx, case: CaseId) -> Case:
    found = get(tx, case)
    if found is None:
        raise LookupError("no such case")
    return found


def _case(row: Row) -> Case:
    return Case(
        id=CaseId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        pair_id=None if row["pair_id"] is None else PairId(row["pair_id"]),
        person_id=None if row["person_id"] is None else PersonId(row["person_id"]),
        severity=Severity(row["severity"]),
        state=CaseState(row["state"]),
        opened_at=from_ms(row["opened_at"]),
        state_since=from_ms(row["state_since"]),
        closed_at=from_ms_or_none(row["closed_at"]),
        events=row["events"],
        head=row["head"],
        kind=CaseKind(row["kind"]),
        is_about_staff=bool(row["about_staff"]),
    )


def _event(tx: Tx, row: Row, *, with_words: bool) -> CaseEvent:
    words = None
    if with_words and row["words"] is not None:
        try:
            words = json.loads(tx.unseal(key_name(CaseId(row["case_id"])), row["words"]))
        except KeyErased:
            words = None
    return CaseEvent(
        case_id=CaseId(row["case_id"]),
        seq=row["seq"],
        at=from_ms(row["at"]),
        kind=EventKind(row["kind"]),
        actor=row["actor"],
        facts=json.loads(row["facts"]),
        digest=row["digest"],
        previous=row["previous"],
        hash=row["hash"],
        words=words,
    )
