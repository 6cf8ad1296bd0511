"""Response windows: who owes whom a word, since when, and what came of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.hours import answer_time
from mentoring.pairs import PairId
from mentoring.people import PersonId
from mentoring.relay import MessageId
from mentoring.windows import Reason, Window, WindowId, WindowState
from storage.hours import agreed_from
from storage.lists import listed, numbered
from storage.rules_json import rules_from_json
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx

_MILLISECOND = timedelta(milliseconds=1)

_COLUMNS = """id, pair_id, person_id, waiting_id, message_id, reason, opened_at, length_ms, shown_at, nudged_at,
 lapsed_at, ended_at, ended_as"""

# What delivered messages open windows with; nothing where one waits for no answer, or somebody waits already.
_WANTED = """SELECT m.id, m.pair_id, m.sender_id, m.recipient_id, m.answer_wanted, programme.rules,
 pair.agreement_version, pair.agreement_terms
 FROM messages m JOIN pairs pair ON pair.id = m.pair_id JOIN programmes programme ON programme.id = pair.programme_id
 WHERE m.id IN ({messages}) AND m.answer_wanted IS NOT NULL AND pair.state IN ('active', 'closing')
 AND NOT EXISTS (SELECT 1 FROM windows w WHERE w.pair_id = m.pair_id AND w.person_id = m.recipient_id
  AND w.ended_at IS NULL AND w.lapsed_at IS NULL)
 ORDER BY m.id"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An answer that a delivered message waits for, where nobody in its pair waits for its reader yet.

    `answer_time` is how much open time it may take there; None for no limit.
    """

    message: MessageId
    pair: PairId
    sender: PersonId
    recipient: PersonId
    reason: Reason
    answer_time: timedelta | None


def wanted(tx: Tx, messages: Sequence[MessageId]) -> list[Wanted]:
    """Return the answers that delivered messages wait for: of none while one runs, nor where the pair rests."""
    if not messages:
        return []
    rows = tx.all(_WANTED.format(messages=listed(len(messages))), **numbered(messages))
    return [_wanted(row) for row in rows]


def _wanted(row: Row) -> Wanted:
    agreed = agreed_from(row["agreement_version"], row["agreement_terms"])
    return Wanted(
        message=MessageId(row["id"]),
        pair=PairId(row["pair_id"]),
        sender=PersonId(row["sender_id"]),
        recipient=PersonId(row["recipient_id"]),
        reason=Reason(row["answer_wanted"]),
        answer_time=answer_time(rules_from_json(row["rules"]), agreed),
    )


def open_for(tx: Tx, opening: Iterable[tuple[Wanted, datetime]]) -> list[tuple[WindowId, MessageId]]:
    """Open a window for each answer from that moment on, and return those opened, each with its message.

    None for one without an answer time, for a message that has had one, and while another is running.
    """
    rows = tx.insert_many(
        "INSERT INTO windows (pair_id, person_id, waiting_id, message_id, reason, opened_at, length_ms) VALUES :rows"
        " ON CONFLICT DO NOTHING RETURNING id, message_id",
        [
            (of.pair, of.recipient, of.sender, of.message, of.reason, to_ms(at), of.answer_time // _MILLISECOND)
            for of, at in opening
            if of.answer_time is not None
        ],
    )
    return [(WindowId(row["id"]), MessageId(row["message_id"])) for row in rows]


def get(tx: Tx, window: WindowId) -> Window | None:
    """Return a window, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM windows WHERE id = :id", id=window)
    return None if row is None else _window(row)


def owed_by(tx: Tx, person: PersonId) -> list[Window]:
    """Return the windows in which a person still owes a word, lapsed ones among them, oldest first."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM windows WHERE person_id = :person AND ended_at IS NULL ORDER BY id", person=person
    )
    return [_window(row) for row in rows]


def page(tx: Tx, pair: PairId, *, after: int, limit: int) -> list[Window]:
    """Return the first `limit` windows of a pair whose id is greater than `after`."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM windows WHERE pair_id = :pair AND id > :after ORDER BY id LIMIT :limit",
        pair=pair,
        after=after,
        limit=limit,
    )
    return [_window(row) for row in rows]


def answer(tx: Tx, pair: PairId, person: PersonId, message: MessageId, now: datetime) -> list[MessageId]:
    """Note that a person wrote to their partner, which answers all they owed in the pair.

    Return the messages in whose windows either was told something: most are answered before.
    """
    rows = tx.all(
        "UPDATE windows SET ended_at = :now, ended_as = 'answered', answered_by = :message"
        " WHERE pair_id = :pair AND person_id = :person AND ended_at IS NULL"
        " RETURNING message_id, COALESCE(shown_at, nudged_at, lapsed_at) AS told_at",
        pair=pair,
        person=person,
        message=message,
        now=to_ms(now),
    )
    return [MessageId(row["message_id"]) for row in rows if row["told_at"] is not None]


def unanswer(tx: Tx, message: MessageId) -> list[Window]:
    """Note that an answer was taken back before it arrived; return the windows that are owed again.

    One stays answered where another is running for the same person in the pair: that one waits for them.
    """
    rows = tx.all(
        "UPDATE windows SET ended_at = NULL, ended_as = NULL, answered_by = NULL WHERE answered_by = :message"
        " AND ended_as = 'answered' AND (lapsed_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM windows o"
        "  WHERE o.pair_id = windows.pair_id AND o.person_id = windows.person_id AND o.ended_at IS NULL"
        f"  AND o.lapsed_at IS NULL)) RETURNING {_COLUMNS}",
        message=message,
    )
    return [_window(row) for row in rows]


def end(tx: Tx, window: WindowId, ended_as: WindowState, now: datetime) -> Window | None:
    """End a window in which a word is still owed, and return it; None when nothing is owed in it."""
    row = tx.one(
        "UPDATE windows SET ended_at = :now, ended_as = :ended_as WHERE id = :id AND ended_at IS NULL"
        f" RETURNING {_COLUMNS}",
        id=window,
        ended_as=ended_as.value,
        now=to_ms(now),
    )
    return None if row is None else _window(row)


def cancel_in(tx: Tx, pair: PairId, now: datetime) -> list[Window]:
    """Cancel every window of a pair in which a word is still owed, and return them."""
    rows = tx.all(
        "UPDATE windows SET ended_at = :now, ended_as = 'cancelled' WHERE pair_id = :pair AND ended_at IS NULL"
        f" RETURNING {_COLUMNS}",
        pair=pair,
        now=to_ms(now),
    )
    return [_window(row) for row in rows]


def note_shown(tx: Tx, window: WindowId, now: datetime) -> bool:
    """Note that the one who waits is told of it; False when they were, or it is no longer running."""
    return _note(tx, "shown_at", window, now)


def note_nudged(tx: Tx, window: WindowId, now: datetime) -> bool:
    """Note that whoever is to answer is reminded; False when they were, or it is no longer running."""
    return _note(tx, "nudged_at", window, now)


def note_lapsed(tx: Tx, window: WindowId, now: datetime) -> bool:
    """Note that a window lapsed; False when it had, or has ended."""
    return _note(tx, "lapsed_at", window, now)


def lapses_in_a_row(tx: Tx, pair: PairId, person: PersonId, most: int) -> int:
    """Return how many of a person's last windows in a pair lapsed, one after the other; `most` at most.

    A late answer ends the wait but not the row; one in time, or a window let go, does. Cancelled ones do not count.
    """
    rows = tx.all(
        "SELECT lapsed_at, ended_as FROM windows WHERE pair_id = :pair AND person_id = :person AND"
        " (ended_as IN ('answered', 'let_go') OR (lapsed_at IS NOT NULL AND ended_as IS NULL))"
        " ORDER BY id DESC LIMIT :most",
        pair=pair,
        person=person,
        most=most,
    )
    count = 0
    for row in rows:
        if row["lapsed_at"] is None or row["ended_as"] == WindowState.LET_GO:
            break
        count += 1
    return count


def _note(tx: Tx, column: str, window: WindowId, now: datetime) -> bool:
    changed = tx.run(
        f"UPDATE windows SET {column} = :now WHERE id = :id AND {column} IS NULL AND ended_at IS NULL"
        " AND lapsed_at IS NULL",
        id=window,
        now=to_ms(now),
    )
    return changed == 1


def _window(row: Row) -> Window:
    return Window(
        id=WindowId(row["id"]),
        pair_id=PairId(row["pair_id"]),
        person_id=PersonId(row["person_id"]),
        waiting_id=PersonId(row["waiting_id"]),
        message_id=MessageId(row["message_id"]),
        reason=Reason(row["reason"]),
        opened_at=from_ms(row["opened_at"]),
        length=timedelta(milliseconds=row["length_ms"]),
        shown_at=from_ms_or_none(row["shown_at"]),
        nudged_at=from_ms_or_none(row["nudged_at"]),
        lapsed_at=from_ms_or_none(row["lapsed_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
        ended_as=None if row["ended_as"] is None else WindowState(row["ended_as"]),
    )
