"""What the software itself keeps of an agreement: when messages rest, and how long an answer may take.

An agreement adds quiet time and shortens the answer time; nothing in it can take the programme's quiet time away.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from mentoring.agreement.clauses import Clause, Part, Term, answer_time, hour_of
from mentoring.quiet_hours import QuietBlock

_MINUTES_IN_DAY = 24 * 60
_MINUTES_IN_WEEK = 7 * _MINUTES_IN_DAY
_WHOLE_DAY = (1 << _MINUTES_IN_DAY) - 1
_MIDNIGHT = time(0)
_LAST_DAY = {"every_day": 6, "monday_to_saturday": 5, "monday_to_friday": 4}


@dataclass(frozen=True, slots=True)
class EnforceableTerms:
    """The quiet blocks that an agreement adds (wall time, in the receiver's zone) and its answer time (open time).

    `answer` is None when the agreement promises none; the programme's window then holds alone.
    """

    quiet_blocks: tuple[QuietBlock, ...] = ()
    answer: timedelta | None = None


def enforceable(terms: Mapping[Clause, Term]) -> EnforceableTerms:
    """Return what the software keeps of an agreement whose clauses are complete."""
    return EnforceableTerms(
        quiet_blocks=messaging_blocks(terms[Clause.MESSAGING]),
        answer=answer_time(terms[Clause.ANSWERING].choices[Part.ANSWER]),
    )


def messaging_blocks(term: Term) -> tuple[QuietBlock, ...]:
    """Return the quiet blocks that a complete messaging clause means: no two overlap, and there may be none."""
    first, last = hour_of(term.choices[Part.FROM]), hour_of(term.choices[Part.UNTIL])
    blocks = []
    for day in range(7):
        if day > _LAST_DAY[term.choices[Part.DAYS]]:
            blocks.append(QuietBlock(day, _MIDNIGHT, _MIDNIGHT))
            continue
        if first is not None and first > _MIDNIGHT:
            blocks.append(QuietBlock(day, _MIDNIGHT, first))
        if last is not None and last > _MIDNIGHT:
            blocks.append(QuietBlock(day, last, _MIDNIGHT))
    return tuple(blocks)


def open_minutes(blocks: Iterable[QuietBlock]) -> tuple[int, ...]:
    """Return how many minutes of each day, Monday first, a week of blocks leaves open. They may overlap."""
    return tuple(_MINUTES_IN_DAY - day.bit_count() for day in _quiet_days(blocks))


def open_span(blocks: Iterable[QuietBlock]) -> tuple[int, int]:
    """Return the earliest and latest open minute of the day (0 to 1440) over the whole week; (0, 0) when none is."""
    all_open = 0
    for day in _quiet_days(blocks):
        all_open |= ~day & _WHOLE_DAY
    return ((all_open & -all_open).bit_length() - 1, all_open.bit_length()) if all_open else (0, 0)


def _quiet_days(blocks: Iterable[QuietBlock]) -> list[int]:
    """Return each day, Monday first, with a bit set for each of its minutes that is quiet."""
    week = 0
    for block in blocks:
        start = block.weekday * _MINUTES_IN_DAY + block.starts.hour * 60 + block.starts.minute
        week |= ((1 << block.minutes) - 1) << start
    week |= week >> _MINUTES_IN_WEEK  # Sunday night goes on on Monday
    return [week >> (day * _MINUTES_IN_DAY) & _WHOLE_DAY for day in range(7)]
