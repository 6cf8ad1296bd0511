"""Choosing the day and hour for one's own weekly check-in, by buttons; as the programme has it until then."""

from datetime import datetime, time, timedelta

from bot.asking import talks_now
from bot.check_ins.planning import asker_of, plan_person
from bot.journal.pages import weekday_label, weekday_name
from bot.pages import Page, rows_of
from bot.speech import Button, words_of
from bot.words import Words
from mentoring.pairs import PairState
from mentoring.people import Person
from mentoring.schedules import Choice, Rhythm
from mentoring.wall_time import span_start
from storage import audit, pair_schedules, pairs, questionnaires, schedules
from storage.tx import Tx

TIME = "sched"
"""The verb of the buttons that choose a day and hour."""

HOURS_OFFERED = range(7, 22)
"""The hours that can be chosen; those that are quiet for somebody on that day are left out."""

_DAYS_IN_WEEK = 7
_HOURS_IN_A_ROW = 3


def time_button(in_words: Words) -> Button:
    """Return the button that leads to choosing a day and hour."""
    _ = in_words
    return Button(_("🕓 Another day or hour"), f"{TIME}:days")


def time_page(tx: Tx, person: Person, press: str, now: datetime) -> Page | None:
    """Return the page to which a press leads (`days`, `day.4`, `at.4.16`, `usual`); None for one that is none of ours.

    What is chosen holds from then on: the check-in that is planned moves with it.
    """
    verb, _dot, rest = press.partition(".")
    match verb:
        case "days" if not rest:
            return _days_page(tx, person)
        case "usual" if not rest:
            return _keep(tx, person, None, now)
        case "day" if rest in _WEEKDAYS:
            return _hours_page(tx, person, int(rest), now)
        case "at":
            weekday, _dot, hour = rest.partition(".")
            if weekday in _WEEKDAYS and hour in _HOURS:
                return _keep(tx, person, Choice(int(weekday), time(int(hour))), now)
    return None


_WEEKDAYS = frozenset(str(weekday) for weekday in range(_DAYS_IN_WEEK))
_HOURS = frozenset(str(hour) for hour in HOURS_OFFERED)


def _days_page(tx: Tx, person: Person) -> Page:
    _ = words_of(person)
    days = [Button(weekday_label(weekday, _), f"{TIME}:day.{weekday}") for weekday in range(_DAYS_IN_WEEK)]
    rows = rows_of(days)
    present = _present(tx, person)
    text = _("On which day would a check-in suit you best?")
    if present is not None:
        text = _when_text(present, _) + "\n\n" + text
    if schedules.choice_of(tx, person.id) is not None:
        rows.append([Button(_("As it is for everybody"), f"{TIME}:usual")])
    return Page(text, [*rows, [_to_the_check_in(_)]])


def _hours_page(tx: Tx, person: Person, weekday: int, now: datetime) -> Page:
    _ = words_of(person)
    talk = next((talk for talk in pairs.talks_of(tx, person.id) if talk.pair.state is PairState.ACTIVE), None)
    asker = asker_of(tx, person.id, None if talk is None else talk.pair.id)
    today = now.astimezone(asker.zone).date()
    day = today + timedelta(days=(weekday - today.weekday()) % _DAYS_IN_WEEK)
    quiet = asker.open_hours.quiet, asker.open_hours.agreed
    hours = [
        hour
        for hour in HOURS_OFFERED
        if not any(week is not None and week.is_quiet(span_start(day, time(hour), asker.zone)) for week in quiet)
    ]
    back = [Button(_("‹ Another day"), f"{TIME}:days")]
    if not hours:
        return Page(_("That day is quiet for you all day. Please take another one."), [back])
    buttons = [Button(_.clock(time(hour)), f"{TIME}:at.{weekday}.{hour}") for hour in hours]
    return Page(_("At what time? ({day})", day=weekday_name(weekday, _)), [*rows_of(buttons, _HOURS_IN_A_ROW), back])


def _keep(tx: Tx, person: Person, choice: Choice | None, now: datetime) -> Page:
    _ = words_of(person)
    schedules.choose(tx, person.id, choice, now)
    plan_person(tx, person.id, now)
    did = "check_in.time_cleared" if choice is None else "check_in.time_chosen"
    audit.add(tx, actor=f"person:{person.id}", did=did, about=f"person:{person.id}", at=now)
    present = _present(tx, person)
    kept = _("All right!")
    return Page(
        kept if present is None else f"{kept} {_when_text(present, _)}", [[time_button(_)], [_to_the_check_in(_)]]
    )


def _to_the_check_in(in_words: Words) -> Button:
    _ = in_words
    return Button(_("‹ Back"), "ci:here")


def _present(tx: Tx, person: Person) -> Choice | None:
    """Return when somebody's weekly check-in comes now; None when there is none for them."""
    talks = talks_now(tx, person)
    holding = (
        pair_schedules.of_pair(tx, person.programme_id, talks[0].pair.id)
        if talks
        else schedules.of_programme(tx, person.programme_id)
    )
    for schedule in holding:
        if schedule.is_on and schedule.rhythm is Rhythm.WEEKLY:
            version = questionnaires.current(tx, person.programme_id, schedule.questionnaire)
            if version is not None and person.role in version.questionnaire.roles:
                return schedules.choice_of(tx, person.id) or Choice(schedule.weekday, schedule.at)
    return None


def _when_text(choice: Choice, in_words: Words) -> str:
    _ = in_words
    return _(
        "Your weekly check-in comes at this time: {day}, {time}, or a little later.",
        day=weekday_name(choice.weekday, _),
        time=_.clock(choice.at),
    )
