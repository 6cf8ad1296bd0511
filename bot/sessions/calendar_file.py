"""The calendar file of a session (RFC 5545): the same event with each change, for whatever calendar they use.

It names only what the chat shows. Nobody is an attendee: a calendar would want an address, and write to it.
"""

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress

from bot.sessions.session_words import where
from bot.sessions.zone_rules import zone_rules
from bot.words import Words
from mentoring.people import Person
from mentoring.sessions import Session, SessionState

MEDIA_TYPE = "text/calendar"
NAME = "session.ics"

# Publishers must name an organiser; this one is nobody's address, and says so (RFC 2606).
_ORGANISER = "invalid:nomail"


def calendar_file(session: Session, reader: Person, partner: Person, in_words: Words, now: datetime) -> bytes:
    """Return a session as a calendar file for one of the two, in the zone where they live.

    Its UID stays for as long as the session lives and its SEQUENCE grows, so that a calendar changes the event that it
    has; one that was called off cancels it.
    """
    _ = in_words
    is_off = session.state is SessionState.CANCELLED
    arrangement = session.arrangement
    event = Event()
    event.add("uid", f"session-{session.id}-{int(session.created_at.timestamp())}@interlude.invalid")
    event.add("sequence", session.sequence)
    event.add("dtstamp", now)
    event.add("created", session.created_at)
    event.add("last-modified", session.changed_at)
    event.add("dtstart", arrangement.starts_at.astimezone(reader.zone))
    event.add("dtend", arrangement.ends_at.astimezone(reader.zone))
    event.add("summary", _("Session with {name}", name=partner.display_name))
    event.add("location", where(arrangement, _))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    organiser = vCalAddress(_ORGANISER)
    organiser.params["CN"] = "Interlude"
    event.add("organizer", organiser)
    calendar = Calendar()
    calendar.add("prodid", "-//Interlude//Sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(zone_rules(reader.zone, arrangement.starts_at))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
