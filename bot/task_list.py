"""The staff's list of tasks and the card of one, as a message and its buttons: digest, `/tasks` and presses show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.speech import Button, Buttons
from bot.task_texts import Names, advice, done_so_far, line, title
from bot.words import Words
from mentoring.digests import digest_moment
from mentoring.programmes import Programme
from mentoring.tasks import Task, TaskId, TaskKind, TaskState
from storage import audit, pairs, people, tasks
from storage.tx import Tx

ON_A_PAGE = 8
"""How many tasks one message names."""

_IN_A_ROW = 4
_ORDER = {kind: index for index, kind in enumerate(TaskKind)}  # the enum lists what matters most first


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message shows: its text, and the buttons under it."""

    text: str
    buttons: Buttons


def task_list(tx: Tx, programme: Programme, in_words: Words, now: datetime, *, page: int = 0) -> Shown | None:
    """Return a page (0 is the first) of a programme's open tasks, grouped by kind, urgent ones first; None when none.

    A page that is no more (others have been at work) is the last one there is.
    """
    _ = in_words
    found = sorted(tasks.open_of(tx, programme.id, now), key=lambda task: (not task.is_urgent, _ORDER[task.kind]))
    if not found:
        return None
    first = min(page, (len(found) - 1) // ON_A_PAGE) * ON_A_PAGE
    shown = found[first : first + ON_A_PAGE]
    paragraphs = [_.plural("{count} thing to look at:", "{count} things to look at:", len(found))]
    number = first
    for (is_urgent, kind), group in groupby(shown, key=lambda task: (task.is_urgent, task.kind)):
        lines = [("❗ " if is_urgent else "") + title(kind, _)]
        for task in group:
            number += 1
            lines.append(f"{number}. {line(task, names_of(tx, task), _)}")
        paragraphs.append("\n".join([*lines, f"→ {advice(kind, _)}"]))
    left = len(found) - first - len(shown)
    if left:
        paragraphs.append(_.plural("… and {count} more", "… and {count} more", left))
    numbers = [Button(str(first + n), f"task:{task.id}") for n, task in enumerate(shown, 1)]
    rows = [numbers[start : start + _IN_A_ROW] for start in range(0, len(numbers), _IN_A_ROW)]
    turning = [Button(_("‹ Back"), f"tasks:{first // ON_A_PAGE - 1}")] if first else []
    turning += [Button(_("More ›"), f"tasks:{first // ON_A_PAGE + 1}")] if left else []
    return Shown("\n\n".join(paragraphs), [*rows, turning] if turning else rows)


def nothing_to_do(in_words: Words) -> Shown:
    """Return what stands where a list would, when there is nothing on it."""
    _ = in_words
    return Shown(_("Nothing to look at right now. 🌿"), ())


def card(tx: Tx, programme: Programme, task: Task, in_words: Words, now: datetime) -> Shown:
    """Return one task in full: since when, what is known, what to do, what others did; and what can be done with it."""
    _ = in_words
    zone = programme.zone
    heading = ("❗ " if task.is_urgent else "") + title(task.kind, _)
    lines = [heading, line(task, names_of(tx, task), _), _("Since: {moment}", moment=_.moment(task.since, zone, now))]
    state = task.state(now)
    if state is TaskState.SNOOZED and task.snoozed_until is not None:
        lines.append(_("Put off until: {moment}", moment=_.moment(task.snoozed_until, zone, now)))
    paragraphs = ["\n".join(lines)]
    if state is not TaskState.DONE:
        paragraphs.append(f"→ {advice(task.kind, _)}")
    paragraphs.append("\n".join(_history(tx, programme, task, in_words, now)))
    return Shown("\n\n".join(filter(None, paragraphs)), _card_buttons(task.id, state, _))


def snoozed_until(programme: Programme, days: int, now: datetime) -> datetime:
    """Return the moment of the digest `days` days on: what is put off is in it again."""
    day = now.astimezone(programme.zone).date() + timedelta(days=days)
    return digest_moment(programme.zone, programme.rules.digest_at, day)


def names_of(tx: Tx, task: Task) -> Names:
    """Return what those whom a task is about are called."""
    pair = None if task.pair_id is None else pairs.get(tx, task.pair_id)
    ids = (None, None) if pair is None else (pair.mentee_id, pair.mentor_id)
    mentee, mentor, person = (None if who is None else people.get(tx, who) for who in (*ids, task.person_id))
    return Names(*(None if known is None else known.display_name for known in (mentee, mentor, person)))


def _history(tx: Tx, programme: Programme, task: Task, in_words: Words, now: datetime) -> Sequence[str]:
    _ = in_words
    staff = {f"person:{person.id}": person.display_name for person in people.staff_of(tx, programme.id)}
    entries = audit.entries_of(tx, f"task:{task.id}")
    told = (
        done_so_far(
            entry.did,
            None if entry.actor == audit.SYSTEM else staff.get(entry.actor, _("Somebody at the console")),
            _.moment(entry.at, programme.zone, now),
            in_words,
        )
        for entry in entries
    )
    return [f"· {sentence}" for sentence in told if sentence is not None]


def _card_buttons(task: TaskId, state: TaskState, in_words: Words) -> Buttons:
    _ = in_words
    to_the_list = [Button(_("‹ All tasks"), "tasks:0")]
    if state is TaskState.OPEN:
        later = [Button(_("Tomorrow"), f"tasklater:{task}.1"), Button(_("In a week"), f"tasklater:{task}.7")]
        return [[Button(_("✓ Done"), f"taskdone:{task}")], later, to_the_list]
    return [[Button(_("Open again"), f"taskagain:{task}")], to_the_list]
