"""What is to be said of a goal, to whom: reminders of deadlines, news for the other one, a card to talk about."""

from dataclasses import dataclass
from datetime import date, datetime

from mentoring.goals import GoalId, Prompt, StepId
from mentoring.people import PersonId
from storage import due
from storage.times import to_ms
from storage.tx import Tx

GOAL_PROMPT = "goal_prompt"
"""The kind of due row that says something of a goal; its subject is the id of a `PromptRow`."""


@dataclass(frozen=True, slots=True)
class PromptRow:
    """Something to say to one person of a goal, or of its step; `day` is the deadline that it was meant for, if any.

    `about` says which news it is, "" for what is no news.
    """

    id: int
    goal_id: GoalId
    person_id: PersonId
    step_id: StepId | None
    prompt: Prompt
    about: str
    day: date | None


def remind(
    tx: Tx, goal: GoalId, person: PersonId, step: StepId | None, prompt: Prompt, day: date, due_at: datetime
) -> None:
    """Let somebody be reminded of a deadline: once for each day that it is set to, however often that is done."""
    _add(tx, goal, person, step, prompt, "", day, f"{goal}:{step or 0}:{person}:{prompt}:{day}", due_at)


def tell(tx: Tx, goal: GoalId, person: PersonId, prompt: Prompt, about: str, due_at: datetime, now: datetime) -> None:
    """Let somebody be told, in place of what they have not been told yet of the same kind."""
    tx.run(
        "DELETE FROM goal_prompts WHERE goal_id = :goal AND person_id = :person AND prompt = :prompt"
        " AND said_at IS NULL",
        goal=goal,
        person=person,
        prompt=prompt.value,
    )
    # News is no occurrence of anything: each is its own.
    newest = tx.one("SELECT COALESCE(MAX(id), 0) AS id FROM goal_prompts")
    number = 0 if newest is None else newest["id"]
    _add(tx, goal, person, None, prompt, about, None, f"{goal}:{person}:{prompt}:{to_ms(now)}:{number}", due_at)


def get(tx: Tx, prompt: int) -> PromptRow | None:
    """Return something that is still to be said, or None when it was said, or is not wanted any more."""
    row = tx.one(
        "SELECT id, goal_id, person_id, step_id, prompt, about, day FROM goal_prompts"
        " WHERE id = :id AND said_at IS NULL",
        id=prompt,
    )
    if row is None:
        return None
    return PromptRow(
        id=row["id"],
        goal_id=GoalId(row["goal_id"]),
        person_id=PersonId(row["person_id"]),
        step_id=StepId(row["step_id"]) if row["step_id"] else None,
        prompt=Prompt(row["prompt"]),
        about=row["about"],
        day=date.fromisoformat(row["day"]) if row["day"] else None,
    )


def put_off(tx: Tx, prompt: int, due_at: datetime) -> None:
    """Let a prompt be due at that moment."""
    occurrence = f"{GOAL_PROMPT}:{prompt}:{to_ms(due_at)}"
    due.add(tx, kind=GOAL_PROMPT, subject=prompt, occurrence=occurrence, due_at=due_at)


def note_said(tx: Tx, prompt: int, now: datetime) -> None:
    """Note that a prompt was said."""
    tx.run("UPDATE goal_prompts SET said_at = :now WHERE id = :id", id=prompt, now=to_ms(now))


def _add(
    tx: Tx,
    goal: GoalId,
    person: PersonId,
    step: StepId | None,
    prompt: Prompt,
    about: str,
    day: date | None,
    occurrence: str,
    due_at: datetime,
) -> None:
    tx.run(
        "INSERT INTO goal_prompts (goal_id, person_id, step_id, prompt, about, day, occurrence)"
        " VALUES (:goal, :person, :step, :prompt, :about, :day, :occurrence) ON CONFLICT (occurrence) DO NOTHING",
        goal=goal,
        person=person,
        step=step or 0,
        prompt=prompt.value,
        about=about,
        day="" if day is None else day.isoformat(),
        occurrence=occurrence,
    )
    row = tx.one(
        "SELECT id FROM goal_prompts WHERE occurrence = :occurrence AND said_at IS NULL", occurrence=occurrence
    )
    if row is not None:
        put_off(tx, row["id"], due_at)
