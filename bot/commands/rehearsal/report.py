"""The report of a rehearsal: what was played, what became of every check-in, and which promises held."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.commands.rehearsal.promises import PROMISES, left_out
from bot.commands.rehearsal.record import Record
from bot.commands.rehearsal.school import Wished
from bot.commands.rehearsal.term import Log
from mentoring.check_ins import CheckIn, CheckInState

_SHOWN = 20  # breaks of one promise; who has more of them needs the cause, not the list


@dataclass(frozen=True, slots=True)
class Report:
    """What a rehearsal came to. `broken` are the breaks by what was promised; empty when every promise held."""

    lines: Sequence[str]
    broken: dict[str, list[str]]

    @property
    def went_well(self) -> bool:
        """Whether every promise held."""
        return not self.broken

    def __str__(self) -> str:
        return "\n".join(self.lines)


def report_of(record: Record, wished: Wished, log: Log, calls: int, seconds: float) -> Report:
    """Judge a record and put it into words. `calls` is how many Bot API calls were made, `seconds` how long it took."""
    broken = {_said(promise): found for promise in PROMISES if (found := promise(record))}
    lines = [
        f"{wished.pairs} pairs, {wished.weeks} weeks, seed {wished.seed}: played in {_length(seconds)}.",
        f"  {log.moments:,} moments, {log.written:,} messages and commands written, {calls:,} calls to Telegram.",
        "",
        "Check-ins",
        *_table(_of_check_ins(record)),
        "",
        "What else there was",
        *_table(_of_the_rest(record)),
        "",
        "Promises",
        *(f"  {'✗' if _said(promise) in broken else '✓'} {_said(promise)}" for promise in PROMISES),
    ]
    for promise, found in broken.items():
        lines += ["", f"Broken: {promise}", *(f"  · {sentence}" for sentence in found[:_SHOWN])]
        if len(found) > _SHOWN:
            lines.append(f"  … and {len(found) - _SHOWN} more")
    return Report(lines, broken)


def _of_check_ins(record: Record) -> Iterator[tuple[int, str]]:
    of = Counter(_became(each) for each in record.check_ins)
    yield len(record.check_ins), "planned"
    for what in (
        "answered",
        "answered after the reminder",
        "let go after the reminder",
        "let go without a reminder",
        "called off: the pair ended or rested, or somebody was away",
        "not asked after all: answered just before, or another was under way",
        "still under way at the end",
    ):
        yield of[what], what
    for reason, count in sorted(left_out(record).items()):
        yield count, f"left out: {reason}"


def _became(each: CheckIn) -> str:
    match each.state:
        case CheckInState.CLOSED:
            return "answered" if each.reminded_at is None else "answered after the reminder"
        case CheckInState.EXPIRED:
            return "let go without a reminder" if each.reminded_at is None else "let go after the reminder"
        case CheckInState.CANCELLED if each.asked_at is not None:
            return "called off: the pair ended or rested, or somebody was away"
        case CheckInState.CANCELLED:
            return "not asked after all: answered just before, or another was under way"
        case _:
            return "still under way at the end"


def _of_the_rest(record: Record) -> Iterator[tuple[int, str]]:
    counts = record.counts
    yield counts.get("messages", 0), f"messages between the pairs, {counts.get('held', 0)} of them held for the night"
    yield counts.get("agreements", 0), "agreements in force"
    yield counts.get("sessions_asked", 0), f"sessions proposed, {counts.get('sessions', 0)} of them agreed"
    yield counts.get("goals", 0), f"goals, {counts.get('goals_reached', 0)} of them reached"
    yield counts.get("wins", 0), f"wins, {counts.get('wins_shared', 0)} of them shared"
    yield counts.get("absences", 0), f"times away, and {counts.get('breaks', 0)} breaks"
    kinds = Counter(task.kind.value.replace("_", " ") for task in record.tasks)
    done = sum(task.done_at is not None for task in record.tasks)
    named = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    yield len(record.tasks), f"tasks, {done} of them done ({named})" if named else "tasks"
    closed = sum(case.closed_at is not None for case in record.cases)
    yield len(record.cases), f"cases, {closed} of them closed; {len(record.worries)} worrying messages"


def _table(rows: Iterator[tuple[int, str]]) -> list[str]:
    return [f"  {count:>7,}  {what}" for count, what in rows]


def _said(promise: object) -> str:
    """Return a promise in its own words: the first sentence of what it says of itself."""
    return str(promise.__doc__).splitlines()[0]


def _length(seconds: float) -> str:
    whole = timedelta(seconds=round(seconds))
    return f"{whole} (hours:minutes:seconds)" if seconds >= 100 else f"{seconds:.0f} seconds"
