"""The record of a rehearsal: what its database and its phones hold at the end, as plain facts to be judged."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.rehearsal.school import School
from bot.commands.rehearsal.term import Ring
from mentoring.check_ins import CheckIn, CheckInId, CheckInState
from mentoring.pairs import PairId, PairState
from mentoring.people import PersonId
from mentoring.questionnaires.answer_rules import AnswerRule
from mentoring.school_calendar import CalendarEntry
from mentoring.tasks import TaskKind
from storage import check_ins, pairs, questionnaires, schedules, trends
from storage.questionnaires import QuestionnaireVersionId
from storage.times import from_ms, from_ms_or_none
from storage.tx import Tx

Span = tuple[datetime, datetime | None]
"""From when until when (aware, UTC); None: it had not ended."""


@dataclass(frozen=True, slots=True)
class PairLife:
    """A pair from its first day on: its two, when it rested, when each message of theirs was written."""

    pair: PairId
    mentor: PersonId
    mentee: PersonId
    began_at: datetime
    ended_at: datetime | None
    rests: Sequence[Span] = ()
    words: Sequence[datetime] = ()


@dataclass(frozen=True, slots=True)
class NotedTask:
    """A task for the staff."""

    kind: TaskKind
    pair: PairId | None
    person: PersonId | None
    since: datetime
    done_at: datetime | None

    def stood(self, at: datetime) -> bool:
        """Return whether it was there, not done, at a moment; done at that very moment counts."""
        return self.since <= at and (self.done_at is None or self.done_at >= at)


@dataclass(frozen=True, slots=True)
class NotedCase:
    """A safeguarding case about somebody or a pair."""

    pair: PairId | None
    person: PersonId | None
    severity: int
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """All that promises are judged by. `ends` is when the rehearsal was over, `mishaps` what failed in it."""

    ends: datetime
    zones: Mapping[PersonId, ZoneInfo]
    names: Mapping[PersonId, str]
    lives: Sequence[PairLife]
    holiday: CalendarEntry | None
    away: Mapping[PersonId, Sequence[Span]]
    check_ins: Sequence[CheckIn]
    scores: Mapping[CheckInId, Mapping[str, float]]
    rules: Mapping[int, Sequence[AnswerRule]]
    tasks: Sequence[NotedTask]
    cases: Sequence[NotedCase]
    worries: Sequence[tuple[PersonId, datetime]]
    concerns: Sequence[tuple[PersonId, datetime]]
    rings: Sequence[Ring]
    mishaps: Sequence[str] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def read_record(tx: Tx, school: School, rings: Sequence[Ring], now: datetime) -> Record:
    """Return the record of a rehearsal that has come to its end."""
    everything = _all_check_ins(tx, school)
    closed = [check_in.id for check_in in everything if check_in.state is CheckInState.CLOSED]
    scores: dict[CheckInId, Mapping[str, float]] = {}
    for first in range(0, len(closed), 500):
        scores |= trends.scores_of(tx, closed[first : first + 500])
    return Record(
        ends=now,
        zones={player.person: player.zone for player in school.players},
        names={player.person: player.name for player in school.players},
        lives=_lives(tx, school),
        holiday=school.wished.holiday,
        away=_away(tx),
        check_ins=everything,
        scores=scores,
        rules=_rules(tx, {check_in.version_id for check_in in everything}),
        tasks=_tasks(tx),
        cases=_cases(tx),
        worries=[(player.person, at) for player in school.players for at in player.worried_at],
        concerns=_concerns(tx),
        rings=rings,
        mishaps=_mishaps(tx),
        counts=_counts(tx),
    )


def _all_check_ins(tx: Tx, school: School) -> list[CheckIn]:
    found: list[CheckIn] = []
    while page := check_ins.page(tx, school.programme, after=found[-1].id if found else 0, limit=1000):
        found += page
    return found


def _lives(tx: Tx, school: School) -> list[PairLife]:
    rests: dict[int, list[Span]] = defaultdict(list)
    for row in tx.all("SELECT pair_id, started_at, ended_at FROM pauses ORDER BY id"):
        rests[row["pair_id"]].append((from_ms(row["started_at"]), from_ms_or_none(row["ended_at"])))
    words: dict[int, list[datetime]] = defaultdict(list)
    for row in tx.all("SELECT pair_id, recorded_at FROM messages WHERE state <> 'refused' ORDER BY id"):
        words[row["pair_id"]].append(from_ms(row["recorded_at"]))
    lives = []
    for pair in pairs.of_programme(tx, school.programme):
        began_at = schedules.began_at(tx, pair.id)
        if began_at is not None:
            ended_at = pair.state_since if pair.state is PairState.CLOSED else None
            lives.append(
                PairLife(pair.id, pair.mentor_id, pair.mentee_id, began_at, ended_at, rests[pair.id], words[pair.id])
            )
    return lives


def _away(tx: Tx) -> dict[PersonId, list[Span]]:
    away: dict[PersonId, list[Span]] = defaultdict(list)
    for row in tx.all("SELECT person_id, starts_at, COALESCE(ended_at, ends_at) AS ends_at FROM absences ORDER BY id"):
        away[PersonId(row["person_id"])].append((from_ms(row["starts_at"]), from_ms_or_none(row["ends_at"])))
    return dict(away)


def _rules(tx: Tx, versions: set[int]) -> dict[int, Sequence[AnswerRule]]:
    kept = {number: questionnaires.version(tx, QuestionnaireVersionId(number)) for number in sorted(versions)}
    return {number: version.questionnaire.rules for number, version in kept.items() if version is not None}


def _tasks(tx: Tx) -> list[NotedTask]:
    rows = tx.all("SELECT kind, pair_id, person_id, since, done_at FROM tasks ORDER BY id")
    return [
        NotedTask(
            TaskKind(row["kind"]),
            row["pair_id"],
            row["person_id"],
            from_ms(row["since"]),
            from_ms_or_none(row["done_at"]),
        )
        for row in rows
    ]


def _cases(tx: Tx) -> list[NotedCase]:
    rows = tx.all("SELECT pair_id, person_id, severity, opened_at, closed_at FROM cases ORDER BY id")
    return [
        NotedCase(
            row["pair_id"],
            row["person_id"],
            row["severity"],
            from_ms(row["opened_at"]),
            from_ms_or_none(row["closed_at"]),
        )
        for row in rows
    ]


def _concerns(tx: Tx) -> list[tuple[PersonId, datetime]]:
    rows = tx.all(
        "SELECT person_id, noticed_at FROM concerns WHERE person_id IS NOT NULL AND case_id IS NOT NULL ORDER BY id"
    )
    return [(PersonId(row["person_id"]), from_ms(row["noticed_at"])) for row in rows]


def _mishaps(tx: Tx) -> list[str]:
    """Return what failed: updates put aside or tried twice, due rows put off, calls that nobody knows the end of."""
    found = []
    for what, sql in (
        ("updates were put aside", "SELECT COUNT(*) AS n FROM inbox WHERE state = 'parked'"),
        ("updates failed at first", "SELECT COUNT(*) AS n FROM inbox WHERE attempts > 0"),
        ("updates were not handled", "SELECT COUNT(*) AS n FROM inbox WHERE state = 'waiting'"),
        ("due rows failed", "SELECT COUNT(*) AS n FROM due WHERE attempts > 0"),
        ("calls were refused", "SELECT COUNT(*) AS n FROM outbox WHERE state = 'refused' AND error LIKE '%:%'"),
        ("calls have an unknown end", "SELECT COUNT(*) AS n FROM outbox WHERE state = 'unknown'"),
    ):
        row = tx.one(sql)
        if row is not None and row["n"]:
            found.append(f"{row['n']} {what}")
    return found


def _counts(tx: Tx) -> dict[str, int]:
    """Return how much there is of what nobody promised a number of."""
    counts = {}
    for what, sql in (
        ("messages", "SELECT COUNT(*) AS n FROM messages"),
        ("held", "SELECT COUNT(*) AS n FROM messages WHERE delivered_at > recorded_at"),
        ("updates", "SELECT COUNT(*) AS n FROM inbox"),
        ("goals", "SELECT COUNT(*) AS n FROM goals WHERE began_at IS NOT NULL"),
        ("goals_reached", "SELECT COUNT(*) AS n FROM goals WHERE state = 'done'"),
        ("wins", "SELECT COUNT(*) AS n FROM wins"),
        ("wins_shared", "SELECT COUNT(*) AS n FROM wins WHERE shared_at IS NOT NULL"),
        ("sessions", "SELECT COUNT(*) AS n FROM sessions WHERE state = 'agreed'"),
        ("sessions_asked", "SELECT COUNT(*) AS n FROM sessions"),
        ("agreements", "SELECT COUNT(*) AS n FROM agreements WHERE took_effect_at IS NOT NULL"),
        ("absences", "SELECT COUNT(*) AS n FROM absences"),
        ("breaks", "SELECT COUNT(*) AS n FROM pauses"),
    ):
        row = tx.one(sql)
        counts[what] = 0 if row is None else int(row["n"])
    return counts
