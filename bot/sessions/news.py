"""Telling one of the two of a session: what the other did, the reminders, whether it happened; in their open hours."""

from datetime import datetime, timedelta

from bot.sessions.pages import Page, Reader, question_page, reminder_page, session_page
from bot.speech import chat_of, say, send_file, words_of
from mentoring.open_hours import NeverOpen
from mentoring.pairs import Pair
from mentoring.people import PersonId
from mentoring.relay import Talk, may_talk
from mentoring.sessions import Prompt, Session, SessionState, prompts
from storage import hours, pairs, sessions
from storage.outbox import Priority, Purpose
from storage.sessions import PromptRow
from storage.tx import Tx

_LATEST_QUESTION = timedelta(days=3)


def reader_of(talk: Talk, now: datetime) -> Reader:
    """Return the sender of a talk as the reader of a page."""
    return Reader(talk.sender, talk.recipient, words_of(talk.sender), now)


def tell(tx: Tx, session: Session, person: PersonId, now: datetime) -> None:
    """Tell one of the two where a session stands: now when their hours are open, else when they open."""
    sessions.forget_news(tx, session.id, person)  # what they have not read yet is older than this
    sessions.add_prompt(tx, session, person, Prompt.NEWS, _opens(tx, session, person, now))


def tell_missed(tx: Tx, talk: Talk, since: datetime, now: datetime) -> None:
    """Tell the sender of a talk, who heard nothing `since` then, of the sessions that have changed meanwhile."""
    for session in sessions.coming(tx, talk.pair.id, now):
        proposal = sessions.open_proposal(tx, session.id)
        if session.changed_at >= since or (proposal is not None and proposal.made_at >= since):
            tell(tx, session, talk.sender.id, now)


def call_off(tx: Tx, pair: Pair, now: datetime) -> None:
    """Call off what a pair had planned, because it has ended; calendars that have it are told to take it out."""
    for session in sessions.coming(tx, pair.id, now):
        was_agreed = session.state is SessionState.AGREED
        ended = sessions.cancel(tx, session, now)
        for person in (pair.mentor_id, pair.mentee_id):
            talk = pairs.talk_in(tx, person, pair.id)
            if was_agreed and talk is not None and talk.sender.has_joined:
                send_calendar_file(tx, ended, talk, now)


def plan_prompts(tx: Tx, session: Session, now: datetime) -> None:
    """Let both be reminded of a session that they have just agreed on, and asked about it afterwards."""
    pair = pairs.get(tx, session.pair_id)
    assert pair is not None
    for prompt, moment in prompts(session.arrangement, now):
        for person in (pair.mentor_id, pair.mentee_id):
            sessions.add_prompt(tx, session, person, prompt, moment)


def send_calendar_file(tx: Tx, session: Session, talk: Talk, now: datetime) -> None:
    """Send the sender of a talk the calendar file of a session as it stands."""
    from bot.sessions.calendar_file import MEDIA_TYPE, NAME, calendar_file  # here: its library is large

    _ = words_of(talk.sender)
    content = calendar_file(session, talk.sender, talk.recipient, _, now)
    caption = (
        _("Open this, and your calendar takes the session out.")
        if session.state is SessionState.CANCELLED
        else _("Open this, and your calendar keeps the session.")
    )
    send_file(
        tx,
        chat_of(talk.sender),
        NAME,
        MEDIA_TYPE,
        content,
        caption,
        now=now,
        priority=Priority.PROMPT,
        key_name=pairs.key_name(session.pair_id),
    )


def say_prompt(tx: Tx, row: PromptRow, now: datetime) -> None:
    """Say what is due about a session, if it still holds and the person's hours are open; else later, or not at all.

    News is told whatever has become of the pair's talk; reminders and the question only while the two may talk. Who
    wants to hear nothing from the other hears nothing of this either, until `tell_missed`.
    """
    session = sessions.get(tx, row.session_id)
    talk = None if session is None else pairs.talk_in(tx, row.person_id, session.pair_id)
    if session is None or talk is None or not talk.sender.has_joined:
        return
    if pairs.muted_since(tx, session.pair_id, row.person_id) is not None:
        return
    page = _page(tx, row, session, talk, now)
    if page is None:
        return
    opens = _opens(tx, session, row.person_id, now)
    if opens > now:
        if row.prompt in (Prompt.NEWS, Prompt.AFTER) or opens < session.arrangement.starts_at:
            sessions.put_off(tx, row.id, opens)
        return
    say(
        tx,
        chat_of(talk.sender),
        page.text,
        now=now,
        buttons=page.buttons,
        priority=Priority.PROMPT,
        # News must not be lost, reminders must not come twice, when nobody can say whether they arrived.
        purpose=Purpose.NOTICE if row.prompt is Prompt.NEWS else Purpose.PROMPT,
        key_name=pairs.key_name(session.pair_id),
    )
    sessions.note_said(tx, row.id, now)
    if row.prompt is Prompt.NEWS and _is_for_the_calendar(tx, session):
        send_calendar_file(tx, session, talk, now)


def _page(tx: Tx, row: PromptRow, session: Session, talk: Talk, now: datetime) -> Page | None:
    """Return what is to be said, or None when that does not hold any more."""
    reader = reader_of(talk, now)
    if row.prompt is Prompt.NEWS:
        return _news_page(tx, session, reader)
    as_arranged = session.state is SessionState.AGREED and session.sequence == row.sequence
    if not as_arranged or may_talk(talk) is not None:
        return None
    if row.prompt is not Prompt.AFTER:
        return reminder_page(session, reader) if now < session.arrangement.starts_at else None
    is_known = row.person_id in sessions.reports_of(tx, session.id)
    is_old = now > session.arrangement.ends_at + _LATEST_QUESTION
    return None if is_known or is_old else question_page(session, reader)


def _news_page(tx: Tx, session: Session, reader: Reader) -> Page | None:
    """Return where a session stands, for somebody whose partner did something; None when they need not know.

    A proposal that was taken back before they could read it is nothing to them.
    """
    _ = reader.words
    proposal = sessions.open_proposal(tx, session.id)
    if session.state is SessionState.CANCELLED and not sessions.has_heard(tx, session.id, reader.person.id):
        return None
    page = session_page(session, proposal, reader)
    if session.state is SessionState.AGREED and proposal is None:
        return page.under(_("🎉 It is settled."))
    return page


def _is_for_the_calendar(tx: Tx, session: Session) -> bool:
    """Return whether a calendar has, or should have, the session as it stands."""
    if session.state is SessionState.AGREED:
        return sessions.open_proposal(tx, session.id) is None
    return session.state is SessionState.CANCELLED and session.sequence > 0


def _opens(tx: Tx, session: Session, person: PersonId, now: datetime) -> datetime:
    try:
        return hours.hours_of(tx, person, session.pair_id).reach.next_open(now)
    except NeverOpen as error:
        return error.searched_until
