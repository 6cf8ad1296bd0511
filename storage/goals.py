"""Goals, sealed with their owner's key; and what changed in them, so that nothing is ever only overwritten."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from mentoring.goals import Aim, Goal, GoalId, GoalState, Letter, Line
from mentoring.pairs import PairId
from mentoring.people import PersonId, ProgrammeId
from storage.times import from_ms, from_ms_or_none, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased

_COLUMNS = """id, programme_id, owner_id, author_id, pair_id, state, asks, body, by_day, target, reached, reminds,
 coordinator_sees, created_at, changed_at, began_at, ended_at"""
_EVENT = """SELECT e.id, e.goal_id, e.person_id, e.did, e.about_id, e.body, e.at, g.owner_id
 FROM goal_events e JOIN goals g ON g.id = e.goal_id"""
_BELONGING = ("goal_steps", "goal_shares", "goal_suggestions", "goal_progress", "goal_events", "goal_prompts")


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a goal: who did what, when, and the words that it is about ("" for none).

    `about_id` is the id of the step that it is about, 0 for the goal itself.
    """

    id: int
    goal_id: GoalId
    by: PersonId
    did: str
    about_id: int
    words: str
    at: datetime


def key_name(owner: PersonId) -> str:
    """Return the name of the key that seals a mentee's goals: their own, which outlives every pair."""
    return f"person:{owner}"


def begin(
    tx: Tx, programme: ProgrammeId, owner: PersonId, author: PersonId, pair: PairId | None, now: datetime
) -> Goal:
    """Begin an empty draft in place of any other that its author has for this owner, and return it."""
    for old in drafts_of(tx, author):
        if old.owner_id == owner:
            delete(tx, old.id)
    goal = tx.insert(
        "INSERT INTO goals (programme_id, owner_id, author_id, pair_id, state, asks, body, reached, reminds,"
        " coordinator_sees, created_at, changed_at) VALUES (:programme, :owner, :author, :pair, :state, :asks, NULL, 0,"
        " 1, 0, :now, :now) RETURNING id",
        programme=programme,
        owner=owner,
        author=author,
        pair=pair,
        state=GoalState.DRAFT.value,
        asks=Letter.WHAT.value,
        now=to_ms(now),
    )
    return _known(tx, GoalId(goal))


def get(tx: Tx, goal: GoalId) -> Goal | None:
    """Return a goal, or None when there is none with that id."""
    row = tx.one(f"SELECT {_COLUMNS} FROM goals WHERE id = :id", id=goal)
    return None if row is None else _goal(tx, row)


def of_owner(tx: Tx, owner: PersonId) -> list[Goal]:
    """Return a mentee's goals, oldest first: all but drafts and what was declined."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM goals WHERE owner_id = :owner AND state NOT IN ('draft', 'declined') ORDER BY id",
        owner=owner,
    )
    return [_goal(tx, row) for row in rows]


def drafts_of(tx: Tx, author: PersonId) -> list[Goal]:
    """Return what somebody is writing, oldest first: of a mentor, the proposals that are not sent yet."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM goals WHERE author_id = :author AND state = 'draft' ORDER BY id", author=author
    )
    return [_goal(tx, row) for row in rows]


def offered_in(tx: Tx, pair: PairId) -> list[Goal]:
    """Return what the mentor of a pair has proposed and the mentee has not answered, oldest first."""
    rows = tx.all(f"SELECT {_COLUMNS} FROM goals WHERE pair_id = :pair AND state = 'offered' ORDER BY id", pair=pair)
    return [_goal(tx, row) for row in rows]


def page(
    tx: Tx, programme: ProgrammeId, *, owner: PersonId | None, state: GoalState | None, after: int, limit: int
) -> list[Goal]:
    """Return the first `limit` goals of a programme after that id that have begun, of one mentee, in one state.

    A draft is nobody's business but its author's, and a proposal the two's.
    """
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM goals WHERE programme_id = :programme AND id > :after"
        " AND state NOT IN ('draft', 'offered', 'declined')"
        " AND (:anybody = 1 OR owner_id = :owner) AND (:any = 1 OR state = :state) ORDER BY id LIMIT :limit",
        programme=programme,
        after=after,
        anybody=int(owner is None),
        owner=0 if owner is None else owner,
        any=int(state is None),
        state="" if state is None else state.value,
        limit=limit,
    )
    return [_goal(tx, row) for row in rows]


def counts(tx: Tx, programme: ProgrammeId) -> dict[GoalState, int]:
    """Return how many goals of a programme that have begun are in each state; states without any are left out."""
    rows = tx.all(
        "SELECT state, COUNT(*) AS goals FROM goals WHERE programme_id = :programme"
        " AND state NOT IN ('draft', 'offered', 'declined')"
        " GROUP BY state ORDER BY state",
        programme=programme,
    )
    return {GoalState(row["state"]): row["goals"] for row in rows}


def keep(tx: Tx, goal: Goal, now: datetime) -> Goal:
    """Keep what a goal says and which question it is at, and return it as it is kept."""
    aim = goal.aim
    tx.run(
        "UPDATE goals SET body = :body, by_day = :by, target = :target, reached = :reached, asks = :asks,"
        " author_id = :author, reminds = :reminds, coordinator_sees = :sees, changed_at = :now WHERE id = :id",
        id=goal.id,
        body=seal(tx, goal.owner_id, {letter.value: _as_json(aim.line(letter)) for letter in Letter}),
        by=None if aim.by is None else aim.by.isoformat(),
        target=aim.target,
        reached=goal.reached,
        asks=goal.asks,
        author=goal.author_id,
        reminds=int(goal.reminds),
        sees=int(goal.coordinator_sees),
        now=to_ms(now),
    )
    return replace(goal, changed_at=now)


def set_state(tx: Tx, goal: Goal, state: GoalState, now: datetime) -> Goal:
    """Note the state that a goal is in from `now` on, and return it as it is then."""
    is_begun = state is GoalState.ACTIVE and goal.began_at is None
    is_ended = state in (GoalState.DONE, GoalState.LET_GO)
    tx.run(
        "UPDATE goals SET state = :state, asks = CASE WHEN :state = 'draft' THEN asks ELSE '' END, changed_at = :now,"
        " began_at = :began, ended_at = :ended WHERE id = :id",
        id=goal.id,
        state=state.value,
        now=to_ms(now),
        began=to_ms(now) if is_begun else (None if goal.began_at is None else to_ms(goal.began_at)),
        ended=to_ms(now) if is_ended else None,
    )
    return _known(tx, goal.id)


def delete(tx: Tx, goal: GoalId) -> None:
    """Take a goal away with all that belongs to it; what is left elsewhere is that there was one."""
    for table in _BELONGING:
        tx.run(f"DELETE FROM {table} WHERE goal_id = :id", id=goal)
    tx.run("UPDATE wins SET goal_id = NULL WHERE goal_id = :id", id=goal)
    tx.run("DELETE FROM goals WHERE id = :id", id=goal)


def note_event(tx: Tx, goal: Goal, by: PersonId, did: str, now: datetime, words: str = "", *, about: int = 0) -> int:
    """Note a change of a goal, with the words that it is about (before the change, if there were any); return its id.

    `about` is the id of the step that was changed, 0 for the goal itself.
    """
    return tx.insert(
        "INSERT INTO goal_events (goal_id, person_id, did, about_id, body, at)"
        " VALUES (:goal, :by, :did, :about, :body, :now) RETURNING id",
        goal=goal.id,
        by=by,
        did=did,
        about=about,
        body=seal(tx, goal.owner_id, {"words": words}) if words else None,
        now=to_ms(now),
    )


def event(tx: Tx, event: int) -> Event | None:
    """Return a change, or None when there is none with that id."""
    row = tx.one(f"{_EVENT} WHERE e.id = :id", id=event)
    return None if row is None else _event(tx, row)


def events_of(tx: Tx, goal: GoalId, *, newest: int) -> list[Event]:
    """Return the latest changes of a goal, `newest` at most, the latest first."""
    rows = tx.all(f"{_EVENT} WHERE e.goal_id = :goal ORDER BY e.id DESC LIMIT :newest", goal=goal, newest=newest)
    return [_event(tx, row) for row in rows]


def forget_events(tx: Tx, goal: GoalId) -> None:
    """Forget how a goal came about, as it begins."""
    tx.run("DELETE FROM goal_events WHERE goal_id = :goal", goal=goal)


def wants_dark_pictures(tx: Tx, person: PersonId) -> bool:
    """Return whether somebody last chose dark pictures."""
    row = tx.one("SELECT picture FROM goal_settings WHERE person_id = :person", person=person)
    return row is not None and row["picture"] == "dark"


def choose_pictures(tx: Tx, person: PersonId, *, dark: bool) -> None:
    """Note whether somebody wants dark pictures."""
    tx.run(
        "INSERT INTO goal_settings (person_id, picture) VALUES (:person, :picture)"
        " ON CONFLICT (person_id) DO UPDATE SET picture = excluded.picture",
        person=person,
        picture="dark" if dark else "light",
    )


def seal(tx: Tx, owner: PersonId, words: Mapping[str, Any]) -> bytes:
    """Return words of a goal, sealed with its owner's key."""
    return tx.seal(key_name(owner), json.dumps(words, ensure_ascii=False).encode())


def unsealed(tx: Tx, owner: PersonId, sealed: bytes | None) -> dict[str, Any]:
    """Return words of a goal; none when there are none, or their owner's words were erased."""
    if sealed is None:
        return {}
    try:
        words: dict[str, Any] = json.loads(tx.unseal(key_name(owner), sealed))
    except KeyErased:
        return {}
    return words


def line_from(kept: Mapping[str, Any] | None) -> Line:
    """Return a line from how it is kept."""
    return Line() if kept is None else Line(kept["text"], kept["kept_back"])


def _as_json(line: Line) -> dict[str, Any]:
    return {"text": line.text, "kept_back": line.kept_back}


def _known(tx: Tx, goal: GoalId) -> Goal:
    kept = get(tx, goal)
    assert kept is not None
    return kept


def _event(tx: Tx, row: Row) -> Event:
    return Event(
        id=row["id"],
        goal_id=GoalId(row["goal_id"]),
        by=PersonId(row["person_id"]),
        did=row["did"],
        about_id=row["about_id"],
        words=unsealed(tx, PersonId(row["owner_id"]), row["body"]).get("words", ""),
        at=from_ms(row["at"]),
    )


def _goal(tx: Tx, row: Row) -> Goal:
    owner = PersonId(row["owner_id"])
    kept = unsealed(tx, owner, row["body"])
    aim = Aim(
        what=line_from(kept.get(Letter.WHAT)),
        notice=line_from(kept.get(Letter.NOTICE)),
        means=line_from(kept.get(Letter.MEANS)),
        why=line_from(kept.get(Letter.WHY)),
        by=None if row["by_day"] is None else date.fromisoformat(row["by_day"]),
        target=row["target"],
    )
    return Goal(
        id=GoalId(row["id"]),
        programme_id=ProgrammeId(row["programme_id"]),
        owner_id=owner,
        author_id=PersonId(row["author_id"]),
        pair_id=None if row["pair_id"] is None else PairId(row["pair_id"]),
        state=GoalState(row["state"]),
        asks=row["asks"],
        aim=aim,
        reached=row["reached"],
        reminds=bool(row["reminds"]),
        coordinator_sees=bool(row["coordinator_sees"]),
        created_at=from_ms(row["created_at"]),
        changed_at=from_ms(row["changed_at"]),
        began_at=from_ms_or_none(row["began_at"]),
        ended_at=from_ms_or_none(row["ended_at"]),
    )
