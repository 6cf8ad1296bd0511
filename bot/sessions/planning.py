"""Planning a session by buttons: each press chooses one thing and shows the next question."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.asking import Taken
from bot.dates_written import day_written
from bot.incoming import Incoming
from bot.pages import Page as Shown
from bot.sessions.news import reader_of
from bot.sessions.pages import (
    HOURS_OFFERED,
    Page,
    Reader,
    check_page,
    clock_page,
    day_page,
    length_page,
    own_words_page,
    place_page,
)
from bot.sessions.session_words import agreed_cadence, agreed_place
from mentoring.agreement.clauses import tidy_line
from mentoring.people import Person
from mentoring.relay import Talk
from mentoring.sessions import (
    LONGEST_LINE,
    Arrangement,
    InThePast,
    Place,
    PlaceNotAllowed,
    Session,
    cannot_be,
    next_by_cadence,
    places_within,
)
from mentoring.wall_time import span_start
from storage import asked, pairs, session_drafts, sessions
from storage.asked import Asked
from storage.session_drafts import Draft
from storage.tx import Tx

OWN = "session"
"""What a person is asked to write; followed by a dot and `day`, `clock` or `place`."""

_WAITS = timedelta(minutes=15)
_LONGEST_DATE = 60  # characters; more is no day
_CLOCK = re.compile(r"^(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(?:h|ч\.?|часа?)?$", re.IGNORECASE)


def begin(tx: Tx, talk: Talk, session: Session | None, now: datetime) -> Page:
    """Begin to plan a session, or (with one) another time for it, and return the first question."""
    draft = session_drafts.begin(tx, talk.sender.id, talk.pair.id, None if session is None else session.id, "day", now)
    if session is not None:
        proposal = sessions.open_proposal(tx, session.id)
        arrangement = session.arrangement if proposal is None else proposal.arrangement
        draft = replace(draft, minutes=arrangement.minutes, place=arrangement.place, line=arrangement.line)
        session_drafts.keep(tx, draft, now)
    return _page(tx, draft, talk, now)


def begin_like(tx: Tx, talk: Talk, arrangement: Arrangement, now: datetime) -> Page:
    """Begin to plan a session that is all chosen already, and return it to be checked."""
    draft = session_drafts.begin(tx, talk.sender.id, talk.pair.id, None, "check", now)
    return _page(tx, session_drafts.keep(tx, _filled(draft, arrangement, talk.sender), now), talk, now)


def choose(tx: Tx, draft: Draft, talk: Talk, verb: str, choice: str, now: datetime) -> Page | None:
    """Do what a press on a plan says, and return the next page; None for a press that says nothing we know."""
    asked.forget(tx, talk.sender.id, OWN)
    may_name_place = Place.OTHER in places_within(talk.rules)
    if verb == "own" and choice in ("day", "clock", *(("place",) if may_name_place else ())):
        asked.ask(tx, talk.sender.id, f"{OWN}.{choice}", draft.id, now + _WAITS)
        return own_words_page(draft, reader_of(talk, now), choice)
    if verb == "again":
        again = _again(tx, talk, now)
        return None if again is None else _go_on(tx, _filled(draft, again, talk.sender), "check", talk, now)
    if verb == "step" and choice in ("day", "clock", "minutes", "place"):
        return _page(tx, session_drafts.keep(tx, replace(draft, asks=choice), now), talk, now)
    chosen = _chosen(draft, verb, choice)
    return None if chosen is None else _go_on(tx, chosen, verb, talk, now)


def arrangement_of(draft: Draft, person: Person) -> Arrangement | None:
    """Return what somebody chose, on the clock where they live; None while something is not chosen."""
    if draft.day is None or draft.clock is None or draft.minutes is None or draft.place is None:
        return None
    return Arrangement(span_start(draft.day, draft.clock, person.zone), draft.minutes, draft.place, draft.line)


def take_line(tx: Tx, person: Person, incoming: Incoming, waiting: Asked, now: datetime) -> Taken | None:
    """Put what was asked for into somebody's plan; None when that plan is not open any more."""
    asked.forget(tx, person.id)
    draft = session_drafts.of_person(tx, person.id)
    talk = None if draft is None else pairs.talk_in(tx, person.id, draft.pair_id)
    if draft is None or draft.id != waiting.subject or talk is None:
        return None
    what = waiting.rest
    written = _written(draft, what, incoming.content.text, person, now)
    if written is None:
        asked.ask(tx, person.id, waiting.what, draft.id, now + _WAITS)
        page = own_words_page(draft, reader_of(talk, now), what).under(_not_read(what, reader_of(talk, now)))
    else:
        page = _go_on(tx, written, what, talk, now)
    return Taken(Shown(page.text, page.buttons, pairs.key_name(draft.pair_id)))


def _go_on(tx: Tx, draft: Draft, after: str, talk: Talk, now: datetime) -> Page:
    """Show the question that is still open after a step; a draft that is changed goes straight to its end."""
    order = ("day", "clock", "minutes", "place")
    missing = [step for step in order if _value(draft, step) is None]
    step = "clock" if after == "day" else (missing[0] if missing else "check")
    return _page(tx, session_drafts.keep(tx, replace(draft, asks=step), now), talk, now)


def _page(tx: Tx, draft: Draft, talk: Talk, now: datetime) -> Page:
    reader = reader_of(talk, now)
    match draft.asks:
        case "clock" if draft.day is not None:
            return clock_page(draft, reader, _hours_left(draft.day, reader))
        case "minutes":
            return length_page(draft, reader)
        case "place":
            return place_page(draft, reader, places_within(talk.rules), agreed_place(tx, talk.pair.id))
        case "check" if (arrangement := arrangement_of(draft, talk.sender)) is not None:
            refusal = cannot_be(arrangement, now, places_within(talk.rules))
            if refusal is None:
                return check_page(draft, arrangement, reader)
            again = replace(draft, asks="place" if isinstance(refusal, PlaceNotAllowed) else "day")
            session_drafts.keep(tx, again, now)
            return _page(tx, again, talk, now).under(refusal_text(refusal, reader))
        case _:
            return day_page(draft, reader, _again(tx, talk, now) if draft.session_id is None else None)


def refusal_text(refusal: object, reader: Reader) -> str:
    """Return why a session cannot be proposed as it is."""
    _ = reader.words
    if isinstance(refusal, InThePast):
        return _("That moment has passed already.")
    if isinstance(refusal, PlaceNotAllowed):
        return _("Your programme does not meet there. Please choose another place.")
    return _("That is too far away to plan now.")


def _again(tx: Tx, talk: Talk, now: datetime) -> Arrangement | None:
    last = sessions.last_agreed(tx, talk.pair.id)
    if last is None:
        return None
    return next_by_cadence(last.arrangement, agreed_cadence(tx, talk.pair.id), talk.sender.zone, now)


def _filled(draft: Draft, arrangement: Arrangement, person: Person) -> Draft:
    local = arrangement.starts_at.astimezone(person.zone)
    return replace(
        draft,
        asks="check",
        day=local.date(),
        clock=local.time().replace(second=0, microsecond=0),
        minutes=arrangement.minutes,
        place=arrangement.place,
        line=arrangement.line,
    )


def _chosen(draft: Draft, verb: str, choice: str) -> Draft | None:
    """Return the draft with one thing chosen; None when the choice is none, as only a forged press would have it."""
    try:
        match verb:
            case "day":
                return replace(draft, day=date.fromisoformat(choice))
            case "clock":
                return replace(draft, clock=time.fromisoformat(choice).replace(second=0, microsecond=0, tzinfo=None))
            case "minutes":
                return replace(draft, minutes=int(choice)) if choice.isdecimal() and len(choice) < 4 else None
            case "place":
                place = Place(choice)
                return None if place is Place.OTHER else replace(draft, place=place, line="")
            case _:
                return None
    except ValueError:
        return None


def _written(draft: Draft, what: str, text: str, person: Person, now: datetime) -> Draft | None:
    match what:
        case "day":
            today = now.astimezone(person.zone).date()
            day = day_written(text, person.language, today) if len(text) <= _LONGEST_DATE else None
            return None if day is None else replace(draft, day=day)
        case "clock":
            at = clock_written(text)
            return None if at is None else replace(draft, clock=at)
        case _:
            line = tidy_line(text)
            return replace(draft, place=Place.OTHER, line=line) if 0 < len(line) <= LONGEST_LINE else None


def clock_written(text: str) -> time | None:
    """Return the time of day that somebody wrote ("16", "16:30", "9.15", "18h"); None when it is none."""
    found = _CLOCK.match(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _not_read(what: str, reader: Reader) -> str:
    _ = reader.words
    if what == "day":
        return _("I could not read that day.")
    if what == "clock":
        return _("I could not read that time.")
    return _("That is too long for a place: {count} letters at most.", count=LONGEST_LINE)


def _hours_left(day: date, reader: Reader) -> list[time]:
    zone = reader.person.zone
    return [at for at in HOURS_OFFERED if span_start(day, at, zone) > reader.now]


def _value(draft: Draft, step: str) -> object:
    return {"day": draft.day, "clock": draft.clock, "minutes": draft.minutes, "place": draft.place}[step]
