"""A case as a file: its record with all hashes, which anybody can check anywhere, without this installation.

What the file says of its length and last hash is the case's own: a record that is cut, changed or put together
differently does not hold. The file cannot show that a whole other record was written in place of the real one; for
that, whoever hands it over notes the last hash beside it (on paper, in the referral).
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from mentoring.case_record import CaseEvent, first_broken
from mentoring.cases import Case, CaseId, EventKind

FORMAT = "interlude-case-1"
NOT_SEEN = "Deletions by people in the chat are not visible to the bot, and are not in this record."


class NotACase(ValueError):
    """A file holds no exported case, or one in a form that nobody knows."""


def exported(case: Case, events: Sequence[CaseEvent]) -> dict[str, Any]:
    """Return a case as JSON. Words are in it where the events have them."""
    return {
        "format": FORMAT,
        "note": NOT_SEEN,
        "case": {
            "id": int(case.id),
            "severity": case.severity.word,
            "state": case.state.value,
            "opened_at": _ms(case.opened_at),
            "events": case.events,
            "head": case.head,
        },
        "events": [
            {
                "seq": event.seq,
                "at": _ms(event.at),
                "kind": event.kind.value,
                "actor": event.actor,
                "facts": dict(event.facts),
                "words": None if event.words is None else dict(event.words),
                "digest": event.digest,
                "previous": event.previous,
                "hash": event.hash,
            }
            for event in events
        ],
    }


def broken_at(file: Mapping[str, Any]) -> int | None:
    """Return the number of the first event that is not what was recorded, or None when the whole record holds.

    What the file says of the case's state and severity is checked against the record: a difference is event 0.
    Raises NotACase when it is no exported case.
    """
    try:
        if file["format"] != FORMAT:
            raise NotACase("this is no case that was exported by this version")
        case = file["case"]
        events = [_event(CaseId(case["id"]), told) for told in file["events"]]
        broken = first_broken(events, length=case["events"], head=case["head"])
        if broken is not None:
            return broken
        return None if (case["state"], case["severity"]) == _as_recorded(events) else 0
    except (KeyError, TypeError, AttributeError, OverflowError, ValueError) as error:
        raise NotACase("this is no exported case") from error


def _as_recorded(events: Sequence[CaseEvent]) -> tuple[object, object]:
    """Return the state and severity that a record leads to."""
    state: object = "new"
    severity: object = None
    for event in events:
        if event.kind is EventKind.STATE:
            state = event.facts["to"]
        elif event.kind is EventKind.OPENED:
            severity = event.facts["severity"]
        elif event.kind is EventKind.RAISED:
            severity = event.facts["to"]
    return state, severity


def _event(case: CaseId, told: Mapping[str, Any]) -> CaseEvent:
    return CaseEvent(
        case_id=case,
        seq=told["seq"],
        at=datetime.fromtimestamp(told["at"] / 1000, UTC),
        kind=EventKind(told["kind"]),
        actor=told["actor"],
        facts=told["facts"],
        digest=told["digest"],
        previous=told["previous"],
        hash=told["hash"],
        words=told["words"],
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
