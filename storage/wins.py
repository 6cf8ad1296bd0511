"""Wins: what went well, as words, a photo or a sticker. One that is shared is both's; one that is kept its owner's.

A picture stays where it was sent: what is kept is which message of its owner's it is, from which it is shown again.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from mentoring.goals import GoalId
from mentoring.kinds import Kind
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from storage import due, pairs
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

WinId = NewType("WinId", int)

WIN_NEWS = "win_news"
"""The kind of due row that tells of a win, or of the applause for it; its subject is the win's id."""

_COLUMNS = """id, programme_id, person_id, pair_id, goal_id, kind, key_name, body, kept_back, made_at, shared_at,
 told_at, clapped_at, clap_told_at"""


@dataclass(frozen=True, slots=True)
class Win:
    """One win of a person, "" for no words. `bot_id`, `chat_id` and `telegram_id` say where its message stands.

    `pair_id` is whose wall it may hang on, None without a partner. What is `kept_back` gave reason for concern: it is
    shown to nobody but its owner, whatever they chose. `told_at`: the partner saw it; `clapped_at`: they applauded.
    """

    id: WinId
    programme_id: ProgrammeId
    person_id: PersonId
    pair_id: PairId | None
    goal_id: GoalId | None
    kind: Kind
    text: str
    bot_id: int
    chat_id: int
    telegram_id: int
    kept_back: bool
    made_at: datetime
    shared_at: datetime | None
    told_at: datetime | None
    clapped_at: datetime | None
    clap_told_at: datetime | None

    @property
    def is_for_both(self) -> bool:
        """Whether the partner is shown it."""
        return self.shared_at is not None and not self.kept_back


def add(
    tx: Tx,
    *,
    programme: ProgrammeId,
    person: PersonId,
    pair: PairId | None,
    goal: GoalId | None,
    kind: Kind,
    text: str,
    place: tuple[int, int, int],
    kept_back: bool,
    now: datetime,
) -> WinId:
    """Keep a win, shared with nobody yet, and return its id. `place` is its bot, chat and message."""
    key_name = f"person:{person}"
    return WinId(
        tx.insert(
            "INSERT INTO wins (programme_id, person_id, pair_id, goal_id, kind, key_name, body, kept_back, made_at)"
            " VALUES (:programme, :person, :pair, :goal, :kind, :key, :body, :kept_back, :now) RETURNING id",
            programme=programme,
            person=person,
            pair=pair,
            goal=goal,
            kind=kind.value,
            key=key_name,
            body=tx.seal(key_name, json.dumps({"text": text, "place": place}, ensure_ascii=False).encode()),
            kept_back=int(kept_back),
            now=to_ms(now),
        )
    )


def get(tx: Tx, win: WinId) -> Win | None:
    """Return a win; None when there is none with that id, or its words were erased."""
    row = tx.one(f"SELECT {_COLUMNS} FROM wins WHERE id = :id", id=win)
    return None if row is None else _win(tx, row)


def of_pair(tx: Tx, pair: PairId) -> list[Win]:
    """Return the wins that the two of a pair have shared with each other, oldest first: what a goodbye is made of."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM wins WHERE pair_id = :pair AND shared_at IS NOT NULL AND kept_back = 0 ORDER BY id",
        pair=pair,
    )
    return _readable(tx, rows)


def wall(tx: Tx, person: PersonId, pair: PairId | None) -> list[Win]:
    """Return what hangs on somebody's wall, oldest first: their own wins, and what the pair's other one shared."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM wins WHERE person_id = :person"
        " OR (pair_id = :pair AND shared_at IS NOT NULL AND kept_back = 0) ORDER BY id",
        person=person,
        pair=0 if pair is None else pair,
    )
    return _readable(tx, rows)


def share(tx: Tx, win: Win, pair: PairId, now: datetime) -> bool:
    """Hang a win on the wall of a pair, sealed with the pair's key from then on; False when it was shared before."""
    key_name = pairs.key_name(pair)
    words = {"text": win.text, "place": (win.bot_id, win.chat_id, win.telegram_id)}
    changed = tx.run(
        "UPDATE wins SET shared_at = :now, pair_id = :pair, key_name = :key, body = :body"
        " WHERE id = :id AND shared_at IS NULL",
        id=win.id,
        pair=pair,
        key=key_name,
        body=tx.seal(key_name, json.dumps(words, ensure_ascii=False).encode()),
        now=to_ms(now),
    )
    return changed == 1


def rewrite(tx: Tx, win: Win, text: str, *, kept_back: bool) -> None:
    """Give a win that is not shared yet other words; what was kept back once stays so."""
    words = {"text": text, "place": (win.bot_id, win.chat_id, win.telegram_id)}
    tx.run(
        "UPDATE wins SET body = :body, kept_back = :kept_back WHERE id = :id AND shared_at IS NULL",
        id=win.id,
        body=tx.seal(f"person:{win.person_id}", json.dumps(words, ensure_ascii=False).encode()),
        kept_back=int(kept_back or win.kept_back),
    )


def note_told(tx: Tx, win: WinId, now: datetime) -> bool:
    """Note that the partner was told of a win; False when that was noted before."""
    return tx.run("UPDATE wins SET told_at = :now WHERE id = :id AND told_at IS NULL", id=win, now=to_ms(now)) == 1


def clap(tx: Tx, win: WinId, now: datetime) -> bool:
    """Note the partner's applause; False when there was some before."""
    return (
        tx.run("UPDATE wins SET clapped_at = :now WHERE id = :id AND clapped_at IS NULL", id=win, now=to_ms(now)) == 1
    )


def note_clap_told(tx: Tx, win: WinId, now: datetime) -> bool:
    """Note that the owner was told of the applause; False when that was noted before."""
    changed = tx.run(
        "UPDATE wins SET clap_told_at = :now WHERE id = :id AND clap_told_at IS NULL", id=win, now=to_ms(now)
    )
    return changed == 1


def delete(tx: Tx, win: WinId) -> None:
    """Take a win off, words and all."""
    tx.run("DELETE FROM wins WHERE id = :id", id=win)


def tell_at(tx: Tx, win: WinId, what: str, due_at: datetime) -> None:
    """Let somebody be told of a win (`what`: "win") or of the applause for it ("clap") at a moment."""
    occurrence = f"{WIN_NEWS}:{what}:{win}:{to_ms(due_at)}"
    due.add(tx, kind=WIN_NEWS, subject=win, occurrence=occurrence, due_at=due_at)


def _readable(tx: Tx, rows: list[Row]) -> list[Win]:
    found = [_win(tx, row) for row in rows]
    return [win for win in found if win is not None]


def _win(tx: Tx, row: Row) -> Win | None:
    try:
        kept: dict[str, Any] = json.loads(tx.unseal(row["key_name"], row["body"]))
    except KeyErased:
        return None
    bot_id, chat_id, telegram_id = kept["place"]
    return Win(
        id=WinId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        person_id=PersonId(row["person_id"]),
        pair_id=None if row["pair_id"] is None else PairId(row["pair_id"]),
        goal_id=None if row["goal_id"] is None else GoalId(row["goal_id"]),
        kind=Kind(row["kind"]),
        text=kept["text"],
        bot_id=bot_id,
        chat_id=chat_id,
        telegram_id=telegram_id,
        kept_back=bool(row["kept_back"]),
        made_at=from_ms(row["made_at"]),
        shared_at=from_ms_or_none(row["shared_at"]),
        told_at=from_ms_or_none(row["told_at"]),
        clapped_at=from_ms_or_none(row["clapped_at"]),
        clap_told_at=from_ms_or_none(row["clap_told_at"]),
    )
