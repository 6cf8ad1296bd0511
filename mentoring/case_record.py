"""A case's record: events that hold each other by their hashes, so that none can be changed, dropped or put between.

A hash covers everything of its event but the words; for those it covers a digest, salted with random bytes that are
sealed together with the words. So the record can still be verified when the words have been erased, and the digest
does not help anybody to guess them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from mentoring.cases import CaseId, EventKind

Fact = str | int | float | bool | None | list[str] | list[int]
"""What an event is told with in the open: numbers, ids, names of states and rules. What people wrote is none of it."""

FIRST = "0" * 64
"""What stands in the first event for the hash of the one before."""

SALT = "salt"
"""The field of sealed words that makes their digest say nothing about them."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened in a case: the `seq`-th, from 1.

    `actor` as the audit names one (`person:3`, `system`); `at` aware, UTC, whole milliseconds; `digest` that of the
    sealed words, None when there are none; `words` those words, opened, None when there are none, they are erased, or
    they were not asked for.
    """

    case_id: CaseId
    seq: int
    at: datetime
    kind: EventKind
    actor: str
    facts: Mapping[str, Fact]
    digest: str | None
    previous: str
    hash: str
    words: Mapping[str, object] | None = None


def canonical(value: object) -> bytes:
    """Return the one way in which a value of JSON is written down to be hashed: sorted, without spaces, in UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest_of(sealed_words: bytes) -> str:
    """Return the digest of what is sealed, salt and all, as hexadecimal."""
    return sha256(sealed_words).hexdigest()


def hash_of(
    *,
    case: CaseId,
    seq: int,
    at_ms: int,
    kind: EventKind,
    actor: str,
    facts: Mapping[str, Fact],
    digest: str | None,
    previous: str,
) -> str:
    """Return an event's hash, as hexadecimal. `at_ms` is milliseconds since 1970, UTC."""
    told = [int(case), seq, at_ms, kind.value, actor, dict(facts), digest, previous]
    return sha256(canonical(told)).hexdigest()


def first_broken(events: Iterable[CaseEvent], *, length: int, head: str) -> int | None:
    """Return the number of the first event that is not what was recorded, or None when the whole record holds.

    `length` and `head` are what the case says of its record: one that was cut at its end is broken after it. Words
    that are given (`words`) are compared with their digest.
    """
    previous, count = FIRST, 0
    for count, event in enumerate(events, start=1):
        if event.seq != count or event.previous != previous or event.hash != _rehashed(event):
            return count
        if event.words is not None and digest_of(canonical(event.words)) != event.digest:
            return count
        previous = event.hash
    return None if (count, previous) == (length, head) else count + 1


def _rehashed(event: CaseEvent) -> str:
    return hash_of(
        case=event.case_id,
        seq=event.seq,
        at_ms=round(event.at.timestamp() * 1000),
        kind=event.kind,
        actor=event.actor,
        facts=event.facts,
        digest=event.digest,
        previous=event.previous,
    )
