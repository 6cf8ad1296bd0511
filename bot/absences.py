"""Times away: noted, told kindly to those whom they touch, and over by themselves.

Nobody is told why, or where somebody is. Whoever was told that somebody is away hears when they are back, in one line
and in nobody's quiet hours; the clocks of response windows stand still meanwhile (`mentoring/windows.py`).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.speech import Button, chat_of, say, staff_rooms, words_of
from bot.windows import plan_anew
from bot.words import Words
from mentoring.absences import Absence, AbsenceKind
from mentoring.people import Person, PersonId
from mentoring.relay import Talk, may_talk
from mentoring.windows import opens_by
from storage import absences, audit, due, hours, pairs, people, programmes
from storage.absences import Notice
from storage.outbox import Purpose
from storage.times import to_ms
from storage.tx import Tx

ABSENCE = "absence"
"""The kind of due row for an absence that was noted, begins, or ends; its subject is the absence's id."""

ABSENCE_NOTICE = "absence_notice"
"""The kind of due row that tells a reader of an absence when their quiet hours are over; its subject is the notice."""

ASK_STAFF = "askstaff"
"""The verb of the button by which somebody whose partner is away asks for their coordinator; then the pair's id."""


def go_away(tx: Tx, person: Person, ends_at: datetime, now: datetime) -> None:
    """Note that a person is away from now on until then, in place of what held before; tell partners and staff."""
    for earlier in absences.present_of(tx, person.id, now):
        if earlier.kind is AbsenceKind.AWAY and earlier.holds(now):
            absences.end(tx, earlier.id, now)
    actor = f"person:{person.id}"
    absence = absences.add(
        tx, person=person.id, kind=AbsenceKind.AWAY, starts_at=now, ends_at=ends_at, noted_by=actor, now=now
    )
    audit.add(tx, actor=actor, did="absence.noted", about=f"person:{person.id}", at=now, absence=absence.id)
    # They have the answer to their own command, whatever the hour.
    absences.note_told_away(tx, absences.notice_for(tx, absence.id, person.id).id, now)
    follow(tx, absence, now)
    _tell_staff(tx, person, absence, now)


def come_back(tx: Tx, person: Person, now: datetime) -> bool:
    """End every absence of a person that holds, because they say so; False when there is none."""
    present = [absence for absence in absences.present_of(tx, person.id, now) if absence.holds(now)]
    for absence in present:
        absences.end(tx, absence.id, now)
        audit.add(
            tx,
            actor=f"person:{person.id}",
            did="absence.ended",
            about=f"person:{person.id}",
            at=now,
            absence=absence.id,
        )
        own = absences.notice_for(tx, absence.id, person.id)
        absences.note_told_back(tx, own.id, now)
    for absence in present:
        ended = absences.get(tx, absence.id)
        assert ended is not None
        follow(tx, ended, now)
    return bool(present)


def follow(tx: Tx, absence: Absence, now: datetime) -> None:
    """Do what an absence means at `now`, as often as anybody asks: tell whom it touches, move what waits for them.

    It makes the next moment due by itself: the beginning of one to come, the end of one that holds.
    """
    if now < absence.starts_at and not absence.is_over(now):
        _due_at(tx, absence, absence.starts_at)
        return
    if absence.holds(now):
        for reader in [absence.person_id, *(talk.recipient.id for talk in _touched(tx, absence.person_id))]:
            absences.notice_for(tx, absence.id, reader)
        if absence.ends_at is not None:
            _due_at(tx, absence, absence.ends_at)
    plan_anew(tx, absence.person_id)
    for notice in absences.notices_of(tx, absence.id):
        tell(tx, absence, notice, now)


def tell(tx: Tx, absence: Absence, notice: Notice, now: datetime) -> None:
    """Tell a reader of an absence what they do not know yet, at once or when their quiet hours are over."""
    reader = people.get(tx, notice.reader_id)
    if reader is None or not reader.has_joined:
        return
    talk = next((t for t in _touched(tx, absence.person_id) if t.recipient.id == reader.id), None)
    is_own = reader.id == absence.person_id
    if not is_own and talk is None:
        return  # the pair rests or has ended: there is nothing to wait for
    opens = opens_by(hours.hours_of(tx, reader.id, None if talk is None else talk.pair.id).reach, now)
    if opens is None:
        return  # nothing ever reaches them as the rules are
    if opens > now:
        occurrence = f"{ABSENCE_NOTICE}:{notice.id}:{to_ms(opens)}"
        due.add(tx, kind=ABSENCE_NOTICE, subject=notice.id, occurrence=occurrence, due_at=opens)
    elif absence.holds(now):
        if absences.note_told_away(tx, notice.id, now):
            _say_away(tx, reader, absence, talk, now)
    elif (
        absence.is_over(now)
        and not _is_away(tx, absence.person_id, now)
        and absences.note_told_back(tx, notice.id, now)
    ):
        _ = words_of(reader)
        text = welcome_back(reader, _) if talk is None else _("{name} is back.", name=talk.sender.display_name)
        say(tx, chat_of(reader), text, now=now, purpose=Purpose.PROMPT)


def day_of_return(tx: Tx, absence: Absence, zone: ZoneInfo) -> date | None:
    """Return the day, in a reader's zone, on which an answer may come again; None when nobody knows it."""
    if absence.over_at is None:
        return None
    answering = hours.hours_of(tx, absence.person_id, None).answering
    return ((opens_by(answering, absence.over_at)) or absence.over_at).astimezone(zone).date()


def welcome_back(person: Person, in_words: Words) -> str:
    """Return what somebody reads who is back."""
    _ = in_words
    return _("Welcome back, {name}! A short hello is a good start.", name=person.display_name)


def _say_away(tx: Tx, reader: Person, absence: Absence, talk: Talk | None, now: datetime) -> None:
    _ = words_of(reader)
    zone = hours.hours_of(tx, reader.id, None).reach.zone
    back = day_of_return(tx, absence, zone)
    day = None if back is None else _.day(back, now.astimezone(zone).date())
    if talk is None:
        text = (
            _("Your coordinator has noted time off for you. Nobody expects an answer from you for now.")
            if day is None
            else _(
                "Your coordinator has noted time off for you until {day}. Nobody expects an answer from you before.",
                day=day,
            )
        )
        say(tx, chat_of(reader), text, now=now)
        return
    name = talk.sender.display_name
    text = (
        _(
            "{name} has time off and will not answer for now. You can write all the same. If you want to talk to "
            "somebody meanwhile, your coordinator is there.",
            name=name,
        )
        if day is None
        else _(
            "{name} has time off until {day} and will not answer before. You can write all the same. If you want to "
            "talk to somebody meanwhile, your coordinator is there.",
            name=name,
            day=day,
        )
    )
    ask = [[Button(_("Ask my coordinator to talk to me"), f"{ASK_STAFF}:{talk.pair.id}")]]
    say(tx, chat_of(reader), text, now=now, buttons=ask)


def _tell_staff(tx: Tx, person: Person, absence: Absence, now: datetime) -> None:
    programme = programmes.get(tx, person.programme_id)
    back = None if programme is None else day_of_return(tx, absence, programme.zone)
    if programme is None or back is None:
        return
    for room in staff_rooms(tx, programme):
        _ = room.words
        day = _.day(back, now.astimezone(programme.zone).date())
        text = _("{name} has time off until {day}.", name=person.display_name, day=day)
        say(tx, room.chat, text, now=now, quietly=True)


def _touched(tx: Tx, person: PersonId) -> list[Talk]:
    """Return a person's talks with those who wait for them: the pairs in which messages pass."""
    return [talk for talk in pairs.talks_of(tx, person) if may_talk(talk) is None]


def _is_away(tx: Tx, person: PersonId, now: datetime) -> bool:
    return any(absence.holds(now) for absence in absences.present_of(tx, person, now))


def _due_at(tx: Tx, absence: Absence, moment: datetime) -> None:
    occurrence = f"{ABSENCE}:{absence.id}:{to_ms(moment)}"
    due.add(tx, kind=ABSENCE, subject=absence.id, occurrence=occurrence, due_at=moment)
