"""Which choices a programme leaves a pair, and whether a clause keeps within them: stricter always, never looser."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from mentoring.agreement.bounds import Bounds
from mentoring.agreement.clauses import (
    ANY_HOUR,
    CHOICES,
    LONGEST_LINE,
    NO_TIME,
    PARTS,
    Clause,
    Part,
    Term,
    answer_code,
    answer_time,
    hour_of,
    is_complete,
)
from mentoring.agreement.enforcement import messaging_blocks, open_minutes, open_span
from mentoring.programmes import Rules
from mentoring.quiet_hours import QuietBlock
from mentoring.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Frame:
    """What a programme's rules say about agreements. `response_window` is open time; None when it has none."""

    quiet_blocks: tuple[QuietBlock, ...] = ()
    response_window: timedelta | None = None
    bounds: Bounds = field(default_factory=Bounds)


@dataclass(frozen=True, slots=True)
class ClauseIncomplete(Refusal):
    """A part of a clause has no choice yet."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class OutsideBounds(Refusal):
    """A choice is not, or no longer, one that the programme leaves."""

    clause: Clause
    part: Part


@dataclass(frozen=True, slots=True)
class TooLittleTime(Refusal):
    """The messaging hours would leave too little time open on a day on which they write."""


@dataclass(frozen=True, slots=True)
class LineTooLong(Refusal):
    """A free line is longer than fits; `length` in characters."""

    length: int


def frame_of(rules: Rules) -> Frame:
    """Return what a programme's rules say about agreements."""
    return Frame(rules.quiet_blocks, rules.response_window, rules.agreement)


def offered(part: Part, frame: Frame) -> tuple[str, ...]:
    """Return the choices that a programme leaves for one part, in the order in which they are shown."""
    match part:
        case Part.FROM | Part.UNTIL:
            earliest, latest = open_span(frame.quiet_blocks)
            return tuple(c for c in CHOICES[part] if c == ANY_HOUR or earliest < _minute(c) < latest)
        case Part.ANSWER:
            return _answers(frame)
        case _:
            return frame.bounds.allowed(part)


def outside(clause: Clause, term: Term, frame: Frame) -> Refusal | None:
    """Return why a clause may not stand in an agreement of this programme, or None when it may."""
    if not is_complete(clause, term):
        return ClauseIncomplete(clause)
    for part in PARTS[clause]:
        if not _is_within(part, term.choices[part], frame):
            return OutsideBounds(clause, part)
    if len(term.line) > LONGEST_LINE:
        return LineTooLong(len(term.line))
    if clause is Clause.MESSAGING and not _leaves_enough(term, frame):
        return TooLittleTime()
    return None


def first_outside(terms: Mapping[Clause, Term], frame: Frame) -> tuple[Clause, Refusal] | None:
    """Return the first clause that may not stand, with the reason; None when all may."""
    for clause, term in terms.items():
        refusal = outside(clause, term, frame)
        if refusal is not None:
            return clause, refusal
    return None


def _is_within(part: Part, choice: str, frame: Frame) -> bool:
    """Return whether a choice keeps the bounds.

    An hour or answer time need not be among those that are offered today to be strict enough: rules change.
    """
    match part:
        case Part.FROM | Part.UNTIL:
            return choice in CHOICES[part]
        case Part.ANSWER:
            return _answer_within(choice, frame)
        case _:
            return choice in offered(part, frame)


def _answers(frame: Frame) -> tuple[str, ...]:
    lengths = {answer_time(choice) for choice in CHOICES[Part.ANSWER] if choice != NO_TIME}
    if frame.response_window is not None:
        lengths.add(frame.response_window)
    choices = [answer_code(length) for length in sorted(filter(None, lengths))]
    return tuple(choice for choice in [*choices, NO_TIME] if _answer_within(choice, frame))


def _answer_within(choice: str, frame: Frame) -> bool:
    try:
        length = answer_time(choice)
    except ValueError:
        return False
    if length is None:
        return frame.response_window is None
    longest = frame.response_window
    # A programme whose own window is shorter than the least it lets pairs promise still leaves them that window.
    shortest = frame.bounds.shortest_answer if longest is None else min(frame.bounds.shortest_answer, longest)
    return shortest <= length and (longest is None or length <= longest)


def _leaves_enough(term: Term, frame: Frame) -> bool:
    """Return whether each day on which they write keeps its least time, or all that the programme leaves of it."""
    least = frame.bounds.least_messaging // timedelta(minutes=1)
    own = messaging_blocks(term)
    days = zip(
        open_minutes(own),
        open_minutes(frame.quiet_blocks),
        open_minutes((*frame.quiet_blocks, *own)),
        strict=True,
    )
    left = [(min(least, programme_alone), both) for agreed, programme_alone, both in days if agreed]
    return any(both for _, both in left) and all(both >= needed for needed, both in left)


def _minute(choice: str) -> int:
    hour = hour_of(choice)
    return 0 if hour is None else hour.hour * 60 + hour.minute
