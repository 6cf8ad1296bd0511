"""To whom goals are shown: the mentor of one pair, what that mentor said of them, and the changes they suggest.

Another pair begins with nothing shown. A suggestion is a mentor's words to their mentee: sealed with the pair's key.
"""

from dataclasses import dataclass
from datetime import datetime

from mentoring.goals import Goal, GoalId, Letter, Line, Opinion, Shared, SuggestionId
from mentoring.pairs import PairId
from mentoring.people import PersonId
from storage import goals, pairs
from storage.times import from_ms, to_ms
from storage.tx import Row, Tx
from storage.vault import KeyErased


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Other words that a mentor suggests for one answer of a goal. `answer` is None while the mentee has not said."""

    id: SuggestionId
    goal_id: GoalId
    pair_id: PairId
    by: PersonId
    letter: Letter
    line: Line
    answer: bool | None


def show(tx: Tx, goal: GoalId, pair: PairId, now: datetime) -> None:
    """Show a goal to the mentor of a pair, again if it was hidden; what they said of it before stays said."""
    tx.run(
        "INSERT INTO goal_shares (goal_id, pair_id, shown_at) VALUES (:goal, :pair, :now)"
        " ON CONFLICT (goal_id, pair_id) DO UPDATE SET hidden_at = NULL",
        goal=goal,
        pair=pair,
        now=to_ms(now),
    )


def hide(tx: Tx, goal: GoalId, pair: PairId, now: datetime) -> None:
    """Hide a goal from the mentor of a pair."""
    tx.run(
        "UPDATE goal_shares SET hidden_at = :now WHERE goal_id = :goal AND pair_id = :pair AND hidden_at IS NULL",
        goal=goal,
        pair=pair,
        now=to_ms(now),
    )


def shared(tx: Tx, goal: GoalId, pair: PairId) -> Shared | None:
    """Return how a goal is shown to the mentor of a pair; None when it is not."""
    row = tx.one(
        "SELECT goal_id, pair_id, shown_at, opinion FROM goal_shares WHERE goal_id = :goal AND pair_id = :pair"
        " AND hidden_at IS NULL",
        goal=goal,
        pair=pair,
    )
    return None if row is None else _shared(row)


def shown_in(tx: Tx, pair: PairId) -> list[tuple[Goal, Shared]]:
    """Return the goals that the mentor of a pair is shown, oldest first, drafts left out."""
    rows = tx.all(
        "SELECT h.goal_id, h.pair_id, h.shown_at, h.opinion FROM goal_shares h JOIN goals g ON g.id = h.goal_id"
        " WHERE h.pair_id = :pair AND h.hidden_at IS NULL AND g.state <> 'draft' ORDER BY h.goal_id",
        pair=pair,
    )
    found = [(goals.get(tx, GoalId(row["goal_id"])), _shared(row)) for row in rows]
    return [(goal, how) for goal, how in found if goal is not None and goal.may_be_shown]


def say_opinion(tx: Tx, goal: GoalId, pair: PairId, opinion: Opinion | None, now: datetime) -> bool:
    """Note what a mentor says of a goal (None: nothing any more); False when that changes nothing."""
    changed = tx.run(
        "UPDATE goal_shares SET opinion = :opinion, opinion_at = :now WHERE goal_id = :goal AND pair_id = :pair"
        " AND COALESCE(opinion, '') <> COALESCE(:opinion, '')",
        goal=goal,
        pair=pair,
        opinion=None if opinion is None else opinion.value,
        now=to_ms(now),
    )
    return changed == 1


def forget_opinions(tx: Tx, goal: GoalId) -> None:
    """Note that a goal says something else now, so that nobody has agreed to it yet."""
    tx.run("UPDATE goal_shares SET opinion = NULL, opinion_at = NULL WHERE goal_id = :goal", goal=goal)


def suggest(
    tx: Tx, goal: GoalId, pair: PairId, by: PersonId, letter: Letter, line: Line, now: datetime
) -> SuggestionId:
    """Keep other words that a mentor suggests for one answer, in place of what they suggested before for it."""
    tx.run(
        "DELETE FROM goal_suggestions WHERE goal_id = :goal AND pair_id = :pair AND letter = :letter"
        " AND answer IS NULL",
        goal=goal,
        pair=pair,
        letter=letter.value,
    )
    return SuggestionId(
        tx.insert(
            "INSERT INTO goal_suggestions (goal_id, pair_id, person_id, letter, body, kept_back, made_at)"
            " VALUES (:goal, :pair, :by, :letter, :body, :kept_back, :now) RETURNING id",
            goal=goal,
            pair=pair,
            by=by,
            letter=letter.value,
            body=tx.seal(pairs.key_name(pair), line.text.encode()),
            kept_back=int(line.kept_back),
            now=to_ms(now),
        )
    )


def suggestion(tx: Tx, suggestion: SuggestionId) -> Suggestion | None:
    """Return a suggestion, or None when there is none with that id, or its words were erased."""
    row = tx.one(
        "SELECT id, goal_id, pair_id, person_id, letter, body, kept_back, answer FROM goal_suggestions WHERE id = :id",
        id=suggestion,
    )
    return None if row is None else _suggestion(tx, row)


def open_suggestion(tx: Tx, goal: GoalId) -> Suggestion | None:
    """Return the oldest suggestion for a goal that its owner may see and has not answered, or None."""
    row = tx.one(
        "SELECT id, goal_id, pair_id, person_id, letter, body, kept_back, answer FROM goal_suggestions"
        " WHERE goal_id = :goal AND answer IS NULL AND kept_back = 0 ORDER BY id LIMIT 1",
        goal=goal,
    )
    return None if row is None else _suggestion(tx, row)


def answer(tx: Tx, suggestion: SuggestionId, *, taken: bool, now: datetime) -> bool:
    """Note what became of a suggestion; False when that was said before."""
    changed = tx.run(
        "UPDATE goal_suggestions SET answer = :answer, answered_at = :now WHERE id = :id AND answer IS NULL",
        id=suggestion,
        answer="yes" if taken else "no",
        now=to_ms(now),
    )
    return changed == 1


def _shared(row: Row) -> Shared:
    opinion = None if row["opinion"] is None else Opinion(row["opinion"])
    return Shared(GoalId(row["goal_id"]), PairId(row["pair_id"]), from_ms(row["shown_at"]), opinion)


def _suggestion(tx: Tx, row: Row) -> Suggestion | None:
    try:
        text = tx.unseal(pairs.key_name(row["pair_id"]), row["body"]).decode()
    except KeyErased:
        return None
    return Suggestion(
        id=SuggestionId(row["id"]),
        goal_id=GoalId(row["goal_id"]),
        pair_id=PairId(row["pair_id"]),
        by=PersonId(row["person_id"]),
        letter=Letter(row["letter"]),
        line=Line(text, bool(row["kept_back"])),
        answer=None if row["answer"] is None else row["answer"] == "yes",
    )
