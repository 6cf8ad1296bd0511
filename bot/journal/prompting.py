"""The weekly question: for who wishes it, at the weekday and hour they chose, in their open hours, once a week."""

from datetime import datetime, timedelta

from bot.asking import talks_now
from bot.cards import JOURNAL_PROMPTS, drawn_for
from bot.journal import pages
from bot.speech import chat_of, say
from mentoring.cards import said
from mentoring.journal import Habit
from mentoring.open_hours import NeverOpen
from mentoring.people import Person, PersonId
from mentoring.wall_time import day_of
from storage import due, hours, journals, people
from storage.outbox import Priority, Purpose
from storage.tx import Tx

JOURNAL_PROMPT = "journal_prompt"
"""The kind of due row for the hour that somebody chose; its subject is the person's id."""

JOURNAL_PROMPT_LATE = "journal_prompt_late"
"""The same, put off because that hour was quiet."""


_A_MOMENT = timedelta(milliseconds=1)


def choose(tx: Tx, person: Person, weekday: int, hour: int, now: datetime) -> None:
    """Ask somebody once a week from now on; what no week has (a forged press) changes nothing."""
    try:
        habit = Habit(weekday, hour)
    except ValueError:
        return
    journals.begin(tx, person.id, now)
    journals.set_habit(tx, person.id, habit)
    _plan(tx, person, habit, now)


def ask(tx: Tx, person_id: PersonId, due_at: datetime, now: datetime) -> None:
    """Ask the weekly question that was meant for `due_at`, and plan the next one; nothing when it was moved or ended.

    In quiet hours it waits for the next open ones. After a long standstill one question is asked, not one a week.
    """
    person, journal = people.get(tx, person_id), journals.of_person(tx, person_id)
    if person is None or journal is None or journal.habit is None or not person.has_joined:
        return
    if journal.habit.next_after(due_at - _A_MOMENT, person.zone) != due_at:
        _plan(tx, person, journal.habit, now)  # another hour was chosen meanwhile, or they moved to another zone
        return
    _plan(tx, person, journal.habit, now)
    _say_when_open(tx, person, now)


def ask_late(tx: Tx, person_id: PersonId, now: datetime) -> None:
    """Ask what was put off, if it is still wished; later still when it is quiet again by now."""
    person, journal = people.get(tx, person_id), journals.of_person(tx, person_id)
    if person is not None and person.has_joined and journal is not None and journal.habit is not None:
        _say_when_open(tx, person, now)


def _say_when_open(tx: Tx, person: Person, now: datetime) -> None:
    pair = next((talk.pair.id for talk in talks_now(tx, person)), None)
    try:
        opens = hours.hours_of(tx, person.id, pair).reach.next_open(now)
    except NeverOpen:
        return
    if opens > now:
        occurrence = f"{JOURNAL_PROMPT_LATE}:{person.id}:{opens.isoformat()}"
        due.add(tx, kind=JOURNAL_PROMPT_LATE, subject=person.id, occurrence=occurrence, due_at=opens)
    else:
        _say(tx, person, now)


def _say(tx: Tx, person: Person, now: datetime) -> None:
    day = day_of(now, person.zone)
    turn = day.toordinal() // 7 + person.id
    card = drawn_for(tx, person.programme_id, JOURNAL_PROMPTS, turn)
    if card is None or not journals.note_prompted(tx, person.id, day):
        return
    page = pages.prompt_page(person, said(card.texts, person.language), turn)
    say(
        tx,
        chat_of(person),
        page.text,
        now=now,
        buttons=page.buttons,
        priority=Priority.PROMPT,
        purpose=Purpose.PROMPT,
    )


def _plan(tx: Tx, person: Person, habit: Habit, now: datetime) -> None:
    due_at = habit.next_after(now, person.zone)
    occurrence = f"{JOURNAL_PROMPT}:{person.id}:{due_at.isoformat()}"
    due.add(tx, kind=JOURNAL_PROMPT, subject=person.id, occurrence=occurrence, due_at=due_at)
